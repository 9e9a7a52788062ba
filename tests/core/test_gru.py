"""The GRU over packed rows against the float64 reference, both ways through time."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core import gru
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
from tests.nearness import assert_near
from tests.reference import gru as reference


def forward(layer: Layer) -> None:
    s, (*way, panels, bf16, scratch) = layer.saved, layer.ways(transposed=False)
    gru.gru_recurrence_forward(
        s["hidden"], s["gates"], s["products"], s["previous_hidden"],
        layer.arguments["h0"], layer.arguments["bias_recurrent"],
        *way, panels, bf16, scratch,
    )  # fmt: skip


def backward(layer: Layer, bptt: int) -> None:
    s, (*way, panels, bf16, scratch) = layer.saved, layer.ways(transposed=True)
    gru.gru_recurrence_backward(
        layer.gradients["h0"], layer.dhidden, s["gates"], s["products"], s["previous_hidden"],
        *way, bptt, panels, bf16, scratch,
    )  # fmt: skip
    gru.add_candidate_sums(layer.gradients["bias_recurrent"], s["products"])


CELL = Cell(
    3, {"bias_recurrent": 0}, {"hidden": 1, "gates": 3, "products": 3, "previous_hidden": 1},
    ("h0",), forward, backward, reference.gru_forward, reference.gru_backward,
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


def test_a_step_may_write_over_its_state(rng: np.random.Generator) -> None:
    gates, products, hidden = floats(rng, 3, 63), floats(rng, 3, 63), floats(rng, 3, 21)
    bias, aside = floats(rng, 21), rubbish(3, 21)
    gru.gru_cell_forward(aside, gates.copy(), products.copy(), hidden, bias)
    gru.gru_cell_forward(hidden, gates, products, hidden, bias)
    assert_near(hidden, aside, 1e-6)  # a scalar loop may round otherwise than a vector's


def test_gates_far_out_stay_finite(rng: np.random.Generator) -> None:
    """Shut and wide open gates: no overflow on the way there or back."""
    gates = exactly(rng.choice([-1e30, -100.0, 100.0, 1e30], (4, 12)))
    products, before, hidden = floats(rng, 4, 12), floats(rng, 4, 4), rubbish(4, 4)
    gru.gru_cell_forward(hidden, gates, products, before, floats(rng, 4))
    carry = floats(rng, 4, 4)
    gru.gru_cell_backward(gates, products, floats(rng, 4, 4), carry, before)
    for array in (hidden, gates, products, carry):
        assert np.isfinite(array).all()


def test_an_update_gate_wide_open_keeps_the_state(rng: np.random.Generator) -> None:
    gates, before, hidden = floats(rng, 2, 15), floats(rng, 2, 5), rubbish(2, 5)
    gates[:, 5:10] = 100.0
    gru.gru_cell_forward(hidden, gates, np.zeros((2, 15), np.float32), before, floats(rng, 5))
    assert_near(hidden, before, 1e-7)
