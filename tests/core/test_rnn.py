"""The plain RNN's activations, far out and where nothing is a number."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core import rnn
from tests.core.arrays import exactly, floats, rubbish

ACTIVATIONS = list(rnn.ACTIVATIONS)


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
