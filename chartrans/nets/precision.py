"""Which number format matrix products use."""

from __future__ import annotations

from chartrans.errors import UsageProblem


def uses_bf16(precision: str) -> bool:
    """Whether products round to bfloat16 on this machine, for `auto`, `float32` or `bfloat16`.

    Raises UsageProblem where bfloat16 is asked for and the CPU has no product for it.
    """
    if precision == "float32":
        return False
    from chartrans.core import simd  # noqa: PLC0415 -- float32 in plain NumPy needs no compiler

    if precision == "bfloat16" and not simd.HAS_BF16:
        raise UsageProblem("this CPU has no bfloat16 product; choose precision float32 or auto")
    return simd.HAS_BF16
