"""LSTM over one line, forward and backward through time, and both directions side by side.

i, f, g, o = split(x[t] W + h[t-1] U + b)         four groups of columns, in this order
c[t] = sigmoid(f) c[t-1] + sigmoid(i) tanh(g)
h[t] = sigmoid(o) tanh(c[t])
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class LstmWeights(NamedTuple):
    """Input (K, 4H), recurrent (H, 4H), bias (4H,); columns: input, forget, candidate, output."""

    input: Array
    recurrent: Array
    bias: Array


class LstmCache(NamedTuple):
    """What the backward pass needs: the inputs, and every tick's gates and states."""

    x: Array  # (T, K)
    weights: LstmWeights
    h0: Array  # (H,)
    c0: Array  # (H,)
    i: Array  # (T, H) after the sigmoid, like f and o; g after the tanh
    f: Array
    g: Array
    o: Array
    c: Array  # (T, H)
    h: Array  # (T, H)


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
    x: Array, w_input: Array, w_recurrent: Array, bias: Array, h0: Array, c0: Array
) -> tuple[Array, LstmCache]:
    """Run the LSTM over x (T, K) from h0, c0 (H,); return h (T, H) and the cache.

    The final state is ``cache.h[-1], cache.c[-1]``.
    """
    ticks, hidden = len(x), len(h0)
    i, f, g, o, c, h = (np.zeros((ticks, hidden)) for _ in range(6))
    h_before, c_before = h0, c0
    for t in range(ticks):
        total = x[t] @ w_input + h_before @ w_recurrent + bias
        i[t] = sigmoid(total[0 * hidden : 1 * hidden])
        f[t] = sigmoid(total[1 * hidden : 2 * hidden])
        g[t] = np.tanh(total[2 * hidden : 3 * hidden])
        o[t] = sigmoid(total[3 * hidden : 4 * hidden])
        c[t] = f[t] * c_before + i[t] * g[t]
        h[t] = o[t] * np.tanh(c[t])
        h_before, c_before = h[t], c[t]
    weights = LstmWeights(w_input, w_recurrent, bias)
    return h, LstmCache(x, weights, h0, c0, i, f, g, o, c, h)


def lstm_backward(d_h: Array, d_h_last: Array, d_c_last: Array, cache: LstmCache) -> LstmGradients:
    """Backpropagate d_h (T, H) of the outputs and d_h_last, d_c_last (H,) of the final state.

    d_h_last is what reaches the last h as a *state handed over*, on top of d_h[-1].
    """
    x, weights = cache.x, cache.weights
    d_x = np.zeros_like(x)
    d_w_input = np.zeros_like(weights.input)
    d_w_recurrent = np.zeros_like(weights.recurrent)
    d_bias = np.zeros_like(weights.bias)
    d_h_after, d_c_after = d_h_last, d_c_last  # gradients that arrive from the tick after
    for t in reversed(range(len(x))):
        h_before = cache.h[t - 1] if t > 0 else cache.h0
        c_before = cache.c[t - 1] if t > 0 else cache.c0
        i, f, g, o, tanh_c = cache.i[t], cache.f[t], cache.g[t], cache.o[t], np.tanh(cache.c[t])
        d_h_now = d_h[t] + d_h_after
        # h = o * tanh(c)
        d_o = d_h_now * tanh_c
        d_c = d_c_after + d_h_now * o * (1.0 - tanh_c**2)
        # c = f * c_before + i * g
        d_f, d_i, d_g = d_c * c_before, d_c * g, d_c * i
        d_c_after = d_c * f
        # i, f, o = sigmoid(total), g = tanh(total)
        d_total = np.concatenate(
            [d_i * i * (1.0 - i), d_f * f * (1.0 - f), d_g * (1.0 - g**2), d_o * o * (1.0 - o)]
        )
        # total = x @ w_input + h_before @ w_recurrent + bias
        d_x[t] = weights.input @ d_total
        d_h_after = weights.recurrent @ d_total
        d_w_input += np.outer(x[t], d_total)
        d_w_recurrent += np.outer(h_before, d_total)
        d_bias += d_total
    return LstmGradients(d_x, d_w_input, d_w_recurrent, d_bias, d_h_after, d_c_after)


def bidirectional_forward(
    x: Array, forward: LstmWeights, backward: LstmWeights
) -> tuple[Array, Array, Array, tuple[LstmCache, LstmCache]]:
    """Read x (T, K) left to right and right to left, both from zero states.

    Returns the outputs (T, 2h), the final h (2h,) and final c (2h,), and both caches. The final
    state of the backward direction is the one after it has read tick 0. Forward comes first.
    """
    zero = np.zeros(forward.recurrent.shape[0])
    h_forward, cache_forward = lstm_forward(x, *forward, zero, zero)
    h_backward, cache_backward = lstm_forward(x[::-1], *backward, zero, zero)
    outputs = np.concatenate([h_forward, h_backward[::-1]], axis=1)
    h_last = np.concatenate([cache_forward.h[-1], cache_backward.h[-1]])
    c_last = np.concatenate([cache_forward.c[-1], cache_backward.c[-1]])
    return outputs, h_last, c_last, (cache_forward, cache_backward)


def bidirectional_backward(
    d_outputs: Array, d_h_last: Array, d_c_last: Array, caches: tuple[LstmCache, LstmCache]
) -> tuple[Array, LstmGradients, LstmGradients]:
    """Return the gradient of x (T, K), and those inside the forward and the backward direction."""
    half = len(d_h_last) // 2
    forward = lstm_backward(d_outputs[:, :half], d_h_last[:half], d_c_last[:half], caches[0])
    backward = lstm_backward(d_outputs[::-1, half:], d_h_last[half:], d_c_last[half:], caches[1])
    return forward.x + backward.x[::-1], forward, backward
