"""Every matrix product of the project.

    gemm_nn(c, a, b, ...)   C (+)= A  B      a (M, K), b (K, N)
    gemm_nt(c, a, b, ...)   C (+)= A  B^T    a (M, K), b (N, K)
    gemm_tn(c, a, b, ...)   C (+)= A^T B     a (K, M), b (K, N)
    gemm_tn_twice           two of the last with the same B

and, for one B used with many A, `panels.pack_nn` / `pack_nt` once, then `multiply` each time.
Arrays are float32 and C-contiguous; `add` adds to C instead of overwriting it. With `bf16` both
operands are rounded to bfloat16 (8 bits of mantissa) and summed in float32; it needs `HAS_BF16`. An
element of C is summed over k in an order that K and its column decide, so that no row's result
depends on its neighbours.

`scratch` is int32 (SCRATCH_WORDS,), one a thread. The plain definitions are in `gemm_plain`.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.host import CACHE_LINE, HAS_BF16, ROWS, WIDTH
from chartrans.core.jit import fixed_kernel
from chartrans.core.panels import address, pack_block_nn, pack_block_nt, pack_columns, pair_rows
from chartrans.core.simd import bits_to_float, tile_product

DEPTH_BLOCK = 512  # k (or pairs) of a packed block: a panel of 512 x 32 words is 64 KiB, for L2
COLUMN_BLOCK = 2048  # columns of a packed block: 4 MiB, streamed from L3 once for ROW_BLOCK rows
ROW_BLOCK = 96  # rows of A between two passes over the panels: 192 KiB, at home in L2

_EDGE = ROWS * WIDTH
_A_WORDS = (ROW_BLOCK + ROWS) * DEPTH_BLOCK
SCRATCH_WORDS = _EDGE + _A_WORDS + DEPTH_BLOCK * (COLUMN_BLOCK + WIDTH)
# As many k as a group of ROWS rows of A may have, in pairs, beside a B that was packed before.
DEEPEST_PACKED = 2 * ((SCRATCH_WORDS - _EDGE) // ROWS)

_tile_full = tile_product(ROWS, False)
_tile_4 = tile_product(4, False)
_tile_2 = tile_product(2, False)
_tile_1 = tile_product(1, False)
# Where the CPU has no bfloat16 product these are never reached, but must compile.
_pair_tile_full = tile_product(ROWS, HAS_BF16)
_pair_tile_4 = tile_product(4, HAS_BF16)
_pair_tile_2 = tile_product(2, HAS_BF16)
_pair_tile_1 = tile_product(1, HAS_BF16)


@fixed_kernel("int64", returns="int64")
def tile_rows(left):
    """The rows of the largest tile that has no more than `left` rows: ROWS, 4, 2 or 1."""
    return ROWS if left >= ROWS else 4 if left >= 4 else 2 if left >= 2 else 1


@fixed_kernel("matrix", "words", "int64", "int64", "int64", "boolean")
def leave_edge(c, edge, i, j, rows, add):
    """C[i : i + rows, j:] (+)= what fits of a tile that was computed aside.

    c (M, N) float32; edge int32 (rows * WIDTH,), the bits of the tile's float32; add is bool.
    """
    for r in range(rows):
        for v in range(c.shape[1] - j):
            value = bits_to_float(edge[r * WIDTH + v])
            c[i + r, j + v] = c[i + r, j + v] + value if add else value


@fixed_kernel(
    "int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64",
    "boolean",
)  # fmt: skip
def _tile(a, row_stride, k_stride, rows, panel, depth, c, c_stride, add, ahead, bf16):
    """One tile of `rows` rows (ROWS, 4, 2 or 1) and WIDTH columns; the rest as `tile_product`."""
    if bf16:
        if rows == ROWS:
            _pair_tile_full(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead)
        elif rows == 4:
            _pair_tile_4(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead)
        elif rows == 2:
            _pair_tile_2(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead)
        else:
            _pair_tile_1(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead)
    elif rows == ROWS:
        _tile_full(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead)
    elif rows == 4:
        _tile_4(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead)
    elif rows == 2:
        _tile_2(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead)
    else:
        _tile_1(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead)


@fixed_kernel(
    "int64",
    "int64",
    "int64",
    "int64",
    "int64",
    "int64",
    "int64",
    "int64",
    "int64",
    "int64",
    "matrix",
    "boolean",
    "boolean",
    "words",
)
def _block(a, row_stride, k_stride, group, i0, i1, panels, j0, j1, depth, c, add, bf16, scratch):
    """C[i0:i1, j0:j1] (+)= block of A @ panels.

    `a` is the address of row i0 and `group` the words from one group of ROWS rows to the next.
    """
    columns = c.shape[1]
    edge = scratch[:_EDGE]
    for p in range((j1 - j0 + WIDTH - 1) // WIDTH):
        j = j0 + p * WIDTH
        panel = panels + 4 * p * depth * WIDTH
        whole = j + WIDTH <= columns
        i = i0
        while i < i1:
            left = i1 - i
            rows = tile_rows(left)
            done = i - i0
            place = a + 4 * (done // ROWS * group + done % ROWS * row_stride)
            # A tile that hangs over the last column is computed aside, then copied or added.
            to = address(c) + 4 * (i * columns + j) if whole else address(edge)
            stride, more = (columns, add) if whole else (WIDTH, False)
            # Two tiles fetch the next panel between them: a tile a line for each k.
            ahead = panel + (4 * WIDTH + CACHE_LINE * (done // ROWS % 2)) * depth
            _tile(
                place, row_stride, k_stride, rows, panel, depth, to, stride, np.int64(more), ahead,
                bf16,
            )  # fmt: skip
            if not whole:
                leave_edge(c, edge, i, j, rows, add)
            i += rows


@fixed_kernel(
    "matrix", "matrix", "int64", "int64", "int64", "int64", "int64", "boolean", "boolean", "words",
    "words",
)  # fmt: skip
def _rows_times_panels(c, a, k0, k1, panels, j0, j1, add, bf16, words, scratch):
    """C[:, j0:j1] (+)= A[:, k0:k1] @ the panels at address `panels`, A (M, K) row-major.

    `words` int32 hold the pairs of at least ROWS rows.
    """
    rows, width = a.shape
    depth = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    # As many rows at once as the scratch holds in pairs, whatever the depth.
    height = min(ROW_BLOCK, words.shape[0] // depth // ROWS * ROWS) if bf16 else ROW_BLOCK
    for i0 in range(0, rows, height):
        i1 = min(i0 + height, rows)
        if bf16:
            pair_rows(words, a, i0, i1, k0, k1)
        place = address(words) if bf16 else address(a) + 4 * (i0 * width + k0)
        stride = depth if bf16 else width
        _block(
            place, stride, 1, ROWS * stride, i0, i1, panels, j0, j1, depth, c, add, bf16, scratch
        )


@fixed_kernel("matrix", "matrix", "words", "boolean", "boolean", "words")
def multiply(c, a, panels, add, bf16, scratch):
    """C (+)= A @ B with B packed.

    c (M, N), a (M, K) float32; panels int32 from `pack_nn` or `pack_nt`; add and bf16 are bool;
    scratch int32 (SCRATCH_WORDS,). With bf16, K is at most DEEPEST_PACKED.
    """
    if a.shape[1] == 0 and not add:
        c[:] = np.float32(0.0)
    elif a.size > 0 and c.size > 0:
        _rows_times_panels(
            c, a, 0, a.shape[1], address(panels), 0, c.shape[1], add, bf16, scratch[_EDGE:], scratch
        )


@fixed_kernel(
    "matrix", "matrix", "int64", "int64", "int64", "int64", "int64", "boolean", "boolean", "words"
)
def _columns_times_panels(c, a, k0, k1, panels, j0, j1, add, bf16, scratch):
    """C[:, j0:j1] (+)= A[k0:k1]^T @ the panels at address `panels`, A (K, M) row-major."""
    rows = c.shape[0]
    steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    words = scratch[_EDGE : _EDGE + _A_WORDS]
    for i0 in range(0, rows, ROW_BLOCK):
        i1 = min(i0 + ROW_BLOCK, rows)
        pack_columns(words, a, i0, i1, k0, k1, bf16)
        _block(
            address(words), 1, ROWS, ROWS * steps, i0, i1,
            panels, j0, j1, steps, c, add, bf16, scratch,
        )  # fmt: skip


@fixed_kernel("int64", "boolean", returns="int64")
def _block_depth(depth, bf16):
    """How much of k to pack at once: blocks of equal size, of whole pairs."""
    deepest = 2 * DEPTH_BLOCK if bf16 else DEPTH_BLOCK
    blocks = max(1, (depth + deepest - 1) // deepest)
    return max(2, (depth + 2 * blocks - 1) // (2 * blocks) * 2)


@fixed_kernel("matrix", "matrix", "matrix", "boolean", "boolean", "boolean", "boolean", "words")
def product(c, a, b, a_transposed, b_transposed, add, bf16, scratch):
    """C (+)= A B with either factor transposed; one compiled form serves the three below.

    c (M, N), a (M, K) or (K, M), b (K, N) or (N, K), float32; a_transposed, b_transposed (not
    both), add and bf16 are bool; scratch int32 (SCRATCH_WORDS,).
    """
    depth = a.shape[0] if a_transposed else a.shape[1]
    columns = c.shape[1]
    packed = scratch[_EDGE + _A_WORDS :]
    if depth == 0 and not add:
        c[:] = np.float32(0.0)
    height = _block_depth(depth, bf16)
    for j0 in range(0, columns, COLUMN_BLOCK):
        j1 = min(j0 + COLUMN_BLOCK, columns)
        for k0 in range(0, depth, height):
            k1 = min(k0 + height, depth)
            if b_transposed:
                pack_block_nt(packed, b, k0, k1, j0, j1, bf16)
            else:
                pack_block_nn(packed, b, k0, k1, j0, j1, bf16)
            more = add or k0 > 0
            place = address(packed)
            if a_transposed:
                _columns_times_panels(c, a, k0, k1, place, j0, j1, more, bf16, scratch)
            else:
                words = scratch[_EDGE : _EDGE + _A_WORDS]
                _rows_times_panels(c, a, k0, k1, place, j0, j1, more, bf16, words, scratch)


@fixed_kernel("matrix", "matrix", "matrix", "matrix", "matrix", "boolean", "words")
def gemm_tn_twice(c, a, d, e, b, bf16, scratch):
    """C += A^T @ B and D += E^T @ B, with B packed once for both.

    c (M, N), a (K, M), d (L, N), e (K, L), b (K, N), float32, C-contiguous; bf16 bool; scratch
    int32 (SCRATCH_WORDS,).
    """
    depth, columns = b.shape
    packed = scratch[_EDGE + _A_WORDS :]
    place = address(packed)
    height = _block_depth(depth, bf16)
    for j0 in range(0, columns, COLUMN_BLOCK):
        j1 = min(j0 + COLUMN_BLOCK, columns)
        for k0 in range(0, depth, height):
            k1 = min(k0 + height, depth)
            pack_block_nn(packed, b, k0, k1, j0, j1, bf16)
            _columns_times_panels(c, a, k0, k1, place, j0, j1, True, bf16, scratch)
            _columns_times_panels(d, e, k0, k1, place, j0, j1, True, bf16, scratch)


def gemm_nn(
    c: np.ndarray, a: np.ndarray, b: np.ndarray, add: bool, bf16: bool, scratch: np.ndarray
) -> None:
    """C (+)= A @ B: c (M, N), a (M, K), b (K, N), float32, C-contiguous."""
    product(c, a, b, False, False, add, bf16, scratch)


def gemm_nt(
    c: np.ndarray, a: np.ndarray, b: np.ndarray, add: bool, bf16: bool, scratch: np.ndarray
) -> None:
    """C (+)= A @ B^T: c (M, N), a (M, K), b (N, K), float32, C-contiguous."""
    product(c, a, b, False, True, add, bf16, scratch)


def gemm_tn(
    c: np.ndarray, a: np.ndarray, b: np.ndarray, add: bool, bf16: bool, scratch: np.ndarray
) -> None:
    """C (+)= A^T @ B: c (M, N), a (K, M), b (K, N), float32, C-contiguous."""
    product(c, a, b, True, False, add, bf16, scratch)
