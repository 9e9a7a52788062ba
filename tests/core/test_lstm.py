"""The LSTM over packed rows against the float64 reference, line by line, both ways through time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from chartrans.core.gemm import gemm_tn
from chartrans.core.linear import linear_backward, linear_forward
from chartrans.core.lstm import cell_backward, cell_forward, lstm_backward, lstm_forward
from chartrans.core.packing import Packing
from chartrans.core.panels import panel_words
from tests.core.arrays import exactly, floats, rubbish
from tests.nearness import assert_near, assert_same_bits
from tests.reference import lstm as reference

NEAR = 1e-5  # float32 against float64, relative to the largest element
RAGGED = [
    # inputs, hidden, lengths in the caller's order
    (3, 4, [1]),
    (1, 1, [3, 3]),
    (5, 7, [2, 6, 1, 6, 3]),
    (17, 33, [9, 1, 4, 4, 9, 2, 7, 5, 1, 8, 3]),
    (8, 16, [1, 1, 1]),
]


class Layer(NamedTuple):
    """A layer's arrays, filled at random; see `lstm_forward` for the names."""

    packing: Packing
    x: np.ndarray
    weights: tuple[np.ndarray, np.ndarray, np.ndarray]
    first: tuple[np.ndarray, np.ndarray]  # (B, H), lines in packed order
    hidden: np.ndarray
    cell: np.ndarray
    gates: np.ndarray
    before: tuple[np.ndarray, np.ndarray]

    def rows(self, line: int) -> np.ndarray:
        """Rows of a packed line, tick by tick."""
        return self.packing.offsets[: self.packing.lengths[line]] + line


def panels(hidden: int) -> np.ndarray:
    words = max(panel_words(hidden, 4 * hidden, False), panel_words(4 * hidden, hidden, False))
    return np.empty(words, np.int32)


def fill_gates(layer: Layer, scratch: np.ndarray) -> None:
    """What the input brings to the gates, as `lstm_forward` wants to find it."""
    linear_forward(layer.gates, layer.x, layer.weights[0], layer.weights[2], False, scratch)


def run_forward(
    inputs: int,
    hidden: int,
    lengths: list[int],
    reverse: bool,
    rng: np.random.Generator,
    scratch: np.ndarray,
) -> Layer:
    packing = Packing.of(np.array(lengths, np.int64))
    rows, lines = packing.rows, len(lengths)
    layer = Layer(
        packing,
        floats(rng, rows, inputs),
        (floats(rng, inputs, 4 * hidden), floats(rng, hidden, 4 * hidden), floats(rng, 4 * hidden)),
        (floats(rng, lines, hidden), floats(rng, lines, hidden)),
        rubbish(rows, hidden),
        rubbish(rows, hidden),
        rubbish(rows, 4 * hidden),
        (rubbish(rows, hidden), rubbish(rows, hidden)),
    )
    fill_gates(layer, scratch)
    arguments: list[Any] = [
        layer.hidden, layer.cell, layer.gates, *layer.before, layer.weights[1], *layer.first,
        packing.live, packing.offsets, reverse, panels(hidden), False, scratch,
    ]  # fmt: skip
    lstm_forward(*arguments)
    return layer


def reference_line(
    layer: Layer, line: int, reverse: bool
) -> tuple[np.ndarray, reference.LstmCache]:
    """The reference's h in the order of the line's ticks, and its cache in the order of reading."""
    way = slice(None, None, -1) if reverse else slice(None)
    x, states = layer.x[layer.rows(line)][way], [state[line] for state in layer.first]
    double = [array.astype(np.float64) for array in (x, *layer.weights, *states)]
    h, cache = reference.lstm_forward(*double)
    return h[way], cache


@pytest.mark.parametrize("reverse", [False, True], ids=["forward", "reverse"])
@pytest.mark.parametrize(("inputs", "hidden", "lengths"), RAGGED)
def test_forward(
    inputs: int, hidden: int, lengths: list[int], reverse: bool,
    rng: np.random.Generator, scratch: np.ndarray,
) -> None:  # fmt: skip
    layer = run_forward(inputs, hidden, lengths, reverse, rng, scratch)
    last = layer.packing.last_rows(reverse)
    for line in range(len(lengths)):
        h, cache = reference_line(layer, line, reverse)
        rows = layer.rows(line)
        assert_near(layer.hidden[rows], h, NEAR, f"hidden of line {line}")
        assert_near(layer.hidden[last[line]], cache.h[-1], NEAR, "last hidden")
        assert_near(layer.cell[last[line]], cache.c[-1], NEAR, "last cell")
    for array in (*layer.before, layer.gates):
        assert np.isfinite(array).all()


