"""Functions of the tests' own around kernels that only kernels can call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

from chartrans.core.jit import CONTRACT


def compiled(function: Callable[..., Any]) -> Any:
    """Compile as `kernel` does, but keep nothing on disk: that is named after core's sources."""
    return numba.njit(fastmath=CONTRACT, error_model="numpy")(function)
