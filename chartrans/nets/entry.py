"""What enters a recurrent layer: the states of the layer below, or characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from chartrans.core.embedding import embedding_backward, embedding_forward
from chartrans.core.gemm import gemm_nn, gemm_nt, gemm_tn
from chartrans.core.linear import add_bias, add_column_sums
from chartrans.core.rows import add_rows
from chartrans.nets.linear import linear_forward
from chartrans.nets.one_pass import Pass


class Entry(Protocol):
    """A layer's input over N rows; `name` is that of the layer, G the width of its gates."""

    def forward(self, run: Pass, name: str, gates: np.ndarray) -> None:
        """Writes gates (N, G) = x W_input + bias."""
        ...

    def backward(self, run: Pass, name: str, dgates: np.ndarray) -> None:
        """Adds the gradients of the layer's input weights and bias, from dgates (N, G).

        What was entered keeps its own gradient.
        """
        ...


@dataclass
class Rows:
    """The states of the layer below, x (N, K); dx (N, K) is the gradient after `backward`."""

    x: np.ndarray
    dx: np.ndarray | None = None

    def forward(self, run: Pass, name: str, gates: np.ndarray) -> None:
        """See `Entry.forward`."""
        linear_forward(run, gates, self.x, f"{name}.input", f"{name}.bias")

    def backward(self, run: Pass, name: str, dgates: np.ndarray) -> None:
        """See `Entry.backward`; a second direction adds its dx to the first one's."""
        add = self.dx is not None
        if self.dx is None:
            self.dx = run.gradient_below(self.x.shape)
        # forward: a = x W_input + bias
        run.multiply(self.dx, dgates, f"{name}.input", transposed=True, add=add)
        gemm_tn(run.gradient(f"{name}.input"), self.x, dgates, True, run.bf16, run.scratch)
        add_column_sums(run.gradient(f"{name}.bias"), dgates)


class Characters:
    """Characters, ids int32 (N,), each stream of them through an embedding (V, E) of its own.

    There are far fewer characters than rows, so what each of them brings to the gates is computed
    once, as a table (V, G), in float32, and looked up; streams add up. Dropout drops elements of
    the embedding, the same for a character wherever it stands.
    """

    def __init__(self, run: Pass, streams: list[tuple[str, np.ndarray]]) -> None:
        self.streams = streams
        self.embedded: list[np.ndarray] = []
        self.dembedded: list[np.ndarray] = []
        for embedding, _ in streams:
            parameters = run.parameters[embedding]
            dropped = run.workspace.take(f"{embedding}.dropped", parameters.shape)
            dropped[:] = parameters
            run.drop(dropped, "inputs", embedding)
            self.embedded.append(dropped)
            self.dembedded.append(run.workspace.zeros(f"{embedding}.gradient", parameters.shape))

    def forward(self, run: Pass, name: str, gates: np.ndarray) -> None:
        """See `Entry.forward`."""
        weight, bias = run.parameters[f"{name}.input"], run.parameters[f"{name}.bias"]
        for k, ((_, ids), embedded) in enumerate(zip(self.streams, self.embedded, strict=True)):
            table = run.workspace.take("characters.table", (len(embedded), weight.shape[1]))
            gemm_nn(table, embedded, weight, False, False, run.scratch)
            if k == 0:
                add_bias(table, bias)
                embedding_forward(gates, table, ids)
            else:
                more = run.workspace.take("characters.more", gates.shape)
                embedding_forward(more, table, ids)
                add_rows(gates, more)

    def backward(self, run: Pass, name: str, dgates: np.ndarray) -> None:
        """See `Entry.backward`."""
        weight, dweight = run.parameters[f"{name}.input"], run.gradient(f"{name}.input")
        # forward: a = sum of table[ids] over the streams, table = embedded W (+ bias)
        for k, (_, ids) in enumerate(self.streams):
            embedded, dembedded = self.embedded[k], self.dembedded[k]
            dtable = run.workspace.zeros("characters.table", (len(embedded), weight.shape[1]))
            embedding_backward(dtable, dgates, ids)
            gemm_nt(dembedded, dtable, weight, True, run.bf16, run.scratch)
            gemm_tn(dweight, embedded, dtable, True, run.bf16, run.scratch)
            if k == 0:
                add_column_sums(run.gradient(f"{name}.bias"), dtable)

    def finish(self, run: Pass) -> None:
        """Adds the gradients of the embeddings, once all that saw the characters went backward."""
        for (embedding, _), dembedded in zip(self.streams, self.dembedded, strict=True):
            run.drop(dembedded, "inputs", embedding)
            add_rows(run.gradient(embedding), dembedded)
