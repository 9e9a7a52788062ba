"""The intrinsics against their scalar twins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chartrans.core import simd
from chartrans.core.simd import ROWS, WIDTH
from tests.core.arrays import floats
from tests.core.compiled import compiled
from tests.nearness import assert_near

to_bits, to_float = simd.float_to_bits, simd.bits_to_float
BITS = [0, 1, -1, 0x3F800000, 0x7F800000, -(2**31), 0x00800000, 0x7FC00000]


@compiled
def bits_of(value):
    return to_bits(value)


@compiled
def float_of(bits):
    return to_float(bits)


@pytest.mark.parametrize("bits", BITS)
def test_casts(bits: int) -> None:
    value = simd.bits_to_float_plain(bits)
    np.testing.assert_equal(float(float_of(np.int32(bits))), value)
    if not np.isnan(value):
        assert bits_of(np.float32(value)) == simd.float_to_bits_plain(value) == bits


def tile_of(rows: int) -> Any:
    tile = simd.tile_product(rows, False)

    @compiled
    def call(a, panel, c, add):
        tile(
            a.ctypes.data, a.shape[1], 1, panel.ctypes.data, a.shape[1],
            c.ctypes.data, c.shape[1], add,
        )  # fmt: skip

    return call


@pytest.mark.parametrize("rows", [ROWS, 1])
def test_tile(rows: int, rng: np.random.Generator) -> None:
    call = tile_of(rows)
    for depth in (1, 2, 13):
        for add in (0, 1):
            a, panel, c = (
                floats(rng, rows, depth),
                floats(rng, depth, WIDTH),
                floats(rng, rows, WIDTH),
            )
            plain = c.copy()
            call(a, panel, c, add)
            simd.tile_product_plain(a, panel, plain, bool(add))
            assert_near(c, plain, 1e-6, f"depth {depth}, add {add}")


def test_features_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CPU_FEATURES", "+avx2,-avx512f,+fma")
    assert simd.host_features() == {"avx2": True, "avx512f": False, "fma": True}
    monkeypatch.delenv("NUMBA_CPU_FEATURES")
    assert simd.host_features()
