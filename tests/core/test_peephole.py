"""The gates with peepholes: what they may write over, and what they are without."""

from __future__ import annotations

import numpy as np

from chartrans.core import peephole
from chartrans.core.lstm import lstm_cell_forward
from tests.core.arrays import exactly, floats, rubbish
from tests.nearness import assert_near


def test_a_step_may_write_over_its_cell(rng: np.random.Generator) -> None:
    gates, cell, weights = floats(rng, 3, 84), floats(rng, 3, 21), floats(rng, 3, 21)
    aside, hidden, again = rubbish(3, 21), rubbish(3, 21), rubbish(3, 21)
    peephole.peephole_cell_forward(hidden, aside, gates.copy(), cell, weights)
    peephole.peephole_cell_forward(again, cell, gates, cell, weights)
    assert_near(cell, aside, 1e-6)  # a scalar loop may round otherwise than a vector's
    assert_near(again, hidden, 1e-6)


def test_shut_peepholes_leave_the_plain_lstm(rng: np.random.Generator) -> None:
    gates, before = floats(rng, 3, 84), floats(rng, 3, 21)
    plain, ours = (rubbish(3, 21), rubbish(3, 21)), (rubbish(3, 21), rubbish(3, 21))
    lstm_cell_forward(*plain, gates.copy(), before)
    peephole.peephole_cell_forward(*ours, gates, before, np.zeros((3, 21), np.float32))
    assert_near(ours, plain, 1e-6)


def test_gates_far_out_stay_finite(rng: np.random.Generator) -> None:
    """Shut and wide open gates: no overflow on the way there or back."""
    gates = exactly(rng.choice([-1e30, -100.0, 100.0, 1e30], (4, 12)))
    cell, before, hidden, weights = (
        rubbish(4, 3),
        floats(rng, 4, 3),
        rubbish(4, 3),
        floats(rng, 3, 3),
    )
    peephole.peephole_cell_forward(hidden, cell, gates, before, weights)
    dcell, dweights = floats(rng, 4, 3), floats(rng, 3, 3)
    peephole.peephole_cell_backward(
        dweights, gates, dcell, floats(rng, 4, 3), floats(rng, 4, 3), cell, before, weights
    )
    for array in (hidden, cell, gates, dcell, dweights):
        assert np.isfinite(array).all()
