"""C (+)= A @ B in 8-bit numbers, for decoding: B rounded once, the rows of A each time.

Column j of B is rounded to `steps[j]` times -127 to 127, and so is each row of A to a step of its
own, that of its largest element. Products and sums of the whole numbers are exact.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import ROW_BLOCK, leave_edge, tile_rows
from chartrans.core.gemm_int8_plain import LARGEST, MIDDLE, round_columns
from chartrans.core.host import ROWS, WIDTH
from chartrans.core.jit import fixed_kernel
from chartrans.core.panels import address
from chartrans.core.simd import bits_to_float, float_to_bits
from chartrans.core.simd_int8 import tile_int8

_EDGE = ROWS * WIDTH
_NO_SIGN = np.int32(0x7FFFFFFF)
_tile_full, _tile_4 = tile_int8(ROWS), tile_int8(4)
_tile_2, _tile_1 = tile_int8(2), tile_int8(1)


class Int8Weight:
    """A weight (K, J) float32, rounded and laid out for `multiply_int8`.

    panels int32: four k of a column in a word, WIDTH words side by side; offsets int32 and steps
    float32 (J,), filled up to a multiple of WIDTH: what the tile takes off a sum, and multiplies it
    with.
    """

    def __init__(self, weight: np.ndarray) -> None:
        depth, columns = weight.shape
        width = -(-columns // WIDTH) * WIDTH
        self.steps = np.zeros(width, np.float32)
        whole = np.zeros((-(-depth // 4) * 4, width), np.int8)
        whole[:depth, :columns], self.steps[:columns] = round_columns(weight)
        self.offsets = MIDDLE * whole.sum(axis=0, dtype=np.int32)
        parts = whole.reshape(-1, 4, width // WIDTH, WIDTH).transpose(2, 0, 3, 1)
        self.panels = np.ascontiguousarray(parts).view(np.int32).reshape(-1)

    def multiply(self, c: np.ndarray, a: np.ndarray, add: bool, scratch: np.ndarray) -> None:
        """C (N, J) (+)= a (N, K) @ the weight."""
        multiply_int8(c, a, self.panels, self.offsets, self.steps, add, scratch)


@fixed_kernel("words", "vector", "matrix", "int64", "int64", "int64")
def round_rows(words, row_steps, a, i0, i1, depth):
    """Rounds rows i0 to i1 of a (N, K) float32: `depth` words of four bytes a row, and its step.

    words int32 (at least (i1 - i0) * depth,), row_steps float32 (at least i1 - i0,).
    """
    columns = a.shape[1]
    data = words.view(np.uint8)
    for i in range(i0, i1):
        row, out = a[i], data[4 * (i - i0) * depth : 4 * (i - i0 + 1) * depth]
        # Without their sign, float32 are in the order of their bits, whose maximum vectorises.
        highest = np.int32(0)
        for k in range(columns):
            highest = max(highest, float_to_bits(row[k]) & _NO_SIGN)
        largest = bits_to_float(highest)
        row_steps[i - i0] = largest / np.float32(LARGEST)
        scale = np.float32(LARGEST) / largest if largest > 0 else np.float32(0.0)
        for k in range(columns):
            out[k] = np.uint8(np.int32(row[k] * scale + np.float32(MIDDLE + 0.5)))
        for k in range(columns, 4 * depth):
            out[k] = np.uint8(MIDDLE)


@fixed_kernel(
    "matrix", "int64", "int64", "int64", "int64", "words", "int64", "vector", "words", "words",
    "vector", "boolean", "words",
)  # fmt: skip
def _tile(c, i, j, high, done, words, depth, row_steps, panels, offsets, steps, add, scratch):
    """C[i : i + high, j : j + WIDTH], from the rounded rows from number `done` on."""
    columns = c.shape[1]
    whole = j + WIDTH <= columns
    edge = scratch[:_EDGE]
    # A tile that hangs over the last column is computed aside, then copied or added.
    to = address(c) + 4 * (i * columns + j) if whole else address(edge)
    stride, more = (columns, np.int64(add)) if whole else (WIDTH, 0)
    place, scales = address(words) + 4 * done * depth, address(row_steps) + 4 * done
    panel = address(panels) + 4 * j * depth
    off, per = address(offsets) + 4 * j, address(steps) + 4 * j
    if high == ROWS:
        _tile_full(place, depth, panel, depth, off, per, scales, to, stride, more)
    elif high == 4:
        _tile_4(place, depth, panel, depth, off, per, scales, to, stride, more)
    elif high == 2:
        _tile_2(place, depth, panel, depth, off, per, scales, to, stride, more)
    else:
        _tile_1(place, depth, panel, depth, off, per, scales, to, stride, more)
    if not whole:
        leave_edge(c, edge, i, j, high, add)


@fixed_kernel("matrix", "matrix", "words", "words", "vector", "boolean", "words")
def multiply_int8(c, a, panels, offsets, steps, add, scratch):
    """C (+)= A @ B with B as `Int8Weight` has it.

    c (N, J), a (N, K) float32, K >= 1; panels, offsets and steps are the weight's; add is bool;
    scratch int32 (SCRATCH_WORDS,). K is at most 133,144: sums of 8-bit products are int32.
    """
    rows, columns = c.shape
    depth = (a.shape[1] + 3) // 4
    row_steps = scratch[_EDGE : _EDGE + ROW_BLOCK].view(np.float32)
    words = scratch[_EDGE + ROW_BLOCK :]
    height = min(ROW_BLOCK, words.shape[0] // depth // ROWS * ROWS)
    for i0 in range(0, rows, height):
        i1 = min(i0 + height, rows)
        round_rows(words, row_steps, a, i0, i1, depth)
        for j in range(0, columns, WIDTH):
            i = i0
            while i < i1:
                high = tile_rows(i1 - i)
                _tile(
                    c, i, j, high, i - i0, words, depth, row_steps, panels, offsets, steps, add,
                    scratch,
                )  # fmt: skip
                i += high
