"""y = x W + b on packed rows."""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import gemm_nn, gemm_nt, gemm_tn
from chartrans.core.jit import kernel


@kernel
def add_bias(rows, bias):
    """Adds bias (K,) to each of rows (N, K), float32."""
    for r in range(rows.shape[0]):
        row = rows[r]
        for j in range(bias.shape[0]):
            row[j] += bias[j]


@kernel
def add_column_sums(totals, rows):
    """Adds the sum of rows (N, K) over N to totals (K,), float32."""
    for r in range(rows.shape[0]):
        row = rows[r]
        for j in range(totals.shape[0]):
            totals[j] += row[j]


def linear_forward(
    y: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray,
    bf16: bool,
    scratch: np.ndarray,
) -> None:
    """Writes y (N, J) = x (N, K) @ weight (K, J) + bias (J,), float32.

    `bf16` and `scratch` are those of `gemm`.
    """
    gemm_nn(y, x, weight, False, bf16, scratch)
    add_bias(y, bias)


def linear_backward(
    dx: np.ndarray,
    dweight: np.ndarray,
    dbias: np.ndarray,
    dy: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    bf16: bool,
    scratch: np.ndarray,
) -> None:
    """Writes dx (N, K) and adds to dweight (K, J) and dbias (J,), from dy (N, J), float32.

    x, weight, `bf16` and `scratch` are those of `linear_forward`.
    """
    # forward: y = x W + b
    gemm_nt(dx, dy, weight, False, bf16, scratch)
    gemm_tn(dweight, x, dy, True, bf16, scratch)
    add_column_sums(dbias, dy)
