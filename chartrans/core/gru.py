"""The gated recurrent unit over packed rows, forward and backward, in either direction of time.

With columns in the order reset, update, candidate (each H wide), for a line at tick t (Cho et al.
2014, "Learning phrase representations using RNN encoder-decoder", equations 5 to 8):

    a = x_t W_input + bias                                  (3H)
    p = h_{t-1} W_recurrent,  p_n += bias_recurrent         (3H), the bias (H) for the candidate
    r, z = sigmoid(a_r + p_r, a_z + p_z)
    n = tanh(a_n + r p_n)
    h_t = z h_{t-1} + (1 - z) n

There the reset gate multiplies h_{t-1}, before the candidate's product; here, as in cuDNN and
PyTorch, it multiplies the finished product. So all three blocks are one product a step, instead of
a second one that has to wait for r. As r stands between, the candidate's recurrent product has a
bias of its own, and dL/dp differs from dL/da in that block.

The layer around the recurrence computes a for all rows beforehand; afterwards dx, dW_input and
dbias come from dL/da, dW_recurrent and dbias_recurrent from dL/dp. `live` and `offsets` (T,) int64,
`reverse` and `bptt` are those of `recurrence`; `panels`, `bf16` and `scratch` those of `gemm`;
matrices are C-contiguous float32.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import multiply
from chartrans.core.jit import kernel
from chartrans.core.pointwise import sigmoid, tanh
from chartrans.core.recurrence import carry_states, step_before, truncate

_ONE = np.float32(1.0)


@kernel
def gru_cell_forward(hidden, gates, products, previous_hidden, bias_recurrent):
    """One step: gates (n, 3H) hold a and become r, z, n; products (n, 3H) hold h_{t-1} W_recurrent.

    Writes hidden (n, H) and adds bias_recurrent (H,) to the candidate's block of `products`, whose
    other blocks are done with. previous_hidden (n, H) may be `hidden` itself, though vectorised
    loops then give way to scalar ones.
    """
    size = hidden.shape[1]
    for row in range(gates.shape[0]):
        r, z, n = gates[row, :size], gates[row, size : 2 * size], gates[row, 2 * size :]
        p_r, p_z = products[row, :size], products[row, size : 2 * size]
        p_n, before, out = products[row, 2 * size :], previous_hidden[row], hidden[row]
        for j in range(size):
            p_n[j] += bias_recurrent[j]
            r[j] = sigmoid(r[j] + p_r[j])
            z[j] = sigmoid(z[j] + p_z[j])
            n[j] = tanh(n[j] + r[j] * p_n[j])
            out[j] = z[j] * before[j] + (_ONE - z[j]) * n[j]


@kernel
def gru_cell_backward(gates, products, dhidden, carry, previous_hidden):
    """The step before in reverse: gates (n, 3H), r, z, n, become dL/da, and products dL/dp.

    products (n, 3H) hold p_n in the candidate's block, the others are not read. dL/dh_t is the sum
    of dhidden (n, H), from outside, and carry (n, H), from the step after; carry becomes the part
    of dL/dh_{t-1} that does not go through p.
    """
    size = carry.shape[1]
    for row in range(gates.shape[0]):
        r, z, n = gates[row, :size], gates[row, size : 2 * size], gates[row, 2 * size :]
        p_r, p_z = products[row, :size], products[row, size : 2 * size]
        p_n, before = products[row, 2 * size :], previous_hidden[row]
        outside, later = dhidden[row], carry[row]
        for j in range(size):
            # forward: h = z * h_before + (1 - z) * n
            dh = outside[j] + later[j]
            d_z, d_n = dh * (before[j] - n[j]), dh * (_ONE - z[j])
            later[j] = dh * z[j]
            # forward: n = tanh(a_n + r * p_n)
            d_a = d_n * (_ONE - n[j] * n[j])
            d_r = d_a * p_n[j]
            n[j] = d_a
            p_n[j] = d_a * r[j]
            # forward: r, z = sigmoid(a + p)
            r[j] = d_r * r[j] * (_ONE - r[j])
            z[j] = d_z * z[j] * (_ONE - z[j])
            p_r[j] = r[j]
            p_z[j] = z[j]


@kernel
def gru_recurrence_forward(
    hidden, gates, products, previous_hidden, hidden_0, bias_recurrent,
    live, offsets, reverse, panels, bf16, scratch,
):  # fmt: skip
    """The ticks of a layer one after another.

    gates (N, 3H) hold a on entry and r, z, n on return. Writes hidden (N, H) and, for the way back,
    products (N, 3H) and previous_hidden (N, H), the state each row came from; hidden_0 (B, H),
    bias_recurrent (H,). `panels` int32 holds the packed recurrent weights (H, 3H).
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = ticks - 1 - step if reverse else step
        n, carried, at = step_before(live, offsets, t, reverse)
        begin, end = offsets[t], offsets[t] + n
        before, p = previous_hidden[begin:end], products[begin:end]
        carry_states(before, hidden, hidden_0, carried, at)
        multiply(p, before, panels, False, bf16, scratch)
        gru_cell_forward(hidden[begin:end], gates[begin:end], p, before, bias_recurrent)


@kernel
def gru_recurrence_backward(
    dhidden_0, dhidden, gates, products, previous_hidden,
    live, offsets, reverse, bptt, panels, bf16, scratch,
):  # fmt: skip
    """The ticks in reverse order; gates (N, 3H) become dL/da and products (N, 3H) dL/dp.

    On entry dhidden (N, H) is dL/dh from outside the layer (it is not changed) and dhidden_0 (B, H)
    that of each line's last state; on return dhidden_0 is that of its first state. `panels` int32
    holds the packed transpose of the recurrent weights. The rest as `gru_recurrence_forward` left.
    """
    ticks = live.shape[0]
    for step in range(ticks):
        t = step if reverse else ticks - 1 - step
        n, carried, _ = step_before(live, offsets, t, reverse)
        begin, end = offsets[t], offsets[t] + n
        dp, carry = products[begin:end], dhidden_0[:n]
        gru_cell_backward(
            gates[begin:end], dp, dhidden[begin:end], carry, previous_hidden[begin:end]
        )
        # forward: p = h_{t-1} W_recurrent
        multiply(carry, dp, panels, True, bf16, scratch)
        truncate(carry, carried, t, reverse, bptt)


@kernel
def add_candidate_sums(totals, products):
    """Adds to totals (H,) the sums of the candidate's block of dL/dp (N, 3H): dL/dbias_recurrent.

    `products` as `gru_recurrence_backward` left them; rows are added in their order.
    """
    size = totals.shape[0]
    for r in range(products.shape[0]):
        # forward: p_n += bias_recurrent
        row = products[r, 2 * size :]
        for j in range(size):
            totals[j] += row[j]
