"""Lines in, translations out: one for each line, in order, in bounded memory, without waiting.

A thread reads ahead into a bounded buffer while the last lines are being translated. Where lines
trickle in, each is answered as it comes; where they pour in, they are translated by the thousand,
which lets the translator batch lines of like length.
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from chartrans.decode.translator import Translation

MAX_LINE_BYTES = 1 << 20  # far beyond what any model reads: the rest of such a line is dropped
_BLOCK_BYTES = 1 << 16
_BUFFER_SIZE = 1 << 23  # bytes (or characters) read ahead at most, beside one line
_FIRST_LINES = 64  # a small first chunk, so that the first answers come soon
_CHUNK_SECONDS = 2.0  # chunks grow while they take less than this, and shrink above twice this
_POLL_SECONDS = 0.05  # between two looks at an input that does not block and has nothing yet

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SURROGATE = re.compile("[\ud800-\udfff]")


class Answer(NamedTuple):
    """One line's result."""

    number: int  # of the line, from 1
    translation: Translation
    undecodable: bool  # the line was not valid UTF-8; each bad part was read as U+FFFD


class BlockSource(Protocol):
    """An unbuffered binary file."""

    def read(self, size: int, /) -> bytes | None:
        """At most `size` bytes: b"" at the end, None where none are there yet."""
        ...


def stream(
    translate: Callable[[list[str]], list[Translation]],
    lines: Iterable[bytes | str],
    chunk: int = 4096,
) -> Iterator[list[Answer]]:
    """Translate lines as they come, and yield their answers in order, some lines at a time.

    `translate` gets 1 to `chunk` lines, without line ends, and returns as many translations. What
    is yielded together may as well be flushed together: more may be long in coming. `lines` is
    iterated in another thread; each may end in LF or CRLF. An error there is raised here, after the
    answers to the lines before it.
    """
    buffer = _ReadAhead(2 * chunk)
    threading.Thread(target=_fill, args=(buffer, lines), name="read-ahead", daemon=True).start()
    number, size = 0, min(_FIRST_LINES, chunk)
    try:
        while taken := buffer.take(size):
            began = time.monotonic()
            decoded = [decode_line(line, first=number + i == 0) for i, line in enumerate(taken)]
            translations = translate([text for text, _ in decoded])
            yield [
                Answer(number + i, translation, undecodable)
                for i, (translation, (_, undecodable)) in enumerate(
                    zip(translations, decoded, strict=True), start=1
                )
            ]
            number += len(taken)
            size = _next_size(size, time.monotonic() - began, chunk)
    finally:
        buffer.close()  # frees a reader that waits for room; one that waits for input just ends


def _next_size(size: int, seconds: float, chunk: int) -> int:
    """How many lines to take next, after `size` took `seconds`. Changes no translation."""
    if seconds < _CHUNK_SECONDS:
        return min(2 * size, chunk)
    if seconds > 2 * _CHUNK_SECONDS:
        return max(size // 2, min(_FIRST_LINES, chunk))
    return size


def decode_line(line: bytes | str, first: bool = False) -> tuple[str, bool]:
    """The text of a line without its line end, and whether it had to be patched with U+FFFD.

    Only LF and CRLF end a line: U+2028 and its like are characters as any other. A byte
    order mark before the `first` line is dropped.
    """
    if isinstance(line, str):
        text, patched = _SURROGATE.subn("\ufffd", line)
        return text.removesuffix("\n").removesuffix("\r"), patched > 0
    if first:
        line = line.removeprefix(_BYTE_ORDER_MARK)
    line = line.removesuffix(b"\n").removesuffix(b"\r")
    try:
        return line.decode("utf-8"), False
    except UnicodeDecodeError:
        return line.decode("utf-8", "replace"), True


def read_lines(source: BlockSource) -> Iterator[bytes]:
    """The lines of an unbuffered binary file as soon as they arrive, without their LF.

    Of a line longer than `MAX_LINE_BYTES` only so much is kept. Unbuffered, because a buffered
    file holds a lock while it waits, over which the interpreter stumbles if it ends meanwhile.
    """
    rest = b""
    while (block := source.read(_BLOCK_BYTES)) != b"":
        if block is None:
            time.sleep(_POLL_SECONDS)
            continue
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield _head(line)
        rest = rest[: MAX_LINE_BYTES + 1]  # one byte more shows where its last character ends
    if rest:
        yield _head(rest)


def _head(line: bytes) -> bytes:
    """At most `MAX_LINE_BYTES` of a line, cut between two characters."""
    if len(line) <= MAX_LINE_BYTES:
        return line
    end = MAX_LINE_BYTES
    while end > MAX_LINE_BYTES - 3 and line[end] & 0xC0 == 0x80:  # inside a UTF-8 character
        end -= 1
    return line[:end]


def _fill(buffer: _ReadAhead, lines: Iterable[bytes | str]) -> None:
    try:
        for line in lines:
            if not buffer.put(line):
                return
    except BaseException as error:  # not handled here: it is raised again where answers are taken
        buffer.finish(error)
    else:
        buffer.finish()


class _ReadAhead:
    """A first-in-first-out buffer between the reading thread and the translating one."""

    def __init__(self, most_lines: int) -> None:
        self._lines: deque[bytes | str] = deque()
        self._size = 0
        self._most_lines = most_lines
        self._finished = self._closed = False
        self._error: BaseException | None = None
        self._changed = threading.Condition()

    def put(self, line: bytes | str) -> bool:
        """Add a line, waiting for room; False when nobody takes lines any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._has_room())
            self._lines.append(line)
            self._size += len(line)
            self._changed.notify_all()
            return not self._closed

    def take(self, most: int) -> list[bytes | str]:
        """1 to `most` lines, waiting for the first; none at the end. Raises the reader's error."""
        with self._changed:
            self._changed.wait_for(lambda: self._finished or self._lines)
            if not self._lines and self._error is not None:
                raise self._error
            taken = [self._lines.popleft() for _ in range(min(most, len(self._lines)))]
            self._size -= sum(map(len, taken))
            self._changed.notify_all()
            return taken

    def finish(self, error: BaseException | None = None) -> None:
        """No more lines will come, because of `error` or because they are all there."""
        with self._changed:
            self._finished, self._error = True, error
            self._changed.notify_all()

    def close(self) -> None:
        """No more lines will be taken."""
        with self._changed:
            self._closed = True
            self._lines.clear()
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return len(self._lines) < self._most_lines and self._size < _BUFFER_SIZE
