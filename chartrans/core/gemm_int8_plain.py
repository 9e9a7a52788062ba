"""The plain definition of `gemm_int8`, in NumPy: whole numbers, held in float32.

They are exact there: sums of up to a thousand products of 127 by 127 stay below 2^24.
"""

from __future__ import annotations

import numpy as np


class PlainInt8Weight:
    """A weight (K, J) whose products x @ weight round both sides, x (..., K) float32."""

    __array_ufunc__ = None  # so that NumPy leaves x @ weight to this class

    def __init__(self, weight: np.ndarray) -> None:
        self._steps = np.abs(weight).max(axis=0, initial=0.0) / np.float32(127)
        self._whole = np.rint(weight / np.where(self._steps > 0, self._steps, 1.0))

    def __len__(self) -> int:
        return len(self._whole)

    def __rmatmul__(self, x: np.ndarray) -> np.ndarray:
        largest = np.abs(x).max(axis=-1, keepdims=True, initial=0.0)
        scale = np.float32(127) / np.where(largest > 0, largest, np.float32(np.inf))
        # One rounding for product and sum, as in a kernel, where they are one instruction.
        bytes_ = (x.astype(np.float64) * scale + 128.5).astype(np.float32).astype(np.int32)
        whole = (bytes_ - 128).astype(np.float32) @ self._whole
        return np.asarray(whole * (self._steps * (largest / np.float32(127))))
