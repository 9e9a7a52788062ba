"""The register tile of a matrix product of 8-bit numbers: `tile_product` for CPUs with VNNI.

The dot product instruction multiplies unsigned by signed bytes, four of each a lane, and adds up
in 32 bits. So rows of A are bytes from 1 to 255 that stand for -127 to 127, and what the 128 in
each of them brings is taken off at the end, where the sums become float32.
"""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from chartrans.core.host import HAS_INT8, LANES, VECTORS, WIDTH
from chartrans.core.simd_parts import F32, I32, I64, at, broadcast, load, store_sums, tile_places


def _dot(builder: Any, words: Any) -> Any:
    """A function (sum, a, b) -> sum + four products of bytes, on vectors of words."""
    if not HAS_INT8:
        return _dot_by_words(builder, words)
    kind, bits = ir.FunctionType(words, [words] * 3), 32 * LANES
    # With 256 bits, AVX-VNNI has the same under LLVM's older name.
    dot = cgutils.get_or_insert_function(builder.module, kind, f"llvm.x86.avx512.vpdpbusd.{bits}")
    return lambda total, a, b: builder.call(dot, [total, a, b])


def _dot_by_words(builder: Any, words: Any) -> Any:
    """The same where the CPU has no such instruction: for tests, since float32 is faster."""

    def dot(total: Any, a: Any, b: Any) -> Any:
        highest = ir.Constant(words, [24] * LANES)
        for byte in range(4):
            above = ir.Constant(words, [24 - 8 * byte] * LANES)
            unsigned = builder.lshr(builder.shl(a, above), highest)
            signed = builder.ashr(builder.shl(b, above), highest)
            total = builder.add(total, builder.mul(unsigned, signed))
        return total

    return dot


def tile_int8(rows: int) -> Any:
    """Intrinsic `tile(a, row_stride, panel, depth, offsets, steps, row_steps, c, c_stride, add)`.

    C[i, j] (+)= row_steps[i] * steps[j] * (sum over k of A[i, k] * panel[k, j] - offsets[j]) for
    i < `rows`, j < WIDTH, k < 4 depth. Addresses are integers, strides count 4-byte words; a word
    of `a` is four unsigned bytes along k, one of `panel` (depth, WIDTH) four signed ones. offsets
    (WIDTH,) int32; steps (WIDTH,) and row_steps (rows,) float32; `add` is 0 or 1; depth >= 1.
    """
    words = ir.VectorType(I32, LANES)

    @intrinsic
    def tile(typing, a, row_stride, panel, depth, offsets, steps, row_steps, c, c_stride, add):
        def emit(context, builder, signature, arguments):
            a, row_stride, panel, depth, offsets, steps, row_steps, c, c_stride, add = arguments
            dot = _dot(builder, words)
            places = tile_places(builder, c, c_stride, rows)
            before = builder.block
            loop = builder.append_basic_block("depth")
            builder.branch(loop)
            builder.position_at_end(loop)
            k = builder.phi(I64)
            k.add_incoming(I64(0), before)
            total = [builder.phi(words) for _ in range(rows * VECTORS)]
            for phi in total:
                phi.add_incoming(ir.Constant(words, [0] * LANES), before)
            b_row = at(builder, panel, builder.mul(k, I64(WIDTH)))
            b = [load(builder, at(builder, b_row, I64(v * LANES)), words) for v in range(VECTORS)]
            result = []
            for i in range(rows):
                place = at(builder, a, builder.add(builder.mul(row_stride, I64(i)), k))
                value = broadcast(builder, load(builder, place, I32), words)
                for v in range(VECTORS):
                    result.append(dot(total[i * VECTORS + v], value, b[v]))
            following = builder.add(k, I64(1))
            k.add_incoming(following, loop)
            for phi, last in zip(total, result, strict=True):
                phi.add_incoming(last, loop)
            done = builder.append_basic_block("done")
            builder.cbranch(builder.icmp_signed("<", following, depth), loop, done)
            builder.position_at_end(done)
            sums = _as_float32(builder, offsets, steps, row_steps, result)
            store_sums(builder, add, places, sums)
            return context.get_dummy_value()

        return types.void(*[types.int64] * 10), emit

    return tile


def _as_float32(
    builder: Any, offsets: Any, steps: Any, row_steps: Any, result: list[Any]
) -> list[Any]:
    """What the whole numbers `result`, the sums of a tile, stand for."""
    words, sums = ir.VectorType(I32, LANES), ir.VectorType(F32, LANES)
    values = []
    for number, total in enumerate(result):
        i, v = divmod(number, VECTORS)
        column = I64(v * LANES)
        offset = load(builder, at(builder, offsets, column), words)
        step = load(builder, at(builder, steps, column), sums)
        row_step = broadcast(builder, load(builder, at(builder, row_steps, I64(i)), F32), sums)
        whole = builder.sitofp(builder.sub(total, offset), sums)
        values.append(builder.fmul(whole, builder.fmul(step, row_step)))
    return values
