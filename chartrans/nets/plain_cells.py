"""One step of each recurrent cell in plain NumPy; the files of `core` say what it computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from chartrans.nets.cells import States
from chartrans.nets.config import NetConfig

Array = np.ndarray
Layer = Mapping[str, Any]  # a layer's parameters by the last part of their names
# (layer, gates = x W_input + bias (..., G), states (..., H)) to the states after the step (..., H).
PlainCell = Callable[[Layer, Array, States], States]


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x), by way of tanh, which does not overflow."""
    return np.asarray(0.5 * np.tanh(0.5 * x) + 0.5)


def relu(x: Array) -> Array:
    """max(x, 0)."""
    return np.maximum(x, np.float32(0.0))


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "tanh": np.tanh,
    "relu": relu,
    "sigmoid": sigmoid,
}


def lstm(layer: Layer, gates: Array, states: States) -> States:
    """As `core.lstm`."""
    hidden, cell = states
    i, f, g, o = np.split(gates + hidden @ layer["recurrent"], 4, axis=-1)
    cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(cell), cell


def peephole(layer: Layer, gates: Array, states: States) -> States:
    """As `core.peephole`."""
    hidden, cell = states
    p_i, p_f, p_o = layer["peephole"]
    i, f, g, o = np.split(gates + hidden @ layer["recurrent"], 4, axis=-1)
    cell = sigmoid(f + p_f * cell) * cell + sigmoid(i + p_i * cell) * np.tanh(g)
    return sigmoid(o + p_o * cell) * np.tanh(cell), cell


def gru(layer: Layer, gates: Array, states: States) -> States:
    """As `core.gru`."""
    (hidden,) = states
    reset, update, candidate = np.split(gates, 3, axis=-1)
    p_r, p_z, p_n = np.split(hidden @ layer["recurrent"], 3, axis=-1)
    z = sigmoid(update + p_z)
    n = np.tanh(candidate + sigmoid(reset + p_r) * (p_n + layer["bias_recurrent"]))
    return (z * hidden + (1.0 - z) * n,)


def rnn(activation: Callable[[Array], Array], layer: Layer, gates: Array, states: States) -> States:
    """As `core.rnn`."""
    (hidden,) = states
    return (activation(gates + hidden @ layer["recurrent"]),)


def plain_cell(config: NetConfig) -> PlainCell:
    """The step of a net's layers."""
    cells: dict[str, PlainCell] = {
        "lstm": lstm,
        "peephole": peephole,
        "gru": gru,
        "rnn": partial(rnn, ACTIVATIONS[config.activation]),
    }
    return cells[config.cell]
