"""A stderr that cannot fail: what it says is lost with the terminal or the pipe, and no work is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO


def send_nowhere(stream: TextIO) -> None:
    """Let a stream that cannot get rid of its text do so: Python would try again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class Unfailing:
    """A stream of text, but once its other end is gone or full, all that it is given is dropped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As the stream's own, without its errors."""
        with self._dropping():
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """As the stream's own, without its errors."""
        with self._dropping():
            self._stream.flush()

    @contextmanager
    def _dropping(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            with suppress(OSError):  # a stream that is no file of the system
                send_nowhere(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def unfailing_stderr() -> Iterator[None]:
    """`sys.stderr` as one that cannot fail; closed, it stays None."""
    before = sys.stderr
    if before is None:
        yield
        return
    unfailing = sys.stderr = Unfailing(before)
    try:
        yield
    finally:
        unfailing.flush()  # Python itself would fail at it in the end
        sys.stderr = before
