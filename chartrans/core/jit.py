"""The compile options of every kernel, in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

from chartrans.core.cache import keep

# None of the flags lets LLVM assume that NaN and infinity do not occur: masks use -inf, and a NaN
# must stay a NaN until training sees it.
CONTRACT = {"contract", "nsz", "arcp"}  # a * b + c in one rounding; no effect on order
REORDER = CONTRACT | {"reassoc"}  # sums may be split over vector lanes

# Python and other kernels call a kernel, C never: the wrapper for that is compile time saved.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def kernel(function: Callable[..., Any]) -> Any:
    """Compile on first use, keep on disk, run without the GIL. Sums keep their written order."""
    return keep(numba.njit(fastmath=CONTRACT, **_OPTIONS)(function))


def reducing_kernel(function: Callable[..., Any]) -> Any:
    """As `kernel`, for sums whose order is free: the same order in every run, but vectorised.

    In other kernels it is inlined. Else each of them had a copy of it, optimised once more and so
    perhaps with its sums in another order, and which copy is called would depend on which of them
    this process compiled and which it found on disk.
    """
    return keep(numba.njit(fastmath=REORDER, forceinline=True, **_OPTIONS)(function))


SHORT = {"matrix": "float32[:, ::1]", "vector": "float32[::1]", "words": "int32[::1]"}


def fixed_kernel(*arguments: str, returns: str = "void") -> Callable[[Callable[..., Any]], Any]:
    """As `kernel`, compiled for these argument types when the module is imported.

    Types are Numba's names or those of SHORT. Numba otherwise makes a version for every constant
    that is passed, `add=True` beside `add=False`, and the matrix products are large.
    """
    signature = f"{returns}({', '.join(SHORT.get(name, name) for name in arguments)})"

    def compiled(function: Callable[..., Any]) -> Any:
        dispatcher = keep(numba.njit(fastmath=CONTRACT, **_OPTIONS)(function))
        dispatcher.compile(signature)
        dispatcher.disable_compile()
        return dispatcher

    return compiled
