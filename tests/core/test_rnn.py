"""The plain RNN over packed rows against the float64 reference, both ways through time."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from chartrans.core import rnn
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
from tests.reference import rnn as reference

ACTIVATIONS = list(rnn.ACTIVATIONS)


def cell(activation: str) -> Cell:
    number = rnn.ACTIVATIONS[activation]

    def forward(layer: Layer) -> None:
        s, (*way, panels, bf16, scratch) = layer.saved, layer.ways(transposed=False)
        rnn.rnn_recurrence_forward(
            s["hidden"], s["gates"], s["previous_hidden"], layer.arguments["h0"], number,
            *way, panels, bf16, scratch,
        )  # fmt: skip

    def backward(layer: Layer, bptt: int) -> None:
        *way, panels, bf16, scratch = layer.ways(transposed=True)
        rnn.rnn_recurrence_backward(
            layer.gradients["h0"], layer.dhidden, layer.saved["gates"], number,
            *way, bptt, panels, bf16, scratch,
        )  # fmt: skip

    saved = {"hidden": 1, "gates": 1, "previous_hidden": 1}
    forward_reference = partial(reference.rnn_forward, activation=activation)
    return Cell(1, {}, saved, ("h0",), forward, backward, forward_reference, reference.rnn_backward)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("shape", "reverse", "bptt"), CASES)
def test_forward_and_backward(
    shape: tuple[int, int, list[int]], reverse: bool, bptt: int, activation: str,
    rng: np.random.Generator, scratch: np.ndarray,
) -> None:  # fmt: skip
    layer = random_layer(cell(activation), shape, reverse, rng, scratch)
    assert_forward(layer)
    assert_backward(layer, bptt)


@pytest.mark.skipif(not HAS_BF16, reason="no bfloat16 here")
def test_bf16_is_a_rougher_float32(rng: np.random.Generator, scratch: np.ndarray) -> None:
    layer = random_layer(cell("tanh"), RAGGED[2], False, rng, scratch, bf16=True)
    assert_forward(layer, BF16_NEAR)
    with pytest.raises(AssertionError, match="apart"):
        assert_forward(layer)
    assert_backward(layer, 0, BF16_NEAR)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("reverse", [False, True])
def test_a_line_alone_and_among_others(
    reverse: bool, activation: str, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    assert_independent_of_neighbours(cell(activation), reverse, rng, scratch)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_sums_far_out_stay_finite(activation: str, rng: np.random.Generator) -> None:
    gates = exactly(rng.choice([-1e30, -100.0, 100.0, 1e30], (4, 12)))
    hidden, number = rubbish(4, 12), rnn.ACTIVATIONS[activation]
    rnn.rnn_cell_forward(hidden, gates, number)
    rnn.rnn_cell_backward(gates, floats(rng, 4, 12), floats(rng, 4, 12), number)
    assert np.isfinite(hidden).all()
    assert np.isfinite(gates).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_nan_stays_nan(activation: str) -> None:
    gates, hidden = np.full((2, 21), np.nan, np.float32), np.zeros((2, 21), np.float32)
    rnn.rnn_cell_forward(hidden, gates, rnn.ACTIVATIONS[activation])
    assert np.isnan(hidden).all()
