"""Every matrix product of the project.

    gemm_nn(c, a, b, ...)   C (+)= A  B      a (M, K), b (K, N)
    gemm_nt(c, a, b, ...)   C (+)= A  B^T    a (M, K), b (N, K)
    gemm_tn(c, a, b, ...)   C (+)= A^T B     a (K, M), b (K, N)

and, for one B used with many A, `panels.pack_nn` / `pack_nt` once, then `multiply` each time.
Arrays are float32 and C-contiguous; `add` adds to C instead of overwriting it. With `bf16` both
operands are rounded to bfloat16 (8 bits of mantissa) and summed in float32; it needs `HAS_BF16`. An
element of C is summed over k in an order that K and its column decide, so that no row's result
depends on its neighbours.

`scratch` is int32 (SCRATCH_WORDS,), one a thread. The plain definitions are in `gemm_plain`.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.ahead import first_line, following, sharing
from chartrans.core.host import HAS_BF16, ROWS, WIDTH
from chartrans.core.jit import fixed_kernel, kernel
from chartrans.core.panels import address, pack_block_nn, pack_block_nt, pack_columns, pair_rows
from chartrans.core.simd import bits_to_float, tile_product

DEPTH_BLOCK = 512  # k (or pairs) of a packed block: a panel of 512 x 32 words is 64 KiB, for L2
A_BLOCK = 180 * 1024  # words of A in a packed block: 720 KiB, in L2 while all panels of B go by
ROW_BLOCK = 96  # rows of A between two passes over a B packed before: 192 KiB, at home in L2

_EDGE = ROWS * WIDTH
_PANEL = DEPTH_BLOCK * WIDTH
SCRATCH_WORDS = _EDGE + _PANEL + A_BLOCK
# As many k as a group of ROWS rows of A may have, in pairs, beside a B that was packed before.
DEEPEST_PACKED = 2 * ((SCRATCH_WORDS - _EDGE) // ROWS)

_tile_full = tile_product(ROWS, False)
_tile_4 = tile_product(4, False)
_tile_2 = tile_product(2, False)
_tile_1 = tile_product(1, False)
# Where the CPU has no bfloat16 product these are never reached, but must compile.
_pair_full = tile_product(ROWS, HAS_BF16)
_pair_4 = tile_product(4, HAS_BF16)
_pair_2 = tile_product(2, HAS_BF16)
_pair_1 = tile_product(1, HAS_BF16)


@kernel
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
    "int64", "int64", "boolean",
)  # fmt: skip
def _tile(a, row_stride, k_stride, rows, panel, depth, c, c_stride, add, ahead, pace, slow, bf16):
    """One tile of `rows` rows (ROWS, 4, 2 or 1) and WIDTH columns; the rest as `tile_product`."""
    if bf16:
        if rows == ROWS:
            _pair_full(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)
        elif rows == 4:
            _pair_4(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)
        elif rows == 2:
            _pair_2(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)
        else:
            _pair_1(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)
    elif rows == ROWS:
        _tile_full(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)
    elif rows == 4:
        _tile_4(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)
    elif rows == 2:
        _tile_2(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)
    else:
        _tile_1(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)


@fixed_kernel(
    "int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64",
    "int64", "int64", "matrix", "boolean", "boolean", "words",
)  # fmt: skip
def _panel(
    a, row_stride, k_stride, group, i0, i1, panel, depth, ahead, ahead_row, ahead_rows, j, c, add,
    bf16, scratch,
):  # fmt: skip
    """C[i0:i1, j : j + WIDTH] (+)= block of A @ the panel at address `panel`.

    `a` is the address of row i0 and `group` the words from one group of ROWS rows to the next. What
    the next panel is made of is fetched meanwhile: from the address `ahead` on, for each of the
    `depth` steps, `ahead_rows` rows (1 or 2) that begin `ahead_row` bytes from each other.
    """
    columns = c.shape[1]
    edge = scratch[:_EDGE]
    whole = j + WIDTH <= columns
    slow = sharing(i1 - i0, ahead_rows)
    i = i0
    while i < i1:
        rows = tile_rows(i1 - i)
        number = (i - i0) // ROWS
        place = a + 4 * (number * group + (i - i0) % ROWS * row_stride)
        # A tile that hangs over the last column is computed aside, then copied or added.
        to = address(c) + 4 * (i * columns + j) if whole else address(edge)
        stride, more = (columns, add) if whole else (WIDTH, False)
        line = ahead + first_line(number, depth, slow, ahead_row, ahead_rows)
        _tile(
            place, row_stride, k_stride, rows, panel, depth, to, stride, np.int64(more), line,
            ahead_row * ahead_rows, slow, bf16,
        )  # fmt: skip
        if not whole:
            leave_edge(c, edge, i, j, rows, add)
        i += rows


@fixed_kernel("matrix", "matrix", "words", "boolean", "boolean", "words")
def multiply(c, a, panels, add, bf16, scratch):
    """C (+)= A @ B with B packed.

    c (M, N), a (M, K) float32; panels int32 from `pack_nn` or `pack_nt`; add and bf16 are bool;
    scratch int32 (SCRATCH_WORDS,). With bf16, K is at most DEEPEST_PACKED.
    """
    rows, width = a.shape
    if width == 0:
        if not add:
            c[:] = np.float32(0.0)
        return
    depth = (width + 1) // 2 if bf16 else width
    words = scratch[_EDGE:]
    # As many rows at once as the scratch holds in pairs, whatever the depth.
    height = min(ROW_BLOCK, words.shape[0] // depth // ROWS * ROWS) if bf16 else ROW_BLOCK
    for i0 in range(0, rows, height):
        i1 = min(i0 + height, rows)
        if bf16:
            pair_rows(words, a, i0, i1, 0, width)
        place = address(words) if bf16 else address(a) + 4 * i0 * width
        for j in range(0, c.shape[1], WIDTH):
            panel = address(panels) + 4 * j * depth
            ahead = address(panels) + 4 * following(j, c.shape[1]) * depth
            _panel(
                place, depth, 1, ROWS * depth, i0, i1, panel, depth, ahead, 4 * WIDTH, 1, j,
                c, add, bf16, scratch,
            )  # fmt: skip


@kernel
def _block_depth(depth, bf16):
    """How much of k to pack at once: blocks of equal size, of whole pairs."""
    deepest = 2 * DEPTH_BLOCK if bf16 else DEPTH_BLOCK
    blocks = max(1, (depth + deepest - 1) // deepest)
    return max(2, (depth + 2 * blocks - 1) // (2 * blocks) * 2)


@fixed_kernel(
    "int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64", "matrix", "matrix",
    "boolean", "boolean", "boolean", "words",
)  # fmt: skip
def _block(a, row_stride, k_stride, group, i0, i1, k0, k1, c, b, b_transposed, add, bf16, scratch):
    """C[i0:i1] (+)= block of A, laid out as `_panel` is told, @ B[k0:k1], packed panel by panel.

    A panel is packed right before it is used: it comes from afar once and is at hand from then on.
    """
    columns = c.shape[1]
    packed = scratch[_EDGE : _EDGE + _PANEL]
    panel = address(packed)
    steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
    for j in range(0, columns, WIDTH):
        j1 = min(j + WIDTH, columns)
        if b_transposed:
            pack_block_nt(packed, b, k0, k1, j, j1, bf16)
            ahead, ahead_row, ahead_rows = panel, 4 * WIDTH, 1  # the next comes from too many rows
        else:
            pack_block_nn(packed, b, k0, k1, j, j1, bf16)
            ahead = address(b) + 4 * (k0 * columns + following(j, columns))
            ahead_row, ahead_rows = 4 * columns, 2 if bf16 else 1
        _panel(
            a, row_stride, k_stride, group, i0, i1, panel, steps, ahead, ahead_row, ahead_rows, j,
            c, add, bf16, scratch,
        )  # fmt: skip


@fixed_kernel("matrix", "matrix", "matrix", "boolean", "boolean", "boolean", "boolean", "words")
def product(c, a, b, a_transposed, b_transposed, add, bf16, scratch):
    """C (+)= A B with either factor transposed; one compiled form serves the three below.

    c (M, N), a (M, K) or (K, M), b (K, N) or (N, K), float32; a_transposed, b_transposed (not
    both), add and bf16 are bool; scratch int32 (SCRATCH_WORDS,).
    """
    rows, depth = c.shape[0], a.shape[0] if a_transposed else a.shape[1]
    if depth == 0 and not add:
        c[:] = np.float32(0.0)
    words = scratch[_EDGE + _PANEL :]
    packed = address(words)
    deep = _block_depth(depth, bf16)
    for k0 in range(0, depth, deep):
        k1 = min(k0 + deep, depth)
        steps = (k1 - k0 + 1) // 2 if bf16 else k1 - k0
        more = add or k0 > 0
        high = A_BLOCK // steps // ROWS * ROWS
        for i0 in range(0, rows, high):
            i1 = min(i0 + high, rows)
            if a_transposed:
                pack_columns(words, a, i0, i1, k0, k1, bf16)
                place, row_stride, k_stride, group = packed, 1, ROWS, ROWS * steps
            elif bf16:
                pair_rows(words, a, i0, i1, k0, k1)
                place, row_stride, k_stride, group = packed, steps, 1, ROWS * steps
            else:
                place, row_stride, k_stride = address(a) + 4 * (i0 * depth + k0), depth, 1
                group = ROWS * depth
            _block(
                place, row_stride, k_stride, group, i0, i1, k0, k1, c, b, b_transposed, more, bf16,
                scratch,
            )  # fmt: skip


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
