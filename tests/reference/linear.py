"""Linear layer: y = x W + b, rows of W are inputs, columns are outputs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def linear_forward(x: Array, weight: Array, bias: Array) -> Array:
    """Map x (T, K) with weight (K, N) and bias (N,) to (T, N)."""
    return x @ weight + bias


def linear_backward(d_y: Array, x: Array, weight: Array) -> tuple[Array, Array, Array]:
    """From d_y (T, N) return the gradients of x (T, K), weight (K, N) and bias (N,)."""
    # y = x @ weight + bias
    d_x = d_y @ weight.T
    d_weight = x.T @ d_y
    d_bias = d_y.sum(axis=0)
    return d_x, d_weight, d_bias
