"""The plain recurrent net over packed rows, forward and backward, in either direction of time.

For a line at tick t (Elman 1990, "Finding structure in time"):

    a = x_t W_input + bias + h_{t-1} W_recurrent            (H)
    h_t = g(a),  g = tanh, relu or sigmoid

The layer around the recurrence computes x W_input + bias for all rows beforehand, and afterwards
every gradient of parameters and dx from dL/da. `live` and `offsets` (T,) int64, `reverse` and
`bptt` are those of `recurrence`; `panels`, `bf16` and `scratch` those of `gemm`; matrices are
C-contiguous float32. `activation` is one of the numbers of ACTIVATIONS.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import multiply
from chartrans.core.jit import kernel
from chartrans.core.pointwise import sigmoid, tanh
from chartrans.core.recurrence import carry_states, step_before, truncate

TANH, RELU, SIGMOID = 0, 1, 2
ACTIVATIONS = {"tanh": TANH, "relu": RELU, "sigmoid": SIGMOID}
_ZERO, _ONE = np.float32(0.0), np.float32(1.0)


@kernel
def rnn_cell_forward(hidden, gates, activation):
    """One step: gates (n, H) become their activations, and hidden (n, H) the same."""
    for r in range(gates.shape[0]):
        a, out = gates[r], hidden[r]
        if activation == TANH:
            for j in range(a.shape[0]):
                a[j] = tanh(a[j])
        elif activation == RELU:
            for j in range(a.shape[0]):
                a[j] = _ZERO if a[j] < _ZERO else a[j]  # in this order NaN stays NaN
        else:
            for j in range(a.shape[0]):
                a[j] = sigmoid(a[j])
        for j in range(a.shape[0]):
            out[j] = a[j]


@kernel
def rnn_cell_backward(gates, dhidden, carry, activation):
    """The step before in reverse: gates (n, H), the activations, become dL/da.

    dL/dh_t is the sum of dhidden (n, H), from outside, and carry (n, H), from the step after.
    """
    for r in range(gates.shape[0]):
        h, outside, later = gates[r], dhidden[r], carry[r]
        # forward: h = g(a)
        if activation == TANH:
            for j in range(h.shape[0]):
                h[j] = (outside[j] + later[j]) * (_ONE - h[j] * h[j])
        elif activation == RELU:
            for j in range(h.shape[0]):
                dh = outside[j] + later[j]  # read either way, so that the loop vectorises
                h[j] = _ZERO if h[j] <= _ZERO else dh
        else:
            for j in range(h.shape[0]):
                h[j] = (outside[j] + later[j]) * h[j] * (_ONE - h[j])


@kernel
def rnn_recurrence_forward(
    hidden, gates, previous_hidden, hidden_0, activation,
    live, offsets, reverse, panels, bf16, scratch,
):  # fmt: skip
    """The ticks of a layer one after another.

    gates (N, H) hold x W_input + bias on entry and h on return, which the way back reads in place
    of `hidden`. Writes hidden (N, H) and previous_hidden (N, H), the state each row came from;
    hidden_0 (B, H). `panels` int32 holds the packed recurrent weights (H, H).
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = ticks - 1 - step if reverse else step
        n, carried, at = step_before(live, offsets, t, reverse)
        begin, end = offsets[t], offsets[t] + n
        before = previous_hidden[begin:end]
        carry_states(before, hidden, hidden_0, carried, at)
        multiply(gates[begin:end], before, panels, True, bf16, scratch)
        rnn_cell_forward(hidden[begin:end], gates[begin:end], activation)


@kernel
def rnn_recurrence_backward(
    dhidden_0, dhidden, gates, activation,
    live, offsets, reverse, bptt, panels, bf16, scratch,
):  # fmt: skip
    """The ticks in reverse order; gates (N, H), the activations, become dL/da.

    On entry dhidden (N, H) is dL/dh from outside the layer (it is not changed) and dhidden_0 (B, H)
    that of each line's last state; on return dhidden_0 is that of its first state. `panels` int32
    holds the packed transpose of the recurrent weights. The rest as `rnn_recurrence_forward`.
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = step if reverse else ticks - 1 - step
        n, carried, _ = step_before(live, offsets, t, reverse)
        begin, end = offsets[t], offsets[t] + n
        da, carry = gates[begin:end], dhidden_0[:n]
        rnn_cell_backward(da, dhidden[begin:end], carry, activation)
        # forward: a += h_{t-1} W_recurrent
        multiply(carry, da, panels, False, bf16, scratch)
        truncate(carry, carried, t, reverse, bptt)
