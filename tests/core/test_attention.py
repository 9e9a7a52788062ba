"""Attention over packed lines against the float64 reference, and its one-step form."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from chartrans.core.attention import (
    attend_step,
    attention_backward,
    attention_forward,
    softmax_rows,
    softmax_rows_backward,
)
from chartrans.core.packing import Packing
from tests.core.arrays import exactly, floats, rubbish
from tests.nearness import assert_near, assert_same_bits
from tests.reference import attention as reference

NEAR = 1e-5
# (source, target) ticks of each line
BATCHES = [[(1, 1)], [(3, 5), (4, 2)], [(2, 9), (7, 1), (7, 4), (1, 4), (5, 9)]]


class Batch(NamedTuple):
    """Random rows of a batch, in the layouts that the kernels want."""

    source: Packing
    target: Packing
    partner: np.ndarray
    weight_offsets: np.ndarray
    query: np.ndarray
    memory: np.ndarray

    @classmethod
    def random(cls, lengths: list[tuple[int, int]], hidden: int, rng: np.random.Generator) -> Batch:
        source = Packing.of(np.array([m for m, _ in lengths], np.int64))
        target = Packing.of(np.array([n for _, n in lengths], np.int64))
        partner = np.argsort(source.order)[target.order]
        sizes = target.lengths * source.lengths[partner]
        memory = floats(rng, source.rows, hidden)
        query = floats(rng, target.rows, hidden)
        return cls(source, target, partner, np.cumsum(sizes) - sizes, query, memory)

    @property
    def layout(self) -> tuple[np.ndarray, ...]:
        target, source = self.target, self.source
        return (
            self.partner, target.lengths, target.offsets, source.lengths, source.offsets,
            self.weight_offsets,
        )  # fmt: skip

    def buffers(self) -> list[np.ndarray]:
        """Query, memory, context, dmemory, dquery of one line at a time."""
        hidden = self.query.shape[1]
        n, m = self.target.lengths[0], self.source.lengths[0]
        return [rubbish(rows, hidden) for rows in (n, m, n, m, n)]

    def line(self, b: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows of query and of memory that belong to target line b."""
        source = self.partner[b]
        return (
            self.target.offsets[: self.target.lengths[b]] + b,
            self.source.offsets[: self.source.lengths[source]] + source,
        )


@pytest.mark.parametrize("hidden", [1, 6, 35])
@pytest.mark.parametrize("lengths", BATCHES)
def test_forward_and_backward(
    lengths: list[tuple[int, int]], hidden: int, rng: np.random.Generator, scratch: np.ndarray
) -> None:
    batch = Batch.random(lengths, hidden, rng)
    context, weights = rubbish(*batch.query.shape), rubbish(sum(m * n for m, n in lengths))
    buffers = batch.buffers()
    arguments: list[Any] = [*batch.layout, *buffers[:3], scratch]
    attention_forward(context, weights, batch.query, batch.memory, *arguments)
    dcontext = floats(rng, *context.shape)
    dquery, dmemory = rubbish(*batch.query.shape), rubbish(*batch.memory.shape)
    kept = weights.copy()
    longest = batch.target.lengths[0] * batch.source.lengths[0]
    arguments = [batch.query, batch.memory, *batch.layout, *buffers, rubbish(longest), scratch]
    attention_backward(dquery, dmemory, dcontext, weights, *arguments)
    for b in range(len(lengths)):
        q, m = batch.line(b)
        right, cache = reference.attention_forward(
            batch.query[q].astype(np.float64), batch.memory[m].astype(np.float64), None
        )
        d = reference.attention_backward(dcontext[q].astype(np.float64), cache)
        begin = batch.weight_offsets[b]
        shares = kept[begin : begin + len(q) * len(m)].reshape(len(q), len(m))
        assert_near(shares, cache.weights, NEAR, "weights")
        assert_near(shares.sum(axis=1), np.ones(len(q)), 1e-6, "rows sum to one")
        assert_near(context[q], right, NEAR, "context")
        # Over one source tick the softmax is constant: the gradient is 0 up to rounding.
        np.testing.assert_allclose(dquery[q], d.queries, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(dmemory[m], d.memory, rtol=1e-4, atol=1e-5)


def test_one_step_is_a_row_of_the_whole(rng: np.random.Generator, scratch: np.ndarray) -> None:
    """Rows that share a stretch of memory, in any order, as in beam search."""
    memory, query = floats(rng, 12, 19), floats(rng, 4, 19)
    starts, lengths = np.array([5, 0, 5, 11]), np.array([6, 5, 6, 1])
    context, weights = rubbish(4, 19), rubbish(4, 8)
    attend_step(context, weights, query, memory, starts, lengths)
    for b in range(4):
        stretch = memory[starts[b] : starts[b] + lengths[b]].astype(np.float64)
        right, cache = reference.attention_forward(
            query[b : b + 1].astype(np.float64), stretch, None
        )
        assert_near(context[b : b + 1], right, NEAR)
        assert_near(weights[b : b + 1, : lengths[b]], cache.weights, NEAR)
        assert not weights[b, lengths[b] :].any()
        alone = rubbish(1, 19)
        attend_step(
            alone, rubbish(1, lengths[b]), query[b : b + 1], memory, starts[b : b + 1],
            lengths[b : b + 1],
        )  # fmt: skip
        assert_same_bits(alone[0], context[b])


def test_softmax_of_large_scores() -> None:
    rows = exactly([[1e4, 0.0, -1e4], [-3e38, -3e38, -3e38], [0.0, -np.inf, 0.0]])
    softmax_rows(rows)
    assert_near(rows, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0.5, 0, 0.5]], 1e-6)


def test_softmax_backward(rng: np.random.Generator) -> None:
    scores, d = floats(rng, 5, 23), floats(rng, 5, 23)
    p = reference.softmax(scores.astype(np.float64))
    right = p * (d - (d * p).sum(axis=1, keepdims=True))
    softmax_rows(scores)
    softmax_rows_backward(d, scores)
    assert_near(d, right, NEAR)
