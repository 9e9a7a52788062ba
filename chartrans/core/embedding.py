"""Looking characters up in a table, and the way back."""

from __future__ import annotations

from chartrans.core.jit import kernel


@kernel
def embedding_forward(rows, table, ids):
    """Rows (N, E) = table (V, E) at ids int32 (N,); float32."""
    for r in range(ids.shape[0]):
        rows[r] = table[ids[r]]


@kernel
def embedding_backward(dtable, drows, ids):
    """Dtable (V, E) += drows (N, E) at ids int32 (N,); float32."""
    for r in range(ids.shape[0]):
        # forward: rows[r] = table[ids[r]]
        total, row = dtable[ids[r]], drows[r]
        for j in range(row.shape[0]):
            total[j] += row[j]


@kernel
def gather_rows(out, table, rows):
    """Out (n, K) = table (N, K) at rows int64 (n,); float32."""
    for r in range(rows.shape[0]):
        out[r] = table[rows[r]]


@kernel
def scatter_add_rows(table, rows, values):
    """Table (N, K) += values (n, K) at rows int64 (n,); float32."""
    for r in range(rows.shape[0]):
        # forward: out[r] = table[rows[r]]
        total, value = table[rows[r]], values[r]
        for j in range(value.shape[0]):
            total[j] += value[j]
