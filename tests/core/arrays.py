"""Random float32 arrays for kernels."""

from __future__ import annotations

import numpy as np


def floats(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Standard normal float32."""
    return rng.standard_normal(shape).astype(np.float32)


def rubbish(*shape: int) -> np.ndarray:
    """NaN everywhere: what a kernel that must write, not add, may find in its output."""
    return np.full(shape, np.nan, np.float32)
