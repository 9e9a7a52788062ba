"""One decoding step of a stack of recurrent layers: weights packed once, rows independent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.embedding import embedding_forward
from chartrans.core.gemm import gemm_nn, multiply
from chartrans.core.linear import add_bias
from chartrans.core.panels import pack_nn, panel_words
from chartrans.core.rows import add_rows
from chartrans.core.workspace import Workspace
from chartrans.nets.cells import States, cell_of
from chartrans.nets.config import FIRST_RESIDUAL, NetConfig
from chartrans.nets.precision import BFLOAT16, INT8
from chartrans.nets.specs import FEEDBACK, Stack

# out (B, J) (+)= x (B, K) @ weight: (out, x, add, scratch)
Multiply = Callable[[np.ndarray, np.ndarray, bool, np.ndarray], None]


class PackedWeight:
    """A weight (K, J) laid out for products in one precision, and its bias (J,) if it has one."""

    def __init__(self, weight: np.ndarray, bias: np.ndarray | None, precision: str) -> None:
        self.columns = weight.shape[1]
        self.bias = None if bias is None else bias.copy()
        self.multiply: Multiply
        if precision == INT8:
            from chartrans.core.gemm_int8 import Int8Weight  # noqa: PLC0415 -- not every CPU has it

            self.multiply = Int8Weight(weight).multiply
        else:
            self.multiply = _product(weight, precision == BFLOAT16)

    def apply(self, out: np.ndarray, x: np.ndarray, add: bool, scratch: np.ndarray) -> None:
        """Out (B, J) (+)= x (B, K) @ weight + bias."""
        self.multiply(out, x, add, scratch)
        if self.bias is not None:
            add_bias(out, self.bias)


def _product(weight: np.ndarray, bf16: bool) -> Multiply:
    """The product with a weight that is packed now."""
    panels = Workspace.aligned((panel_words(*weight.shape, bf16),), np.int32)
    pack_nn(panels, weight, bf16)
    return lambda out, x, add, scratch: multiply(out, x, panels, add, bf16, scratch)


@dataclass
class LayerStep:
    """One layer's weights; the first layer reads a table of finished input products instead."""

    input: PackedWeight | None
    recurrent: PackedWeight
    further: dict[str, np.ndarray]  # what else the cell has


class StackSteps:
    """A stack's weights as they are now, ready for one step at a time.

    Characters enter by lookup: the table (V, G) holds embedding @ input weights + bias, so that
    the first layer needs no product for its input. So do characters that are fed back, if there is
    a table for them.
    """

    def __init__(
        self, parameters: ParameterArena, stack: Stack, config: NetConfig, precision: str
    ) -> None:
        name = f"{stack.layer}.0"
        embedding, weight = parameters[stack.embedding], parameters[f"{name}.input"]
        self.table = np.empty((embedding.shape[0], weight.shape[1]), np.float32)
        gemm_nn(self.table, embedding, weight, False, False, Workspace().scratch)
        add_bias(self.table, parameters[f"{name}.bias"])
        self.fed_table = None
        if FEEDBACK in parameters.views:
            back = parameters[FEEDBACK]
            self.fed_table = np.empty((back.shape[0], weight.shape[1]), np.float32)
            gemm_nn(self.fed_table, back, weight, False, False, Workspace().scratch)
        self.cell, self.looks_after = cell_of(config), config.looks_after
        self.layers = []
        for layer in range(config.layers):
            name = f"{stack.layer}.{layer}"
            entry = None
            if layer > 0:
                entry = PackedWeight(
                    parameters[f"{name}.input"], parameters[f"{name}.bias"], precision
                )
            recurrent = PackedWeight(parameters[f"{name}.recurrent"], None, precision)
            further = {part: parameters[f"{name}.{part}"] for part in self.cell.further}
            self.layers.append(LayerStep(entry, recurrent, further))

    def step(
        self,
        states: list[States],
        ids: np.ndarray,
        workspace: Workspace,
        fed: np.ndarray | None = None,
        look: Callable[[np.ndarray], np.ndarray] | None = None,
    ) -> np.ndarray:
        """The top output (B, H) after the characters ids int32 (B,); states (B, H) are advanced.

        `fed` int32 (B,) are the characters fed back, for a stack that has a table for them. `look`
        is what the rows (B, H) go through after the layer that the configuration says.
        """
        gates = workspace.take("step.gates", (len(ids), self.table.shape[1]))
        x = np.empty(0, np.float32)
        for number, (layer, state) in enumerate(zip(self.layers, states, strict=True)):
            if layer.input is None:
                embedding_forward(gates, self.table, ids)
                if self.fed_table is not None:
                    back = workspace.take("step.fed", gates.shape)
                    embedding_forward(back, self.fed_table, fed)
                    add_rows(gates, back)
            else:
                layer.input.apply(gates, x, False, workspace.scratch)
            self.cell.step(layer, state, gates, workspace)
            hidden = state[0]
            if number >= FIRST_RESIDUAL:
                y = workspace.take(f"step.{number}", hidden.shape)
                y[:] = hidden
                add_rows(y, x)
                x = y
            else:
                x = hidden
            if look and number == self.looks_after:
                x = look(x)
        return x