@pytest.mark.parametrize("reverse", [False, True], ids=["forward", "reverse"])
@pytest.mark.parametrize(("inputs", "hidden", "lengths"), RAGGED)
def test_backward(
    inputs: int, hidden: int, lengths: list[int], reverse: bool,
    rng: np.random.Generator, scratch: np.ndarray,
) -> None:  # fmt: skip
    layer = run_forward(inputs, hidden, lengths, reverse, rng, scratch)
    rows, lines = layer.packing.rows, len(lengths)
    dhidden, dlast = (
        floats(rng, rows, hidden),
        (floats(rng, lines, hidden), floats(rng, lines, hidden)),
    )
    begun = [floats(rng, *weight.shape) for weight in layer.weights]  # gradients are added to
    way = slice(None, None, -1) if reverse else slice(None)
    right = [weight.astype(np.float64) for weight in begun]
    right_x, right_first = np.zeros((rows, inputs)), np.zeros((2, lines, hidden))
    for line in range(lines):
        at = layer.rows(line)
        _, cache = reference_line(layer, line, reverse)
        d = reference.lstm_backward(
            dhidden[at][way].astype(np.float64), dlast[0][line], dlast[1][line], cache
        )
        right_x[at] = d.x[way]
        right_first[:, line] = d.h0, d.c0
        for total, part in zip(right, (d.w_input, d.w_recurrent, d.bias), strict=True):
            total += part
    dx = rubbish(rows, inputs)
    arguments: list[Any] = [
        *dlast, dhidden, layer.gates, layer.cell, layer.before[1], layer.weights[1],
        layer.packing.live, layer.packing.offsets, reverse, panels(hidden), False, scratch,
    ]  # fmt: skip
    lstm_backward(*arguments)
    linear_backward(dx, begun[0], begun[2], layer.gates, layer.x, layer.weights[0], False, scratch)
    gemm_tn(begun[1], layer.before[0], layer.gates, True, False, scratch)
    assert_near(dx, right_x, NEAR, "dx")
    assert_near(dlast, right_first, NEAR, "gradients of the first states")
    for name, ours, reference_ in zip(("input", "recurrent", "bias"), begun, right, strict=True):
        assert_near(ours, reference_, NEAR, name)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_line_alone_and_among_others(
    reverse: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    inputs, hidden = 6, 20
    layer = run_forward(inputs, hidden, [3, 8, 5, 8, 1], reverse, rng, scratch)
    for line, length in enumerate(layer.packing.lengths):
        alone = Packing.of(np.array([length]))
        out = [rubbish(length, size) for size in (hidden, hidden, 4 * hidden, hidden, hidden)]
        first = [np.ascontiguousarray(state[line : line + 1]) for state in layer.first]
        weight, recurrent, bias = layer.weights
        linear_forward(out[2], layer.x[layer.rows(line)], weight, bias, False, scratch)
        arguments: list[Any] = [
            *out, recurrent, *first,
            alone.live, alone.offsets, reverse, panels(hidden), False, scratch,
        ]  # fmt: skip
        lstm_forward(*arguments)
        assert_same_bits(out[0], layer.hidden[layer.rows(line)])


def test_a_step_may_write_over_its_cell(rng: np.random.Generator) -> None:
    gates, cell = floats(rng, 3, 20), floats(rng, 3, 5)
    aside, hidden, again = rubbish(3, 5), rubbish(3, 5), rubbish(3, 5)
    cell_forward(hidden, aside, gates.copy(), cell)
    cell_forward(again, cell, gates, cell)
    assert_same_bits(cell, aside)
    assert_same_bits(again, hidden)


def test_gates_far_out_stay_finite(rng: np.random.Generator) -> None:
    """Shut and wide open gates: no overflow on the way there or back."""
    gates = exactly(rng.choice([-1e30, -100.0, 100.0, 1e30], (4, 12)))
    cell, before, hidden = rubbish(4, 3), floats(rng, 4, 3), rubbish(4, 3)
    cell_forward(hidden, cell, gates, before)
    dcell = floats(rng, 4, 3)
    cell_backward(gates, dcell, floats(rng, 4, 3), cell, before)
    for array in (hidden, cell, gates, dcell):
        assert np.isfinite(array).all()
