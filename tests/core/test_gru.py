"""The GRU's gates: what they may write over, and where they keep the state."""

from __future__ import annotations

import numpy as np

from chartrans.core import gru
from tests.core.arrays import exactly, floats, rubbish
from tests.nearness import assert_near


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
