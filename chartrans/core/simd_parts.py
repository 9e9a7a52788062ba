"""What the intrinsics of `simd` and `simd_int8` are built from: addresses, loads and stores.

Addresses are LLVM integers, elements have 4 bytes; `builder` is the IR builder of what is being
built, `kind` and `vector` types such as <16 x i32>, of shape (LANES,).
"""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba.core import cgutils

from chartrans.core.host import LANES, VECTORS

I32, I64, F32 = ir.IntType(32), ir.IntType(64), ir.FloatType()
NEAR, MIDDLE = 3, 2  # LLVM's names for "into all caches" and "into L2"


def at(builder: Any, base: Any, index: Any) -> Any:
    """The address of the 4-byte element number `index` after the address `base`."""
    return builder.add(base, builder.shl(index, I64(2)))


def pointer(builder: Any, address: Any, kind: Any) -> Any:
    """The `address` as a pointer to a value of this kind."""
    return builder.inttoptr(address, ir.PointerType(kind))


def load(builder: Any, address: Any, kind: Any) -> Any:
    """The value of this kind at an `address`."""
    value = builder.load(pointer(builder, address, kind))
    value.align = 4
    return value


def store(builder: Any, value: Any, address: Any) -> None:
    """Writes the value to an `address`."""
    builder.store(value, pointer(builder, address, value.type)).align = 4


def store_sums(builder: Any, add: Any, places: list[Any], sums: list[Any]) -> None:
    """Stores the `sums` at `places`, pointers into C, or adds them where `add` is 1."""
    with builder.if_else(builder.icmp_signed("!=", add, I64(0))) as (then, otherwise):
        with then:
            for place, value in zip(places, sums, strict=True):
                held = builder.load(place)
                held.align = 4
                builder.store(builder.fadd(held, value), place).align = 4
        with otherwise:
            for place, value in zip(places, sums, strict=True):
                builder.store(value, place).align = 4


def tile_places(builder: Any, c: Any, c_stride: Any, rows: int) -> list[Any]:
    """Pointers to the vectors of float32 of a tile of C, row by row.

    `c` is the tile's address, `c_stride` the elements from one of its `rows` to the next. C comes
    from afar: the tile is fetched, to be there when its sums are made.
    """
    sums, places = ir.VectorType(F32, LANES), []
    for i in range(rows):
        row = at(builder, c, builder.mul(c_stride, I64(i)))
        for v in range(VECTORS):
            places.append(pointer(builder, at(builder, row, I64(v * LANES)), sums))
            prefetch(builder, places[-1], NEAR)
    return places


def prefetch(builder: Any, pointer: Any, locality: int) -> None:
    """Fetches the cache line at a `pointer`; `locality` is NEAR or MIDDLE."""
    kind = ir.FunctionType(ir.VoidType(), [ir.IntType(8).as_pointer(), I32, I32, I32])
    fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    builder.call(fetch, [builder.bitcast(pointer, kind.args[0]), I32(0), I32(locality), I32(1)])


def broadcast(builder: Any, scalar: Any, vector: Any) -> Any:
    """A vector of type `vector` with the `scalar` in every lane."""
    empty = ir.Constant(vector, ir.Undefined)
    lanes = ir.Constant(ir.VectorType(I32, LANES), [0] * LANES)
    return builder.shuffle_vector(builder.insert_element(empty, scalar, I32(0)), empty, lanes)
