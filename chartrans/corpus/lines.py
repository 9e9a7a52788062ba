"""Numbered lines of a stream of bytes: UTF-8, with or without a byte order mark, LF or CR LF."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from chartrans.corpus.archive import shown
from chartrans.errors import DataError

# A line of pairs is far below this; a file without line ends must not be read into memory whole.
MAX_LINE_BYTES = 1 << 20
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def numbered_lines(stream: io.BufferedReader, path: Path) -> Iterator[tuple[int, str | None]]:
    """Each line with its number from 1, without its line end; None for a line that is not UTF-8.

    Raises DataError for UTF-16 and for a line too long to be one.
    """
    for number in count(1):
        raw = stream.readline(MAX_LINE_BYTES + 1)
        if not raw:
            return
        if len(raw) > MAX_LINE_BYTES:
            raise DataError(
                f"{shown(path)}:{number} is longer than {MAX_LINE_BYTES:,} bytes; "
                "give a text file with one pair a line"
            )
        if number == 1:
            raw = _without_mark(raw, path)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            yield number, None
        else:
            yield number, text.removesuffix("\n").removesuffix("\r")


def _without_mark(first: bytes, path: Path) -> bytes:
    if first.startswith(UTF16_MARKS):
        # Half of its bytes would pass as UTF-8, with a NUL beside each letter.
        raise DataError(f"{shown(path)}:1 is UTF-16; convert the file to UTF-8")
    return first.removeprefix(codecs.BOM_UTF8)
