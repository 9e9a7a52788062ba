"""The gated recurrent unit over one line, forward and backward through time.

r, z, n = split(x[t] W + b)             three groups of columns, in this order
p, q, s = split(h[t-1] U)
reset = sigmoid(r + p),  update = sigmoid(z + q)
candidate = tanh(n + reset (s + c))     c is `bias_recurrent`
h[t] = update h[t-1] + (1 - update) candidate
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.lstm import sigmoid

Array = npt.NDArray[np.float64]


class GruCache(NamedTuple):
    """What the backward pass needs: the inputs, and every tick's gates and states."""

    x: Array  # (T, K)
    w_input: Array  # (K, 3H)
    w_recurrent: Array  # (H, 3H)
    h0: Array  # (H,)
    reset: Array  # (T, H) after the sigmoid, like update; candidate after the tanh
    update: Array
    candidate: Array
    offered: Array  # (T, H) what the reset gate multiplies: s + c
    h: Array  # (T, H)
    h_before: Array  # (T, H) the state that entered each tick


class GruGradients(NamedTuple):
    """Gradients of everything that went into `gru_forward`, in the same shapes."""

    x: Array
    w_input: Array
    w_recurrent: Array
    bias: Array
    bias_recurrent: Array
    h0: Array


def gru_forward(
    x: Array,
    w_input: Array,
    w_recurrent: Array,
    bias: Array,
    bias_recurrent: Array,
    h0: Array,
    frozen: Mapping[int, Array] | None = None,
) -> tuple[Array, GruCache]:
    """Run over x (T, K) from h0 (H,); return h (T, H) and the cache.

    bias (3H,), bias_recurrent (H,). At the ticks of `frozen` its constants (H,) take the place of
    the state before.
    """
    shape = len(x), len(h0)
    reset, update, candidate, offered, h, h_before = (np.zeros(shape) for _ in range(6))
    h_now = h0
    for t in range(len(x)):
        h_before[t] = (frozen or {}).get(t, h_now)
        for_reset, for_update, for_candidate = np.split(x[t] @ w_input + bias, 3)
        from_reset, from_update, from_candidate = np.split(h_before[t] @ w_recurrent, 3)
        reset[t] = sigmoid(for_reset + from_reset)
        update[t] = sigmoid(for_update + from_update)
        offered[t] = from_candidate + bias_recurrent
        candidate[t] = np.tanh(for_candidate + reset[t] * offered[t])
        h_now = h[t] = update[t] * h_before[t] + (1.0 - update[t]) * candidate[t]
    cache = GruCache(x, w_input, w_recurrent, h0, reset, update, candidate, offered, h, h_before)
    return h, cache


def gru_backward(
    d_h: Array, d_h_last: Array, cache: GruCache, cuts: Collection[int] = ()
) -> GruGradients:
    """Backpropagate d_h (T, H) of the outputs and d_h_last (H,) of the final state.

    The states that enter the ticks in `cuts` count as constants.
    """
    x = cache.x
    d_x = np.zeros_like(x)
    d_w_input = np.zeros_like(cache.w_input)
    d_w_recurrent = np.zeros_like(cache.w_recurrent)
    d_bias = np.zeros(cache.w_input.shape[1])
    d_bias_recurrent = np.zeros_like(cache.h0)
    d_h_after = d_h_last  # the gradient that arrives from the tick after
    for t in reversed(range(len(x))):
        h_before, offered = cache.h_before[t], cache.offered[t]
        reset, update, candidate = cache.reset[t], cache.update[t], cache.candidate[t]
        d_h_now = d_h[t] + d_h_after
        # h = update * h_before + (1 - update) * candidate
        d_update = d_h_now * (h_before - candidate)
        d_candidate = d_h_now * (1.0 - update)
        d_h_after = d_h_now * update
        # candidate = tanh(for_candidate + reset * offered)
        d_for_candidate = d_candidate * (1.0 - candidate**2)
        d_reset = d_for_candidate * offered
        d_offered = d_for_candidate * reset
        # reset, update = sigmoid(for_ + from_)
        d_for_reset = d_reset * reset * (1.0 - reset)
        d_for_update = d_update * update * (1.0 - update)
        # for_ = x @ w_input + bias
        d_for = np.concatenate([d_for_reset, d_for_update, d_for_candidate])
        d_x[t] = cache.w_input @ d_for
        d_w_input += np.outer(x[t], d_for)
        d_bias += d_for
        # from_ = h_before @ w_recurrent;  offered = from_candidate + bias_recurrent
        d_from = np.concatenate([d_for_reset, d_for_update, d_offered])
        d_h_after = d_h_after + cache.w_recurrent @ d_from
        d_w_recurrent += np.outer(h_before, d_from)
        d_bias_recurrent += d_offered
        if t in cuts:
            d_h_after = np.zeros_like(d_h_after)
    return GruGradients(d_x, d_w_input, d_w_recurrent, d_bias, d_bias_recurrent, d_h_after)
