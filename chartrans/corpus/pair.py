"""What this room hands on: a pair of lines, and a dataset of pairs in three parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

PARTS = ("train", "dev", "test")


class Pair(NamedTuple):
    """A line and the line it is to be rewritten into."""

    source: str
    target: str


@dataclass
class Dataset:
    """Pairs to learn from, to steer by and to judge on, and what is known about them.

    `info` is what `dataset.json` holds; `chartrans.corpus.description` lists its keys.
    """

    train: list[Pair]
    dev: list[Pair]
    test: list[Pair] = field(default_factory=list)
    info: dict[str, Any] = field(default_factory=dict)

    def parts(self) -> dict[str, list[Pair]]:
        """The three parts by name, in the order of `PARTS`."""
        return {"train": self.train, "dev": self.dev, "test": self.test}
