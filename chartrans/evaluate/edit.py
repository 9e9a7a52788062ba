"""Character error rate and exact match: how far a hypothesis is from its closest reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein


class Edits(NamedTuple):
    """Characters to insert, delete or replace, and the length of the reference they lead to."""

    changes: int
    length: int

    @property
    def rate(self) -> float:
        """Edits a reference character: 0 is equal, above 1 when more is wrong than there is."""
        return self.changes / max(self.length, 1)  # an empty reference counts as one character


def edits(hypothesis: str, references: Sequence[str]) -> Edits:
    """The edits to the closest reference: fewest of all, and of equals to the longest.

    Characters are Unicode code points. Raises ValueError without references.
    """
    if not references:
        raise ValueError("no references to compare with")
    distances = [Edits(Levenshtein.distance(hypothesis, text), len(text)) for text in references]
    return min(distances, key=lambda e: (e.changes, -e.length))


def error_rate(lines: Sequence[Edits]) -> float:
    """Character error rate of many lines: the sum of edits over the sum of reference lengths.

    0 is perfect; long lines weigh more than short ones, as in the mean over characters.
    """
    return Edits(sum(e.changes for e in lines), sum(e.length for e in lines)).rate


def exact_match(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """The share of hypotheses, 0 to 1, that equal one of their references.

    Raises ValueError if there are no hypotheses or the two lists differ in length.
    """
    if not hypotheses:
        raise ValueError("no hypotheses to compare")
    equal = [h in texts for h, texts in zip(hypotheses, references, strict=True)]
    return sum(equal) / len(equal)
