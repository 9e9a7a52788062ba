"""When there is no use going on: dev chrF has not risen for some evaluations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Best:
    """The best dev score so far, and how many evaluations ago it was."""

    chrf: float = -1.0
    """0 to 100; below 0 before the first evaluation."""
    step: int = 0
    stale: int = 0
    """Evaluations since then."""

    def offer(self, chrf: float, step: int) -> bool:
        """Take note of a new score; True if it is the best."""
        if chrf > self.chrf:
            self.chrf, self.step, self.stale = chrf, step, 0
            return True
        self.stale += 1
        return False

    def worn_out(self, patience: int) -> bool:
        """True after `patience` evaluations without a better one; never with patience 0."""
        return bool(patience) and self.stale >= patience
