"""The plain definition of `gemm_int8`, in NumPy: whole numbers, held in float32.

They are exact there: sums of up to a thousand products of 127 by 127 stay below 2^24.
"""

from __future__ import annotations

import numpy as np

LARGEST = 127
MIDDLE = 128  # the byte that stands for 0


def round_columns(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A weight (K, J) as whole numbers int8 (K, J) and what a step of each column is worth (J,).

    A column's largest element is 127 steps of float32. A weight that is no number makes its
    column's step one that is none either.
    """
    steps = np.abs(weight).max(axis=0, initial=0.0) / np.float32(LARGEST)
    whole = np.nan_to_num(np.rint(weight / np.where(steps > 0, steps, 1.0)))
    return whole.astype(np.int8), steps.astype(np.float32)


class PlainInt8Weight:
    """A weight (K, J) whose products x @ weight round both sides, x (..., K) float32."""

    __array_ufunc__ = None  # so that NumPy leaves x @ weight to this class

    def __init__(self, weight: np.ndarray) -> None:
        whole, self._steps = round_columns(weight)
        self._whole = whole.astype(np.float32)

    def __len__(self) -> int:
        return len(self._whole)

    def __rmatmul__(self, x: np.ndarray) -> np.ndarray:
        largest = np.abs(x).max(axis=-1, keepdims=True, initial=0.0)
        scale = np.float32(LARGEST) / np.where(largest > 0, largest, np.float32(np.inf))
        # One rounding for product and sum, as in a kernel, where they are one instruction.
        bytes_ = (x.astype(np.float64) * scale + (MIDDLE + 0.5)).astype(np.float32).astype(np.int32)
        whole = (bytes_ - MIDDLE).astype(np.float32) @ self._whole
        return np.asarray(whole * (self._steps * (largest / np.float32(LARGEST))))
