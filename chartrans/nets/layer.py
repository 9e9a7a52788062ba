"""One recurrent layer over packed rows, with its memory taken from the workspace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.gemm import gemm_tn
from chartrans.core.packing import Packing
from chartrans.nets.cells import Cell, Product, States
from chartrans.nets.entry import Entry
from chartrans.nets.one_pass import Pass


@dataclass(frozen=True)
class LayerRun:
    """What a layer's way forward left for its way back; N rows, H units, float32."""

    name: str
    cell: Cell
    packing: Packing
    reverse: bool
    entry: Entry
    states: States  # after each row, (N, H) each; of hidden, the first, no way back reads
    gates: np.ndarray  # (N, G), activations
    products: np.ndarray  # (N, G), what the recurrent weights brought; `gates` if it went in there
    first: States  # those of each line's beginning, (B, H) each
    previous_hidden: np.ndarray  # (N, H), the hidden state each row came from

    @property
    def hidden(self) -> np.ndarray:
        """The output (N, H), free for in-place use."""
        return self.states[0]

    @property
    def ticks(self) -> tuple[np.ndarray, np.ndarray, bool]:
        """How kernels are told where the rows of each tick are, and which way time runs."""
        return self.packing.live, self.packing.offsets, self.reverse

    def last_states(self) -> States:
        """Copies of the states (B, H) after each line's last step, lines in packed order."""
        rows = self.packing.last_rows(self.reverse)
        return tuple(state[rows] for state in self.states)


def layer_forward(
    run: Pass,
    cell: Cell,
    name: str,
    entry: Entry,
    packing: Packing,
    first: States | None = None,
    reverse: bool = False,
) -> LayerRun:
    """The layer over `entry`, from the states `first` ((B, H) each, packed order) or from zero."""
    recurrent = run.parameters[f"{name}.recurrent"]
    rows, lines = packing.rows, len(packing.lengths)
    hidden, columns = recurrent.shape
    take = run.workspace.take
    if first is None:
        first = (run.workspace.zeros("zero state", (lines, hidden)),) * cell.states
    # Without a way back, all but the states may lie where the layer before had it.
    kept = name if run.gradients is not None else "layer"
    gates = take(f"{kept}.gates", (rows, columns))
    out = LayerRun(
        name,
        cell,
        packing,
        reverse,
        entry,
        states=tuple(take(f"{name}.state {k}", (rows, hidden)) for k in range(cell.states)),
        gates=gates,
        products=take(f"{kept}.products", (rows, columns)) if cell.products else gates,
        first=first,
        previous_hidden=take(f"{kept}.previous", (rows, hidden)),
    )
    entry.forward(run, name, gates)
    cell.forward(run, out, _product(run, name))
    return out


def layer_backward(run: Pass, layer: LayerRun, dhidden: np.ndarray, dlast: States) -> None:
    """The gradients of the parameters are added, that of the input is left in `layer.entry`.

    dhidden (N, H) is not changed. `dlast` ((B, H) each, packed order) holds dL/d(last states) on
    entry and dL/d(first states) on return.
    """
    product = _product(run, layer.name, transposed=True)
    layer.cell.backward(run, layer, dhidden, dlast, product)
    layer.entry.backward(run, layer.name, layer.gates)
    # forward: products = h_{t-1} W_recurrent, or gates += h_{t-1} W_recurrent
    drecurrent = run.gradient(f"{layer.name}.recurrent")
    gemm_tn(drecurrent, layer.previous_hidden, layer.products, True, run.bf16, run.scratch)


def _product(run: Pass, name: str, transposed: bool = False) -> Product:
    """What a product with the recurrent weights (H, G), or with their transpose, is done with."""
    return run.panels(f"{name}.recurrent", transposed), run.bf16, run.scratch
