"""Every recurrent cell as the tests of all of them want it: its kernels and its reference."""

from __future__ import annotations

from functools import partial

from chartrans.core import gru, lstm, peephole, rnn
from tests.core.recurrences import Cell, Layer
from tests.reference import gru as reference_gru
from tests.reference import lstm as reference_lstm
from tests.reference import peephole as reference_peephole
from tests.reference import rnn as reference_rnn


def lstm_forward(layer: Layer) -> None:
    s, a = layer.saved, layer.arguments
    *way, panels, bf16, scratch = layer.ways(transposed=False)
    lstm.lstm_recurrence_forward(
        s["hidden"], s["cell"], s["gates"], s["previous_hidden"],
        a["h0"], a["c0"], *way, panels, bf16, scratch,
    )  # fmt: skip


def lstm_backward(layer: Layer, bptt: int) -> None:
    s, d = layer.saved, layer.gradients
    *way, panels, bf16, scratch = layer.ways(transposed=True)
    lstm.lstm_recurrence_backward(
        d["h0"], d["c0"], layer.dhidden, s["gates"], s["cell"], layer.arguments["c0"],
        *way, bptt, panels, bf16, scratch,
    )  # fmt: skip


LSTM = Cell(
    4, {}, {"hidden": 1, "cell": 1, "gates": 4, "previous_hidden": 1},
    ("h0", "c0"), lstm_forward, lstm_backward,
    reference_lstm.lstm_forward, reference_lstm.lstm_backward,
)  # fmt: skip


def peephole_forward(layer: Layer) -> None:
    s, a = layer.saved, layer.arguments
    *way, panels, bf16, scratch = layer.ways(transposed=False)
    peephole.peephole_recurrence_forward(
        s["hidden"], s["cell"], s["gates"], s["previous_hidden"],
        a["h0"], a["c0"], a["peephole"], *way, panels, bf16, scratch,
    )  # fmt: skip


def peephole_backward(layer: Layer, bptt: int) -> None:
    s, d, a = layer.saved, layer.gradients, layer.arguments
    *way, panels, bf16, scratch = layer.ways(transposed=True)
    peephole.peephole_recurrence_backward(
        d["peephole"], d["h0"], d["c0"], layer.dhidden, s["gates"], s["cell"], a["c0"],
        a["peephole"], *way, bptt, panels, bf16, scratch,
    )  # fmt: skip


PEEPHOLE = Cell(
    4, {"peephole": 3},
    {"hidden": 1, "cell": 1, "gates": 4, "previous_hidden": 1},
    ("h0", "c0"), peephole_forward, peephole_backward,
    reference_peephole.peephole_forward, reference_peephole.peephole_backward,
)  # fmt: skip


def gru_forward(layer: Layer) -> None:
    s, (*way, panels, bf16, scratch) = layer.saved, layer.ways(transposed=False)
    gru.gru_recurrence_forward(
        s["hidden"], s["gates"], s["products"], s["previous_hidden"],
        layer.arguments["h0"], layer.arguments["bias_recurrent"],
        *way, panels, bf16, scratch,
    )  # fmt: skip


def gru_backward(layer: Layer, bptt: int) -> None:
    s, (*way, panels, bf16, scratch) = layer.saved, layer.ways(transposed=True)
    gru.gru_recurrence_backward(
        layer.gradients["h0"], layer.dhidden, s["gates"], s["products"], s["previous_hidden"],
        *way, bptt, panels, bf16, scratch,
    )  # fmt: skip
    gru.add_candidate_sums(layer.gradients["bias_recurrent"], s["products"])


GRU = Cell(
    3, {"bias_recurrent": 0}, {"hidden": 1, "gates": 3, "products": 3, "previous_hidden": 1},
    ("h0",), gru_forward, gru_backward, reference_gru.gru_forward, reference_gru.gru_backward,
)  # fmt: skip


def rnn_cell(activation: str) -> Cell:
    number = rnn.ACTIVATIONS[activation]

    def forward(layer: Layer) -> None:
        s, (*way, panels, bf16, scratch) = layer.saved, layer.ways(transposed=False)
        rnn.rnn_recurrence_forward(
            s["hidden"], s["gates"], s["previous_hidden"], layer.arguments["h0"], number,
            *way, panels, bf16, scratch,
        )  # fmt: skip

    def backward(layer: Layer, bptt: int) -> None:
        *way, panels, bf16, scratch = layer.ways(transposed=True)
        rnn.rnn_recurrence_backward(
            layer.gradients["h0"], layer.dhidden, layer.saved["gates"], number,
            *way, bptt, panels, bf16, scratch,
        )  # fmt: skip

    saved = {"hidden": 1, "gates": 1, "previous_hidden": 1}
    forward_reference = partial(reference_rnn.rnn_forward, activation=activation)
    return Cell(
        1, {}, saved, ("h0",), forward, backward, forward_reference, reference_rnn.rnn_backward
    )


CELLS = {
    "lstm": LSTM,
    "peephole": PEEPHOLE,
    "gru": GRU,
    **{f"rnn, {activation}": rnn_cell(activation) for activation in rnn.ACTIVATIONS},
}
