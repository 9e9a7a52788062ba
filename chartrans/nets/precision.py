"""Which number format matrix products use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from chartrans.errors import UsageProblem


def uses_bf16(precision: str) -> bool:
    """Whether products round to bfloat16 on this machine, for `auto`, `float32` or `bfloat16`.

    Raises UsageProblem where bfloat16 is asked for and the CPU has no product for it.
    """
    if precision == "float32":
        return False
    has_bf16 = cpu_has_bf16()
    if precision == "bfloat16" and not has_bf16:
        raise UsageProblem("this CPU has no bfloat16 product; choose precision float32 or auto")
    return has_bf16


def cpu_has_bf16() -> bool:
    """Whether the kernels have a bfloat16 product here: `core.simd.HAS_BF16`.

    Where the system tells what the CPU has, without loading the compiler.
    """
    told = _flags() if "NUMBA_CPU_FEATURES" not in os.environ else None
    if told is not None:
        return {"avx512f", "avx512_bf16"} <= told
    from chartrans.core import simd  # noqa: PLC0415 -- translating one line needs no compiler

    return simd.HAS_BF16


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
