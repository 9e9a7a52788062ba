"""Where the lines to translate come from: texts, a file or stdin, and whether they are few."""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartrans.errors import DataError, UsageProblem

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from chartrans.decode.stream import BlockSource

# Lines up to this many characters in all are translated sooner in plain NumPy than kernels are
# loaded, which takes about a quarter of a second, or ten and more where they have never been
# compiled. To begin and to end a line costs as much as some characters more.
PLAIN_CHARACTERS = 120
LINE_CHARACTERS = 5
PATIENCE = 0.05  # seconds in which an input that is few lines has to come to its end


@contextmanager
def open_lines(
    texts: Sequence[str], source: Path | None
) -> Iterator[tuple[Iterable[bytes | str], bool]]:
    """The texts, else the file's lines, else stdin's; and whether they are few.

    Raises UsageProblem if there is no stdin, DataError for a file that cannot be opened.
    """
    from chartrans.decode.stream import read_lines

    if texts:
        yield texts, are_few(texts)
        return
    with _opened(source) as file:
        begun = Begun(file)
        whole = begun.whole(PLAIN_CHARACTERS)
        yield read_lines(begun), whole is not None and are_few(whole.splitlines())


def are_few(lines: Sequence[bytes | str]) -> bool:
    """Whether they are translated sooner without the kernels."""
    return sum(len(line) + LINE_CHARACTERS for line in lines) <= PLAIN_CHARACTERS


def line_name(number: int, texts: Sequence[str], source: Path | None) -> str:
    """What a warning calls an input line."""
    if texts:
        return f"text {number}"
    return f"line {number}" if source is None else f"{source}:{number}"


class Begun:
    """An unbuffered binary file of which the beginning may have been looked at already."""

    def __init__(self, file: BlockSource) -> None:
        self._file = file
        self._begin = b""
        self._ended = False

    def whole(self, most: int) -> bytes | None:
        """All of it, if that is at most so many bytes and they are there in a moment.

        None where it cannot be known without waiting: what then fails will fail when it is read.
        """
        deadline = time.monotonic() + PATIENCE
        try:
            while not self._ended and len(self._begin) <= most:
                waiting: Any = [self._file]
                if not select.select(waiting, [], [], max(0.0, deadline - time.monotonic()))[0]:
                    return None
                block = self._file.read(most + 1 - len(self._begin))
                if block is None:
                    return None
                self._begin += block
                self._ended = not block
        except (OSError, ValueError):  # nothing that can be waited for, as a pipe on Windows
            return None
        return self._begin if self._ended else None

    def read(self, size: int, /) -> bytes | None:
        """See `BlockSource.read`."""
        if self._begin:
            block, self._begin = self._begin[:size], self._begin[size:]
            return block
        return b"" if self._ended else self._file.read(size)


def _opened(source: Path | None) -> AbstractContextManager[BlockSource]:
    if source is None:
        if sys.stdin is None:
            raise UsageProblem("stdin is closed; give texts or -i FILE")
        return nullcontext(getattr(sys.stdin.buffer, "raw", sys.stdin.buffer))
    try:
        return source.open("rb", buffering=0)
    except OSError as error:
        raise DataError(f"cannot read {source}: {error.strerror}") from error
