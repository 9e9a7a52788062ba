"""LLVM, here and in `simd_int8` alone: the tile of a matrix product, and what packs for it.

`tile_product(rows, bf16)` builds an intrinsic that computes `rows` x `WIDTH` elements of C with
every partial sum held in a vector register from the first k to the last. The micro-kernel follows
the well-known scheme of Goto & van de Geijn, "Anatomy of high-performance matrix multiplication"
(ACM TOMS 34, 2008): one packed panel of B, a broadcast of A, fused multiply-add.

Each intrinsic has a scalar twin (`*_plain`) that means the same in ordinary Python.
"""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from chartrans.core.host import HAS_BF16, LANES, VECTORS, WIDTH
from chartrans.core.simd_parts import (
    F32,
    I32,
    I64,
    MIDDLE,
    at,
    broadcast,
    load,
    pointer,
    prefetch,
    store,
    store_sums,
    tile_places,
)  # fmt: skip


class _BFloat(ir.Type):
    """LLVM's 16-bit brain float, which llvmlite does not name."""

    def _to_string(self) -> str:
        return "bfloat"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _BFloat)

    def __hash__(self) -> int:
        return hash("bfloat")


def _multiply_add(builder: Any, bf16: bool) -> Any:
    """A function (a, b, sum) -> sum + a * b on vectors; bf16 adds two products a lane."""
    sums = ir.VectorType(F32, LANES)
    if not bf16:
        kind = ir.FunctionType(sums, [sums] * 3)
        # Not `llvm.fma`: where the CPU has no such instruction, it calls libm for each lane.
        fma = cgutils.get_or_insert_function(builder.module, kind, f"llvm.fmuladd.v{LANES}f32")
        return lambda a, b, total: builder.call(fma, [a, b, total])
    pairs = ir.VectorType(_BFloat(), 2 * LANES)
    kind = ir.FunctionType(sums, [sums, pairs, pairs])
    dot = cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.avx512bf16.dpbf16ps.512")

    def multiply_add(a: Any, b: Any, total: Any) -> Any:
        return builder.call(dot, [total, builder.bitcast(a, pairs), builder.bitcast(b, pairs)])

    return multiply_add


def tile_product(rows: int, bf16: bool) -> Any:
    """Intrinsic `tile(a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow)`.

    C[i, j] (+)= sum over k of A[i, k] * panel[k, j] for i < `rows`, j < WIDTH, k < depth.
    Addresses `a`, `panel`, `c` are integers; strides count 4-byte elements (float32, or pairs of
    bfloat16 along k); `panel` is (depth, WIDTH) without gaps; `add` is 0 or 1; depth >= 1. Memory
    from the address `ahead` on is fetched for what comes next: a cache line in 2^slow k, `pace`
    bytes from one to the next.
    """
    element = I32 if bf16 else F32
    vector, sums = ir.VectorType(element, LANES), ir.VectorType(F32, LANES)

    @intrinsic
    def tile(
        typing, a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow
    ):  # fmt: skip
        def emit(context, builder, signature, arguments):
            a, row_stride, k_stride, panel, depth, c, c_stride, add, ahead, pace, slow = arguments
            multiply_add = _multiply_add(builder, bf16)
            places = tile_places(builder, c, c_stride, rows)
            before = builder.block
            loop = builder.append_basic_block("depth")
            builder.branch(loop)
            builder.position_at_end(loop)
            k = builder.phi(I64)
            k.add_incoming(I64(0), before)
            total = [builder.phi(sums) for _ in places]
            for phi in total:
                phi.add_incoming(ir.Constant(sums, [0.0] * LANES), before)
            b_row = at(builder, panel, builder.mul(k, I64(WIDTH)))
            b = []
            for v in range(VECTORS):
                b.append(builder.load(pointer(builder, at(builder, b_row, I64(v * LANES)), vector)))
                b[-1].align = 4
            line = builder.add(ahead, builder.mul(builder.lshr(k, slow), pace))
            prefetch(builder, pointer(builder, line, I32), MIDDLE)
            a_column = at(builder, a, builder.mul(k, k_stride))
            result = []
            for i in range(rows):
                place = at(builder, a_column, builder.mul(row_stride, I64(i)))
                value = broadcast(builder, builder.load(pointer(builder, place, element)), vector)
                for v in range(VECTORS):
                    result.append(multiply_add(value, b[v], total[i * VECTORS + v]))
            following = builder.add(k, I64(1))
            k.add_incoming(following, loop)
            for phi, last in zip(total, result, strict=True):
                phi.add_incoming(last, loop)
            done = builder.append_basic_block("done")
            builder.cbranch(builder.icmp_signed("<", following, depth), loop, done)
            builder.position_at_end(done)
            store_sums(builder, add, places, result)
            return context.get_dummy_value()

        return types.void(*[types.int64] * 11), emit

    return tile


