"""The LSTM over packed rows, forward and backward, in either direction of time.

With gates in the column order input, forget, candidate, output (each H wide), for a line at tick t
(Gers, Schmidhuber & Cummins 2000, "Learning to forget", without peepholes):

    a = x_t W_input + h_{t-1} W_recurrent + bias            (4H)
    i, f, o = sigmoid(a_i, a_f, a_o);  g = tanh(a_g)
    c_t = f c_{t-1} + i g
    h_t = o tanh(c_t)

`live` (T,) and `offsets` (T,) are int64, see the package's legend. With `reverse`, t runs from each
line's last tick to its first, and "t - 1" above is the tick after t. A line's first state is its
row of `hidden_0`, `cell_0` (B, H). Matrices are C-contiguous float32; `bf16` and `scratch` are
those of `gemm`.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import multiply
from chartrans.core.jit import kernel
from chartrans.core.panels import pack_nn, pack_nt
from chartrans.core.pointwise import sigmoid, tanh
from chartrans.core.rows import copy_rows

Array = np.ndarray
_ONE = np.float32(1.0)


@kernel
def cell_forward(hidden, cell, gates, previous_cell):
    """One step of all gates: gates (n, 4H) become their activations.

    Writes hidden, cell (n, H); previous_cell (n, H) may be `cell` itself. All float32.
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
def cell_backward(gates, dcell, dhidden, cell, previous_cell):
    """The step before in reverse: gates (n, 4H), the activations, become the gradients of a.

    dhidden (n, H) is dL/dh_t; dcell (n, H) is dL/dc_t from the step after and becomes dL/dc_{t-1}.
    """
    size = cell.shape[1]
    for r in range(gates.shape[0]):
        i, f = gates[r, :size], gates[r, size : 2 * size]
        g, o = gates[r, 2 * size : 3 * size], gates[r, 3 * size :]
        before, now = previous_cell[r], cell[r]
        dh, dc = dhidden[r], dcell[r]
        for j in range(size):
            squashed = tanh(now[j])
            # forward: h = o * tanh(c)
            d_o = dh[j] * squashed
            d_c = dc[j] + dh[j] * o[j] * (_ONE - squashed * squashed)
            # forward: c = f * c_before + i * g
            d_i, d_f, d_g = d_c * g[j], d_c * before[j], d_c * i[j]
            dc[j] = d_c * f[j]
            # forward: i, f, o = sigmoid(a); g = tanh(a)
            i[j] = d_i * i[j] * (_ONE - i[j])
            f[j] = d_f * f[j] * (_ONE - f[j])
            g[j] = d_g * (_ONE - g[j] * g[j])
            o[j] = d_o * o[j] * (_ONE - o[j])


@kernel
def _step_before(live, offsets, t, reverse):
    """Rows n of tick t, how many of them carry a state on, and the row where those states begin."""
    n, ticks = live[t], live.shape[0]
    source = t + 1 if reverse else t - 1
    carried = min(n, live[source]) if 0 <= source < ticks else 0
    return n, carried, offsets[source] if carried > 0 else 0


@kernel
def recurrence_forward(
    hidden, cell, gates, previous_hidden, previous_cell, hidden_0, cell_0,
    live, offsets, reverse, panels, bf16, scratch,
):  # fmt: skip
    """The ticks of a layer one after another; gates (N, 4H) hold x W_input + bias on entry.

    Arguments as those of `lstm_forward`; `panels` int32 holds the packed recurrent weights.
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = ticks - 1 - step if reverse else step
        n, carried, at = _step_before(live, offsets, t, reverse)
        begin, end = offsets[t], offsets[t] + n
        before_h, before_c = previous_hidden[begin:end], previous_cell[begin:end]
        copy_rows(before_h[:carried], hidden[at:])
        copy_rows(before_c[:carried], cell[at:])
        copy_rows(before_h[carried:], hidden_0[carried:])
        copy_rows(before_c[carried:], cell_0[carried:])
        multiply(gates[begin:end], before_h, panels, True, bf16, scratch)
        cell_forward(hidden[begin:end], cell[begin:end], gates[begin:end], before_c)


@kernel
def recurrence_backward(
    dhidden_0, dcell_0, dhidden, gates, cell, previous_cell, live, offsets, reverse, panels, bf16,
    scratch,
):  # fmt: skip
    """The ticks in reverse order; gates (N, 4H) become dL/da.

    Arguments as those of `lstm_backward`, with cell, previous_cell (N, H) from the way forward;
    `panels` int32 holds the packed transpose of the recurrent weights.
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = step if reverse else ticks - 1 - step
        n = live[t]
        begin, end = offsets[t], offsets[t] + n
        dh, carry = dhidden[begin:end], dhidden_0[:n]
        for r in range(n):
            outside, later = dh[r], carry[r]
            for j in range(dh.shape[1]):
                outside[j] += later[j]
        da = gates[begin:end]
        cell_backward(da, dcell_0[:n], dh, cell[begin:end], previous_cell[begin:end])
        # forward: a += h_{t-1} W_recurrent
        multiply(carry, da, panels, False, bf16, scratch)


def lstm_forward(
    hidden: Array, cell: Array, gates: Array, previous_hidden: Array, previous_cell: Array,
    weight_recurrent: Array, hidden_0: Array, cell_0: Array, live: Array, offsets: Array,
    reverse: bool, panels: Array, bf16: bool, scratch: Array,
) -> None:  # fmt: skip
    """A whole layer over all ticks; gates (N, 4H) hold x W_input + bias on entry.

    Writes hidden, cell (N, H), and for the way back gates (the activations) and previous_hidden,
    previous_cell (N, H, the states each row came from). weight_recurrent (H, 4H), hidden_0, cell_0
    (B, H); live and offsets int64 (T,); reverse and bf16 are bool. `panels` int32
    (panel_words(H, 4H, bf16) or more,) holds the packed recurrent weights while the layer runs;
    scratch int32 (SCRATCH_WORDS,).
    """
    pack_nn(panels, weight_recurrent, bf16)
    recurrence_forward(
        hidden, cell, gates, previous_hidden, previous_cell, hidden_0, cell_0,
        live, offsets, reverse, panels, bf16, scratch,
    )  # fmt: skip


def lstm_backward(
    dhidden_0: Array, dcell_0: Array, dhidden: Array, gates: Array, cell: Array,
    previous_cell: Array, weight_recurrent: Array, live: Array, offsets: Array,
    reverse: bool, panels: Array, bf16: bool, scratch: Array,
) -> None:  # fmt: skip
    """The ticks of the layer in reverse: exact backpropagation through time.

    On entry dhidden (N, H) is dL/dh from outside the layer (it is changed), dhidden_0, dcell_0
    (B, H) hold dL/dh, dL/dc of each line's last state; on return they hold those of its first
    state, and gates (N, 4H) have become dL/da, from which the gradients of input, weights and bias
    follow as those of any linear layer. The rest is as `lstm_forward` had or left it; `panels` has
    room for the packed transpose.
    """
    pack_nt(panels, weight_recurrent, bf16)
    recurrence_backward(
        dhidden_0, dcell_0, dhidden, gates, cell, previous_cell,
        live, offsets, reverse, panels, bf16, scratch,
    )  # fmt: skip
