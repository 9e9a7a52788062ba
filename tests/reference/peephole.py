"""The LSTM with peepholes over one line, forward and backward through time.

i, f, g, o = split(x[t] W + h[t-1] U + b)           four groups of columns, in this order
i, f = sigmoid(i + P[0] c[t-1]), sigmoid(f + P[1] c[t-1])
c[t] = f c[t-1] + i tanh(g)
h[t] = sigmoid(o + P[2] c[t]) tanh(c[t])
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.lstm import sigmoid

Array = npt.NDArray[np.float64]


class PeepholeCache(NamedTuple):
    """What the backward pass needs: the inputs, and every tick's gates and states."""

    x: Array  # (T, K)
    w_input: Array  # (K, 4H)
    w_recurrent: Array  # (H, 4H)
    peephole: Array  # (3, H)
    i: Array  # (T, H) after the sigmoid, like f and o; g after the tanh
    f: Array
    g: Array
    o: Array
    c: Array  # (T, H)
    h: Array  # (T, H)
    c_before: Array  # (T, H) the states that entered each tick
    h_before: Array


class PeepholeGradients(NamedTuple):
    """Gradients of everything that went into `peephole_forward`, in the same shapes."""

    x: Array
    w_input: Array
    w_recurrent: Array
    bias: Array
    peephole: Array
    h0: Array
    c0: Array


def peephole_forward(
    x: Array,
    w_input: Array,
    w_recurrent: Array,
    bias: Array,
    peephole: Array,
    h0: Array,
    c0: Array,
    frozen: Mapping[int, tuple[Array, Array]] | None = None,
) -> tuple[Array, PeepholeCache]:
    """Run over x (T, K) from h0, c0 (H,); return h (T, H) and the cache.

    bias (4H,), peephole (3, H). At the ticks of `frozen` its constants, h and c (H,), take the
    place of the states before.
    """
    i, f, g, o, c, h, c_before, h_before = (np.zeros((len(x), len(h0))) for _ in range(8))
    h_now, c_now = h0, c0
    for t in range(len(x)):
        h_before[t], c_before[t] = (frozen or {}).get(t, (h_now, c_now))
        to_i, to_f, to_g, to_o = np.split(x[t] @ w_input + h_before[t] @ w_recurrent + bias, 4)
        i[t] = sigmoid(to_i + peephole[0] * c_before[t])
        f[t] = sigmoid(to_f + peephole[1] * c_before[t])
        g[t] = np.tanh(to_g)
        c_now = c[t] = f[t] * c_before[t] + i[t] * g[t]
        o[t] = sigmoid(to_o + peephole[2] * c[t])
        h_now = h[t] = o[t] * np.tanh(c[t])
    cache = PeepholeCache(x, w_input, w_recurrent, peephole, i, f, g, o, c, h, c_before, h_before)
    return h, cache


def peephole_backward(
    d_h: Array, d_h_last: Array, d_c_last: Array, cache: PeepholeCache, cuts: Collection[int] = ()
) -> PeepholeGradients:
    """Backpropagate d_h (T, H) of the outputs and d_h_last, d_c_last (H,) of the final state.

    The states that enter the ticks in `cuts` count as constants.
    """
    x, (p_i, p_f, p_o) = cache.x, cache.peephole
    d_x = np.zeros_like(x)
    d_w_input = np.zeros_like(cache.w_input)
    d_w_recurrent = np.zeros_like(cache.w_recurrent)
    d_bias = np.zeros(cache.w_input.shape[1])
    d_peephole = np.zeros_like(cache.peephole)
    d_h_after, d_c_after = d_h_last, d_c_last  # gradients that arrive from the tick after
    for t in reversed(range(len(x))):
        i, f, g, o = cache.i[t], cache.f[t], cache.g[t], cache.o[t]
        c, c_before, h_before = cache.c[t], cache.c_before[t], cache.h_before[t]
        d_h_now = d_h[t] + d_h_after
        # h = o * tanh(c)
        d_o = d_h_now * np.tanh(c)
        d_c = d_c_after + d_h_now * o * (1.0 - np.tanh(c) ** 2)
        # o = sigmoid(to_o + p_o * c)
        d_to_o = d_o * o * (1.0 - o)
        d_c = d_c + d_to_o * p_o
        # c = f * c_before + i * g
        d_f, d_i, d_g = d_c * c_before, d_c * g, d_c * i
        d_c_after = d_c * f
        # i, f = sigmoid(to_ + p_ * c_before), g = tanh(to_g)
        d_to_i, d_to_f, d_to_g = d_i * i * (1.0 - i), d_f * f * (1.0 - f), d_g * (1.0 - g**2)
        d_c_after = d_c_after + d_to_i * p_i + d_to_f * p_f
        d_peephole += np.stack([d_to_i * c_before, d_to_f * c_before, d_to_o * c])
        # to_ = x @ w_input + h_before @ w_recurrent + bias
        d_total = np.concatenate([d_to_i, d_to_f, d_to_g, d_to_o])
        d_x[t] = cache.w_input @ d_total
        d_h_after = cache.w_recurrent @ d_total
        d_w_input += np.outer(x[t], d_total)
        d_w_recurrent += np.outer(h_before, d_total)
        d_bias += d_total
        if t in cuts:
            d_h_after, d_c_after = np.zeros_like(d_h_after), np.zeros_like(d_c_after)
    return PeepholeGradients(
        d_x, d_w_input, d_w_recurrent, d_bias, d_peephole, d_h_after, d_c_after
    )
