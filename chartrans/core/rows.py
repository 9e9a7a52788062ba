"""Moving rows about, in loops: the error texts of slice assignment take Numba a second each."""

from __future__ import annotations

from chartrans.core.jit import kernel


@kernel
def copy_row(out, row):
    """Copies: out (K,) = row (K,), float32."""
    for j in range(out.shape[0]):
        out[j] = row[j]


@kernel
def copy_rows(out, rows):
    """Copies: out (n, K) = the first n rows of rows (N, K), float32."""
    for r in range(out.shape[0]):
        copy_row(out[r], rows[r])


@kernel
def add_rows(y, x):
    """Adds: y (N, H) += x (N, H), float32."""
    for r in range(x.shape[0]):
        source, out = x[r], y[r]
        for j in range(x.shape[1]):
            out[j] += source[j]


@kernel
def gather_rows(out, table, rows):
    """Looks up: out (n, K) = table (N, K) at rows (n,), int64 or int32; float32."""
    for r in range(rows.shape[0]):
        copy_row(out[r], table[rows[r]])


@kernel
def scatter_add_rows(table, rows, values):
    """Adds: table (N, K) += values (n, K) at rows (n,), int64 or int32; float32."""
    for r in range(rows.shape[0]):
        # forward: out[r] = table[rows[r]]
        total, value = table[rows[r]], values[r]
        for j in range(value.shape[0]):
            total[j] += value[j]


@kernel
def join_columns(y, left, right):
    """Joins: y = [left ; right]: y (N, H), left (N, h), right (N, H - h), float32."""
    split = left.shape[1]
    for r in range(y.shape[0]):
        copy_row(y[r, :split], left[r])
        copy_row(y[r, split:], right[r])


@kernel
def split_columns(left, right, y):
    """The inverse of `join_columns`: left (N, h) and right (N, H - h) from y (N, H), float32."""
    split = left.shape[1]
    for r in range(y.shape[0]):
        copy_row(left[r], y[r, :split])
        copy_row(right[r], y[r, split:])
