"""Pairs of lines as ids, in one array for all lines of a side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np

from chartrans.nets.net import IdPair, Ids
from chartrans.text.alphabet import Alphabet
from chartrans.text.code_points import stretches


class EncodedPairs(Sequence[IdPair]):
    """Source and target ids of each pair, cut out of two long arrays when asked for.

    An array for each line would take more memory than its ids do, and most of the time of encoding.
    """

    def __init__(
        self, source: Alphabet, target: Alphabet, pairs: Sequence[tuple[str, str]]
    ) -> None:
        self._sources = _Lines(source, [line for line, _ in pairs])
        self._targets = _Lines(target, [line for _, line in pairs])

    def __len__(self) -> int:
        return len(self._sources.ends) - 1

    @overload
    def __getitem__(self, index: int) -> IdPair: ...
    @overload
    def __getitem__(self, index: slice) -> list[IdPair]: ...
    def __getitem__(self, index: int | slice) -> IdPair | list[IdPair]:
        numbers = range(len(self))[index]
        if isinstance(numbers, range):
            return [self[i] for i in numbers]
        return self._sources.ids_of(numbers), self._targets.ids_of(numbers)


class _Lines:
    """Lines on end, and where they end."""

    def __init__(self, alphabet: Alphabet, lines: list[str]) -> None:
        self.ends = np.cumsum([0, *map(len, lines)])
        self.ids = np.empty(self.ends[-1], np.int32)
        begin = 0
        for part in stretches(lines):
            ids = alphabet.encode("".join(part))
            self.ids[begin : begin + len(ids)] = ids
            begin += len(ids)

    def ids_of(self, number: int) -> Ids:
        return self.ids[self.ends[number] : self.ends[number + 1]]
