"""Files in any format this program reads, as one stream of pairs."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from chartrans.corpus.archive import BUFFER, STDIN, open_bytes
from chartrans.corpus.moses import read_moses
from chartrans.corpus.pair import Pair
from chartrans.corpus.tsv import read_tsv
from chartrans.errors import UsageProblem


def read_pairs(
    paths: Sequence[Path],
    counts: Counter[str] | None = None,
    places: dict[str, str] | None = None,
) -> Iterator[Pair]:
    """The pairs of all files, in order and as they stand there.

    Tab-separated files, each plain, packed (`.gz`, `.bz2`, `.xz`, `.zip`) or standard input
    (`-`); or exactly two aligned files, known by neither having a tab. `counts` gains the number
    of rows `read` and of those left out as `undecodable`, `columns` or `empty`,
    and `places` where the first of each stands, as `file:line`.
    Raises DataError, naming file and line, while the pairs are taken.
    """
    counts = Counter() if counts is None else counts
    if list(paths).count(STDIN) > 1:
        raise UsageProblem("standard input (-) can be read only once; give it once")
    if len(paths) != 2:
        for path in paths:
            with open_bytes(path) as stream:
                yield from read_tsv(stream, path, counts, places)
        return
    with ExitStack() as stack:
        first, second = (stack.enter_context(open_bytes(path)) for path in paths)
        if _has_tab(first) or _has_tab(second):
            yield from read_tsv(first, paths[0], counts, places)
            yield from read_tsv(second, paths[1], counts, places)
        else:
            yield from read_moses((first, second), (paths[0], paths[1]), counts, places)


def _has_tab(stream: io.BufferedReader) -> bool:
    """Whether a tab stands near the beginning; nothing is consumed, so pipes can be asked too."""
    return b"\t" in stream.peek(BUFFER)
