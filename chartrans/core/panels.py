"""Operands of a matrix product as its inner loop wants them: in panels, in order of use.

A *panel* is WIDTH columns of B (K, N): for each k (with `bf16`, each pair of k) WIDTH words in a
row. A group of ROWS rows of A^T lies likewise. Words are int32: the bits of a float32, or with
`bf16` two bfloat16, the earlier k in the low half. What hangs over the last column is zero.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.jit import fixed_kernel
from chartrans.core.simd import ROWS, WIDTH, bits_to_float, float_to_bits


@fixed_kernel("int64", "int64", "boolean", returns="int64")
def panel_words(depth, columns, bf16):
    """Words (int32) that the packed form of a (depth, columns) operand takes."""
    steps = (depth + 1) // 2 if bf16 else depth
    return steps * ((columns + WIDTH - 1) // WIDTH) * WIDTH


@fixed_kernel("float32", "float32", returns="int32")
def round_pair(low, high):
    """An int32 of two float32 rounded to nearest-even bfloat16, low in its low half, high above."""
    a, b = np.uint32(float_to_bits(low)), np.uint32(float_to_bits(high))
    a = (a + np.uint32(0x7FFF) + ((a >> np.uint32(16)) & np.uint32(1))) >> np.uint32(16)
    b = (b + np.uint32(0x7FFF) + ((b >> np.uint32(16)) & np.uint32(1))) & np.uint32(0xFFFF0000)
    return np.int32(a | b)


@fixed_kernel("words", "vector", "vector", "boolean", "int64", "int64", "int64", "int64")
def _pack_row(out, row, after, pairs, j0, j1, first, panel):
    """One row of b, or the pairs of it and the row `after` it, spread over the panels.

    The first panel's row begins at word `first`, and each next one `panel` words later.
    """
    for j in range(j0, j1, WIDTH):
        to = out[first + (j - j0) // WIDTH * panel :][:WIDTH]
        if j + WIDTH <= j1:
            low, high = row[j : j + WIDTH], after[j : j + WIDTH]
            if pairs:
                for v in range(WIDTH):
                    to[v] = round_pair(low[v], high[v])
            else:
                for v in range(WIDTH):
                    to[v] = float_to_bits(low[v])
        else:
            for v in range(WIDTH):
                to[v] = 0
            for v in range(j1 - j):
                to[v] = round_pair(row[j + v], after[j + v]) if pairs else float_to_bits(row[j + v])


@fixed_kernel("words", "matrix", "int64", "int64", "int64", "int64", "boolean")
def pack_block_nn(panels, b, k0, k1, j0, j1, bf16):
    """Pack b[k0:k1, j0:j1] (b is K x N) into panels of WIDTH columns, zero beyond the edge."""
    steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    for s in range(steps):
        k = k0 + 2 * s if bf16 else k0 + s
        if bf16 and k + 1 < k1:
            _pack_row(panels, b[k], b[k + 1], True, j0, j1, s * WIDTH, steps * WIDTH)
        else:
            _pack_row(panels, b[k], b[k], False, j0, j1, s * WIDTH, steps * WIDTH)
    if bf16 and (k1 - k0) % 2:  # the last row came alone, as float32: make it a pair with zero
        for p in range((j1 - j0 + WIDTH - 1) // WIDTH):
            out = panels[((p + 1) * steps - 1) * WIDTH :][:WIDTH]
            for v in range(WIDTH):
                out[v] = round_pair(bits_to_float(out[v]), np.float32(0.0))


@fixed_kernel("words", "matrix", "int64", "int64", "int64", "int64", "boolean")
def pack_block_nt(panels, b, k0, k1, j0, j1, bf16):
    """Pack the transpose of b[j0:j1, k0:k1] (b is N x K) into panels of WIDTH columns."""
    steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    zero = np.float32(0.0)
    at = 0
    for j in range(j0, j1, WIDTH):
        width = min(WIDTH, j1 - j)
        for v in range(width):
            row = b[j + v]
            if bf16:
                for s in range((k1 - k0) // 2):
                    panels[at + s * WIDTH + v] = round_pair(row[k0 + 2 * s], row[k0 + 2 * s + 1])
                if (k1 - k0) % 2:
                    panels[at + (steps - 1) * WIDTH + v] = round_pair(row[k1 - 1], zero)
            else:
                for s in range(steps):
                    panels[at + s * WIDTH + v] = float_to_bits(row[k0 + s])
        for v in range(width, WIDTH):
            for s in range(steps):
                panels[at + s * WIDTH + v] = 0
        at += steps * WIDTH


@fixed_kernel("words", "matrix", "boolean")
def pack_nn(panels, b, bf16):
    """Pack b (K, N) float32 for `multiply`; panels int32 (panel_words(K, N, bf16),)."""
    pack_block_nn(panels, b, 0, b.shape[0], 0, b.shape[1], bf16)


@fixed_kernel("words", "matrix", "boolean")
def pack_nt(panels, b, bf16):
    """Pack the transpose of b (N, K) float32; panels int32 (panel_words(K, N, bf16),)."""
    pack_block_nt(panels, b, 0, b.shape[1], 0, b.shape[0], bf16)


@fixed_kernel("words", "matrix", "int64", "int64", "int64", "int64")
def pair_rows(words, a, i0, i1, k0, k1):
    """Round a[i0:i1, k0:k1] to pairs along k; row i begins at (i - i0) * ceil((k1 - k0) / 2)."""
    steps = (k1 - k0 + 1) // 2
    for i in range(i0, i1):
        row, out = a[i], words[(i - i0) * steps : (i - i0 + 1) * steps]
        for s in range((k1 - k0) // 2):
            out[s] = round_pair(row[k0 + 2 * s], row[k0 + 2 * s + 1])
        if (k1 - k0) % 2:
            out[steps - 1] = round_pair(row[k1 - 1], np.float32(0.0))


@fixed_kernel("words", "matrix", "int64", "int64", "int64", "int64", "boolean")
def pack_columns(words, a, i0, i1, k0, k1, bf16):
    """Pack a[k0:k1, i0:i1] (a is K x M) as rows of A^T: groups of ROWS, k by k inside a group."""
    steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    zero = np.float32(0.0)
    for s in range(steps):
        k = k0 + 2 * s if bf16 else k0 + s
        row, after = a[k], a[min(k + 1, k1 - 1)]
        for i in range(i0, i1, ROWS):
            out = words[(i - i0) * steps + s * ROWS :][:ROWS]
            height = min(ROWS, i1 - i)
            if height == ROWS and not bf16:
                for r in range(ROWS):
                    out[r] = float_to_bits(row[i + r])
            elif height == ROWS and k + 1 < k1:
                for r in range(ROWS):
                    out[r] = round_pair(row[i + r], after[i + r])
            else:
                for r in range(height):
                    if bf16:
                        out[r] = round_pair(row[i + r], after[i + r] if k + 1 < k1 else zero)
                    else:
                        out[r] = float_to_bits(row[i + r])
