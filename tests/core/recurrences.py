"""Recurrent kernels run as a layer runs them, and compared with the references line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from chartrans.core.gemm import gemm_nn
from chartrans.core.host import HAS_BF16
from chartrans.core.linear import add_bias
from chartrans.core.packing import Packing
from chartrans.core.panels import pack_nn, pack_nt, panel_words
from tests.core.arrays import exactly, floats, rubbish
from tests.nearness import assert_near, assert_same_bits
from tests.reference.truncation import cuts_of

NEAR = 1e-5  # float32 against float64, relative to the largest element
BF16_NEAR = 0.05
RAGGED = [
    # inputs, hidden, lengths in the caller's order
    (3, 4, [1]),
    (1, 1, [3, 3]),
    (5, 7, [2, 6, 1, 6, 3]),
    (17, 33, [9, 1, 4, 4, 9, 2, 7, 5, 1, 8, 3]),
    (8, 16, [1, 1, 1]),
]
# layer, reverse, bptt
CASES = list(product(RAGGED, (False, True), (0, 1, 3)))


class Cell(NamedTuple):
    """What tells one cell from another; arrays go by the names of the reference's arguments."""

    gates: int
    further: dict[str, int]  # parameters beyond input, recurrent and bias: rows of H, 0 a vector
    saved: dict[str, int]  # what the way forward writes for the way back: blocks of H a row
    states: tuple[str, ...]
    forward: Callable[[Layer], None]
    backward: Callable[[Layer, int], None]  # layer, bptt
    reference_forward: Callable[..., Any]
    reference_backward: Callable[..., Any]


@dataclass
class Layer:
    """A layer's arrays; gradients of first states and further parameters are those to be added."""

    cell: Cell
    packing: Packing
    reverse: bool
    bf16: bool
    scratch: np.ndarray
    arguments: dict[str, np.ndarray]  # x (N, K), first states (B, H) in packed order
    saved: dict[str, np.ndarray]
    dhidden: np.ndarray
    gradients: dict[str, np.ndarray] = field(default_factory=dict)

    def rows(self, line: int) -> np.ndarray:
        """Rows of a packed line, tick by tick."""
        return self.packing.offsets[: self.packing.lengths[line]] + line

    def ways(self, transposed: bool) -> tuple[Any, ...]:
        """Live, offsets, reverse; then panels, bf16 and scratch, as every kernel ends."""
        weight = self.arguments["w_recurrent"]
        depth, columns = reversed(weight.shape) if transposed else weight.shape
        panels = np.full(panel_words(depth, columns, self.bf16), -1, np.int32)
        (pack_nt if transposed else pack_nn)(panels, weight, self.bf16)
        return (
            self.packing.live, self.packing.offsets, self.reverse,
            panels, self.bf16, self.scratch,
        )  # fmt: skip


