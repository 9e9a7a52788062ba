"""The tuned matrix products against float64 and against their plain definition, over odd shapes."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from chartrans.core import gemm, gemm_plain
from chartrans.core.gemm import A_BLOCK, DEPTH_BLOCK, ROW_BLOCK
from chartrans.core.host import HAS_BF16, ROWS, WIDTH
from chartrans.core.panels import pack_nn, pack_nt, panel_words
from tests.core.arrays import floats, rubbish
from tests.nearness import assert_near, assert_same_bits

# Every remainder of rows; columns below, at and above one panel; depths odd and even; then each
# size beyond its block.
SHAPES = [
    *product(range(ROWS + 3), (1, WIDTH - 1, WIDTH, WIDTH + 1), (1, 2, 7)),
    (0, 0, 3),
    (3, 0, 4),
    (2, 3, 0),
    (ROW_BLOCK + 1, WIDTH + 3, 5),
    (2 * ROW_BLOCK + 7, 3, 3),
    (ROW_BLOCK + 1, 3, 5 * DEPTH_BLOCK),  # with bf16 fewer rows at once: see `multiply`
    (3, 2 * WIDTH, DEPTH_BLOCK),
    (ROWS + 1, WIDTH + 5, DEPTH_BLOCK + 1),
    (5, 17, 2 * DEPTH_BLOCK + 3),
    (A_BLOCK // DEPTH_BLOCK + ROWS + 1, 2 * WIDTH + 3, DEPTH_BLOCK),
    (A_BLOCK // DEPTH_BLOCK + ROWS + 1, WIDTH, 2 * DEPTH_BLOCK),  # as many pairs
    (ROW_BLOCK + ROWS + 1, 8 * WIDTH + 3, DEPTH_BLOCK + 5),
]
# An element of C is at most K eps |A||B| off (Higham, "Accuracy and Stability of Numerical
# Algorithms", section 3.5); eps is half a unit in the last place.
FLOAT_EPSILON = 2.0**-24
# Rounding to 8 bits of mantissa moves each operand by at most 2^-8: their product by twice that,
# and a little.
BF16_EPSILON = 2.0**-7 * 1.01
KINDS = ("nn", "nt", "tn")
PRECISIONS = [
    False,
    pytest.param(True, marks=pytest.mark.skipif(not HAS_BF16, reason="no bfloat16 here")),
]


def operands(
    rng: np.random.Generator, kind: str, rows: int, columns: int, depth: int
) -> tuple[np.ndarray, np.ndarray]:
    """a and b as `gemm_<kind>` wants them, for C (rows, columns)."""
    a = floats(rng, depth, rows) if kind == "tn" else floats(rng, rows, depth)
    b = floats(rng, columns, depth) if kind == "nt" else floats(rng, depth, columns)
    return a, b


def as_nn(kind: str, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The operands in float64, turned so that C = A B."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    return (a.T if kind == "tn" else a), (b.T if kind == "nt" else b)


def tuned(kind: str) -> Any:
    return getattr(gemm, f"gemm_{kind}")


def excess(c: np.ndarray, before: np.ndarray | None, a: Any, b: Any, bf16: bool) -> float:
    """How far the worst element of C is beyond its bound, as a factor; at most 1 is right."""
    begin = np.zeros(c.shape) if before is None else before.astype(np.float64)
    sizes = np.abs(begin) + np.abs(a) @ np.abs(b)
    epsilon = (a.shape[1] + 1) * FLOAT_EPSILON + (BF16_EPSILON if bf16 else 0.0)
    off = np.abs(c - (begin + a @ b))
    return float(np.max(off / (epsilon * sizes + 1e-30), initial=0.0))


@pytest.mark.parametrize("bf16", PRECISIONS)
@pytest.mark.parametrize("add", [False, True], ids=["overwrite", "add"])
@pytest.mark.parametrize("kind", KINDS)
def test_products(
    kind: str, add: bool, bf16: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    for rows, columns, depth in SHAPES:
        a, b = operands(rng, kind, rows, columns, depth)
        c = floats(rng, rows, columns) if add else rubbish(rows, columns)
        before = c.copy() if add else None
        tuned(kind)(c, a, b, add, bf16, scratch)
        assert excess(c, before, *as_nn(kind, a, b), bf16) <= 1.0, (rows, columns, depth)


@pytest.mark.parametrize("bf16", PRECISIONS)
@pytest.mark.parametrize("add", [False, True])
def test_multiply_with_packed_weights(
    add: bool, bf16: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    for rows, columns, depth in [*SHAPES, (15, 3, 40_001), (15, 1, gemm.DEEPEST_PACKED)]:
        a, b = operands(rng, "nn", rows, columns, depth)
        c = floats(rng, rows, columns) if add else rubbish(rows, columns)
        before = c.copy() if add else None
        panels = np.full(panel_words(depth, columns, bf16), -1, np.int32)  # NaN where not written
        pack_nn(panels, b, bf16)
        again = c.copy()
        gemm.multiply(c, a, panels, add, bf16, scratch)
        assert excess(c, before, *as_nn("nn", a, b), bf16) <= 1.0, (rows, columns, depth)
        panels[:] = -1
        pack_nt(panels, np.ascontiguousarray(b.T), bf16)
        gemm.multiply(again, a, panels, add, bf16, scratch)
        assert_same_bits(again, c, "the same weights packed from their transpose")


@pytest.mark.parametrize("kind", KINDS)
def test_the_plain_definition_says_the_same(
    kind: str, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    for (rows, columns, depth), add in product(SHAPES[:-1], (False, True)):
        a, b = operands(rng, kind, rows, columns, depth)
        c = floats(rng, rows, columns)
        plain = c.copy()
        tuned(kind)(c, a, b, add, False, scratch)
        getattr(gemm_plain, f"gemm_{kind}")(plain, a, b, add)
        assert_near(c, plain, 1e-5, f"{(rows, columns, depth)}")


@pytest.mark.parametrize("bf16", PRECISIONS)
@pytest.mark.parametrize("kind", ["nn", "nt", "multiply"])
def test_a_row_does_not_depend_on_its_neighbours(
    kind: str, bf16: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    for rows, columns, depth in [(21, 45, 33), (ROW_BLOCK + 13, 70, DEPTH_BLOCK + 9)]:
        a, b = operands(rng, "nt" if kind == "nt" else "nn", rows, columns, depth)
        before = floats(rng, rows, columns)
        panels = np.empty(panel_words(depth, columns, bf16), np.int32)
        if kind == "multiply":
            pack_nn(panels, b, bf16)

        def times(rows_of_a: np.ndarray, c: np.ndarray) -> np.ndarray:
            a, c = np.ascontiguousarray(rows_of_a), c.copy()
            if kind == "multiply":
                gemm.multiply(c, a, panels, True, bf16, scratch)  # noqa: B023
            else:
                tuned(kind)(c, a, b, True, bf16, scratch)  # noqa: B023
            return c

        together = times(a, before)
        for begin, end in [(0, 1), (3, 4), (5, 7), (2, 15), (rows - 1, rows)]:
            assert_same_bits(times(a[begin:end], before[begin:end]), together[begin:end])
        order = rng.permutation(rows)
        assert_same_bits(times(a[order], before[order]), together[order])


@pytest.mark.parametrize("bf16", PRECISIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_outside_c_is_touched(
    kind: str, bf16: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    for rows, columns, depth in [(1, 1, 1), (5, 33, 7), (9, 31, 3)]:
        a, b = operands(rng, kind, rows, columns, depth)
        around = rubbish(rows + 2, columns)
        tuned(kind)(around[1:-1], a, b, False, bf16, scratch)
        assert np.isnan(around[[0, -1]]).all()
        assert np.isfinite(around[1:-1]).all()


def test_nan_and_infinity_come_through(rng: np.random.Generator, scratch: np.ndarray) -> None:
    for bf16 in {False, HAS_BF16}:
        for bad in (np.nan, np.inf, -np.inf):
            a, b = operands(rng, "nn", 10, 40, 21)
            a[3, 20] = bad
            c = np.zeros((10, 40), np.float32)
            gemm.gemm_nn(c, a, b, False, bf16, scratch)
            assert not np.isfinite(c[3]).any()
            assert np.isfinite(np.delete(c, 3, axis=0)).all()


def test_a_wrong_product_is_beyond_the_bound(rng: np.random.Generator) -> None:
    a, b = operands(rng, "nn", 4, 4, 30)
    c = (a.astype(np.float64) @ b).astype(np.float32)
    assert excess(c, None, a, b, False) <= 1.0
    c[2, 3] += 1e-4
    assert excess(c, None, a, b, False) > 1.0
    c[2, 3] = np.nan
    assert not excess(c, None, a, b, False) <= 1.0
