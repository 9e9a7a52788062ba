from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.arena import ParameterArena
from chartrans.core.host import HAS_BF16
from chartrans.core.workspace import Workspace
from chartrans.nets.linear import linear_backward, linear_forward
from chartrans.nets.one_pass import Pass
from tests.core.arrays import floats, rubbish
from tests.nearness import assert_near
from tests.reference import linear as reference

BF16_NEAR = 2e-2  # 8 bits of mantissa in both operands


@pytest.mark.parametrize(("rows", "inputs", "outputs"), [(1, 1, 1), (7, 5, 3), (50, 33, 65)])
@pytest.mark.parametrize("bf16", [False, True] if HAS_BF16 else [False])
def test_linear(rows: int, inputs: int, outputs: int, bf16: bool) -> None:
    rng, near = np.random.default_rng(8), BF16_NEAR if bf16 else 1e-5
    parameters = ParameterArena([("w", (inputs, outputs)), ("b", (outputs,))])
    gradients = parameters.like()
    for arena in (parameters, gradients):
        arena.flat[:] = floats(rng, arena.flat.size)
    before = {name: view.astype(np.float64) for name, view in gradients.views.items()}
    run = Pass(parameters, Workspace(), bf16, gradients=gradients)
    x, dy = floats(rng, rows, inputs), floats(rng, rows, outputs)
    y, dx = rubbish(rows, outputs), rubbish(rows, inputs)

    linear_forward(run, y, x, "w", "b")
    double = [array.astype(np.float64) for array in (x, parameters["w"], parameters["b"], dy)]
    assert_near(y, reference.linear_forward(*double[:3]), near)

    linear_backward(run, dx, dy, x, "w", "b")
    d_x, d_weight, d_bias = reference.linear_backward(double[3], double[0], double[1])
    assert_near(dx, d_x, near, "dx")
    assert_near(gradients["w"], before["w"] + d_weight, near, "dweight")  # added to what is there
    assert_near(gradients["b"], before["b"] + d_bias, 1e-5, "dbias")
