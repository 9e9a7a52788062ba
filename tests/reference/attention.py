"""Luong attention of every target tick over every source tick, and the mix with the query.

score[n, s] = query[n] . memory[s]               "dot"
score[n, s] = (query[n] W) . memory[s]           "general"
context[n]  = sum over s of softmax(score[n])[s] memory[s]
mixed[n]    = tanh([query[n] ; context[n]] W_mix + b_mix)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.linear import linear_backward, linear_forward

Array = npt.NDArray[np.float64]


class AttentionCache(NamedTuple):
    """What the backward pass needs."""

    queries: Array  # (N, H)
    projected: Array  # (N, H): queries W, or the queries themselves for "dot"
    memory: Array  # (M, H)
    general: Array | None  # (H, H)
    weights: Array  # (N, M), each row sums to one


class AttentionGradients(NamedTuple):
    """Gradients of the inputs of `attention_forward`; general is None for "dot"."""

    queries: Array
    memory: Array
    general: Array | None


def softmax(scores: Array) -> Array:
    """Softmax of each row of scores (N, M)."""
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def attention_forward(
    queries: Array, memory: Array, general: Array | None
) -> tuple[Array, AttentionCache]:
    """Return contexts (N, H) of queries (N, H) over memory (M, H); general is None for "dot"."""
    projected = queries if general is None else queries @ general
    weights = softmax(projected @ memory.T)
    return weights @ memory, AttentionCache(queries, projected, memory, general, weights)


def attention_backward(d_context: Array, cache: AttentionCache) -> AttentionGradients:
    """From d_context (N, H) return the gradients of queries, memory and general."""
    weights, memory = cache.weights, cache.memory
    # context = weights @ memory
    d_weights = d_context @ memory.T
    d_memory = weights.T @ d_context
    # weights = softmax(scores), row by row
    d_scores = weights * (d_weights - (d_weights * weights).sum(axis=1, keepdims=True))
    # scores = projected @ memory.T
    d_projected = d_scores @ memory
    d_memory = d_memory + d_scores.T @ cache.projected
    if cache.general is None:
        return AttentionGradients(d_projected, d_memory, None)
    # projected = queries @ general
    d_general = cache.queries.T @ d_projected
    return AttentionGradients(d_projected @ cache.general.T, d_memory, d_general)


def mix_forward(queries: Array, context: Array, weight: Array, bias: Array) -> Array:
    """Return tanh([queries ; context] weight + bias) (N, H); weight is (2H, H), queries first."""
    return np.tanh(linear_forward(np.concatenate([queries, context], axis=1), weight, bias))


def mix_backward(
    d_mixed: Array, mixed: Array, queries: Array, context: Array, weight: Array
) -> tuple[Array, Array, Array, Array]:
    """Return the gradients of queries (N, H), context (N, H), weight (2H, H) and bias (H,)."""
    # mixed = tanh(both @ weight + bias)
    both = np.concatenate([queries, context], axis=1)
    d_both, d_weight, d_bias = linear_backward(d_mixed * (1.0 - mixed**2), both, weight)
    hidden = queries.shape[1]
    return d_both[:, :hidden], d_both[:, hidden:], d_weight, d_bias
