"""Characters as numbers, so that NumPy can go through many of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

LINES_AT_ONCE = 10_000  # bounds what is held beside the lines themselves


def code_points(text: str) -> np.ndarray:
    """Those of the characters, uint32 (len(text),), not to be written to."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def stretches(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines in order, as many at a time as are worth NumPy's while."""
    rest = iter(lines)
    while part := list(islice(rest, LINES_AT_ONCE)):
        yield part


def character_counts(lines: Iterable[str]) -> dict[str, int]:
    """How often each character occurs in the lines, in code point order."""
    counts = np.zeros(0, np.int64)
    for part in stretches(lines):
        more = np.bincount(code_points("".join(part)))
        if len(more) > len(counts):
            counts, more = more, counts
        counts[: len(more)] += more
    return {chr(code): int(counts[code]) for code in np.flatnonzero(counts)}
