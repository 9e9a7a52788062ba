"""All parameters of a net in one flat buffer, with a named view for each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


class ParameterArena:
    """A flat float32 buffer (P,) and, for each (name, shape) of `specs`, a view into it.

    Norm, clipping, Adam, saving and summing over threads are then one loop over `flat`.
    """

    def __init__(self, specs: Iterable[tuple[str, tuple[int, ...]]]) -> None:
        self.specs = list(specs)
        sizes = [int(np.prod(shape)) for _, shape in self.specs]
        self.flat = np.zeros(sum(sizes), np.float32)
        self.views: dict[str, np.ndarray] = {}
        begin = 0
        for (name, shape), size in zip(self.specs, sizes, strict=True):
            self.views[name] = self.flat[begin : begin + size].reshape(shape)
            begin += size

    def like(self) -> ParameterArena:
        """An arena of the same layout, all zero."""
        return ParameterArena(self.specs)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.views[name]
