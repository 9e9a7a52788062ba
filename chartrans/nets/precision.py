"""Which number format matrix products use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from chartrans.errors import UsageProblem

FLOAT32, BFLOAT16, INT8 = "float32", "bfloat16", "int8"
# Of translating, by speed: where the CPU has the one, `auto` takes it.
FASTEST_FIRST = (INT8, BFLOAT16, FLOAT32)
# What Linux calls the instructions that a format needs, all of one set.
_NEEDED = {
    INT8: ({"avx512f", "avx512_vnni"}, {"avx2", "avx_vnni"}),
    BFLOAT16: ({"avx512f", "avx512_bf16"},),
}


def uses_bf16(precision: str) -> bool:
    """Whether a training rounds to bfloat16 on this machine, for `auto`, `float32` or `bfloat16`.

    Raises UsageProblem where bfloat16 is asked for and the CPU has no product for it.
    """
    if precision == "auto":
        return has(BFLOAT16)
    return checked(precision) == BFLOAT16


def for_translating(precision: str) -> str:
    """The format that a choice comes to on this machine: `auto` to the fastest.

    Raises UsageProblem for a format that the CPU has no product for.
    """
    if precision == "auto":
        return next(name for name in FASTEST_FIRST if has(name))
    return checked(precision)


def for_reading(precision: str) -> str:
    """The format of what recurs in the encoder, for that of the rest.

    What goes through few steps, as in the decoder does what attention brings anew, bears 8 bits.
    """
    if precision != INT8:
        return precision
    return BFLOAT16 if has(BFLOAT16) else FLOAT32


def checked(precision: str) -> str:
    """The format itself. Raises UsageProblem for no format, or one the CPU has no product for."""
    if precision not in FASTEST_FIRST:
        known = ", ".join(("auto", *FASTEST_FIRST))
        raise UsageProblem(f"there is no precision {precision!r}; there are {known}")
    if not has(precision):
        raise UsageProblem(f"this CPU has no {precision} product; choose precision float32 or auto")
    return precision


def has(precision: str) -> bool:
    """Whether the kernels have such a product here.

    Where the system tells what the CPU has, without loading the compiler.
    """
    if precision == FLOAT32:
        return True
    told = _flags() if "NUMBA_CPU_FEATURES" not in os.environ else None
    if told is not None:
        return any(needed <= told for needed in _NEEDED[precision])
    from chartrans.core import host  # noqa: PLC0415 -- a line or two need no compiler

    return host.HAS_BF16 if precision == BFLOAT16 else host.HAS_INT8


def _flags() -> set[str] | None:
    """What Linux says the first CPU has; None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        with Path("/proc/cpuinfo").open(encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("flags"):
                    return set(line.split())
    except OSError:
        pass
    return None
