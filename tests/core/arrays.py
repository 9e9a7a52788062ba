"""Random float32 arrays for kernels."""

from __future__ import annotations

from typing import Any

import numpy as np


def exactly(values: Any) -> np.ndarray:
    """These numbers, as float32."""
    return np.array(values, np.float32)


def floats(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Standard normal float32."""
    return rng.standard_normal(shape).astype(np.float32)


def rubbish(*shape: int) -> np.ndarray:
    """NaN everywhere: what a kernel that must write, not add, may find in its output."""
    return np.full(shape, np.nan, np.float32)
