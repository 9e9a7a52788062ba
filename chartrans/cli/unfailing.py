"""A stderr that cannot fail: what it says is lost with the terminal or the pipe, and no work is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO


class Unfailing:
    """A stream of text, but what it cannot take is dropped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As the stream's own, without an error where its other end is gone or full."""
        with suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """As the stream's own, without an error."""
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def unfailing_stderr() -> Iterator[None]:
    """`sys.stderr` as one that cannot fail; closed, it stays None."""
    before = sys.stderr
    if before is not None:
        sys.stderr = Unfailing(before)
    try:
        yield
    finally:
        sys.stderr = before
