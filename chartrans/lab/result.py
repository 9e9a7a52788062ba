"""What an experiment hands back. Imports no NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chartrans.lab.figures import Figure


@dataclass(frozen=True)
class Table:
    """Cells are written as they are where they are texts, numbers to four digits."""

    title: str
    columns: list[str]
    rows: list[list[str | int | float]]


@dataclass(frozen=True)
class Result:
    """The outcome, and what is said of it.

    tables    for the reader; the first is the one that matters
    figures   the same, drawn
    numbers   all that was measured, as JSON can carry it, the size of the experiment among it
    expected  what the theory says, in one or two sentences
    seen      what came out, with the numbers, in sentences made from `numbers`
    checks    each expectation in words -> whether it held, computed from the numbers
    source    the paper and its section
    """

    tables: list[Table]
    figures: list[Figure]
    numbers: Mapping[str, Any]
    expected: str
    seen: str
    checks: Mapping[str, bool]
    source: str

    @property
    def met(self) -> bool:
        """Whether all came out as expected."""
        return all(self.checks.values())

    @property
    def verdict(self) -> str:
        """A sentence: as expected, or what was not."""
        missed = [claim for claim, held in self.checks.items() if not held]
        if not missed:
            return "This is what was expected."
        return f"This is not what was expected, which was that {' and that '.join(missed)}."

    @property
    def paragraph(self) -> str:
        """What was expected, what was seen, whether the two agree, and the source."""
        return f"Expected: {self.expected} Seen: {self.seen} {self.verdict} Source: {self.source}."

    def to_json(self) -> dict[str, Any]:
        """All of it but the figures, as JSON can carry it."""
        return {
            "numbers": dict(self.numbers),
            "tables": [vars(table) for table in self.tables],
            "expected": self.expected,
            "seen": self.seen,
            "checks": dict(self.checks),
            "met": self.met,
            "verdict": self.verdict,
            "source": self.source,
        }
