"""The running mean of the parameters: of what the updates wander around, the middle.

Averaging the iterates is of Polyak & Juditsky 1992; the weights here fall exponentially into the
past, and the first parameters are soon forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from chartrans.core.optimiser import follow
from chartrans.core.threads import ShardPool, stretches


class Average:
    """The mean, flat float32 (P,), that follows parameters (P,) update by update.

    kept  the share of the mean that each update leaves, in (0, 1): it looks back over about
          1 / (1 - kept) updates
    """

    def __init__(self, parameters: np.ndarray, kept: float) -> None:
        self.mean = parameters.copy()
        self.kept = kept

    def follow(self, parameters: np.ndarray, updates: int, pool: ShardPool) -> None:
        """Take in the parameters after so many updates.

        Of n updates about n / 10 count as long as that is fewer than `kept` says: a mean over
        thousands would for a long time be one of beginnings.
        """
        kept = min(self.kept, (1.0 + updates) / (10.0 + updates))
        pool.run(
            lambda part: follow(self.mean[part], parameters[part], kept),
            stretches(self.mean.size, pool.threads),
        )

    @contextmanager
    def in_place_of(self, parameters: np.ndarray) -> Iterator[None]:
        """Within, `parameters` hold the mean."""
        own = parameters.copy()
        np.copyto(parameters, self.mean)
        try:
            yield
        finally:
            np.copyto(parameters, own)
