"""Looking characters up in a table, and the way back."""

from __future__ import annotations

from chartrans.core.jit import kernel
from chartrans.core.rows import copy_row


@kernel
def embedding_forward(rows, table, ids):
    """Writes rows (N, E): those of table (V, E) at ids int32 (N,); float32."""
    for r in range(ids.shape[0]):
        copy_row(rows[r], table[ids[r]])


@kernel
def embedding_backward(dtable, drows, ids):
    """Adds drows (N, E) to dtable (V, E) at ids int32 (N,); float32."""
    for r in range(ids.shape[0]):
        # forward: rows[r] = table[ids[r]]
        total, row = dtable[ids[r]], drows[r]
        for j in range(row.shape[0]):
            total[j] += row[j]
