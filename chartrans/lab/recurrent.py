"""One recurrent layer of any cell, with numbers for inputs and a linear layer on some of its rows.

What many experiments need is smaller than a translator: real-valued inputs, one layer, and outputs
at a few ticks. Here they call the kernels of `core` as the nets do. Rows are packed: N rows of B
lines, longest line first, tick by tick; H units, K inputs, O outputs. Everything is float32.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.gemm import gemm_nn, gemm_nt, gemm_tn
from chartrans.core.gru import add_candidate_sums, gru_recurrence_backward, gru_recurrence_forward
from chartrans.core.linear import add_bias, add_column_sums
from chartrans.core.lstm import lstm_recurrence_backward, lstm_recurrence_forward
from chartrans.core.packing import Packing
from chartrans.core.panels import pack_nn, pack_nt, panel_words
from chartrans.core.peephole import peephole_recurrence_backward, peephole_recurrence_forward
from chartrans.core.rnn import ACTIVATIONS, rnn_recurrence_backward, rnn_recurrence_forward
from chartrans.core.rows import gather_rows, scatter_add_rows
from chartrans.core.workspace import Workspace

GATES = {"rnn": 1, "gru": 3, "lstm": 4, "peephole": 4}
WITH_CELL = ("lstm", "peephole")  # those with a second state


@dataclass(frozen=True)
class Trace:
    """What the way forward left for the way back.

    `saved` has hidden (N, H), gates (N, gH) and what else the cell keeps, by the kernels' names;
    `backward` turns gates into dL/da. `first` are the states (B, H) that the lines began with.
    """

    packing: Packing
    x: np.ndarray  # (N, K)
    first: tuple[np.ndarray, ...]
    saved: dict[str, np.ndarray]

    def last_states(self) -> tuple[np.ndarray, ...]:
        """Copies (B, H) of the states after each line's last tick, lines in packed order."""
        rows = self.packing.last_rows(False)
        return tuple(self.saved[name][rows] for name in ("hidden", "cell") if name in self.saved)


