"""The recurrent cells: what a layer of each is made of, and how its kernels are called.

All that the nets know of a cell is here; its arithmetic is in the file of `core` that it names,
which is imported when a layer of the cell first runs. H units a layer, float32.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from chartrans.nets.config import NetConfig

if TYPE_CHECKING:  # these load kernels, and a plain net wants the sizes alone
    from chartrans.core.workspace import Workspace
    from chartrans.nets.layer import LayerRun
    from chartrans.nets.one_pass import Pass
    from chartrans.nets.steps import LayerStep

# What a layer hands from one tick to the next, or to another layer: hidden (B, H), and the cell of
# an LSTM (B, H).
States = tuple[np.ndarray, ...]
# How every kernel ends: the packed recurrent weights, bf16, scratch.
Product = tuple[np.ndarray, bool, np.ndarray]


class Cell(ABC):
    """A kind of recurrent layer.

    kernels   the file of `core`
    gates     blocks of H columns in input matrix, recurrent matrix and bias
    states    how many arrays are `States`
    further   parameters beyond these three, each (*shape, H)
    products  whether the recurrent product is kept apart from the gates, (N, gates * H)
    keeps     whether the second gate, wide open, keeps the state
    """

    kernels: ClassVar[str]
    gates: ClassVar[int]
    states: ClassVar[int]
    further: ClassVar[dict[str, tuple[int, ...]]] = {}
    products: ClassVar[bool] = False
    keeps: ClassVar[bool] = True

    def __init__(self, config: NetConfig) -> None:
        self.core: Any = import_module(f"chartrans.core.{self.kernels}")

    @abstractmethod
    def forward(self, run: Pass, layer: LayerRun, product: Product) -> None:
        """A layer's ticks, from its first states; its gates hold x W_input + bias on entry."""

    @abstractmethod
    def backward(
        self, run: Pass, layer: LayerRun, dhidden: np.ndarray, dlast: States, product: Product
    ) -> None:
        """The ticks back from dhidden (N, H): `gates`, and `products`, become their gradients.

        `dlast` becomes dL/d(first states). Gradients of `further` parameters are added.
        """

    @abstractmethod
    def step(
        self, layer: LayerStep, states: States, gates: np.ndarray, workspace: Workspace
    ) -> None:
        """Advances the states (B, H) in place; gates as on entry of `forward`, for one tick."""


class Lstm(Cell):
    """See `core.lstm`."""

    kernels, gates, states = "lstm", 4, 2

    def forward(self, run: Pass, layer: LayerRun, product: Product) -> None:
        """See `Cell.forward`."""
        self.core.lstm_recurrence_forward(
            *layer.states, layer.gates, layer.previous_hidden, *layer.first, *layer.ticks, *product
        )

    def backward(
        self, run: Pass, layer: LayerRun, dhidden: np.ndarray, dlast: States, product: Product
    ) -> None:
        """See `Cell.backward`."""
        (_, cell), (_, cell_0) = layer.states, layer.first
        self.core.lstm_recurrence_backward(
            *dlast, dhidden, layer.gates, cell, cell_0, *layer.ticks, run.bptt, *product
        )

    def step(
        self, layer: LayerStep, states: States, gates: np.ndarray, workspace: Workspace
    ) -> None:
        """See `Cell.step`."""
        hidden, cell = states
        layer.recurrent.apply(gates, hidden, True, workspace.scratch)
        self.core.lstm_cell_forward(hidden, cell, gates, _apart(cell, workspace))


