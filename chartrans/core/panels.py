"""Operands of a matrix product as its inner loop wants them: in panels, in order of use.

A *panel* is WIDTH columns of B (K, N): for each k (with `bf16`, each pair of k) WIDTH words in a
row. A group of ROWS rows of A^T lies likewise. Words are int32: the bits of a float32, or with
`bf16` two bfloat16, the earlier k in the low half. What hangs over the last column is zero.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.host import LANES, ROWS, WIDTH
from chartrans.core.jit import fixed_kernel, kernel
from chartrans.core.simd import (
    copy_vector,
    float_to_bits,
    pair_neighbours,
    pair_vectors,
)  # fmt: skip

_copy_vector, _copy_group = copy_vector(LANES), copy_vector(ROWS)
_pair_vectors, _pair_group = pair_vectors(LANES), pair_vectors(ROWS)
_pair_neighbours = pair_neighbours(LANES)


@kernel
def address(array):
    """Where the array's data begins, as int64; `array` is any C-contiguous array."""
    return np.int64(array.ctypes.data)


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


@fixed_kernel("int64", "matrix", "int64", "int64", "int64", "int64", "boolean")
def _pack_panel(to, b, k0, k1, j, steps, bf16):
    """WIDTH whole columns of b from column j on, as a panel at address `to`."""
    row = 4 * b.shape[1]
    source = address(b) + k0 * row + 4 * j
    pairs = (k1 - k0) // 2
    for s in range(pairs if bf16 else steps):
        for v in range(0, WIDTH, LANES):
            if bf16:
                low = source + 2 * s * row + 4 * v
                _pair_vectors(to + 4 * (s * WIDTH + v), low, low + row)
            else:
                _copy_vector(to + 4 * (s * WIDTH + v), source + s * row + 4 * v)


@fixed_kernel("words", "matrix", "int64", "int64", "int64", "int64", "boolean")
def pack_block_nn(panels, b, k0, k1, j0, j1, bf16):
    """Pack b[k0:k1, j0:j1] (b is K x N) into panels of WIDTH columns, zero beyond the edge."""
    steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    zero = np.float32(0.0)
    for j in range(j0, j1, WIDTH):
        out = panels[(j - j0) * steps : (j - j0 + WIDTH) * steps]
        whole = j + WIDTH <= j1
        if whole:
            _pack_panel(address(out), b, k0, k1, j, steps, bf16)
        for s in range(steps):
            k = k0 + 2 * s if bf16 else k0 + s
            if whole and not (bf16 and k + 1 == k1):
                continue
            for v in range(WIDTH):
                low = b[k, j + v] if j + v < j1 else zero
                high = b[k + 1, j + v] if j + v < j1 and k + 1 < k1 else zero
                out[s * WIDTH + v] = round_pair(low, high) if bf16 else float_to_bits(low)


@fixed_kernel("words", "matrix", "int64", "int64", "int64", "int64", "boolean")
def pack_block_nt(panels, b, k0, k1, j0, j1, bf16):
    """Pack the transpose of b[j0:j1, k0:k1] (b is N x K) into panels of WIDTH columns."""
    steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    whole = ((k1 - k0) // 2 if bf16 else steps) // LANES * LANES  # steps that fill vectors
    few = np.empty(LANES, np.int32)
    zero = np.float32(0.0)
    for j in range(j0, j1, WIDTH):
        out = panels[(j - j0) * steps : (j - j0 + WIDTH) * steps]
        width = min(WIDTH, j1 - j)
        # LANES steps of all columns at once: what is written to stays in L1 until it is full.
        for s0 in range(0, whole, LANES):
            block = out[s0 * WIDTH : (s0 + LANES) * WIDTH]
            for v in range(width):
                row = address(b) + 4 * ((j + v) * b.shape[1] + k0)
                if bf16:
                    _pair_neighbours(address(few), row + 8 * s0)
                else:
                    _copy_vector(address(few), row + 4 * s0)
                for s in range(LANES):
                    block[s * WIDTH + v] = few[s]
        for v in range(width):
            row = b[j + v, k0:k1]
            for s in range(whole, steps):
                k = 2 * s if bf16 else s
                high = row[k + 1] if bf16 and k + 1 < row.shape[0] else zero
                out[s * WIDTH + v] = round_pair(row[k], high) if bf16 else float_to_bits(row[k])
        for v in range(width, WIDTH):
            for s in range(steps):
                out[s * WIDTH + v] = 0


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
    whole = (k1 - k0) // (2 * LANES) * LANES  # of the pairs, those that fill vectors
    for i in range(i0, i1):
        row, out = a[i, k0:k1], words[(i - i0) * steps : (i - i0 + 1) * steps]
        for s in range(0, whole, LANES):
            _pair_neighbours(address(out) + 4 * s, address(row) + 8 * s)
        for s in range(whole, (k1 - k0) // 2):
            out[s] = round_pair(row[2 * s], row[2 * s + 1])
        if (k1 - k0) % 2:
            out[steps - 1] = round_pair(row[k1 - k0 - 1], np.float32(0.0))


@fixed_kernel("words", "matrix", "int64", "int64", "int64", "int64", "boolean")
def pack_columns(words, a, i0, i1, k0, k1, bf16):
    """Pack a[k0:k1, i0:i1] (a is K x M) as rows of A^T: groups of ROWS, k by k inside a group."""
    steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    zero = np.float32(0.0)
    row = 4 * a.shape[1]
    for i in range(i0, i1, ROWS):
        out = words[(i - i0) * steps : (i - i0 + ROWS) * steps]
        source, to = address(a) + k0 * row + 4 * i, address(out)
        whole = i + ROWS <= i1
        for s in range(steps):
            k = k0 + 2 * s if bf16 else k0 + s
            if whole and not bf16:
                _copy_group(to + 4 * s * ROWS, source + s * row)
            elif whole and k + 1 < k1:
                low = source + 2 * s * row
                _pair_group(to + 4 * s * ROWS, low, low + row)
            else:
                for r in range(min(ROWS, i1 - i)):
                    high = a[k + 1, i + r] if k + 1 < k1 else zero
                    low_bits = float_to_bits(a[k, i + r])
                    out[s * ROWS + r] = round_pair(a[k, i + r], high) if bf16 else low_bits
