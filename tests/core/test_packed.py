from __future__ import annotations

import threading

import numpy as np
import pytest

from chartrans.core.arena import ParameterArena
from chartrans.core.gemm import multiply
from chartrans.core.host import HAS_BF16
from chartrans.core.packed import PackedWeights
from chartrans.core.threads import ShardPool
from tests.core.arrays import floats, rubbish
from tests.nearness import assert_near

SHAPES = [("a", (33, 70)), ("b", (5, 3))]


@pytest.fixture
def arena(rng: np.random.Generator) -> ParameterArena:
    arena = ParameterArena(SHAPES)
    arena.flat[:] = floats(rng, arena.flat.size)
    return arena


@pytest.mark.parametrize("bf16", [False, True] if HAS_BF16 else [False])
@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("name", ["a", "b"])
def test_products_follow_the_parameters_once_renewed(
    name: str, transposed: bool, bf16: bool, arena: ParameterArena, rng: np.random.Generator,
    scratch: np.ndarray,
) -> None:  # fmt: skip
    packed = PackedWeights(arena)
    weight = arena[name].T if transposed else arena[name]
    x, y = floats(rng, 4, weight.shape[0]), rubbish(4, weight.shape[1])
    for _ in range(2):
        multiply(y, x, packed.panels(name, transposed, bf16), False, bf16, scratch)
        assert_near(y, x.astype(np.float64) @ weight, 2e-2 if bf16 else 1e-5)
        arena.flat *= -2.0
        with ShardPool(2) as pool:
            packed.renew(pool.run)


def test_threads_that_ask_at_once_get_the_same_panels(arena: ParameterArena) -> None:
    packed, barrier = PackedWeights(arena), threading.Barrier(2)

    def ask(_: int) -> np.ndarray:
        barrier.wait()
        return packed.panels("a", False, False)

    with ShardPool(2) as pool:
        first, second = pool.run(ask, range(2))
    assert first is second
    assert packed.panels("a", True, False) is not first
