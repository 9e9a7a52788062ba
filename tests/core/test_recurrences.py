"""Every cell over packed rows against its float64 reference, line by line, both ways in time."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.host import HAS_BF16
from tests.core.cells import CELLS
from tests.core.recurrences import (
    BF16_NEAR,
    CASES,
    RAGGED,
    Cell,
    assert_backward,
    assert_forward,
    assert_independent_of_neighbours,
    random_layer,
)


@pytest.fixture(params=CELLS)
def cell(request: pytest.FixtureRequest) -> Cell:
    return CELLS[request.param]


@pytest.mark.parametrize(("shape", "reverse", "bptt"), CASES)
def test_forward_and_backward(
    cell: Cell, shape: tuple[int, int, list[int]], reverse: bool, bptt: int,
    rng: np.random.Generator, scratch: np.ndarray,
) -> None:  # fmt: skip
    layer = random_layer(cell, shape, reverse, rng, scratch)
    assert_forward(layer)
    assert_backward(layer, bptt)


@pytest.mark.skipif(not HAS_BF16, reason="no bfloat16 here")
@pytest.mark.parametrize("name", ["lstm", "peephole", "gru", "rnn, tanh"])
def test_bf16_is_a_rougher_float32(
    name: str, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    layer = random_layer(CELLS[name], RAGGED[2], False, rng, scratch, bf16=True)
    assert_forward(layer, BF16_NEAR)
    with pytest.raises(AssertionError, match="apart"):
        assert_forward(layer)
    assert_backward(layer, 0, BF16_NEAR)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_line_alone_and_among_others(
    cell: Cell, reverse: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    assert_independent_of_neighbours(cell, reverse, rng, scratch)
