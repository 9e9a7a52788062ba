"""The intrinsics against their scalar twins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chartrans.core import host, simd
from chartrans.core.host import ROWS, WIDTH
from tests.core.arrays import floats
from tests.core.compiled import compiled
from tests.nearness import assert_near, assert_same_bits

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
            c.ctypes.data, c.shape[1], add, panel.ctypes.data, host.CACHE_LINE, 0,
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


LANES = [ROWS, host.LANES]


@pytest.mark.parametrize("lanes", LANES)
def test_copied_vectors(lanes: int, rng: np.random.Generator) -> None:
    copy = simd.copy_vector(lanes)

    @compiled
    def call(to, source):
        copy(to.ctypes.data, source.ctypes.data)

    source, to, plain = floats(rng, lanes), floats(rng, lanes + 1), np.empty(lanes, np.float32)
    beyond = to[lanes]
    call(to, source)
    simd.copy_vector_plain(plain, source)
    assert_same_bits(to[:lanes], plain)
    assert to[lanes] == beyond


@pytest.mark.parametrize("lanes", LANES)
def test_paired_vectors(lanes: int, rng: np.random.Generator) -> None:
    pair = simd.pair_vectors(lanes)

    @compiled
    def call(to, low, high):
        pair(to.ctypes.data, low.ctypes.data, high.ctypes.data)

    low, high = rounding_cases(rng, lanes), rounding_cases(rng, lanes)
    to = np.empty(lanes, np.int32)
    call(to, low, high)
    for word, below, above in zip(to.view(np.uint32), low, high, strict=True):
        assert word == simd.bfloat_plain(below) | simd.bfloat_plain(above) << 16


@pytest.mark.parametrize("lanes", LANES)
def test_paired_neighbours(lanes: int, rng: np.random.Generator) -> None:
    pair = simd.pair_neighbours(lanes)

    @compiled
    def call(to, source):
        pair(to.ctypes.data, source.ctypes.data)

    source, to = rounding_cases(rng, 2 * lanes), np.empty(lanes, np.int32)
    call(to, source)
    for word, half in zip(to.view(np.uint16), source, strict=True):
        assert word == simd.bfloat_plain(half)


def rounding_cases(rng: np.random.Generator, count: int) -> np.ndarray:
    """Numbers of all sizes, and ties, infinities and zeros among them."""
    values = floats(rng, count) * (10.0 ** rng.integers(-30, 30, count)).astype(np.float32)
    special = [0.0, -0.0, np.inf, -np.inf, 1.0 + 2.0**-8, 1.0 + 3 * 2.0**-8, 3.4e38]
    values[: len(special)] = special[:count]
    return values


def test_features_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CPU_FEATURES", "+avx2,-avx512f,+fma")
    assert host.host_features() == {"avx2": True, "avx512f": False, "fma": True}
    monkeypatch.delenv("NUMBA_CPU_FEATURES")
    assert host.host_features()
