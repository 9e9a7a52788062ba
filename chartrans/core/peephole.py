"""The LSTM with peepholes over packed rows, forward and backward, in either direction of time.

As `lstm`, columns in the order input, forget, candidate, output (each H wide), but the gates also
see the cell, each unit its own (Gers & Schmidhuber 2000, "Recurrent nets that time and count"):

    a = x_t W_input + bias + h_{t-1} W_recurrent            (4H)
    i, f = sigmoid(a_i + p_i c_{t-1}, a_f + p_f c_{t-1});  g = tanh(a_g)
    c_t = f c_{t-1} + i g
    o = sigmoid(a_o + p_o c_t)
    h_t = o tanh(c_t)

`peephole` (3, H) holds p_i, p_f, p_o. Unlike in that paper, the gradients through them are exact:
they flow back into the cell.

The layer around the recurrence computes x W_input + bias for all rows beforehand, and afterwards
the other gradients of parameters and dx from dL/da. `live` and `offsets` (T,) int64, `reverse` and
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
def peephole_cell_forward(hidden, cell, gates, previous_cell, peephole):
    """One step of all gates: gates (n, 4H) become their activations.

    Writes hidden, cell (n, H). previous_cell (n, H), or with rows to spare, may be `cell` itself,
    though vectorised loops then give way to scalar ones. peephole (3, H).
    """
    size = cell.shape[1]
    p_i, p_f, p_o = peephole[0], peephole[1], peephole[2]
    for r in range(gates.shape[0]):
        i, f = gates[r, :size], gates[r, size : 2 * size]
        g, o = gates[r, 2 * size : 3 * size], gates[r, 3 * size :]
        before, now, out = previous_cell[r], cell[r], hidden[r]
        for j in range(size):
            i[j] = sigmoid(i[j] + p_i[j] * before[j])
            f[j] = sigmoid(f[j] + p_f[j] * before[j])
            g[j] = tanh(g[j])
            now[j] = f[j] * before[j] + i[j] * g[j]
            o[j] = sigmoid(o[j] + p_o[j] * now[j])
            out[j] = o[j] * tanh(now[j])


@kernel
def peephole_cell_backward(dpeephole, gates, dcell, dhidden, carry, cell, previous_cell, peephole):
    """The step before in reverse: gates (n, 4H), the activations, become dL/da.

    dL/dh_t is the sum of dhidden (n, H), from outside, and carry (n, H), from the step after; dcell
    (n, H) is dL/dc_t from the step after and becomes dL/dc_{t-1}. Adds to dpeephole (3, H), row by
    row; cell, previous_cell (n, H) and peephole (3, H) as on the way forward.
    """
    size = cell.shape[1]
    p_i, p_f, p_o = peephole[0], peephole[1], peephole[2]
    dp_i, dp_f, dp_o = dpeephole[0], dpeephole[1], dpeephole[2]
    for r in range(gates.shape[0]):
        i, f = gates[r, :size], gates[r, size : 2 * size]
        g, o = gates[r, 2 * size : 3 * size], gates[r, 3 * size :]
        before, now = previous_cell[r], cell[r]
        outside, later, dc = dhidden[r], carry[r], dcell[r]
        for j in range(size):
            dh, squashed = outside[j] + later[j], tanh(now[j])
            # forward: h = o * tanh(c);  o = sigmoid(a_o + p_o * c)
            d_o = dh * squashed * o[j] * (_ONE - o[j])
            d_c = dc[j] + dh * o[j] * (_ONE - squashed * squashed) + d_o * p_o[j]
            # forward: c = f * c_before + i * g;  g = tanh(a_g)
            # forward: i = sigmoid(a_i + p_i * c_before);  f = sigmoid(a_f + p_f * c_before)
            d_i = d_c * g[j] * i[j] * (_ONE - i[j])
            d_f = d_c * before[j] * f[j] * (_ONE - f[j])
            d_g = d_c * i[j] * (_ONE - g[j] * g[j])
            dc[j] = d_c * f[j] + d_i * p_i[j] + d_f * p_f[j]
            dp_i[j] += d_i * before[j]
            dp_f[j] += d_f * before[j]
            dp_o[j] += d_o * now[j]
            i[j] = d_i
            f[j] = d_f
            g[j] = d_g
            o[j] = d_o


@kernel
def peephole_recurrence_forward(
    hidden, cell, gates, previous_hidden, hidden_0, cell_0, peephole,
    live, offsets, reverse, panels, bf16, scratch,
):  # fmt: skip
    """The ticks of a layer one after another.

    gates (N, 4H) hold x W_input + bias on entry and their activations on return. Writes hidden,
    cell (N, H) and previous_hidden (N, H), the hidden state each row came from; hidden_0, cell_0
    (B, H), peephole (3, H). `panels` int32 holds the packed recurrent weights (H, 4H).
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
        peephole_cell_forward(
            hidden[begin:middle], cell[begin:middle], a[:carried], cell[at:], peephole
        )
        peephole_cell_forward(
            hidden[middle:end], cell[middle:end], a[carried:], cell_0[carried:], peephole
        )


@kernel
def peephole_recurrence_backward(
    dpeephole, dhidden_0, dcell_0, dhidden, gates, cell, cell_0, peephole,
    live, offsets, reverse, bptt, panels, bf16, scratch,
):  # fmt: skip
    """The ticks in reverse order; gates (N, 4H), the activations, become dL/da.

    On entry dhidden (N, H) is dL/dh from outside the layer (it is not changed) and dhidden_0,
    dcell_0 (B, H) are those of each line's last state; on return they are those of its first state.
    Adds to dpeephole (3, H) in the order in which the ticks, and the rows of a tick, come. `panels`
    int32 holds the packed transpose of the recurrent weights. The rest as
    `peephole_recurrence_forward` had or left it.
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = step if reverse else ticks - 1 - step
        n, carried, at = step_before(live, offsets, t, reverse)
        begin, end = offsets[t], offsets[t] + n
        da, carry, dc = gates[begin:end], dhidden_0[:n], dcell_0[:n]
        middle = begin + carried
        peephole_cell_backward(
            dpeephole, da[:carried], dc, dhidden[begin:middle], carry,
            cell[begin:middle], cell[at:], peephole,
        )  # fmt: skip
        peephole_cell_backward(
            dpeephole, da[carried:], dc[carried:], dhidden[middle:end], carry[carried:],
            cell[middle:end], cell_0[carried:], peephole,
        )  # fmt: skip
        # forward: a += h_{t-1} W_recurrent
        multiply(carry, da, panels, False, bf16, scratch)
        truncate(carry, carried, t, reverse, bptt)
        truncate(dc, carried, t, reverse, bptt)
