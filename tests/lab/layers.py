"""A lab's recurrent layer and batches for it, at random, and the float64 references run on them."""

from __future__ import annotations

from typing import Any

import numpy as np

from chartrans.core.packing import Packing
from chartrans.lab.recurrent import GATES, WITH_CELL, Recurrent
from tests.reference.cells import Array, layer_backward, layer_forward, layer_shapes

# the reference's name of a parameter -> the lab's
NAMES = {
    "x.input": "input",
    "x.recurrent": "recurrent",
    "x.bias": "bias",
    "x.bias_recurrent": "bias_recurrent",
    "x.peephole": "peephole",
}
INPUTS, HIDDEN, OUTPUTS = 3, 7, 2


def random_net(
    cell: str, rng: np.random.Generator, activation: str = "tanh", hidden: int = HIDDEN
) -> Recurrent:
    """A layer with random parameters, all of them, peepholes and biases too."""
    net = Recurrent(cell, INPUTS, hidden, OUTPUTS, activation)
    net.parameters.flat[:] = rng.normal(0.0, 0.6, net.parameters.flat.size)
    assert net.gates == GATES[cell]
    return net


def some_states(net: Recurrent, lines: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """States (lines, H) to begin with."""
    count = 2 if net.cell in WITH_CELL else 1
    return tuple(rng.normal(0.0, 0.5, (lines, net.hidden)).astype(np.float32) for _ in range(count))


def rows_of(packing: Packing, line: int) -> np.ndarray:
    """Rows of a packed line, tick by tick."""
    return packing.offsets[: packing.lengths[line]] + line


class Reference:
    """The layer of `net` in float64, by the references."""

    def __init__(self, net: Recurrent, activation: str = "tanh") -> None:
        self.config: dict[str, Any] = {"cell": net.cell, "activation": activation}
        shapes = layer_shapes(self.config, "x", net.inputs, net.hidden)
        self.parameters = {name: net.parameters[NAMES[name]].astype(np.float64) for name in shapes}
        assert all(self.parameters[name].shape == shape for name, shape in shapes.items())

    def forward(self, x: np.ndarray, first: list[Array]) -> tuple[Array, tuple[Array, ...], Any]:
        """h (T, H), the last states (H,), and what `backward` wants, of one line x (T, K)."""
        return layer_forward(self.parameters, self.config, "x", x.astype(np.float64), tuple(first))

    def backward(
        self, d_h: Array, d_last: tuple[Array, ...], cache: Any, bptt: int
    ) -> tuple[dict[str, Array], tuple[Array, ...]]:
        """Gradients by the lab's names, and those of the first states, of one line."""
        gradients = {name: np.zeros(value.shape) for name, value in self.parameters.items()}
        config = self.config | {"bptt": bptt}
        _, d_first = layer_backward(d_h, d_last, cache, config, "x", gradients)
        return {NAMES[name]: value for name, value in gradients.items()}, d_first
