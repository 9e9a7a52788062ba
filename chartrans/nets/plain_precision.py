"""Weights of a plain net as the kernels round them where the CPU has products of smaller numbers.

So that a line gets the same translation whether it comes alone, in plain NumPy, or among many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from chartrans.core.gemm_int8_plain import PlainInt8Weight

Array = np.ndarray
# What the kernels multiply in float32 in any case: characters enter by a table that is made once,
# and the output layer decides.
_EXACT = re.compile(r"(.*embedding|output\.weight|.*\b0(\.(forward|backward))?\.input)")


def rounded(x: Array) -> Array:
    """The nearest bfloat16 of each float32 of x, ties to even, as float32."""
    bits = np.ascontiguousarray(x, np.float32).view(np.uint32)
    bits = bits + np.uint32(0x7FFF) + (bits >> np.uint32(16) & np.uint32(1))
    return np.asarray((bits & np.uint32(0xFFFF0000)).view(np.float32))


class RoundedWeight:
    """A weight (K, J) whose products x @ weight round both sides to bfloat16, summed in float32."""

    __array_ufunc__ = None  # so that NumPy leaves x @ weight to this class

    def __init__(self, weight: Array) -> None:
        self._weight = rounded(weight)

    def __len__(self) -> int:
        return len(self._weight)

    def __rmatmul__(self, x: Array) -> Array:
        return np.asarray(rounded(x) @ self._weight)


ROUNDED = {"bfloat16": RoundedWeight, "int8": PlainInt8Weight}


def rounded_weights(parameters: Mapping[str, Array], precision: str) -> Mapping[str, Any]:
    """The parameters by name, those that are multiplied in `precision` ready to be."""
    if precision not in ROUNDED:
        return parameters
    kind = ROUNDED[precision]
    return {
        name: kind(value) if value.ndim == 2 and _is_rounded(name) else value
        for name, value in parameters.items()
    }


def _is_rounded(name: str) -> bool:
    return name.rpartition(".")[2] != "peephole" and not _EXACT.fullmatch(name)
