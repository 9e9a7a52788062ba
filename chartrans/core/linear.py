"""y = x W + b on packed rows."""

from __future__ import annotations

from chartrans.core.gemm import gemm_nn, gemm_nt, gemm_tn
from chartrans.core.jit import kernel


@kernel
def add_bias(rows, bias):
    """Rows (N, K) += bias (K,), float32."""
    for r in range(rows.shape[0]):
        row = rows[r]
        for j in range(bias.shape[0]):
            row[j] += bias[j]


@kernel
def add_column_sums(totals, rows):
    """Totals (K,) += the sum of rows (N, K) over N, float32."""
    for r in range(rows.shape[0]):
        row = rows[r]
        for j in range(totals.shape[0]):
            totals[j] += row[j]


@kernel
def linear_forward(y, x, weight, bias, bf16, scratch):
    """Y (N, J) = x (N, K) @ weight (K, J) + bias (J,); float32, `scratch` that of `gemm`."""
    gemm_nn(y, x, weight, False, bf16, scratch)
    add_bias(y, bias)


@kernel
def linear_backward(dx, dweight, dbias, dy, x, weight, bf16, scratch):
    """Dx (N, K) is written, dweight (K, J) and dbias (J,) are added to, from dy (N, J)."""
    # forward: y = x W + b
    gemm_nt(dx, dy, weight, False, bf16, scratch)
    gemm_tn(dweight, x, dy, True, bf16, scratch)
    add_column_sums(dbias, dy)
