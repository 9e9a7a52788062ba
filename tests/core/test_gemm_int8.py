"""The 8-bit matrix product against its plain definition, over odd shapes."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from chartrans.core.gemm import ROW_BLOCK, SCRATCH_WORDS
from chartrans.core.gemm_int8_plain import PlainInt8Weight
from chartrans.core.host import ROWS, WIDTH
from tests.core.arrays import floats, rubbish
from tests.nearness import assert_near, assert_same_bits

SHAPES = [
    *product(range(1, ROWS + 3), (1, WIDTH - 1, WIDTH, WIDTH + 1), (1, 4, 7)),
    (0, 3, 5),
    (ROW_BLOCK + 5, WIDTH + 3, 33),
    (3, 5, 1000),
]


def multiplied(a: np.ndarray, weight: np.ndarray, c: np.ndarray, add: bool) -> np.ndarray:
    from chartrans.core.gemm_int8 import Int8Weight

    Int8Weight(weight).multiply(c, a, add, np.zeros(SCRATCH_WORDS, np.int32))
    return c


@pytest.mark.parametrize("add", [False, True])
def test_it_is_what_it_says(add: bool, rng: np.random.Generator) -> None:
    for rows, columns, depth in SHAPES:
        a, weight = floats(rng, rows, depth), floats(rng, depth, columns)
        before = floats(rng, rows, columns) if add else rubbish(rows, columns)
        expected = a @ PlainInt8Weight(weight)
        found = multiplied(a, weight, before.copy(), add) - (before if add else 0.0)
        assert_near(found, expected, 1e-6 if not add else 1e-5, f"{rows} x {columns} x {depth}")


def test_it_is_near_the_exact_product(rng: np.random.Generator) -> None:
    a, weight = np.tanh(floats(rng, 20, 300)), floats(rng, 300, 50)
    found = multiplied(a, weight, rubbish(20, 50), False)
    exact = a.astype(np.float64) @ weight
    # Each factor is off by at most half a step of its row or column, and errors mostly cancel out.
    assert 0.001 < np.abs(found - exact).std() / exact.std() < 0.02


def test_a_row_depends_on_itself_alone(rng: np.random.Generator) -> None:
    a, weight = floats(rng, 21, 40), floats(rng, 40, 70)
    together = multiplied(a, weight, rubbish(21, 70), False)
    for row in range(21):
        alone = multiplied(a[row : row + 1], weight, rubbish(1, 70), False)
        assert_same_bits(alone[0], together[row])


def test_weights_of_whole_steps_are_exact(rng: np.random.Generator) -> None:
    """So that a model whose file holds 8-bit weights is rounded once, not twice."""
    whole = rng.integers(-127, 128, (40, 10)).astype(np.float32)
    whole[0] = 127.0
    step = 2.0 ** rng.integers(-9, 0, 10).astype(np.float32)
    a = np.eye(40, dtype=np.float32)
    assert_near(multiplied(a, whole * step, rubbish(40, 10), False), whole * step, 1e-6)


def test_zeros_stay_zero(rng: np.random.Generator) -> None:
    a, weight = floats(rng, 3, 9), floats(rng, 9, 4)
    a[1], weight[:, 2] = 0.0, 0.0
    found = multiplied(a, weight, rubbish(3, 4), False)
    assert not found[1].any()
    assert not found[:, 2].any()
