"""A net that is a table: what may follow each beginning is written down or drawn, not computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from chartrans.core.workspace import Workspace
from chartrans.text.alphabet import BEGIN, END, SPECIAL

A, B, C = range(len(SPECIAL), len(SPECIAL) + 3)
SIZE = len(SPECIAL) + 3
Beginning = tuple[int, ...]


@dataclass
class Beginnings:
    """What each row has written, and which source it belongs to."""

    rows: list[tuple[int, Beginning]]
    workspace: Workspace

    def select(self, rows: np.ndarray) -> Beginnings:
        return Beginnings([self.rows[row] for row in rows], self.workspace)


Table = Mapping[Beginning, np.ndarray]


class TableNet:
    """Follows `chartrans.nets.net.Decoding`. A source is [number]: the table it is looked up in."""

    def __init__(self, tables: Sequence[Any]) -> None:
        self.tables = tables

    def start(self, sources: list[np.ndarray], workspace: Workspace) -> Beginnings:
        return Beginnings([(int(source[0]), ()) for source in sources], workspace)

    def step(self, state: Any, ids: np.ndarray) -> np.ndarray:
        assert ids.dtype == np.int32
        assert len(ids) == len(state.rows)
        for k, (table, beginning) in enumerate(state.rows):
            assert (ids[k] == BEGIN) == (beginning == ())
            state.rows[k] = (table, (*beginning, int(ids[k])))
        scores = state.workspace.take("scores", (len(ids), SIZE))
        for k, (table, beginning) in enumerate(state.rows):
            scores[k] = self.tables[table][beginning[1:]]  # without BEGIN
        return scores


def distribution(**chances: float) -> np.ndarray:
    """Log-probabilities float32 (SIZE,) of a, b, c and end; what is not named is impossible."""
    ids = {"a": A, "b": B, "c": C, "end": END}
    row = np.full(SIZE, -np.inf, np.float32)
    for name, chance in chances.items():
        row[ids[name]] = np.log(chance)
    return row


def random_table(rng: np.random.Generator, depth: int) -> dict[Beginning, np.ndarray]:
    """Random distributions after every beginning; after `depth` characters only END may come.

    The ids that are never written get some of the chance too.
    """
    table = {}
    for length in range(depth + 1):
        for beginning in product((A, B, C), repeat=length):
            p = rng.dirichlet(np.ones(SIZE))
            row = np.log(p).astype(np.float32)
            table[beginning] = row if length < depth else distribution(end=1.0)
    return table


def all_outputs(table: Table) -> dict[Beginning, float]:
    """Every output that a table can give, with its log-probability, by trying all of them."""
    found = {}
    for beginning in table:
        steps = [*beginning, END]
        score = sum(float(table[beginning[:k]][step]) for k, step in enumerate(steps))
        if score > -np.inf:
            found[beginning] = score
    return found
