"""Every matrix product of the project.

    gemm_nn(c, a, b, ...)   C (+)= A  B      a (M, K), b (K, N)
    gemm_nt(c, a, b, ...)   C (+)= A  B^T    a (M, K), b (N, K)
    gemm_tn(c, a, b, ...)   C (+)= A^T B     a (K, M), b (K, N)

and, for one B used with many A, `panels.pack_nn` / `pack_nt` once, then `multiply` each time. Arrays are
float32 and C-contiguous; `add` adds to C instead of overwriting it. With `bf16` both operands are
rounded to bfloat16 (8 bits of mantissa) and summed in float32; it needs `HAS_BF16`. An element of C is
summed over k in an order that depends on K alone, so a row's result does not depend on its neighbours.

`scratch` is int32 (SCRATCH_WORDS,), one a thread. The plain definitions are in `gemm_plain`.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.jit import kernel
from chartrans.core.panels import pack_block_nn, pack_block_nt, pack_columns, pair_rows
from chartrans.core.simd import HAS_BF16, ROWS, WIDTH, tile_product

DEPTH_BLOCK = 512  # k of a packed block: a panel of 512 x 32 floats is 64 KiB, at home in L2
COLUMN_BLOCK = 2048  # columns of a packed block: 4 MiB, streamed from L3 once for ROW_BLOCK rows
ROW_BLOCK = 96  # rows of A between two passes over the panels: 192 KiB, at home in L2

_EDGE = ROWS * WIDTH
_A_WORDS = (ROW_BLOCK + ROWS) * DEPTH_BLOCK
SCRATCH_WORDS = _EDGE + 2 * _A_WORDS + DEPTH_BLOCK * COLUMN_BLOCK

_tile_8 = tile_product(ROWS, False)
_tile_4 = tile_product(4, False)
_tile_2 = tile_product(2, False)
_tile_1 = tile_product(1, False)
# Where the CPU has no bfloat16 product these are never reached, but must compile.
_pair_tile_8 = tile_product(ROWS, HAS_BF16)
_pair_tile_4 = tile_product(4, HAS_BF16)
_pair_tile_2 = tile_product(2, HAS_BF16)
_pair_tile_1 = tile_product(1, HAS_BF16)


@kernel
def _tile(a, row_stride, k_stride, rows, panel, depth, c, c_stride, add, bf16):
    """One tile of `rows` rows (ROWS, 4, 2 or 1) and WIDTH columns; the rest as `tile_product`."""
    if bf16:
        if rows == ROWS:
            _pair_tile_8(a, row_stride, k_stride, panel, depth, c, c_stride, add)
        elif rows == 4:
            _pair_tile_4(a, row_stride, k_stride, panel, depth, c, c_stride, add)
        elif rows == 2:
            _pair_tile_2(a, row_stride, k_stride, panel, depth, c, c_stride, add)
        else:
            _pair_tile_1(a, row_stride, k_stride, panel, depth, c, c_stride, add)
    elif rows == ROWS:
        _tile_8(a, row_stride, k_stride, panel, depth, c, c_stride, add)
    elif rows == 4:
        _tile_4(a, row_stride, k_stride, panel, depth, c, c_stride, add)
    elif rows == 2:
        _tile_2(a, row_stride, k_stride, panel, depth, c, c_stride, add)
    else:
        _tile_1(a, row_stride, k_stride, panel, depth, c, c_stride, add)


@kernel
def _edge_tile(a, row_stride, k_stride, rows, panel, depth, c, i, j, add, bf16, edge):
    """A tile that hangs over the last column: computed aside, the part inside C copied or added."""
    _tile(a, row_stride, k_stride, rows, panel, depth, edge.ctypes.data, WIDTH, 0, bf16)
    for r in range(rows):
        for v in range(c.shape[1] - j):
            if add:
                c[i + r, j + v] += edge[r * WIDTH + v]
            else:
                c[i + r, j + v] = edge[r * WIDTH + v]


@kernel
def _block(a, row_stride, k_stride, group, i0, i1, panels, j0, j1, depth, c, add, bf16, scratch):
    """C[i0:i1, j0:j1] (+)= block of A @ panels.

    `a` is the address of row i0 and `group` the words from one group of ROWS rows to the next.
    """
    c_stride = c.shape[1]
    edge = scratch[:_EDGE].view(np.float32)
    for p in range((j1 - j0 + WIDTH - 1) // WIDTH):
        j = j0 + p * WIDTH
        panel = panels + 4 * p * depth * WIDTH
        i = i0
        while i < i1:
            left = i1 - i
            rows = ROWS if left >= ROWS else 4 if left >= 4 else 2 if left >= 2 else 1
            done = i - i0
            place = a + 4 * (done // ROWS * group + done % ROWS * row_stride)
            if j + WIDTH <= c.shape[1]:
                to = c.ctypes.data + 4 * (i * c_stride + j)
                _tile(place, row_stride, k_stride, rows, panel, depth, to, c_stride, add, bf16)
            else:
                _edge_tile(
                    place, row_stride, k_stride, rows, panel, depth, c, i, j, add, bf16, edge
                )
            i += rows


@kernel
def _rows_times_panels(c, a, k0, k1, panels, j0, j1, add, bf16, scratch):
    """C[:, j0:j1] (+)= A[:, k0:k1] @ panels, A (M, K) row-major."""
    rows = a.shape[0]
    depth = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    # As many rows at once as the scratch holds in pairs, whatever the depth.
    height = max(ROWS, min(ROW_BLOCK, 2 * _A_WORDS // depth // ROWS * ROWS)) if bf16 else ROW_BLOCK
    words = scratch[_EDGE : _EDGE + 2 * _A_WORDS]
    for i0 in range(0, rows, height):
        i1 = min(i0 + height, rows)
        if bf16:
            pair_rows(words, a, i0, i1, k0, k1)
            place, stride = words.ctypes.data, depth
        else:
            place, stride = a.ctypes.data + 4 * (i0 * a.shape[1] + k0), a.shape[1]
        _block(
            place, stride, 1, ROWS * stride, i0, i1, panels, j0, j1, depth, c, add, bf16, scratch
        )


@kernel
def multiply(c, a, panels, add, bf16, scratch):
    """C (+)= A @ B with B packed: c (M, N), a (M, K) float32; panels from `pack_nn` or `pack_nt`.

    With bf16, K is at most 2 * 2 * (ROW_BLOCK + ROWS) * DEPTH_BLOCK / ROWS.
    """
    if a.shape[0] > 0 and c.shape[1] > 0:
        _rows_times_panels(
            c, a, 0, a.shape[1], panels.ctypes.data, 0, c.shape[1], add, bf16, scratch
        )


@kernel
def _gemm_rows(c, a, b, transposed, add, bf16, scratch):
    depth, columns = a.shape[1], c.shape[1]
    packed = scratch[_EDGE + 2 * _A_WORDS :]
    for j0 in range(0, columns, COLUMN_BLOCK):
        j1 = min(j0 + COLUMN_BLOCK, columns)
        for k0 in range(0, depth, DEPTH_BLOCK):
            k1 = min(k0 + DEPTH_BLOCK, depth)
            if transposed:
                pack_block_nt(packed, b, k0, k1, j0, j1, bf16)
            else:
                pack_block_nn(packed, b, k0, k1, j0, j1, bf16)
            more = add or k0 > 0
            _rows_times_panels(c, a, k0, k1, packed.ctypes.data, j0, j1, more, bf16, scratch)


@kernel
def gemm_nn(c, a, b, add, bf16, scratch):
    """C (+)= A @ B: c (M, N), a (M, K), b (K, N), float32, C-contiguous."""
    _gemm_rows(c, a, b, False, add, bf16, scratch)


@kernel
def gemm_nt(c, a, b, add, bf16, scratch):
    """C (+)= A @ B^T: c (M, N), a (M, K), b (N, K), float32, C-contiguous."""
    _gemm_rows(c, a, b, True, add, bf16, scratch)


@kernel
def gemm_tn(c, a, b, add, bf16, scratch):
    """C (+)= A^T @ B: c (M, N), a (K, M), b (K, N), float32, C-contiguous."""
    depth, rows, columns = a.shape[0], c.shape[0], c.shape[1]
    words = scratch[_EDGE : _EDGE + 2 * _A_WORDS]
    packed = scratch[_EDGE + 2 * _A_WORDS :]
    if depth == 0 and not add:
        c[:] = np.float32(0.0)
    for j0 in range(0, columns, COLUMN_BLOCK):
        j1 = min(j0 + COLUMN_BLOCK, columns)
        for k0 in range(0, depth, DEPTH_BLOCK):
            k1 = min(k0 + DEPTH_BLOCK, depth)
            steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
            pack_block_nn(packed, b, k0, k1, j0, j1, bf16)
            more = add or k0 > 0
            for i0 in range(0, rows, ROW_BLOCK):
                i1 = min(i0 + ROW_BLOCK, rows)
                pack_columns(words, a, i0, i1, k0, k1, bf16)
                _block(
                    words.ctypes.data, 1, ROWS, ROWS * steps, i0, i1,
                    packed.ctypes.data, j0, j1, steps, c, more, bf16, scratch,
                )  # fmt: skip
