"""Every recurrent cell behind one pair of functions: a layer over one line, read in one direction.

The config names the cell ("lstm" if it does not), the activation of an rnn, and how far gradients
go back through time ("bptt", 0 for all the way). Parameters are called prefix.input,
prefix.recurrent, prefix.bias and as `Cell.further` says. A state is h (H,), and c (H,) where the
cell has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.gru import gru_backward, gru_forward
from tests.reference.lstm import lstm_backward, lstm_forward
from tests.reference.peephole import peephole_backward, peephole_forward
from tests.reference.rnn import rnn_backward, rnn_forward
from tests.reference.truncation import cuts_of

Array = npt.NDArray[np.float64]
Config = Mapping[str, Any]
Parameters = Mapping[str, Array]
State = tuple[Array, ...]


class Cell(NamedTuple):
    """A cell's columns in units of H, its parameters beyond three (shapes before H), its states."""

    gates: int
    further: dict[str, tuple[int, ...]]
    states: tuple[str, ...]
    forward: Callable[..., Any]
    backward: Callable[..., Any]


CELLS = {
    "lstm": Cell(4, {}, ("h", "c"), lstm_forward, lstm_backward),
    "peephole": Cell(4, {"peephole": (3,)}, ("h", "c"), peephole_forward, peephole_backward),
    "gru": Cell(3, {"bias_recurrent": ()}, ("h",), gru_forward, gru_backward),
    "rnn": Cell(1, {}, ("h",), rnn_forward, rnn_backward),
}


def cell_of(config: Config) -> Cell:
    """Return the cell of a net's layers."""
    return CELLS[config.get("cell", "lstm")]


def layer_shapes(
    config: Config, prefix: str, inputs: int, hidden: int
) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of a layer's parameters, in the order in which `forward` takes them."""
    cell = cell_of(config)
    columns = cell.gates * hidden
    return {
        f"{prefix}.input": (inputs, columns),
        f"{prefix}.recurrent": (hidden, columns),
        f"{prefix}.bias": (columns,),
        **{f"{prefix}.{part}": (*shape, hidden) for part, shape in cell.further.items()},
    }


def zero_state(config: Config, hidden: int) -> State:
    """Return the state that a line begins with."""
    return tuple(np.zeros(hidden) for _ in cell_of(config).states)


def layer_forward(
    parameters: Parameters, config: Config, prefix: str, x: Array, start: State
) -> tuple[Array, State, Any]:
    """Run over x (T, K) from `start`; return h (T, H), the final state and the cache."""
    cell = cell_of(config)
    names = layer_shapes(config, prefix, 0, 0)
    further = {"activation": config["activation"]} if cell.forward is rnn_forward else {}
    h, cache = cell.forward(x, *(parameters[name] for name in names), *start, **further)
    return h, tuple(getattr(cache, state)[-1] for state in cell.states), cache


def layer_backward(
    d_h: Array,
    d_final: State,
    cache: Any,
    config: Config,
    prefix: str,
    gradients: dict[str, Array],
    reverse: bool = False,
) -> tuple[Array, State]:
    """Backpropagate d_h (T, H) and d_final, adding to gradients; return d_x (T, K) and d_start.

    With `reverse` the line was read from its end to its beginning, as x, h and d_h lie.
    """
    cell = cell_of(config)
    cuts = cuts_of(len(d_h), config.get("bptt", 0), reverse)
    d = cell.backward(d_h, *d_final, cache, cuts)._asdict()
    for name in layer_shapes(config, prefix, 0, 0):
        part = name.rpartition(".")[2]
        gradients[name] += d[{"input": "w_input", "recurrent": "w_recurrent"}.get(part, part)]
    return d["x"], tuple(d[f"{state}0"] for state in cell.states)
