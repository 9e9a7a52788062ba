"""The LSTM over packed rows, forward and backward, in either direction of time.

With gates in the column order input, forget, candidate, output (each H wide), for a line at tick t
(Gers, Schmidhuber & Cummins 2000, "Learning to forget", without peepholes):

    a = x_t W_input + bias + h_{t-1} W_recurrent            (4H)
    i, f, o = sigmoid(a_i, a_f, a_o);  g = tanh(a_g)
    c_t = f c_{t-1} + i g
    h_t = o tanh(c_t)

The layer around the recurrence computes x W_input + bias for all rows beforehand, and afterwards
every gradient of parameters and dx from dL/da. `live` and `offsets` (T,) int64, `reverse` and
`bptt` are those of `recurrence`; `panels`, `bf16` and `scratch` those of `gemm`; matrices are
C-contiguous float32.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import multiply
from chartrans.core.jit import kernel
from chartrans.core.pointwise import sigmoid, tanh
from chartrans.core.recurrence import carry_states, step_before, truncate

_ONE = np.float32(1.0)


@kernel
def lstm_cell_forward(hidden, cell, gates, previous_cell):
    """One step of all gates: gates (n, 4H) become their activations.

    Writes hidden, cell (n, H). previous_cell (n, H), or with rows to spare, may be `cell` itself,
    though vectorised loops then give way to scalar ones.
    """
    size = cell.shape[1]
    for r in range(gates.shape[0]):
        i, f = gates[r, :size], gates[r, size : 2 * size]
        g, o = gates[r, 2 * size : 3 * size], gates[r, 3 * size :]
        before, now, out = previous_cell[r], cell[r], hidden[r]
        for j in range(size):
            i[j] = sigmoid(i[j])
            f[j] = sigmoid(f[j])
            g[j] = tanh(g[j])
            o[j] = sigmoid(o[j])
            now[j] = f[j] * before[j] + i[j] * g[j]
            out[j] = o[j] * tanh(now[j])


@kernel
def lstm_cell_backward(gates, dcell, dhidden, carry, cell, previous_cell):
    """The step before in reverse: gates (n, 4H), the activations, become dL/da.

    dL/dh_t is the sum of dhidden (n, H), from outside, and carry (n, H), from the step after; dcell
    (n, H) is dL/dc_t from the step after and becomes dL/dc_{t-1}. cell, previous_cell (n, H) as on
    the way forward.
    """
    size = cell.shape[1]
    for r in range(gates.shape[0]):
        i, f = gates[r, :size], gates[r, size : 2 * size]
        g, o = gates[r, 2 * size : 3 * size], gates[r, 3 * size :]
        before, now = previous_cell[r], cell[r]
        outside, later, dc = dhidden[r], carry[r], dcell[r]
        for j in range(size):
            dh, squashed = outside[j] + later[j], tanh(now[j])
            # forward: h = o * tanh(c)
            d_o = dh * squashed
            d_c = dc[j] + dh * o[j] * (_ONE - squashed * squashed)
            # forward: c = f * c_before + i * g
            d_i, d_f, d_g = d_c * g[j], d_c * before[j], d_c * i[j]
            dc[j] = d_c * f[j]
            # forward: i, f, o = sigmoid(a); g = tanh(a)
            i[j] = d_i * i[j] * (_ONE - i[j])
            f[j] = d_f * f[j] * (_ONE - f[j])
            g[j] = d_g * (_ONE - g[j] * g[j])
            o[j] = d_o * o[j] * (_ONE - o[j])


@kernel
def lstm_recurrence_forward(
    hidden, cell, gates, previous_hidden, hidden_0, cell_0,
    live, offsets, reverse, panels, bf16, scratch,
):  # fmt: skip
    """The ticks of a layer one after another.

    gates (N, 4H) hold x W_input + bias on entry and their activations on return. Writes hidden,
    cell (N, H) and previous_hidden (N, H), the hidden state each row came from; hidden_0, cell_0
    (B, H). `panels` int32 holds the packed recurrent weights (H, 4H).
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = ticks - 1 - step if reverse else step
        n, carried, at = step_before(live, offsets, t, reverse)
        begin, end = offsets[t], offsets[t] + n
        a, before, middle = gates[begin:end], previous_hidden[begin:end], begin + carried
        carry_states(before, hidden, hidden_0, carried, at)
        multiply(a, before, panels, True, bf16, scratch)
        # The cells of the first `carried` rows go on, the others begin.
        lstm_cell_forward(hidden[begin:middle], cell[begin:middle], a[:carried], cell[at:])
        lstm_cell_forward(hidden[middle:end], cell[middle:end], a[carried:], cell_0[carried:])


@kernel
def lstm_recurrence_backward(
    dhidden_0, dcell_0, dhidden, gates, cell, cell_0,
    live, offsets, reverse, bptt, panels, bf16, scratch,
):  # fmt: skip
    """The ticks in reverse order; gates (N, 4H), the activations, become dL/da.

    On entry dhidden (N, H) is dL/dh from outside the layer (it is not changed) and dhidden_0,
    dcell_0 (B, H) are those of each line's last state; on return they are those of its first state.
    `panels` int32 holds the packed transpose of the recurrent weights. The rest as
    `lstm_recurrence_forward` had or left it.
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = step if reverse else ticks - 1 - step
        n, carried, at = step_before(live, offsets, t, reverse)
        begin, end = offsets[t], offsets[t] + n
        da, carry, dc = gates[begin:end], dhidden_0[:n], dcell_0[:n]
        middle = begin + carried
        lstm_cell_backward(
            da[:carried], dc, dhidden[begin:middle], carry, cell[begin:middle], cell[at:]
        )
        lstm_cell_backward(
            da[carried:], dc[carried:], dhidden[middle:end], carry[carried:], cell[middle:end],
            cell_0[carried:],
        )  # fmt: skip
        # forward: a += h_{t-1} W_recurrent
        multiply(carry, da, panels, False, bf16, scratch)
        truncate(carry, carried, t, reverse, bptt)
        truncate(dc, carried, t, reverse, bptt)
