"""A way back for when the numbers run away: the last parameters that are known to be sound."""

from __future__ import annotations

import numpy as np

from chartrans.core.optimiser import Moments
from chartrans.errors import ChartransError

SNAPSHOT_STEPS = 100  # copying three times the parameters every so often costs next to nothing
MOST_IN_A_ROW = 8  # 2⁻⁸ of the rate: if that does not help, a smaller one will not either


class Snapshot:
    """A copy of parameters, moments and mean, taken when a loss and gradient proved finite."""

    def __init__(
        self,
        parameters: np.ndarray,
        moments: Moments,
        step: int = 0,
        average: np.ndarray | None = None,
    ) -> None:
        self._live = (parameters, *moments.arrays.values())
        self._live += () if average is None else (average,)
        self._moments = moments
        self._kept = tuple(array.copy() for array in self._live)
        self._updates = moments.step
        self.step = step
        self.in_a_row = 0

    def due(self, step: int) -> bool:
        """Whether the state before update `step` is to be kept, once it has proved sound."""
        return step >= self.step + SNAPSHOT_STEPS

    def take(self, step: int) -> None:
        """Keep the present state as the one before update `step`; what went wrong is forgiven."""
        for kept, live in zip(self._kept, self._live, strict=True):
            np.copyto(kept, live)
        self._updates = self._moments.step
        self.step = step
        self.in_a_row = 0

    def restore(self) -> None:
        """Put the kept state back, in place.

        Raises ChartransError when that was needed too often with no sound stretch in between.
        """
        self.in_a_row += 1
        for kept, live in zip(self._kept, self._live, strict=True):
            np.copyto(live, kept)
        self._moments.step = self._updates
        if self.in_a_row >= MOST_IN_A_ROW:
            raise ChartransError(
                f"training gives no finite loss after step {self.step}, though the learning rate "
                f"was halved {self.in_a_row} times; begin again with a lower --learning-rate"
            )
