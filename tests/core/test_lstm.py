"""The LSTM over packed rows against the float64 reference, line by line, both ways through time."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core import lstm
from chartrans.core.host import HAS_BF16
from tests.core.arrays import exactly, floats, rubbish
from tests.core.recurrences import (
    BF16_NEAR,
    CASES,
    RAGGED,
    Cell,
    Layer,
    assert_backward,
    assert_forward,
    assert_independent_of_neighbours,
    random_layer,
)
from tests.nearness import assert_same_bits
from tests.reference import lstm as reference


def forward(layer: Layer) -> None:
    s, a = layer.saved, layer.arguments
    *way, panels, bf16, scratch = layer.ways(transposed=False)
    lstm.lstm_recurrence_forward(
        s["hidden"], s["cell"], s["gates"], s["previous_hidden"], s["previous_cell"],
        a["h0"], a["c0"], *way, panels, bf16, scratch,
    )  # fmt: skip


def backward(layer: Layer, bptt: int) -> None:
    s, d = layer.saved, layer.gradients
    *way, panels, bf16, scratch = layer.ways(transposed=True)
    lstm.lstm_recurrence_backward(
        d["h0"], d["c0"], layer.dhidden, s["gates"], s["cell"], s["previous_cell"],
        *way, bptt, panels, bf16, scratch,
    )  # fmt: skip


CELL = Cell(
    4, {}, {"hidden": 1, "cell": 1, "gates": 4, "previous_hidden": 1, "previous_cell": 1},
    ("h0", "c0"), forward, backward, reference.lstm_forward, reference.lstm_backward,
)  # fmt: skip


@pytest.mark.parametrize(("shape", "reverse", "bptt"), CASES)
def test_forward_and_backward(
    shape: tuple[int, int, list[int]], reverse: bool, bptt: int,
    rng: np.random.Generator, scratch: np.ndarray,
) -> None:  # fmt: skip
    layer = random_layer(CELL, shape, reverse, rng, scratch)
    assert_forward(layer)
    assert_backward(layer, bptt)


@pytest.mark.skipif(not HAS_BF16, reason="no bfloat16 here")
def test_bf16_is_a_rougher_float32(rng: np.random.Generator, scratch: np.ndarray) -> None:
    layer = random_layer(CELL, RAGGED[2], False, rng, scratch, bf16=True)
    assert_forward(layer, BF16_NEAR)
    with pytest.raises(AssertionError, match="apart"):
        assert_forward(layer)
    assert_backward(layer, 0, BF16_NEAR)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_line_alone_and_among_others(
    reverse: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    assert_independent_of_neighbours(CELL, reverse, rng, scratch)


def test_a_step_may_write_over_its_cell(rng: np.random.Generator) -> None:
    gates, cell = floats(rng, 3, 20), floats(rng, 3, 5)
    aside, hidden, again = rubbish(3, 5), rubbish(3, 5), rubbish(3, 5)
    lstm.lstm_cell_forward(hidden, aside, gates.copy(), cell)
    lstm.lstm_cell_forward(again, cell, gates, cell)
    assert_same_bits(cell, aside)
    assert_same_bits(again, hidden)


def test_gates_far_out_stay_finite(rng: np.random.Generator) -> None:
    """Shut and wide open gates: no overflow on the way there or back."""
    gates = exactly(rng.choice([-1e30, -100.0, 100.0, 1e30], (4, 12)))
    cell, before, hidden = rubbish(4, 3), floats(rng, 4, 3), rubbish(4, 3)
    lstm.lstm_cell_forward(hidden, cell, gates, before)
    dcell = floats(rng, 4, 3)
    lstm.lstm_cell_backward(gates, dcell, floats(rng, 4, 3), floats(rng, 4, 3), cell, before)
    for array in (hidden, cell, gates, dcell):
        assert np.isfinite(array).all()
