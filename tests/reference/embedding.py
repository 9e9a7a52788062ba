"""Embedding: row i of a table stands for character i."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]


def embedding_forward(table: Array, ids: Ids) -> Array:
    """Look up ids (T,) in table (V, E); return (T, E)."""
    return table[ids]


def embedding_backward(d_output: Array, table: Array, ids: Ids) -> Array:
    """Return the gradient of the table (V, E) from the gradient of the output (T, E).

    A character that occurs twice collects the gradients of both occurrences.
    """
    d_table = np.zeros_like(table)
    for tick, character in enumerate(ids):
        d_table[character] += d_output[tick]
    return d_table
