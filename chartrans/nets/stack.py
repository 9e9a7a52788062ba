"""A one-directional stack of LSTM layers: the decoder of seq2seq, and the whole transducer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.embedding import embedding_backward, embedding_forward
from chartrans.core.packing import Packing
from chartrans.core.rows import add_rows
from chartrans.nets.config import FIRST_RESIDUAL, NetConfig
from chartrans.nets.layer import LayerRun, layer_backward, layer_forward
from chartrans.nets.one_pass import Pass
from chartrans.nets.specs import FEEDBACK, Stack

States = tuple[np.ndarray, np.ndarray]  # hidden, cell (B, H)


@dataclass(frozen=True)
class StackRun:
    """top (N, H), the last layer's output; each layer's last states (B, H); what backward needs."""

    top: np.ndarray
    states: list[States]
    ids: np.ndarray
    layers: list[LayerRun]
    fed: np.ndarray | None = None


def stack_forward(
    run: Pass,
    stack: Stack,
    config: NetConfig,
    ids: np.ndarray,
    packing: Packing,
    first: list[States] | None = None,
    fed: np.ndarray | None = None,
) -> StackRun:
    """Ids int32 (N,), packed, through all layers, each from its state in `first` or from zero.

    With `fed` int32 (N,), characters fed back, the rows of their own table are added to the input:
    the same as the two side by side where the first layer has one matrix for both.
    """
    x = run.workspace.take(f"{stack.layer}.embedded", (packing.rows, config.embedding))
    embedding_forward(x, run.parameters[stack.embedding], ids)
    if fed is not None:
        back = run.workspace.take(f"{stack.layer}.fed", x.shape)
        embedding_forward(back, run.parameters[FEEDBACK], fed)
        add_rows(x, back)
    run.drop(x, stack.embedding)
    layers: list[LayerRun] = []
    states: list[States] = []
    for layer in range(config.layers):
        if layer > 0:
            run.drop(x, f"{stack.site}{layer}")
        state = first[layer] if first is not None else None
        layers.append(layer_forward(run, f"{stack.layer}.{layer}", x, packing, state))
        states.append(layers[-1].last_states())
        y = layers[-1].hidden
        if layer >= FIRST_RESIDUAL:
            add_rows(y, x)
        x = y
    return StackRun(x, states, ids, layers, fed)


def stack_backward(run: Pass, stack: Stack, done: StackRun, dtop: np.ndarray) -> list[States]:
    """Adds the stack's gradients from dtop (N, H), which is changed.

    Returns dL/d(first states), (B, H) each, per layer.
    """
    dy = dtop
    dfirst: list[States] = []
    for layer in reversed(range(len(done.layers))):
        this = done.layers[layer]
        lines, hidden = len(this.packing.lengths), this.cell.shape[1]
        dstate = (
            run.workspace.zeros(f"{this.name}.dhidden_0", (lines, hidden)),
            run.workspace.zeros(f"{this.name}.dcell_0", (lines, hidden)),
        )
        residual = run.workspace.take("stack.residual", dy.shape)
        if layer >= FIRST_RESIDUAL:
            residual[:] = dy  # the layer's way back changes dy
        dx = layer_backward(run, this, dy, dstate)
        if layer >= FIRST_RESIDUAL:
            # forward: y = lstm(x) + x
            add_rows(dx, residual)
        run.drop(dx, f"{stack.site}{layer}" if layer > 0 else stack.embedding)
        dfirst.insert(0, dstate)
        dy = dx
    # forward: x = table[ids] + fed-back table[fed]
    embedding_backward(run.gradient(stack.embedding), dy, done.ids)
    if done.fed is not None:
        embedding_backward(run.gradient(FEEDBACK), dy, done.fed)
    return dfirst
