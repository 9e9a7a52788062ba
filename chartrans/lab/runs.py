"""What became of several nets that were given the same task, and how it is counted."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from chartrans.lab.until import TESTED, Attempt, Outcome


@dataclass(frozen=True)
class Runs:
    """What the nets of one cell did at one length, each at the rate that was best for it."""

    outcomes: list[Outcome]

    @property
    def solved(self) -> list[int]:
        """The sequences that it took those that solved it."""
        return [outcome.sequences for outcome in self.outcomes if outcome.solved]

    @property
    def median(self) -> float:
        """The median of the sequences taken; infinite if most did not solve it."""
        return statistics.median_low(
            [float(o.sequences) if o.solved else math.inf for o in self.outcomes]
        )

    @property
    def worst(self) -> float:
        """The most sequences that any of them took; infinite if one did not solve it."""
        return max(float(o.sequences) if o.solved else math.inf for o in self.outcomes)

    @property
    def effort(self) -> str:
        """What it took those that solved it, in words."""
        some = len(self.solved) < len(self.outcomes)
        share = f", {len(self.solved)} of {len(self.outcomes)} nets" if some else ""
        return f"{statistics.median_low(self.solved):,} sequences{share}"

    def __str__(self) -> str:
        if not self.outcomes:
            return ""
        if not self.solved:
            return f"no: {100 * min(end(o) for o in self.outcomes):.0f} % wrong"
        count = f"{statistics.median_low(self.solved):,}"
        if len(self.solved) < len(self.outcomes):
            count += f" ({len(self.solved)} of {len(self.outcomes)} nets)"
        return count


def end(outcome: Outcome) -> float:
    """Share of wrong answers at the end: of the last test, or else of the last training lines."""
    return outcome.curve[-1][1] if outcome.wrong is None else outcome.wrong / TESTED


Found = dict[tuple[str, str, int], Runs]  # problem, cell, length
Done = Sequence[tuple[str, Attempt, Outcome]]


def gathered(done: Done) -> Found:
    """The outcomes by problem, cell and length."""
    nets: dict[tuple[str, str, int, int], list[tuple[Attempt, Outcome]]] = {}
    for key, attempt, outcome in done:
        place = key, attempt.cell, attempt.length, attempt.seed
        nets.setdefault(place, []).append((attempt, outcome))
    found: Found = {}
    for (key, cell, length, _), tried in nets.items():
        runs = found.setdefault((key, cell, length), Runs([]))
        best = min((o for _, o in tried), key=lambda o: (not o.solved, o.sequences, end(o)))
        runs.outcomes.append(best)
    return found
