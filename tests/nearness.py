"""How near float32 results must be to their references, and a sentence if they are not."""

from __future__ import annotations

from typing import Any

import numpy as np


def distance(ours: Any, reference: Any) -> float:
    """The largest difference, relative to the largest element of the reference; NaN if any is."""
    a, b = np.asarray(ours, np.float64), np.asarray(reference, np.float64)
    assert a.shape == b.shape, f"shape {a.shape}, not {b.shape}"
    if a.size == 0:
        return 0.0
    difference, scale = np.abs(a - b).max(), np.abs(b).max()
    return float(difference) if difference == 0.0 or scale == 0.0 else float(difference / scale)


def assert_near(ours: Any, reference: Any, tolerance: float, what: str = "result") -> None:
    """Fails unless `distance` is at most `tolerance`; a NaN on either side fails."""
    apart = distance(ours, reference)
    assert apart <= tolerance, f"{what}: {apart:.2e} apart, at most {tolerance:.0e} allowed"


def assert_same_bits(ours: Any, reference: Any, what: str = "result") -> None:
    """Fails unless both arrays hold the same bytes."""
    a, b = np.ascontiguousarray(ours), np.ascontiguousarray(reference)
    assert (a.shape, a.dtype) == (b.shape, b.dtype), f"{what}: {a.shape} {a.dtype}, not {b.shape}"
    assert a.tobytes() == b.tobytes(), f"{what}: {distance(a, b):.2e} apart, not bit-equal"
