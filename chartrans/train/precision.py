"""Which number format the matrix products of a training use."""

from __future__ import annotations

from chartrans.core.simd import HAS_BF16
from chartrans.errors import UsageProblem


def uses_bf16(precision: str) -> bool:
    """Whether products round to bfloat16 on this machine, for `auto`, `float32` or `bfloat16`.

    Raises UsageProblem where bfloat16 is asked for and the CPU has no product for it.
    """
    if precision == "bfloat16" and not HAS_BF16:
        raise UsageProblem("this CPU has no bfloat16 product; choose precision float32 or auto")
    return HAS_BF16 and precision != "float32"
