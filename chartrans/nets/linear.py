"""y = x W + b on packed rows, with a weight and a bias of the net."""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import gemm_tn
from chartrans.core.linear import add_bias, add_column_sums
from chartrans.nets.one_pass import Pass


def linear_forward(run: Pass, y: np.ndarray, x: np.ndarray, weight: str, bias: str) -> None:
    """Writes y (N, J) from x (N, K) and the parameters of these names, (K, J) and (J,)."""
    if weight in run.ready:
        run.ready[weight].apply(y, x, False, run.scratch)
    else:
        run.multiply(y, x, weight)
        add_bias(y, run.parameters[bias])


def linear_backward(
    run: Pass, dx: np.ndarray, dy: np.ndarray, x: np.ndarray, weight: str, bias: str
) -> None:
    """Writes dx (N, K) and adds the gradients of weight and bias, from dy (N, J); dx may be x."""
    # forward: y = x W + b
    gemm_tn(run.gradient(weight), x, dy, True, run.bf16, run.scratch)
    add_column_sums(run.gradient(bias), dy)
    run.multiply(dx, dy, weight, transposed=True)
