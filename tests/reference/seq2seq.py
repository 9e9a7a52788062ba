"""The whole seq2seq net: encoder, decoder from its final states, attention, output layer.

The encoder reads the source and END; the decoder reads BEGIN and the target, and is asked for the
target and END. The config is a dict with hidden, layers, embedding, bidirectional, attention
("none", "dot" or "general"), perhaps attention_after ("last", or "first": the mixed states of the
first decoder layer enter the second), and perhaps what `cells` reads. Sites of dropout, each with a
mask of the shape of what it scales:

    encoder.embedding (M, E)   encoder.1, encoder.2 ... (M, H)     inputs of those layers
    decoder.embedding (N, E)   decoder.1, decoder.2 ... (N, H)     inputs of those layers
    attention (N, H)                                               what attention brings
    output (N, H)                                                  input of the output layer

where M is the source's length with END and N the target's length with END.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.attention import (
    AttentionCache,
    attention_backward,
    attention_forward,
    mix_backward,
    mix_forward,
)
from tests.reference.cells import Config, Parameters, layer_shapes
from tests.reference.dropout import Masks, apply_dropout
from tests.reference.embedding import embedding_backward, embedding_forward
from tests.reference.encoder import EncoderCache, directions, encoder_backward, encoder_forward
from tests.reference.linear import linear_backward, linear_forward
from tests.reference.loss import LossSum, cross_entropy_backward, cross_entropy_forward
from tests.reference.stack import as_float64, stack_backward, stack_forward

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]
Pair = tuple[Ids, Ids]

BEGIN, END = 1, 2


class Look(NamedTuple):
    """What attention leaves for its way back."""

    queries: Array  # (N, H): the output of the decoder layer that looks
    attention: AttentionCache
    context: Array  # (N, H), after dropout
    mixed: Array  # (N, H)


class Tape(NamedTuple):
    """Everything one line's forward pass leaves for its backward pass."""

    encoder: EncoderCache
    memory: Array  # (M, H)
    decoder_ids: Ids  # (N,)
    decoder: list[Any]
    look: Look | None
    dropped: Array  # (N, H): what the output layer reads, after dropout
    logits: Array  # (N, V)