def random_arguments(
    cell: Cell, inputs: int, hidden: int, lengths: list[int], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    further = {
        name: floats(rng, rows, hidden) if rows > 0 else floats(rng, hidden)
        for name, rows in cell.further.items()
    }
    scale = exactly(1.0 / np.sqrt(hidden))
    return {
        "x": floats(rng, sum(lengths), inputs),
        "w_input": floats(rng, inputs, cell.gates * hidden),
        "w_recurrent": scale * floats(rng, hidden, cell.gates * hidden),
        "bias": floats(rng, cell.gates * hidden),
        **further,
        **{name: floats(rng, len(lengths), hidden) for name in cell.states},
    }


def run(
    cell: Cell,
    arguments: dict[str, np.ndarray],
    dhidden: np.ndarray,
    begun: dict[str, np.ndarray],
    lengths: list[int],
    reverse: bool,
    scratch: np.ndarray,
    bf16: bool = False,
) -> Layer:
    """A layer after its way forward."""
    packing = Packing.of(np.array(lengths, np.int64))
    hidden = arguments["w_recurrent"].shape[0]
    saved = {n: rubbish(packing.rows, blocks * hidden) for n, blocks in cell.saved.items()}
    gemm_nn(saved["gates"], arguments["x"], arguments["w_input"], False, bf16, scratch)
    add_bias(saved["gates"], arguments["bias"])
    gradients = {name: array.copy() for name, array in begun.items()}
    layer = Layer(
        cell, packing, reverse, bf16, scratch, arguments, saved, dhidden.copy(), gradients
    )
    cell.forward(layer)
    return layer


def random_layer(
    cell: Cell, shape: tuple[int, int, list[int]], reverse: bool,
    rng: np.random.Generator, scratch: np.ndarray, bf16: bool = False,
) -> Layer:  # fmt: skip
    arguments = random_arguments(cell, *shape, rng)
    begun = {name: floats(rng, *arguments[name].shape) for name in (*cell.further, *cell.states)}
    dhidden = floats(rng, len(arguments["x"]), shape[1])
    return run(cell, arguments, dhidden, begun, shape[2], reverse, scratch, bf16)


def all_gradients(layer: Layer, bptt: int) -> dict[str, np.ndarray]:
    """The way back, and around it what the layer does: the other gradients, in float64."""
    upstream = layer.dhidden.copy()
    layer.cell.backward(layer, bptt)
    assert_same_bits(layer.dhidden, upstream, "dhidden afterwards")
    a = layer.arguments
    dgates = layer.saved["gates"].astype(np.float64)
    # where the recurrent product is kept apart, its gradient is, too
    drecurrent = layer.saved.get("products", dgates).astype(np.float64)
    return {
        "x": dgates @ a["w_input"].T,
        "w_input": a["x"].T @ dgates,
        "w_recurrent": layer.saved["previous_hidden"].T @ drecurrent,
        "bias": dgates.sum(axis=0),
        **layer.gradients,
    }


def reference_line(layer: Layer, line: int) -> tuple[np.ndarray, Any, slice]:
    """The reference's h in the order of reading, its cache, and that order."""
    way = slice(None, None, -1 if layer.reverse else 1)
    double = {name: array.astype(np.float64) for name, array in layer.arguments.items()}
    double["x"] = double["x"][layer.rows(line)][way]
    for name in layer.cell.states:
        double[name] = double[name][line]
    h, cache = layer.cell.reference_forward(**double)
    return h, cache, way


def assert_forward(layer: Layer, near: float = NEAR) -> None:
    last = layer.packing.last_rows(layer.reverse)
    for line in range(len(layer.packing.lengths)):
        h, cache, way = reference_line(layer, line)
        assert_near(layer.saved["hidden"][layer.rows(line)][way], h, near, f"hidden of {line}")
        if "c0" in layer.cell.states:
            assert_near(layer.saved["cell"][last[line]], cache.c[-1], near, "last cell")
    for name, array in layer.saved.items():
        assert np.isfinite(array).all(), name


def assert_backward(layer: Layer, bptt: int, near: float = NEAR) -> None:
    """All gradients against the sum of the references' over the lines."""
    cell = layer.cell
    begun = {name: array.copy() for name, array in layer.gradients.items()}
    right = {name: np.zeros(array.shape) for name, array in layer.arguments.items()}
    for name in cell.further:
        right[name] += begun[name]
    for line, length in enumerate(layer.packing.lengths):
        _, cache, way = reference_line(layer, line)
        at = layer.rows(line)
        upstream = [layer.dhidden[at][way], *(begun[name][line] for name in cell.states)]
        cuts = cuts_of(int(length), bptt, layer.reverse)
        d = cell.reference_backward(*(u.astype(np.float64) for u in upstream), cache, cuts)
        for name, part in d._asdict().items():
            if name == "x":
                right[name][at] = part[way]
            elif name in cell.states:
                right[name][line] = part
            else:
                right[name] += part
    ours = all_gradients(layer, bptt)
    assert ours.keys() == right.keys()
    for name, array in ours.items():
        assert_near(array, right[name], near, name)


def assert_independent_of_neighbours(
    cell: Cell, reverse: bool, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    """Each line alone gives the same bits as among the others, forward and back."""
    for bptt, bf16 in product((0, 3), {False, HAS_BF16}):
        shape = (6, 20, [3, 8, 5, 8, 1])
        together = random_layer(cell, shape, reverse, rng, scratch, bf16)
        alone = []
        for line, length in enumerate(together.packing.lengths):
            at, own = together.rows(line), slice(line, line + 1)
            arguments = together.arguments | {"x": together.arguments["x"][at]}
            arguments |= {name: together.arguments[name][own].copy() for name in cell.states}
            begun = {
                name: array[own] if name in cell.states else array
                for name, array in together.gradients.items()
            }
            alone.append(
                run(
                    cell, arguments, together.dhidden[at], begun, [int(length)], reverse,
                    scratch, bf16,
                )
            )  # fmt: skip
            assert_same_bits(alone[-1].saved["hidden"], together.saved["hidden"][at])
        cell.backward(together, bptt)
        for line, one in enumerate(alone):
            cell.backward(one, bptt)
            for name in {"gates", "products"} & cell.saved.keys():
                assert_same_bits(one.saved[name], together.saved[name][together.rows(line)], name)
            for name in cell.states:
                assert_same_bits(one.gradients[name][0], together.gradients[name][line], name)
