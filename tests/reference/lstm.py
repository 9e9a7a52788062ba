"""LSTM over one line, forward and backward through time.

i, f, g, o = split(x[t] W + h[t-1] U + b)         four groups of columns, in this order
c[t] = sigmoid(f) c[t-1] + sigmoid(i) tanh(g)
h[t] = sigmoid(o) tanh(c[t])
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class LstmCache(NamedTuple):
    """What the backward pass needs: the inputs, and every tick's gates and states."""

    x: Array  # (T, K)
    w_input: Array  # (K, 4H), columns: input, forget, candidate, output
    w_recurrent: Array  # (H, 4H)
    i: Array  # (T, H) after the sigmoid, like f and o; g after the tanh
    f: Array
    g: Array
    o: Array
    c: Array  # (T, H)
    h: Array  # (T, H)
    c_before: Array  # (T, H) the states that entered each tick
    h_before: Array


class LstmGradients(NamedTuple):
    """Gradients of everything that went into `lstm_forward`, in the same shapes."""

    x: Array
    w_input: Array
    w_recurrent: Array
    bias: Array
    h0: Array
    c0: Array


def sigmoid(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)), written with tanh so that no x overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def lstm_forward(
    x: Array,
    w_input: Array,
    w_recurrent: Array,
    bias: Array,
    h0: Array,
    c0: Array,
    frozen: Mapping[int, tuple[Array, Array]] | None = None,
) -> tuple[Array, LstmCache]:
    """Run the LSTM over x (T, K) from h0, c0 (H,); return h (T, H) and the cache.

    bias (4H,). The final state is ``cache.h[-1], cache.c[-1]``. At the ticks of `frozen` its
    constants, h and c (H,), take the place of the states before.
    """
    ticks, hidden = len(x), len(h0)
    i, f, g, o, c, h, c_before, h_before = (np.zeros((ticks, hidden)) for _ in range(8))
    h_now, c_now = h0, c0
    for t in range(ticks):
        h_before[t], c_before[t] = (frozen or {}).get(t, (h_now, c_now))
        total = x[t] @ w_input + h_before[t] @ w_recurrent + bias
        i[t] = sigmoid(total[0 * hidden : 1 * hidden])
        f[t] = sigmoid(total[1 * hidden : 2 * hidden])
        g[t] = np.tanh(total[2 * hidden : 3 * hidden])
        o[t] = sigmoid(total[3 * hidden : 4 * hidden])
        c_now = c[t] = f[t] * c_before[t] + i[t] * g[t]
        h_now = h[t] = o[t] * np.tanh(c[t])
    return h, LstmCache(x, w_input, w_recurrent, i, f, g, o, c, h, c_before, h_before)


def lstm_backward(
    d_h: Array, d_h_last: Array, d_c_last: Array, cache: LstmCache, cuts: Collection[int] = ()
) -> LstmGradients:
    """Backpropagate d_h (T, H) of the outputs and d_h_last, d_c_last (H,) of the final state.

    d_h_last is what reaches the last h as a *state handed over*, on top of d_h[-1]. The states that
    enter the ticks in `cuts` count as constants.
    """
    x = cache.x
    d_x = np.zeros_like(x)
    d_w_input = np.zeros_like(cache.w_input)
    d_w_recurrent = np.zeros_like(cache.w_recurrent)
    d_bias = np.zeros(cache.w_input.shape[1])
    d_h_after, d_c_after = d_h_last, d_c_last  # gradients that arrive from the tick after
    for t in reversed(range(len(x))):
        i, f, g, o, tanh_c = cache.i[t], cache.f[t], cache.g[t], cache.o[t], np.tanh(cache.c[t])
        d_h_now = d_h[t] + d_h_after
        # h = o * tanh(c)
        d_o = d_h_now * tanh_c
        d_c = d_c_after + d_h_now * o * (1.0 - tanh_c**2)
        # c = f * c_before + i * g
        d_f, d_i, d_g = d_c * cache.c_before[t], d_c * g, d_c * i
        d_c_after = d_c * f
        # i, f, o = sigmoid(total), g = tanh(total)
        d_total = np.concatenate(
            [d_i * i * (1.0 - i), d_f * f * (1.0 - f), d_g * (1.0 - g**2), d_o * o * (1.0 - o)]
        )
        # total = x @ w_input + h_before @ w_recurrent + bias
        d_x[t] = cache.w_input @ d_total
        d_h_after = cache.w_recurrent @ d_total
        d_w_input += np.outer(x[t], d_total)
        d_w_recurrent += np.outer(cache.h_before[t], d_total)
        d_bias += d_total
        if t in cuts:
            d_h_after, d_c_after = np.zeros_like(d_h_after), np.zeros_like(d_c_after)
    return LstmGradients(d_x, d_w_input, d_w_recurrent, d_bias, d_h_after, d_c_after)
