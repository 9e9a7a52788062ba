"""Source lengths in a few classes, because long lines are harder and a single number hides it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

UPPER_ENDS = (10, 20, 40, 80)  # doubling: short lines are many, long ones rare
LABELS = ("1-10", "11-20", "21-40", "41-80", "81+")


def bucket(source: str) -> int:
    """The index into `LABELS` for a source, by its length in characters (empty: the first)."""
    return bisect_left(UPPER_ENDS, len(source))


def by_bucket(sources: Sequence[str]) -> dict[int, list[int]]:
    """Bucket index -> positions of its sources, shortest bucket first; none that is empty."""
    found: dict[int, list[int]] = {}
    for position, source in enumerate(sources):
        found.setdefault(bucket(source), []).append(position)
    return dict(sorted(found.items()))
