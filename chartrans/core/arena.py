"""All parameters of a net in one flat buffer, with a named view for each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from chartrans.core.workspace import Workspace


class ParameterArena:
    """A flat float32 buffer (P,) of zeros and, for each (name, shape) of `specs`, a view into it.

    It begins at a cache line: gradients are added to a tile at a time, and a tile's rows are whole
    lines then, as far as all shapes before it come to multiples of 16.
    Norm, clipping, Adam, saving and summing over threads are then one loop over `flat`.
    """

    def __init__(self, specs: Iterable[tuple[str, tuple[int, ...]]]) -> None:
        self.specs = list(specs)
        sizes = [int(np.prod(shape)) for _, shape in self.specs]
        self.flat = Workspace.aligned((sum(sizes),))
        self.flat.fill(0.0)
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
