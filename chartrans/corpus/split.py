"""Train, dev and test parts that share no source and no target, whatever the case and punctuation.

Sources and targets are the nodes of a graph, pairs its edges. A part that leaks nothing is made of
whole connected components: the pair (hello, hola) takes with it every other pair of `hello`, every
other pair of `hola`, and so on.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from chartrans.corpus.pair import PARTS, Pair
from chartrans.errors import UsageProblem

# A component is held out only if it is at most this share of the part: a knot of paraphrases
# would otherwise be most of what a small part measures.
KNOT_SHARE = 0.1


@dataclass(frozen=True)
class PartSize:
    """How many sources a part asks for: a count, or a share of all of them, at most `most`."""

    count: int | None = None
    share: float = 0.05
    most: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartSize:
        """From `500`, `0.05` or `5%`. Raises UsageProblem for anything else."""
        try:
            if text.isdecimal():
                return cls(count=int(text))
            share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            share = -1.0
        if not 0 <= share < 1:
            raise UsageProblem(f"{text!r} is no size; write a number of sources, 0.05 or 5%")
        return cls(share=share)

    def of(self, total: int, room: int) -> int:
        """The number of sources to hold out of `total`.

        A share is one source at least, unless it is 0, and takes no more than `room`.
        """
        if self.count is not None:
            return self.count
        if self.share == 0:
            return 0
        asked = max(1, round(total * self.share))
        return max(0, min(asked, room, asked if self.most is None else self.most))


DEFAULT_SIZE = PartSize(share=0.05, most=1000)
NOTHING = PartSize(count=0)


class _Punctuation(dict[int, str | None]):
    """A table for `str.translate` that drops punctuation, filled as characters turn up."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        kept = None if unicodedata.category(character).startswith("P") else character
        self[code] = kept
        return kept


_PUNCTUATION = _Punctuation()


def leak_key(line: str) -> str:
    """The line as it is compared between parts: without case, punctuation and double spaces.

    A line of nothing but punctuation is compared as it is.
    """
    return " ".join(line.casefold().translate(_PUNCTUATION).split()) or line


def split(
    pairs: Sequence[Pair], dev: PartSize, test: PartSize, seed: int = 0
) -> dict[str, list[Pair]]:
    """The pairs of each part of `PARTS`, in the order they came in.

    The seed and the pairs decide, not their order; what is in test does not depend on the size of
    dev, as long as there is room for both. A part can come out smaller or larger than asked where
    the pairs hang together; train is never empty. Raises UsageProblem where the sizes leave nothing
    to train on.
    """
    sources = len({pair.source for pair in pairs})
    room = sources - 1  # what is left when one source is kept to train on
    held_dev = dev.of(sources, room)
    asked = {"test": test.of(sources, room - held_dev), "dev": held_dev}
    if sum(asked.values()) > max(room, 0):
        raise UsageProblem(
            f"{asked['dev']:,} dev and {asked['test']:,} test sources leave nothing to train on: "
            f"there are {sources:,}; ask for fewer"
        )
    if dev.count is None and test.count is None and dev.share + test.share >= 1:
        raise UsageProblem(
            f"{dev.share:g} of the sources for dev and {test.share:g} for test leave nothing to "
            "train on; ask for less"
        )
    if not any(asked.values()):
        return {part: list(pairs) if part == "train" else [] for part in PARTS}
    labels = _components(pairs)
    sizes = _sizes(pairs, labels)
    waiting = sorted(sizes, key=lambda label: _draw(label, seed))
    part_of: dict[str, str] = {}
    for part, wanted in asked.items():
        for label in _choose(waiting, sizes, wanted)[: len(waiting) - 1]:
            part_of[label] = part
        waiting = [label for label in waiting if label not in part_of]
    parts: dict[str, list[Pair]] = {part: [] for part in PARTS}
    for pair, label in zip(pairs, labels, strict=True):
        parts[part_of.get(label, "train")].append(pair)
    return parts


def count_leaks(parts: Mapping[str, Iterable[Pair]]) -> dict[str, dict[str, int]]:
    """How many sources, and how many targets, any two parts have in common as `leak_key` sees them.

    Keys are `sources` and `targets`, then `train/dev`, `train/test`, `dev/test`.
    """
    lists = {part: list(pairs) for part, pairs in parts.items()}
    if sum(map(bool, lists.values())) < 2:
        lists = {part: [] for part in lists}  # one part has nothing in common with empty ones
    keys = {
        part: tuple({leak_key(pair[side]) for pair in pairs} for side in (0, 1))
        for part, pairs in lists.items()
    }
    return {
        name: {f"{a}/{b}": len(keys[a][side] & keys[b][side]) for a, b in combinations(keys, 2)}
        for side, name in enumerate(("sources", "targets"))
    }


def _components(pairs: Sequence[Pair]) -> list[str]:
    """For each pair the label of its component: the smallest source key in it."""
    parent: dict[tuple[int, str], tuple[int, str]] = {}

    def root(node: tuple[int, str]) -> tuple[int, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]  # halve the path, so that trees stay flat
            node = parent[node]
        return node

    # 0 marks a source, 1 a target: the smallest node of a component is always a source.
    nodes = [(0, leak_key(pair.source)) for pair in pairs]
    for node, pair in zip(nodes, pairs, strict=True):
        one, other = root(node), root((1, leak_key(pair.target)))
        low, high = min(one, other), max(one, other)
        parent[high] = low
    return [root(node)[1] for node in nodes]


def _sizes(pairs: Sequence[Pair], labels: Sequence[str]) -> dict[str, int]:
    """The number of distinct sources of each component."""
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for pair, label in zip(pairs, labels, strict=True):
        sources[label].add(pair.source)
    return {label: len(found) for label, found in sources.items()}


def _draw(label: str, seed: int) -> bytes:
    """The component's place in the queue: a hash, which does not depend on other components."""
    return hashlib.blake2b(f"{seed}\0{label}".encode(), digest_size=16).digest()


def _choose(waiting: Sequence[str], sizes: Mapping[str, int], wanted: int) -> list[str]:
    """Components for a part, first come first served, up to `wanted` sources together."""
    if wanted == 0:
        return []
    chosen: dict[str, None] = {}
    room = wanted
    for largest in (max(1, int(wanted * KNOT_SHARE)), wanted):
        for label in waiting:
            if label not in chosen and sizes[label] <= min(room, largest):
                chosen[label] = None
                room -= sizes[label]
        if room <= wanted / 2:
            return list(chosen)
    if chosen or len(waiting) < 2:
        return list(chosen)
    # Nothing is small enough: better a part larger than asked than none, as training keeps some.
    return [min(waiting, key=lambda label: sizes[label])]
