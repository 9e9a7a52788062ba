"""What a run of the bench was told, and what each of its measurements looks like."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.bench.peers import Torch
from tests.bench.steps import Shape


class WrongValues(Exception):
    """Something computes other values than its plain version: its speed means nothing."""


@dataclass(frozen=True)
class Settings:
    """quick is a few seconds and small shapes: a test that the bench works, not a measurement."""

    quick: bool
    threads: int
    model: str | None = None
    torch: Torch | None = None
    apertium: bool = False

    @property
    def shape(self) -> Shape:
        """The net and batch whose training step is measured."""
        return Shape(hidden=48, batch=8, length=9) if self.quick else Shape()

    @property
    def growing(self) -> Shape:
        """The middle of the shapes that grow."""
        return replace(self.shape, hidden=256, batch=64) if not self.quick else self.shape

    def rounds(self, full: int) -> int:
        """How many runs a median is taken of."""
        return 2 if self.quick else full


@dataclass(frozen=True)
class Row:
    """One figure, a median.

    share   of the peak of the cores used
    ratio   in the row of a peer: our value, from the same run, over the peer's
    series  together with `at`: the line of the picture this is a point of, and where
    """

    what: str
    value: float | None
    unit: str
    share: float | None = None
    ratio: float | None = None
    note: str = ""
    series: str = ""
    at: float | None = None


def left_out(what: str, reason: object) -> Row:
    """The row of something that could not be measured, and why."""
    return Row(what, None, "", note=f"left out: {reason}")
