"""The plain recurrent net over one line, forward and backward through time.

h[t] = g(x[t] W + h[t-1] U + b)         g = tanh, relu or sigmoid
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.lstm import sigmoid

Array = npt.NDArray[np.float64]


class RnnCache(NamedTuple):
    """What the backward pass needs: the inputs, and every tick's state."""

    x: Array  # (T, K)
    w_input: Array  # (K, H)
    w_recurrent: Array  # (H, H)
    activation: str
    h0: Array  # (H,)
    total: Array  # (T, H) before the activation
    h: Array  # (T, H)
    h_before: Array  # (T, H) the state that entered each tick


class RnnGradients(NamedTuple):
    """Gradients of everything that went into `rnn_forward`, in the same shapes."""

    x: Array
    w_input: Array
    w_recurrent: Array
    bias: Array
    h0: Array


def activate(total: Array, activation: str) -> Array:
    """Return g(total)."""
    if activation == "tanh":
        return np.tanh(total)
    if activation == "relu":
        return np.maximum(total, 0.0)
    return sigmoid(total)


def slope(total: Array, activation: str) -> Array:
    """Return g'(total); that of relu is 0 at the kink."""
    if activation == "tanh":
        return 1.0 - np.tanh(total) ** 2
    if activation == "relu":
        return np.where(total > 0.0, 1.0, 0.0)
    return sigmoid(total) * sigmoid(-total)


def rnn_forward(
    x: Array,
    w_input: Array,
    w_recurrent: Array,
    bias: Array,
    h0: Array,
    activation: str = "tanh",
    frozen: Mapping[int, Array] | None = None,
) -> tuple[Array, RnnCache]:
    """Run over x (T, K) from h0 (H,); return h (T, H) and the cache.

    At the ticks of `frozen` its constants (H,) take the place of the state before.
    """
    total, h, h_before = (np.zeros((len(x), len(h0))) for _ in range(3))
    h_now = h0
    for t in range(len(x)):
        h_before[t] = (frozen or {}).get(t, h_now)
        total[t] = x[t] @ w_input + h_before[t] @ w_recurrent + bias
        h_now = h[t] = activate(total[t], activation)
    return h, RnnCache(x, w_input, w_recurrent, activation, h0, total, h, h_before)


def rnn_backward(
    d_h: Array, d_h_last: Array, cache: RnnCache, cuts: Collection[int] = ()
) -> RnnGradients:
    """Backpropagate d_h (T, H) of the outputs and d_h_last (H,) of the final state.

    The states that enter the ticks in `cuts` count as constants.
    """
    x = cache.x
    d_x = np.zeros_like(x)
    d_w_input = np.zeros_like(cache.w_input)
    d_w_recurrent = np.zeros_like(cache.w_recurrent)
    d_bias = np.zeros_like(cache.h0)
    d_h_after = d_h_last  # the gradient that arrives from the tick after
    for t in reversed(range(len(x))):
        # h = g(total)
        d_total = (d_h[t] + d_h_after) * slope(cache.total[t], cache.activation)
        # total = x @ w_input + h_before @ w_recurrent + bias
        d_x[t] = cache.w_input @ d_total
        d_h_after = cache.w_recurrent @ d_total
        d_w_input += np.outer(x[t], d_total)
        d_w_recurrent += np.outer(cache.h_before[t], d_total)
        d_bias += d_total
        if t in cuts:
            d_h_after = np.zeros_like(d_h_after)
    return RnnGradients(d_x, d_w_input, d_w_recurrent, d_bias, d_h_after)
