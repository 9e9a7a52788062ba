"""The encoder: recurrent layers over the source, one way or both, residual from the third on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.packing import Packing
from chartrans.core.rows import add_rows, join_columns, split_columns
from chartrans.nets.cells import States, cell_of
from chartrans.nets.config import FIRST_RESIDUAL, NetConfig
from chartrans.nets.entry import Characters, Entry, Rows
from chartrans.nets.layer import LayerRun, layer_backward, layer_forward
from chartrans.nets.one_pass import Pass
from chartrans.nets.specs import directions


@dataclass(frozen=True)
class Encoded:
    """memory (N, H), the top layer's output; states (B, H) after each layer; backward's needs."""

    memory: np.ndarray
    states: list[States]
    characters: Characters
    packing: Packing
    layers: list[list[LayerRun]]  # per layer: forward, and backward if there is one


def encode(run: Pass, config: NetConfig, ids: np.ndarray, packing: Packing) -> Encoded:
    """The source ids int32 (N,), packed, through all layers."""
    characters = Characters(run, [("encoder.embedding", ids)])
    entry: Entry = characters
    cell = cell_of(config)
    y = np.empty((0, 0), np.float32)
    layers, states = [], []
    for layer in range(config.layers):
        if layer > 0:
            run.drop(y, "states", f"encoder.{layer}")
            entry = Rows(y)
        ways = [
            layer_forward(run, cell, name, entry, packing, reverse=reverse)
            for name, reverse in directions(config, layer)
        ]
        layers.append(ways)
        states.append(_joined([way.last_states() for way in ways]))
        y = ways[0].hidden
        if len(ways) == 2:
            y = run.workspace.take(f"encoder.{layer}.output", (packing.rows, config.hidden))
            join_columns(y, ways[0].hidden, ways[1].hidden)
        if layer >= FIRST_RESIDUAL:
            assert isinstance(entry, Rows)
            add_rows(y, entry.x)
    return Encoded(y, states, characters, packing, layers)


def encode_backward(
    run: Pass, config: NetConfig, encoded: Encoded, dmemory: np.ndarray, dstates: list[States]
) -> None:
    """Adds the encoder's gradients from dmemory (N, H) and dstates, per layer, which change."""
    dy = dmemory
    for layer in reversed(range(config.layers)):
        ways = encoded.layers[layer]
        _ways_backward(run, ways, dy, dstates[layer])
        entry = ways[0].entry
        if isinstance(entry, Rows):
            assert entry.dx is not None
            if layer >= FIRST_RESIDUAL:
                # forward: y = layer(x) + x
                add_rows(entry.dx, dy)
            dy = entry.dx
            run.drop(dy, "states", f"encoder.{layer}")
    encoded.characters.finish(run)


def _ways_backward(run: Pass, ways: list[LayerRun], dy: np.ndarray, dstate: States) -> None:
    """A layer's way back in each of its directions; their common entry gathers its gradient."""
    if len(ways) == 1:
        layer_backward(run, ways[0], dy, dstate)
        return
    half = dy.shape[1] // 2
    take = run.workspace.take
    left, right = take("encoder.dleft", (len(dy), half)), take("encoder.dright", (len(dy), half))
    split_columns(left, right, dy)
    for way, dhidden, part in (
        (ways[0], left, slice(0, half)),
        (ways[1], right, slice(half, None)),
    ):
        dlast = tuple(np.ascontiguousarray(state[:, part]) for state in dstate)
        layer_backward(run, way, dhidden, dlast)


def _joined(states: list[States]) -> States:
    """The states of a layer's directions side by side: (B, H) each."""
    if len(states) == 1:
        return states[0]
    return tuple(np.concatenate(both, axis=1) for both in zip(*states, strict=True))
