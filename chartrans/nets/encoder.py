"""The encoder: LSTM layers over the source, one way or both, residual from the third on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.embedding import embedding_backward, embedding_forward
from chartrans.core.packing import Packing
from chartrans.core.rows import add_rows, join_columns, split_columns
from chartrans.nets.config import FIRST_RESIDUAL, NetConfig
from chartrans.nets.layer import LayerRun, layer_backward, layer_forward
from chartrans.nets.one_pass import Pass
from chartrans.nets.specs import directions

States = tuple[np.ndarray, np.ndarray]  # hidden, cell (B, H)


@dataclass(frozen=True)
class Encoded:
    """memory (N, H), the top layer's output; states (B, H) after each layer; backward's needs."""

    memory: np.ndarray
    states: list[States]
    ids: np.ndarray
    packing: Packing
    layers: list[list[LayerRun]]  # per layer: forward, and backward if there is one


def encode(run: Pass, config: NetConfig, ids: np.ndarray, packing: Packing) -> Encoded:
    """The source ids int32 (N,), packed, through all layers."""
    x = run.workspace.take("encoder.embedded", (packing.rows, config.embedding))
    embedding_forward(x, run.parameters["encoder.embedding"], ids)
    run.drop(x, "encoder.embedding")
    layers, states = [], []
    for layer in range(config.layers):
        if layer > 0:
            run.drop(x, f"encoder.{layer}")
        ways = [
            layer_forward(run, name, x, packing, reverse=reverse)
            for name, reverse in directions(config, layer)
        ]
        layers.append(ways)
        states.append(_joined([way.last_states() for way in ways]))
        y = ways[0].hidden
        if len(ways) == 2:
            y = run.workspace.take(f"encoder.{layer}.output", (packing.rows, config.hidden))
            join_columns(y, ways[0].hidden, ways[1].hidden)
        if layer >= FIRST_RESIDUAL:
            add_rows(y, x)
        x = y
    return Encoded(x, states, ids, packing, layers)


def encode_backward(
    run: Pass, config: NetConfig, encoded: Encoded, dmemory: np.ndarray, dstates: list[States]
) -> None:
    """Adds the encoder's gradients from dmemory (N, H), which is changed, and dstates per layer."""
    dy = dmemory
    for layer in reversed(range(config.layers)):
        ways = encoded.layers[layer]
        dx = _ways_backward(run, ways, dy, dstates[layer], layer)
        if layer >= FIRST_RESIDUAL:
            # forward: y = lstm(x) + x; the layer may have changed dy, so `_ways_backward` kept it
            add_rows(dx, run.workspace.take("encoder.residual", dy.shape))
        run.drop(dx, f"encoder.{layer}" if layer > 0 else "encoder.embedding")
        dy = dx
    embedding_backward(run.gradient("encoder.embedding"), dy, encoded.ids)


def _ways_backward(
    run: Pass, ways: list[LayerRun], dy: np.ndarray, dstate: States, layer: int
) -> np.ndarray:
    """dL/dx of a layer; the gradient of its output is copied first where a residual needs it."""
    take = run.workspace.take
    if layer >= FIRST_RESIDUAL:
        take("encoder.residual", dy.shape)[:] = dy
    if len(ways) == 1:
        return layer_backward(run, ways[0], dy, dstate)
    half = dy.shape[1] // 2
    left, right = take("encoder.dleft", (len(dy), half)), take("encoder.dright", (len(dy), half))
    split_columns(left, right, dy)
    (hidden, cell), dx = dstate, None
    for way, dhidden, part in (
        (ways[0], left, slice(0, half)),
        (ways[1], right, slice(half, None)),
    ):
        dlast = (np.ascontiguousarray(hidden[:, part]), np.ascontiguousarray(cell[:, part]))
        dway = layer_backward(run, way, dhidden, dlast)
        if dx is None:
            dx = dway
        else:
            add_rows(dx, dway)
    assert dx is not None
    return dx


def _joined(states: list[States]) -> States:
    if len(states) == 1:
        return states[0]
    (left_h, left_c), (right_h, right_c) = states
    return np.concatenate((left_h, right_h), axis=1), np.concatenate((left_c, right_c), axis=1)
