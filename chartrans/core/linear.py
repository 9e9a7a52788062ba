"""What a bias adds to the rows of a product, and the way back."""

from __future__ import annotations

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