class Recurrent:
    """The layer, its parameters, and the memory that it works in: for one thread at a time.

    Parameters by name: input (K, gH), recurrent (H, gH), bias (gH,), output (H, O), output bias
    (O,); gru also has bias_recurrent (H,), the cell peephole also peephole (3, H). All start at
    zero.
    """

    def __init__(
        self, cell: str, inputs: int, hidden: int, outputs: int, activation: str = "tanh"
    ) -> None:
        self.cell, self.inputs, self.hidden, self.outputs = cell, inputs, hidden, outputs
        self.activation = ACTIVATIONS[activation]
        self.gates = GATES[cell]
        columns = self.gates * hidden
        specs: list[tuple[str, tuple[int, ...]]] = [
            ("input", (inputs, columns)),
            ("recurrent", (hidden, columns)),
            ("bias", (columns,)),
            ("output", (hidden, outputs)),
            ("output bias", (outputs,)),
        ]
        if cell == "gru":
            specs.append(("bias_recurrent", (hidden,)))
        elif cell == "peephole":
            specs.append(("peephole", (3, hidden)))
        self.parameters = ParameterArena(specs)
        self.workspace = Workspace()
        words = max(panel_words(hidden, columns, False), panel_words(columns, hidden, False))
        self._panels = Workspace.aligned((words,), np.int32)

    def zero_states(self, lines: int) -> tuple[np.ndarray, ...]:
        """States (lines, H) of zero: one, or two where the cell has a second."""
        count = 2 if self.cell in WITH_CELL else 1
        return tuple(np.zeros((lines, self.hidden), np.float32) for _ in range(count))

    def forward(
        self, x: np.ndarray, packing: Packing, first: tuple[np.ndarray, ...] | None = None
    ) -> Trace:
        """The states at every row of x (N, K), from the states `first` ((B, H) each) or zero.

        The trace's arrays are the workspace's: the next call writes over them.
        """
        p, rows = self.parameters, len(x)
        names = ["hidden", "previous_hidden"]
        names += ["cell"] if self.cell in WITH_CELL else []
        saved = {name: self.workspace.take(name, (rows, self.hidden)) for name in names}
        wide = ["gates", "products"] if self.cell == "gru" else ["gates"]
        for name in wide:
            saved[name] = self.workspace.take(name, (rows, self.gates * self.hidden))
        trace = Trace(packing, x, first or self.zero_states(int(packing.live[0])), saved)
        gemm_nn(saved["gates"], x, p["input"], False, False, self.workspace.scratch)
        add_bias(saved["gates"], p["bias"])
        pack_nn(self._panels, p["recurrent"], False)
        self._recur(trace)
        return trace

    def _recur(self, trace: Trace) -> None:
        p, s, first = self.parameters, trace.saved, trace.first
        ways = (
            trace.packing.live, trace.packing.offsets, False,
            self._panels, False, self.workspace.scratch,
        )  # fmt: skip
        if self.cell == "rnn":
            rnn_recurrence_forward(
                s["hidden"], s["gates"], s["previous_hidden"], *first, self.activation, *ways
            )
        elif self.cell == "gru":
            rnn_states = s["hidden"], s["gates"], s["products"], s["previous_hidden"]
            gru_recurrence_forward(*rnn_states, *first, p["bias_recurrent"], *ways)
        else:
            states = s["hidden"], s["cell"], s["gates"], s["previous_hidden"]
            if self.cell == "lstm":
                lstm_recurrence_forward(*states, *first, *ways)
            else:
                peephole_recurrence_forward(*states, *first, p["peephole"], *ways)

    def read(self, trace: Trace, rows: np.ndarray) -> np.ndarray:
        """The outputs (n, O) at these rows, int64 (n,)."""
        states = self.workspace.take("read states", (len(rows), self.hidden))
        gather_rows(states, trace.saved["hidden"], rows)
        outputs = self.workspace.take("read outputs", (len(rows), self.outputs))
        gemm_nn(outputs, states, self.parameters["output"], False, False, self.workspace.scratch)
        add_bias(outputs, self.parameters["output bias"])
        return outputs

    def backward(
        self, trace: Trace, rows: np.ndarray, doutputs: np.ndarray, gradients: ParameterArena,
        bptt: int = 0,
    ) -> None:  # fmt: skip
        """Adds to `gradients` those of a loss with dL/doutputs (n, O) at these rows, int64 (n,).

        `bptt` = N > 0 stops them between ticks kN - 1 and kN: truncated backpropagation through
        time. Nothing comes from after the last tick.
        """
        p, take, scratch = self.parameters, self.workspace.take, self.workspace.scratch
        states = take("read states", (len(rows), self.hidden))
        gather_rows(states, trace.saved["hidden"], rows)
        gemm_tn(gradients["output"], states, doutputs, True, False, scratch)
        add_column_sums(gradients["output bias"], doutputs)
        gemm_nt(states, doutputs, p["output"], False, False, scratch)
        dhidden = self.workspace.zeros("dhidden", trace.saved["hidden"].shape)
        scatter_add_rows(dhidden, rows, states)
        self.backward_states(
            trace, dhidden, self.zero_states(int(trace.packing.live[0])), gradients, bptt
        )
        self._weights(trace, gradients)

    def backward_states(
        self, trace: Trace, dhidden: np.ndarray, dstates: tuple[np.ndarray, ...],
        gradients: ParameterArena, bptt: int = 0, ticks: slice = slice(None),
    ) -> None:  # fmt: skip
        """The ticks in reverse: `trace`'s gates become dL/da, `dstates` those of the first states.

        dhidden (N, H) is dL/dh from outside (it is not changed), dstates ((B, H) each) dL/d(states
        after the last tick). `ticks` does only a stretch, with nothing cut inside. Of the
        parameters, only the peepholes' gradients are added here.
        """
        pack_nt(self._panels, self.parameters["recurrent"], False)
        s, p = trace.saved, self.parameters
        way = trace.packing.live[ticks], trace.packing.offsets[ticks], False
        product = self._panels, False, self.workspace.scratch
        if self.cell == "rnn":
            rnn_recurrence_backward(
                *dstates, dhidden, s["gates"], self.activation, *way, bptt, *product
            )
        elif self.cell == "gru":
            gates = s["gates"], s["products"], s["previous_hidden"]
            gru_recurrence_backward(*dstates, dhidden, *gates, *way, bptt, *product)
        else:
            gates = s["gates"], s["cell"], self._cell_before(trace, ticks)
            if self.cell == "lstm":
                lstm_recurrence_backward(*dstates, dhidden, *gates, *way, bptt, *product)
            else:
                peephole_recurrence_backward(
                    gradients["peephole"], *dstates, dhidden, *gates, p["peephole"],
                    *way, bptt, *product,
                )  # fmt: skip

    @staticmethod
    def _cell_before(trace: Trace, ticks: slice) -> np.ndarray:
        """The cells that the first of these ticks came from: as many rows as it has, or more."""
        first = ticks.start or 0
        if first == 0:
            return trace.first[1]
        return trace.saved["cell"][trace.packing.offsets[first - 1] :]

    def _weights(self, trace: Trace, gradients: ParameterArena) -> None:
        """dL/d(input, recurrent, bias) from dL/da, added."""
        s, scratch = trace.saved, self.workspace.scratch
        add_column_sums(gradients["bias"], s["gates"])
        gemm_tn(gradients["input"], trace.x, s["gates"], True, False, scratch)
        # A gated recurrent unit's recurrent product has a gradient of its own.
        dproducts = s.get("products", s["gates"])
        gemm_tn(gradients["recurrent"], s["previous_hidden"], dproducts, True, False, scratch)
        if self.cell == "gru":
            add_candidate_sums(gradients["bias_recurrent"], dproducts)
