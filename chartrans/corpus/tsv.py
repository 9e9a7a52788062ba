"""Tab-separated pairs: source, target, and further columns that are not looked at."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chartrans.corpus.archive import shown
from chartrans.corpus.lines import numbered_lines
from chartrans.corpus.pair import Pair
from chartrans.errors import DataError

ADVICE = {
    "undecodable": "is not UTF-8, and no other line holds a pair; convert the file to UTF-8",
    "columns": "has one column, and no other line has two; write source, tab, target on a line, "
    "or give chartrans prepare two aligned files without tabs",
    "empty": "is empty, like every other line; write source, tab, target on a line",
}


def read_tsv(
    stream: io.BufferedReader,
    path: Path,
    counts: Counter[str],
    places: dict[str, str] | None = None,
) -> Iterator[Pair]:
    """The pairs of a stream; rows that hold none are counted under their reason.

    `counts` gains `read` for every row, and `undecodable`, `columns` (fewer than two) or `empty`
    for those left out, `places` the first of each as `file:line`. Raises DataError, naming the
    first bad row, where no row holds a pair.
    """
    usable = False
    first_bad: dict[str, int] = {}
    for number, text in numbered_lines(stream, path):
        counts["read"] += 1
        if text is not None and "\t" in text:
            source, target = text.split("\t", maxsplit=2)[:2]
            usable = True
            yield Pair(source, target)
            continue
        reason = "undecodable" if text is None else "columns" if text.strip() else "empty"
        counts[reason] += 1
        first_bad.setdefault(reason, number)
        if places is not None:
            places.setdefault(reason, f"{shown(path)}:{number}")
    if usable:
        return
    for reason, advice in ADVICE.items():
        if reason in first_bad:
            raise DataError(f"{shown(path)}:{first_bad[reason]} {advice}")
    raise DataError(f"{shown(path)} is empty; give a file with source, tab, target on each line")
