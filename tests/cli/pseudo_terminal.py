"""A program at a pseudo-terminal of its own, for tests of what only happens at a terminal."""

from __future__ import annotations

import os
import select
import struct
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS, COLUMNS = 30, 80
SECONDS = 20.0  # a generous limit: nothing is measured by it


class Terminal:
    """`chartrans translate` with the shouting translator, and all that it has shown.

    Or another subcommand, or `module` "chartrans", the program itself.
    """

    def __init__(
        self,
        home: Path,
        arguments: list[str],
        subcommand: str = "translate",
        module: str = "tests.cli.fake",
        **environment: str,
    ) -> None:
        self.shown = ""
        self._seen = 0
        import fcntl  # these three Windows has not
        import pty
        import termios

        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.chdir(ROOT)
            os.environ.update(
                HOME=str(home), XDG_STATE_HOME=str(home), TERM="xterm", LC_ALL="C.UTF-8"
            )
            os.environ.pop("INPUTRC", None)
            os.environ.update(environment)
            command = [sys.executable, "-m", module, subcommand, *arguments]
            os.execv(sys.executable, command)

    def wait_for(self, text: str) -> str:
        """What was shown since the last call, up to and with `text`."""
        end = time.monotonic() + SECONDS
        while text not in self.shown[self._seen :]:
            assert time.monotonic() < end, f"{text!r} not in {self.shown[self._seen :]!r}"
            assert self._read(), f"ended before {text!r}: {self.shown[self._seen :]!r}"
        start, self._seen = self._seen, self.shown.index(text, self._seen) + len(text)
        return self.shown[start : self._seen]

    def say(self, line: str) -> str:
        """Type a line when the prompt is there; what is shown from there to the next prompt."""
        self.type(f"{line}\r")
        self.wait_for("\n")
        return self.wait_for("> ").removesuffix("> ").replace("\r", "").replace("\x1b[?2004h", "")

    def type(self, keys: str) -> None:
        os.write(self._descriptor, keys.encode())

    def end(self) -> int:
        """The exit code, after the program has ended by itself."""
        while self._read():
            pass
        os.close(self._descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], SECONDS)
        try:
            block = os.read(self._descriptor, 4096) if ready else b""
        except OSError:  # what Linux says at the end of a terminal
            return False
        self.shown += block.decode("utf-8", "replace")
        return bool(block)
