"""What enters a recurrent layer: the states of the layer below, or characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from chartrans.core.embedding import embedding_backward, embedding_forward
from chartrans.core.gemm import gemm_nt, gemm_tn, gemm_tn_twice
from chartrans.core.linear import add_column_sums, linear_backward, linear_forward
from chartrans.core.rows import add_rows
from chartrans.nets.one_pass import Pass


class Entry(Protocol):
    """A layer's input over N rows; `name` is that of the layer, G the width of its gates."""

    def forward(self, run: Pass, name: str, gates: np.ndarray) -> None:
        """Writes gates (N, G) = x W_input + bias."""
        ...

    def backward(
        self, run: Pass, name: str, dgates: np.ndarray, previous_hidden: np.ndarray
    ) -> None:
        """Adds the gradients of the layer's weights and bias, from dgates (N, G).

        previous_hidden (N, H) is what the recurrent weights were multiplied with. What was entered
        keeps its own gradient.
        """
        ...


@dataclass
class Rows:
    """The states of the layer below, x (N, K); dx (N, K) is the gradient after `backward`."""

    x: np.ndarray
    dx: np.ndarray | None = None

    def forward(self, run: Pass, name: str, gates: np.ndarray) -> None:
        """See `Entry.forward`."""
        weight, bias = run.parameters[f"{name}.input"], run.parameters[f"{name}.bias"]
        linear_forward(gates, self.x, weight, bias, run.bf16, run.scratch)

    def backward(
        self, run: Pass, name: str, dgates: np.ndarray, previous_hidden: np.ndarray
    ) -> None:
        """See `Entry.backward`; a second direction adds its dx to the first one's."""
        add = self.dx is not None
        if self.dx is None:
            self.dx = run.workspace.take(f"{name}.dx", self.x.shape)
        # forward: a = x W_input + h_{t-1} W_recurrent + bias
        gemm_nt(self.dx, dgates, run.parameters[f"{name}.input"], add, run.bf16, run.scratch)
        gemm_tn_twice(
            run.gradient(f"{name}.input"), self.x,
            run.gradient(f"{name}.recurrent"), previous_hidden,
            dgates, run.bf16, run.scratch,
        )  # fmt: skip
        add_column_sums(run.gradient(f"{name}.bias"), dgates)


class Characters:
    """Characters, ids int32 (N,), through an embedding (V, E).

    There are far fewer characters than rows, so what each of them brings to the gates is computed
    once, as a table (V, G), and looked up. Dropout drops elements of the embedding, the same for a
    character wherever it stands.
    """

    def __init__(self, run: Pass, embedding: str, ids: np.ndarray) -> None:
        self.embedding, self.ids = embedding, ids
        parameters = run.parameters[embedding]
        self.embedded = run.workspace.take(f"{embedding}.dropped", parameters.shape)
        self.embedded[:] = parameters
        run.drop(self.embedded, embedding)
        self.dembedded = run.workspace.zeros(f"{embedding}.gradient", parameters.shape)

    def forward(self, run: Pass, name: str, gates: np.ndarray) -> None:
        """See `Entry.forward`."""
        weight, bias = run.parameters[f"{name}.input"], run.parameters[f"{name}.bias"]
        table = run.workspace.take("characters.table", (len(self.embedded), weight.shape[1]))
        linear_forward(table, self.embedded, weight, bias, run.bf16, run.scratch)
        embedding_forward(gates, table, self.ids)

    def backward(
        self, run: Pass, name: str, dgates: np.ndarray, previous_hidden: np.ndarray
    ) -> None:
        """See `Entry.backward`."""
        weight = run.parameters[f"{name}.input"]
        dtable = run.workspace.zeros("characters.table", (len(self.embedded), weight.shape[1]))
        embedding_backward(dtable, dgates, self.ids)
        part = run.workspace.take("characters.part", self.embedded.shape)
        linear_backward(
            part, run.gradient(f"{name}.input"), run.gradient(f"{name}.bias"),
            dtable, self.embedded, weight, run.bf16, run.scratch,
        )  # fmt: skip
        add_rows(self.dembedded, part)
        # forward: a = ... + h_{t-1} W_recurrent
        dweight = run.gradient(f"{name}.recurrent")
        gemm_tn(dweight, previous_hidden, dgates, True, run.bf16, run.scratch)

    def finish(self, run: Pass) -> None:
        """Adds the gradient of the embedding, once all that saw the characters went backward."""
        run.drop(self.dembedded, self.embedding)
        add_rows(run.gradient(self.embedding), self.dembedded)
