from __future__ import annotations

import numpy as np
import pytest

from chartrans.core import linear
from chartrans.core.host import HAS_BF16
from tests.core.arrays import floats, rubbish
from tests.nearness import assert_near
from tests.reference import linear as reference

BF16_NEAR = 2e-2  # 8 bits of mantissa in both operands


@pytest.mark.parametrize(("rows", "inputs", "outputs"), [(1, 1, 1), (7, 5, 3), (50, 33, 65)])
@pytest.mark.parametrize("bf16", [False, True] if HAS_BF16 else [False])
def test_linear(
    rows: int, inputs: int, outputs: int, bf16: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    near = BF16_NEAR if bf16 else 1e-5
    x, weight, bias = floats(rng, rows, inputs), floats(rng, inputs, outputs), floats(rng, outputs)
    y, dy = rubbish(rows, outputs), floats(rng, rows, outputs)
    linear.linear_forward(y, x, weight, bias, bf16, scratch)
    double = [array.astype(np.float64) for array in (x, weight, bias, dy)]
    assert_near(y, reference.linear_forward(*double[:3]), near)

    dx, dweight, dbias = rubbish(rows, inputs), floats(rng, inputs, outputs), floats(rng, outputs)
    d_x, d_weight, d_bias = reference.linear_backward(double[3], double[0], double[1])
    right = d_x, dweight + d_weight, dbias + d_bias  # added to what is there
    linear.linear_backward(dx, dweight, dbias, dy, x, weight, bf16, scratch)
    assert_near(dx, right[0], near, "dx")
    assert_near(dweight, right[1], near, "dweight")
    assert_near(dbias, right[2], 1e-5, "dbias")
