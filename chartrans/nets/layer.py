"""One LSTM layer over packed rows, with its memory taken from the workspace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.lstm import lstm_backward, lstm_forward
from chartrans.core.packing import Packing
from chartrans.core.panels import panel_words
from chartrans.nets.entry import Entry
from chartrans.nets.one_pass import Pass
from chartrans.nets.specs import GATES


@dataclass(frozen=True)
class LayerRun:
    """What a layer's way forward left for its way back; N rows, H units, float32."""

    name: str
    packing: Packing
    reverse: bool
    entry: Entry
    hidden: np.ndarray  # (N, H); free for in-place use, the way back does not read it
    cell: np.ndarray  # (N, H)
    gates: np.ndarray  # (N, 4H), activations
    previous_hidden: np.ndarray  # (N, H)
    previous_cell: np.ndarray  # (N, H)

    def last_states(self) -> tuple[np.ndarray, np.ndarray]:
        """Copies of hidden and cell (B, H) after each line's last step, lines in packed order."""
        rows = self.packing.last_rows(self.reverse)
        return self.hidden[rows], self.cell[rows]


def _panels(run: Pass, hidden: int) -> np.ndarray:
    """Room for the packed recurrent weights (forward) or their transpose (backward)."""
    words = max(
        panel_words(hidden, GATES * hidden, run.bf16),
        panel_words(GATES * hidden, hidden, run.bf16),
    )
    return run.workspace.take("recurrent panels", (words,), np.int32)


def layer_forward(
    run: Pass,
    name: str,
    entry: Entry,
    packing: Packing,
    first: tuple[np.ndarray, np.ndarray] | None = None,
    reverse: bool = False,
) -> LayerRun:
    """The layer over `entry`, from the states `first` ((B, H) each, packed order) or from zero."""
    recurrent = run.parameters[f"{name}.recurrent"]
    rows, hidden, lines = packing.rows, recurrent.shape[0], len(packing.lengths)
    take = run.workspace.take
    if first is None:
        zero = run.workspace.zeros("zero state", (lines, hidden))
        first = (zero, zero)
    out = LayerRun(
        name,
        packing,
        reverse,
        entry,
        hidden=take(f"{name}.hidden", (rows, hidden)),
        cell=take(f"{name}.cell", (rows, hidden)),
        gates=take(f"{name}.gates", (rows, GATES * hidden)),
        previous_hidden=take(f"{name}.previous_hidden", (rows, hidden)),
        previous_cell=take(f"{name}.previous_cell", (rows, hidden)),
    )
    entry.forward(run, name, out.gates)
    lstm_forward(
        out.hidden, out.cell, out.gates, out.previous_hidden, out.previous_cell,
        recurrent, first[0], first[1], packing.live, packing.offsets, reverse,
        _panels(run, hidden), run.bf16, run.scratch,
    )  # fmt: skip
    return out


def layer_backward(
    run: Pass,
    layer: LayerRun,
    dhidden: np.ndarray,
    dlast: tuple[np.ndarray, np.ndarray],
) -> None:
    """The gradients of the parameters are added, that of the input is left in `layer.entry`.

    dhidden (N, H) is changed. `dlast` ((B, H) each, packed order) holds dL/d(hidden, cell) of the
    last states on entry and of the first states on return.
    """
    lstm_backward(
        dlast[0], dlast[1], dhidden, layer.gates, layer.cell, layer.previous_cell,
        run.parameters[f"{layer.name}.recurrent"], layer.packing.live, layer.packing.offsets,
        layer.reverse, _panels(run, layer.cell.shape[1]), run.bf16, run.scratch,
    )  # fmt: skip
    layer.entry.backward(run, layer.name, layer.gates, layer.previous_hidden)
