"""A one-directional stack of recurrent layers: the decoder of seq2seq, and the whole transducer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from chartrans.core.packing import Packing
from chartrans.core.rows import add_rows
from chartrans.nets.cells import States, cell_of
from chartrans.nets.config import FIRST_RESIDUAL, NetConfig
from chartrans.nets.entry import Characters, Entry, Rows
from chartrans.nets.layer import LayerRun, layer_backward, layer_forward
from chartrans.nets.one_pass import Pass
from chartrans.nets.specs import FEEDBACK, Stack


class Between(Protocol):
    """What the rows (N, H) that leave a layer go through."""

    def forward(self, run: Pass, states: np.ndarray) -> np.ndarray:
        """Other rows (N, H), which the layer above may change."""
        ...

    def backward(self, run: Pass, dmixed: np.ndarray) -> np.ndarray:
        """The gradient (N, H) of the rows from that of the others (N, H), which may change."""
        ...


@dataclass(frozen=True)
class StackRun:
    """top (N, H), the last layer's output; each layer's last states (B, H); what backward needs."""

    top: np.ndarray
    states: list[States]
    characters: Characters
    layers: list[LayerRun]
    look: Between | None
    after: int | None


def stack_forward(
    run: Pass,
    stack: Stack,
    config: NetConfig,
    ids: np.ndarray,
    packing: Packing,
    first: list[States] | None = None,
    fed: np.ndarray | None = None,
    look: Between | None = None,
) -> StackRun:
    """Ids int32 (N,), packed, through all layers, each from its state in `first` or from zero.

    With `fed` int32 (N,), characters fed back, the rows of their own table are added to the input:
    the same as the two side by side where the first layer has one matrix for both. After the layer
    that `config.looks_after` says the rows go through `look`.
    """
    streams = [(stack.embedding, ids)] if fed is None else [(stack.embedding, ids), (FEEDBACK, fed)]
    characters = Characters(run, streams)
    entry: Entry = characters
    cell = cell_of(config)
    layers: list[LayerRun] = []
    states: list[States] = []
    y = np.empty((0, 0), np.float32)
    for layer in range(config.layers):
        if layer > 0:
            run.drop(y, "states", f"{stack.layer}.{layer}")
            entry = Rows(y)
        state = first[layer] if first is not None else None
        layers.append(layer_forward(run, cell, f"{stack.layer}.{layer}", entry, packing, state))
        states.append(layers[-1].last_states())
        x, y = y, layers[-1].hidden
        if layer >= FIRST_RESIDUAL:
            add_rows(y, x)
        if look and layer == config.looks_after:
            y = look.forward(run, y)
    return StackRun(y, states, characters, layers, look, config.looks_after)


def stack_backward(run: Pass, stack: Stack, done: StackRun, dtop: np.ndarray) -> list[States]:
    """Adds the stack's gradients from dtop (N, H).

    Returns dL/d(first states), (B, H) each, per layer.
    """
    dy = dtop
    dfirst: list[States] = []
    for layer in reversed(range(len(done.layers))):
        this = done.layers[layer]
        if done.look and layer == done.after:
            dy = done.look.backward(run, dy)
        shape = len(this.packing.lengths), this.hidden.shape[1]
        dstate = tuple(
            run.workspace.zeros(f"{this.name}.dstate {k}", shape) for k in range(len(this.states))
        )
        layer_backward(run, this, dy, dstate)
        dfirst.insert(0, dstate)
        if isinstance(this.entry, Rows):
            assert this.entry.dx is not None
            if layer >= FIRST_RESIDUAL:
                # forward: y = layer(x) + x
                add_rows(this.entry.dx, dy)
            dy = this.entry.dx
            run.drop(dy, "states", f"{stack.layer}.{layer}")
    done.characters.finish(run)
    return dfirst
