"""The compile options of every kernel, in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

# None of the flags lets LLVM assume that NaN and infinity do not occur: masks use -inf, and a NaN
# must stay a NaN until training sees it.
CONTRACT = {"contract", "nsz", "arcp"}  # a * b + c in one rounding; no effect on order
REORDER = CONTRACT | {"reassoc"}  # sums may be split over vector lanes


def kernel(function: Callable[..., Any]) -> Any:
    """Compile on first use, keep on disk, run without the GIL. Sums keep their written order."""
    return numba.njit(nogil=True, cache=True, error_model="numpy", fastmath=CONTRACT)(function)


def reducing_kernel(function: Callable[..., Any]) -> Any:
    """As `kernel`, for sums whose order is free: the same order in every run, but vectorised."""
    return numba.njit(nogil=True, cache=True, error_model="numpy", fastmath=REORDER)(function)
