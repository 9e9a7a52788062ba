"""Looking characters up in a table, and the way back."""

from __future__ import annotations

from chartrans.core.jit import kernel
from chartrans.core.rows import gather_rows, scatter_add_rows


@kernel
def embedding_forward(rows, table, ids):
    """Writes rows (N, E): those of table (V, E) at ids int32 (N,); float32."""
    gather_rows(rows, table, ids)


@kernel
def embedding_backward(dtable, drows, ids):
    """Adds drows (N, E) to dtable (V, E) at ids int32 (N,); float32."""
    # forward: rows[r] = table[ids[r]]
    scatter_add_rows(dtable, ids, drows)