def tile_product_plain(a: np.ndarray, panel: np.ndarray, c: np.ndarray, add: bool) -> None:
    """The scalar twin: c (rows, WIDTH) (+)= a (rows, depth) @ panel (depth, WIDTH), all float32."""
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            total = c[i, j] if add else np.float32(0.0)
            for k in range(a.shape[1]):
                total += a[i, k] * panel[k, j]
            c[i, j] = total


def copy_vector(lanes: int) -> Any:
    """Intrinsic `copy(to, source)`: `lanes` 4-byte elements from one address to another."""
    vector = ir.VectorType(I32, lanes)

    @intrinsic
    def copy(typing, to, source):
        def emit(context, builder, signature, arguments):
            to, source = arguments
            store(builder, load(builder, source, vector), to)
            return context.get_dummy_value()

        return types.void(types.int64, types.int64), emit

    return copy


def copy_vector_plain(to: np.ndarray, source: np.ndarray) -> None:
    """The scalar twin of `copy_vector`."""
    to[: len(source)] = source


def pair_vectors(lanes: int) -> Any:
    """Intrinsic `pair(to, low, high)`: from `lanes` float32 at each of two addresses as many words.

    A word has the bfloat16 of an element of `low` in its low half, that of `high` above it.
    """
    floats, words = ir.VectorType(F32, lanes), ir.VectorType(I32, lanes)

    @intrinsic
    def pair(typing, to, low, high):
        def emit(context, builder, signature, arguments):
            to, low, high = arguments
            halves = [
                builder.zext(_rounded(builder, load(builder, place, floats), lanes), words)
                for place in (low, high)
            ]
            above = builder.shl(halves[1], ir.Constant(words, [16] * lanes))
            store(builder, builder.or_(halves[0], above), to)
            return context.get_dummy_value()

        return types.void(*[types.int64] * 3), emit

    return pair


def pair_neighbours(lanes: int) -> Any:
    """Intrinsic `pair(to, source)`: 2 `lanes` float32 become `lanes` words, neighbours together."""
    floats = ir.VectorType(F32, 2 * lanes)

    @intrinsic
    def pair(typing, to, source):
        def emit(context, builder, signature, arguments):
            to, source = arguments
            store(builder, _rounded(builder, load(builder, source, floats), 2 * lanes), to)
            return context.get_dummy_value()

        return types.void(types.int64, types.int64), emit

    return pair


def _rounded(builder: Any, floats: Any, lanes: int) -> Any:
    """The bits of the nearest bfloat16, ties to even, as a vector of 16-bit integers."""
    halves = ir.VectorType(ir.IntType(16), lanes)
    if HAS_BF16:
        return builder.bitcast(builder.fptrunc(floats, ir.VectorType(_BFloat(), lanes)), halves)
    words = ir.VectorType(I32, lanes)
    bits = builder.bitcast(floats, words)
    sixteen = ir.Constant(words, [16] * lanes)
    odd = builder.and_(builder.lshr(bits, sixteen), ir.Constant(words, [1] * lanes))
    rounded = builder.add(builder.add(bits, odd), ir.Constant(words, [0x7FFF] * lanes))
    return builder.trunc(builder.lshr(rounded, sixteen), halves)


def bfloat_plain(value: float) -> int:
    """The scalar twin of the rounding in both: a float32 as the 16 bits of a bfloat16."""
    bits = int(np.array(value, np.float32).view(np.uint32))
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16


@intrinsic
def bits_to_float(typing, bits):
    """The float32 whose 32 bits are `bits` (int32)."""

    def emit(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], F32)

    return types.float32(types.int32), emit


def bits_to_float_plain(bits: int) -> float:
    """The scalar twin of `bits_to_float`."""
    return float(np.array(bits, np.int32).view(np.float32))


@intrinsic
def float_to_bits(typing, value):
    """The 32 bits of a float32, as int32."""

    def emit(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], I32)

    return types.int32(types.float32), emit


def float_to_bits_plain(value: float) -> int:
    """The scalar twin of `float_to_bits`."""
    return int(np.array(value, np.float32).view(np.int32))
