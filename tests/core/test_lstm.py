"""The LSTM's gates: what they may write over, and that they stay finite."""

from __future__ import annotations

import numpy as np

from chartrans.core import lstm
from tests.core.arrays import exactly, floats, rubbish
from tests.nearness import assert_same_bits


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
