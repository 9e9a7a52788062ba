"""The order in which the rows of ragged lines lie: longest line first, tick by tick, no padding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Packing:
    """Where each (tick, line) cell of a batch lies; all arrays int64.

    order    (B,) the caller's index of packed line b; ties keep the caller's order
    lengths  (B,) ticks of packed line b, falling
    live     (T,) lines that still run at tick t: packed lines 0 .. live[t] - 1
    offsets  (T,) first row of tick t
    """

    order: np.ndarray
    lengths: np.ndarray
    live: np.ndarray
    offsets: np.ndarray

    @classmethod
    def of(cls, lengths: np.ndarray) -> Packing:
        """The packing of lines with these lengths, int64 (B,), each at least 1.

        Raises ValueError without any line.
        """
        if len(lengths) == 0:
            raise ValueError("a batch has at least one line")
        order = np.argsort(-lengths, kind="stable")
        falling = lengths[order]
        ticks = np.arange(falling[0])
        live = np.searchsorted(-falling, -ticks, side="left").astype(np.int64)
        offsets = np.concatenate(([0], np.cumsum(live[:-1]))).astype(np.int64)
        return cls(order, np.ascontiguousarray(falling), live, offsets)

    @property
    def rows(self) -> int:
        """N, all live cells."""
        return int(self.offsets[-1] + self.live[-1])

    def pack(self, lines: list[np.ndarray], dtype: type = np.int32) -> np.ndarray:
        """One value a cell: (N,) from lines in the caller's order, each (length,)."""
        packed: np.ndarray = np.empty(self.rows, dtype)
        for b, index in enumerate(self.order):
            length = self.lengths[b]
            packed[self.offsets[:length] + b] = lines[index]
        return packed

    def last_rows(self, reverse: bool) -> np.ndarray:
        """int64 (B,): the row of each packed line's last state in this direction of time."""
        lines = np.arange(len(self.lengths), dtype=np.int64)
        return lines if reverse else self.offsets[self.lengths - 1] + lines