class Peephole(Cell):
    """See `core.peephole`."""

    kernels, gates, states = "peephole", 4, 2
    further: ClassVar = {"peephole": (3,)}

    def forward(self, run: Pass, layer: LayerRun, product: Product) -> None:
        """See `Cell.forward`."""
        self.core.peephole_recurrence_forward(
            *layer.states, layer.gates, layer.previous_hidden, *layer.first,
            run.parameters[f"{layer.name}.peephole"], *layer.ticks, *product,
        )  # fmt: skip

    def backward(
        self, run: Pass, layer: LayerRun, dhidden: np.ndarray, dlast: States, product: Product
    ) -> None:
        """See `Cell.backward`."""
        (_, cell), (_, cell_0) = layer.states, layer.first
        name = f"{layer.name}.peephole"
        self.core.peephole_recurrence_backward(
            run.gradient(name), *dlast, dhidden, layer.gates, cell, cell_0,
            run.parameters[name], *layer.ticks, run.bptt, *product,
        )  # fmt: skip

    def step(
        self, layer: LayerStep, states: States, gates: np.ndarray, workspace: Workspace
    ) -> None:
        """See `Cell.step`."""
        hidden, cell = states
        layer.recurrent.apply(gates, hidden, True, workspace.scratch)
        self.core.peephole_cell_forward(
            hidden, cell, gates, _apart(cell, workspace), layer.further["peephole"]
        )


class Gru(Cell):
    """See `core.gru`."""

    kernels, gates, states = "gru", 3, 1
    further: ClassVar = {"bias_recurrent": ()}
    products = True

    def forward(self, run: Pass, layer: LayerRun, product: Product) -> None:
        """See `Cell.forward`."""
        self.core.gru_recurrence_forward(
            *layer.states, layer.gates, layer.products, layer.previous_hidden, *layer.first,
            run.parameters[f"{layer.name}.bias_recurrent"], *layer.ticks, *product,
        )  # fmt: skip

    def backward(
        self, run: Pass, layer: LayerRun, dhidden: np.ndarray, dlast: States, product: Product
    ) -> None:
        """See `Cell.backward`."""
        self.core.gru_recurrence_backward(
            *dlast, dhidden, layer.gates, layer.products, layer.previous_hidden,
            *layer.ticks, run.bptt, *product,
        )  # fmt: skip
        self.core.add_candidate_sums(run.gradient(f"{layer.name}.bias_recurrent"), layer.products)

    def step(
        self, layer: LayerStep, states: States, gates: np.ndarray, workspace: Workspace
    ) -> None:
        """See `Cell.step`."""
        (hidden,) = states
        products = workspace.take("step.products", gates.shape)
        layer.recurrent.apply(products, hidden, False, workspace.scratch)
        self.core.gru_cell_forward(
            hidden, gates, products, _apart(hidden, workspace), layer.further["bias_recurrent"]
        )


class Rnn(Cell):
    """See `core.rnn`."""

    kernels, gates, states = "rnn", 1, 1
    keeps = False

    def __init__(self, config: NetConfig) -> None:
        super().__init__(config)
        self.activation = self.core.ACTIVATIONS[config.activation]

    def forward(self, run: Pass, layer: LayerRun, product: Product) -> None:
        """See `Cell.forward`."""
        self.core.rnn_recurrence_forward(
            *layer.states, layer.gates, layer.previous_hidden, *layer.first, self.activation,
            *layer.ticks, *product,
        )  # fmt: skip

    def backward(
        self, run: Pass, layer: LayerRun, dhidden: np.ndarray, dlast: States, product: Product
    ) -> None:
        """See `Cell.backward`."""
        self.core.rnn_recurrence_backward(
            *dlast, dhidden, layer.gates, self.activation, *layer.ticks, run.bptt, *product
        )

    def step(
        self, layer: LayerStep, states: States, gates: np.ndarray, workspace: Workspace
    ) -> None:
        """See `Cell.step`."""
        (hidden,) = states
        layer.recurrent.apply(gates, hidden, True, workspace.scratch)
        self.core.rnn_cell_forward(hidden, gates, self.activation)


CELLS: dict[str, type[Cell]] = {"lstm": Lstm, "peephole": Peephole, "gru": Gru, "rnn": Rnn}


def cell_of(config: NetConfig) -> Cell:
    """The cell of a net's layers, its kernels imported."""
    return CELLS[config.cell](config)


def selected(states: list[States], rows: np.ndarray) -> list[States]:
    """Copies of the rows (int64) of each layer's states; rows may repeat or be left out."""
    return [tuple(state[rows] for state in layer) for layer in states]


def _apart(state: np.ndarray, workspace: Workspace) -> np.ndarray:
    """A copy of what a step will overwrite: a loop over one array alone cannot be vectorised."""
    before = workspace.take("step.before", state.shape)
    before[:] = state
    return before
