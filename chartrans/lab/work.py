"""What an experiment is given: a seed, threads, and somewhere to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _tell_nobody(done: float, total: float) -> None:
    pass


@dataclass
class Work:
    """The circumstances of one run of an experiment.

    An experiment calls `begin` once with its steps, of whatever kind, and `advance` as they are
    done; `tell` then gets (done, total).
    """

    seed: int = 1
    threads: int = 1
    tell: Callable[[float, float], None] = _tell_nobody
    total: float = 0
    done: float = 0

    def begin(self, total: float) -> None:
        """So many steps are to be done."""
        self.total, self.done = total, 0
        self.tell(0, total)

    def advance(self, steps: float = 1) -> None:
        """So many more have been done."""
        self.done = min(self.done + steps, self.total)
        self.tell(self.done, self.total)
