"""Two aligned text files: line n of the one is the source, line n of the other its target."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from chartrans.corpus.archive import shown
from chartrans.corpus.lines import numbered_lines
from chartrans.corpus.pair import Pair
from chartrans.errors import DataError


def read_moses(
    streams: tuple[io.BufferedReader, io.BufferedReader],
    paths: tuple[Path, Path],
    counts: Counter[str],
    places: dict[str, str] | None = None,
) -> Iterator[Pair]:
    """The pairs of two streams; `counts` gains `read`, and `undecodable` where either side is,
    `places` the first such line as `file:line`.

    Raises DataError where the files differ in their number of lines (known only at the end) or
    hold no line that can be read.
    """
    lines = [numbered_lines(stream, path) for stream, path in zip(streams, paths, strict=True)]
    totals = [0, 0]
    usable, first_bad = False, None
    for source, target in zip_longest(*lines):
        totals[0] += source is not None
        totals[1] += target is not None
        if source is None or target is None:
            continue  # read on: the message below gives the full number of lines of both
        counts["read"] += 1
        if source[1] is None or target[1] is None:
            counts["undecodable"] += 1
            bad = paths[0] if source[1] is None else paths[1]
            first_bad = first_bad or bad
            if places is not None:
                places.setdefault("undecodable", f"{shown(bad)}:{source[0]}")
            continue
        usable = True
        # A tab would be taken for a column when the pair is written to a file.
        yield Pair(source[1].replace("\t", " "), target[1].replace("\t", " "))
    if totals[0] != totals[1]:
        raise DataError(
            f"{paths[0]} has {totals[0]:,} lines and {paths[1]} has {totals[1]:,}; "
            "aligned files have equally many"
        )
    if not usable:
        what = (
            "is not UTF-8, like every other line" if totals[0] else "is missing: the file is empty"
        )
        raise DataError(f"{first_bad or paths[0]}:1 {what}; give two aligned UTF-8 text files")
