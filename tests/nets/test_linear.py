from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.arena import ParameterArena
from chartrans.core.host import HAS_BF16
from chartrans.core.workspace import Workspace
from chartrans.nets import one_pass
from chartrans.nets.linear import linear_backward, linear_forward
from chartrans.nets.one_pass import Pass
from tests.core.arrays import floats, rubbish
from tests.nearness import assert_near, assert_same_bits
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

    linear_backward(run, x, dy, x, "w", "b")
    assert_same_bits(x, dx, "dx where x was")
    assert_near(gradients["w"], before["w"] + 2 * d_weight, near, "dweight")


def test_a_sum_too_deep_to_be_packed_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(9)
    parameters = ParameterArena([("w", (7, 5))])
    parameters.flat[:] = floats(rng, 35)
    x, packed, blocked = floats(rng, 3, 7), rubbish(3, 5), rubbish(3, 5)
    run = Pass(parameters, Workspace(), bf16=False)
    run.multiply(packed, x, "w")
    monkeypatch.setattr(one_pass, "DEEPEST_PACKED", 4)
    monkeypatch.setattr(one_pass, "multiply", None)  # not even looked at
    run.multiply(blocked, x, "w")
    assert_near(blocked, packed, 1e-6)
    run.multiply(x, blocked, "w", transposed=True)
    assert_near(x, blocked @ parameters["w"].T, 1e-6)
