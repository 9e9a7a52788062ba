"""The interactive prompt of `chartrans translate`: a line in, its translation out, with history."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from chartrans.cli import terminal
from chartrans.cli.degraded import named
from chartrans.cli.options import WIDEST_BEAM
from chartrans.errors import ChartransError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from chartrans.decode.translator import Translation, Translator

PROMPT = "> "
_HISTORY_LINES = 1000

_COMMANDS = (
    (":beam N", "keep N beginnings at each character; 1 is greedy search"),
    (":best N", "show up to N translations of each line"),
    (":scores on|off", "show the mean log-probability of a character, at most 0"),
    (":help", "show this"),
    (":quit", "leave, as Ctrl-D does; Ctrl-C drops the line or stops its translation"),
)


class Prompt:
    """A conversation with one translator, whose beam and n-best its commands change."""

    def __init__(self, translator: Translator, scores: bool = False) -> None:
        self._translator = translator
        self._scores = scores

    def run(self, title: str | None = None) -> None:
        """Ask and answer until `:quit` or the end of the input; `title` None opens silently."""
        if title is not None:
            _show(f"{title}. {self._settings()}. :help lists the commands, Ctrl-D leaves.")
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # bad bytes: U+FFFD
        with _history():
            while True:
                try:
                    line = input(PROMPT)
                    if not self._answer(line):
                        return
                except KeyboardInterrupt:
                    _show("")  # the dropped line or translation stays above, on its own line
                except EOFError:
                    _show("")
                    return

    def _answer(self, line: str) -> bool:
        """Do what the line says; False where it says to leave."""
        if line.startswith(":"):
            return self._obey(line)
        if line.strip():
            try:
                self._present(self._translator.translate([line])[0])
            except ChartransError as error:
                terminal.warn(f"{error}.")
        return True

    def _present(self, translation: Translation) -> None:
        hypotheses = translation.hypotheses[: self._translator.n_best]
        for rank, hypothesis in enumerate(hypotheses, start=1):
            place = f"{rank:>2}  " if self._translator.n_best > 1 else ""
            score = f"  {hypothesis.mean:.3f}" if self._scores else ""
            _show(f"{place}{hypothesis.text}{score}")
        if translation.unknown:
            terminal.warn(f"characters the model never saw: {named(translation.unknown)}.")
        if translation.cut:
            terminal.warn("too long for the model; only the beginning was translated.")

    def _obey(self, line: str) -> bool:
        name, *arguments = line.split()
        if name in (":quit", ":q"):
            return False
        if name in (":help", ":h"):
            _show(_help())
            _show(f"Lines typed here are kept in {_history_file()}.")
        elif name in (":beam", ":best"):
            self._set_width(name, arguments)
        elif name == ":scores":
            self._set_scores(arguments)
        else:
            _show(f"No command {name}; :help lists them. A space before it makes it a text.")
        return True

    def _set_width(self, name: str, arguments: list[str]) -> None:
        """Set the beam or n-best; the other moves along, as no more come out than were kept."""
        if arguments:
            width = _width(arguments)
            if width is None:
                _show(f"{name} takes a number from 1 to {WIDEST_BEAM}, as in {name} 5.")
                return
            translator = self._translator
            if name == ":beam":
                translator.beam_size, translator.n_best = width, min(width, translator.n_best)
            else:
                translator.beam_size, translator.n_best = max(width, translator.beam_size), width
        _show(f"{self._settings()}.")

    def _set_scores(self, arguments: list[str]) -> None:
        if arguments and arguments not in (["on"], ["off"]):
            _show(":scores takes on or off.")
            return
        if arguments:
            self._scores = arguments == ["on"]
        _show(f"{self._settings()}.")

    def _settings(self) -> str:
        scores = "on" if self._scores else "off"
        return f"beam {self._translator.beam_size}, best {self._translator.n_best}, scores {scores}"


def _width(arguments: list[str]) -> int | None:
    """The number from 1 to `WIDEST_BEAM` that the arguments are, if they are one."""
    try:
        (width,) = map(int, arguments)
    except ValueError:
        return None
    return width if 1 <= width <= WIDEST_BEAM else None


def _help() -> RenderableType:
    from rich.table import Table

    table = Table.grid(padding=(0, 3))
    for usage, meaning in _COMMANDS:
        table.add_row(usage, meaning)
    return table


def _show(renderable: RenderableType) -> None:
    """Print on stdout; a text as it is, wrapped by the terminal so that it can be copied whole."""
    from rich.console import Console

    out = Console(markup=False, highlight=False, emoji=False)
    out.print(renderable, soft_wrap=isinstance(renderable, str))


def _history_file() -> Path:
    from platformdirs import user_state_dir

    return Path(user_state_dir("chartrans")) / "history"


@contextmanager
def _history() -> Iterator[None]:
    """Line editing, with the lines of earlier conversations; where that cannot be, without.

    The file is for its owner's eyes. That it cannot be read or written is no reason to complain.
    """
    try:
        import readline
    except ImportError:  # Windows has none, and its console edits lines by itself
        yield
        return
    file = _history_file()
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDONLY, 0o600))
        readline.read_history_file(file)
    readline.set_history_length(_HISTORY_LINES)
    try:
        yield
    finally:
        with suppress(OSError):
            readline.write_history_file(file)
            file.chmod(0o600)