def parameter_shapes(
    config: Config, source_size: int, target_size: int
) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every parameter."""
    hidden, embedding = config["hidden"], config["embedding"]
    width = hidden // 2 if config["bidirectional"] else hidden
    shapes: dict[str, tuple[int, ...]] = {"encoder.embedding": (source_size, embedding)}
    for layer in range(config["layers"]):
        for name, _ in directions(config, layer):
            inputs = embedding if layer == 0 else hidden
            shapes |= layer_shapes(config, name, inputs, width)
    shapes["decoder.embedding"] = (target_size, embedding)
    for layer in range(config["layers"]):
        inputs = embedding if layer == 0 else hidden
        shapes |= layer_shapes(config, f"decoder.{layer}", inputs, hidden)
    if config["attention"] == "general":
        shapes["attention.general"] = (hidden, hidden)
    if config["attention"] != "none":
        shapes["attention.mix.weight"] = (2 * hidden, hidden)
        shapes["attention.mix.bias"] = (hidden,)
    shapes["output.weight"] = (hidden, target_size)
    shapes["output.bias"] = (target_size,)
    return shapes


def dropout_shapes(config: Config, source: Ids, target: Ids) -> dict[str, tuple[int, int]]:
    """Return site -> shape of the mask for one line (source (m,) and target (n,) without END)."""
    m, n = len(source) + 1, len(target) + 1
    hidden, embedding = config["hidden"], config["embedding"]
    shapes = {"encoder.embedding": (m, embedding), "decoder.embedding": (n, embedding)}
    for layer in range(1, config["layers"]):
        shapes[f"encoder.{layer}"] = (m, hidden)
        shapes[f"decoder.{layer}"] = (n, hidden)
    if config["attention"] != "none":
        shapes["attention"] = (n, hidden)
    return shapes | {"output": (n, hidden)}


def embedded_ids(config: Config, source: Ids, target: Ids) -> dict[str, Ids]:
    """Return site -> the ids whose embeddings the mask of that site scales, row by row."""
    return {
        "encoder.embedding": np.append(source, END),
        "decoder.embedding": np.insert(target, 0, BEGIN),
    }


def forward(
    parameters: Parameters, config: Config, source: Ids, target: Ids, masks: Masks | None = None
) -> Tape:
    """Run one line with teacher forcing; source (m,) and target (n,) without BEGIN and END."""
    names = [f"decoder.{layer}" for layer in range(config["layers"])]
    memory, finals, encoder = encoder_forward(parameters, config, np.append(source, END), masks)
    decoder_ids = np.insert(target, 0, BEGIN)
    x = embedding_forward(parameters["decoder.embedding"], decoder_ids)
    x = apply_dropout(x, masks, "decoder.embedding")
    looks: list[Look] = []

    def look(queries: Array) -> Array:
        looks.append(look_forward(parameters, queries, memory, masks))
        return looks[0].mixed

    attends = look if config["attention"] != "none" else None
    after = looks_after(config)
    read, decoder = stack_forward(
        parameters, config, names, names, x, finals, masks, attends, after
    )
    dropped = apply_dropout(read, masks, "output")
    scores = linear_forward(dropped, parameters["output.weight"], parameters["output.bias"])
    looked = looks[0] if looks else None
    return Tape(encoder, memory, decoder_ids, decoder, looked, dropped, scores)


def looks_after(config: Config) -> int:
    """Return the number, from 0, of the decoder layer that attention comes after."""
    return 0 if config.get("attention_after") == "first" else config["layers"] - 1


def look_forward(
    parameters: Parameters, queries: Array, memory: Array, masks: Masks | None
) -> Look:
    """Attend from queries (N, H) to memory (M, H), and mix."""
    # "attention.general" exists only for the general score
    context, attention = attention_forward(queries, memory, parameters.get("attention.general"))
    context = apply_dropout(context, masks, "attention")
    mixed = mix_forward(
        queries, context, parameters["attention.mix.weight"], parameters["attention.mix.bias"]
    )
    return Look(queries, attention, context, mixed)


def look_backward(
    look: Look,
    d_mixed: Array,
    parameters: Parameters,
    masks: Masks | None,
    gradients: dict[str, Array],
) -> tuple[Array, Array]:
    """Return d_queries (N, H) and d_memory (M, H), adding to gradients."""
    d_queries, d_context, d_mix_weight, d_mix_bias = mix_backward(
        d_mixed, look.mixed, look.queries, look.context, parameters["attention.mix.weight"]
    )
    gradients["attention.mix.weight"] += d_mix_weight
    gradients["attention.mix.bias"] += d_mix_bias
    d_context = apply_dropout(d_context, masks, "attention")
    d_attention = attention_backward(d_context, look.attention)
    if d_attention.general is not None:
        gradients["attention.general"] += d_attention.general
    return d_queries + d_attention.queries, d_attention.memory


def backward(
    d_logits: Array,
    tape: Tape,
    parameters: Parameters,
    config: Config,
    masks: Masks | None,
    gradients: dict[str, Array],
) -> None:
    """Backpropagate d_logits (N, V) of one line, adding to gradients (all names present)."""
    names = [f"decoder.{layer}" for layer in range(config["layers"])]
    d_dropped, d_weight, d_bias = linear_backward(
        d_logits, tape.dropped, parameters["output.weight"]
    )
    gradients["output.weight"] += d_weight
    gradients["output.bias"] += d_bias
    d_top = apply_dropout(d_dropped, masks, "output")
    d_memory = np.zeros_like(tape.memory)

    def look_back(d_mixed: Array) -> Array:
        assert tape.look is not None
        d_queries, d_looked = look_backward(tape.look, d_mixed, parameters, masks, gradients)
        d_memory[:] = d_looked
        return d_queries

    d_x, d_finals = stack_backward(
        d_top, tape.decoder, config, names, names, masks, gradients,
        look_back if tape.look else None, looks_after(config),
    )  # fmt: skip
    d_x = apply_dropout(d_x, masks, "decoder.embedding")
    gradients["decoder.embedding"] += embedding_backward(
        d_x, parameters["decoder.embedding"], tape.decoder_ids
    )
    encoder_backward(d_memory, d_finals, tape.encoder, parameters, config, masks, gradients)


def logits(parameters: Parameters, config: Config, source: Ids, target: Ids) -> Array:
    """Return the scores (n + 1, V) before the softmax, for the target (n,) and END."""
    return forward(as_float64(parameters), config, source, target).logits


def loss(
    parameters: Parameters,
    config: Config,
    pairs: Sequence[Pair],
    label_smoothing: float = 0.0,
    masks: Sequence[Masks] | None = None,
) -> LossSum:
    """Return objective, nll and count, summed over the pairs; see `loss_and_gradients`."""
    parameters = as_float64(parameters)
    total = LossSum(0.0, 0.0, 0)
    for k, (source, target) in enumerate(pairs):
        line_masks = None if masks is None else masks[k]
        tape = forward(parameters, config, source, target, line_masks)
        wanted, weights = np.append(target, END), np.ones(len(target) + 1)
        total = total.plus(cross_entropy_forward(tape.logits, wanted, weights, label_smoothing))
    return total


def loss_and_gradients(
    parameters: Parameters,
    config: Config,
    pairs: Sequence[Pair],
    label_smoothing: float = 0.0,
    masks: Sequence[Masks] | None = None,
) -> tuple[float, float, int, dict[str, Array]]:
    """Return objective, nll, count and gradients, summed over the pairs.

    A pair is source ids (m,) and target ids (n,), without BEGIN and END; both may be empty.
    masks[k] are the dropout masks of pair k; None for no dropout.
    """
    parameters = as_float64(parameters)
    gradients = {name: np.zeros_like(array) for name, array in parameters.items()}
    total = LossSum(0.0, 0.0, 0)
    for k, (source, target) in enumerate(pairs):
        line_masks = None if masks is None else masks[k]
        tape = forward(parameters, config, source, target, line_masks)
        wanted, weights = np.append(target, END), np.ones(len(target) + 1)
        total = total.plus(cross_entropy_forward(tape.logits, wanted, weights, label_smoothing))
        d_logits = cross_entropy_backward(tape.logits, wanted, weights, label_smoothing)
        backward(d_logits, tape, parameters, config, line_masks, gradients)
    return total.objective, total.nll, total.count, gradients
