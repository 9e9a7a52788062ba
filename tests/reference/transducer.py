"""The transducer: one recurrent stack over the timeline, answering with a lag.

The config is a dict with hidden, layers, embedding, lag (a number of ticks, or "full": the length
of the line's source), perhaps feedback: whether the embedding of the character wanted one tick
before is added to that of the source, and perhaps what `cells` reads. Sites of dropout: embedding
(T, E), the inputs of the later layers "1", "2" ... (T, H), and output (T, H), with T the length of
the line's timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.cells import Config, Parameters, layer_shapes, zero_state
from tests.reference.dropout import Masks, apply_dropout
from tests.reference.embedding import embedding_backward, embedding_forward
from tests.reference.linear import linear_backward, linear_forward
from tests.reference.loss import LossSum, cross_entropy_backward, cross_entropy_forward
from tests.reference.stack import as_float64, stack_backward, stack_forward

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]
Pair = tuple[Ids, Ids]

PAD, BEGIN, END = 0, 1, 2
FEEDBACK = "feedback.embedding"


def timeline(source: Ids, target: Ids, lag: int | str) -> tuple[Ids, Ids, Array]:
    """Lay a pair on the clock; return inputs (T,), wanted (T,) and weights (T,).

    With ticks counted from 1: the input of tick t is source character t, then PAD. Target
    character j is wanted at tick lag + j and END right after the last one; elsewhere PAD is
    written and the weight is 0. T is as long as the longer of the two.
    """
    m, n = len(source), len(target)
    delay = m if lag == "full" else int(lag)
    ticks = max(m, delay + n + 1)
    inputs = np.full(ticks, PAD)
    wanted = np.full(ticks, PAD)
    weights = np.zeros(ticks)
    inputs[:m] = source
    wanted[delay : delay + n] = target
    wanted[delay + n] = END
    weights[delay : delay + n + 1] = 1.0
    return inputs, wanted, weights


def fed_back(source: Ids, target: Ids, lag: int | str) -> Ids:
    """Return for each tick of the timeline the character (T,) that is fed back.

    It is what was wanted one tick before. At the first tick that anything is wanted it is BEGIN,
    before that and after END it is PAD.
    """
    _, wanted, weights = timeline(source, target, lag)
    fed = np.full(len(wanted), PAD)
    for t in range(len(wanted)):
        if weights[t]:
            begun = t > 0 and weights[t - 1]
            fed[t] = wanted[t - 1] if begun else BEGIN
    return fed


def parameter_shapes(
    config: Config, source_size: int, target_size: int
) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every parameter."""
    hidden, embedding = config["hidden"], config["embedding"]
    shapes: dict[str, tuple[int, ...]] = {"embedding": (source_size, embedding)}
    for layer in range(config["layers"]):
        inputs = embedding if layer == 0 else hidden
        shapes |= layer_shapes(config, f"layer.{layer}", inputs, hidden)
    if config.get("feedback"):
        shapes[FEEDBACK] = (target_size, embedding)
    return shapes | {"output.weight": (hidden, target_size), "output.bias": (target_size,)}


def dropout_shapes(config: Config, source: Ids, target: Ids) -> dict[str, tuple[int, int]]:
    """Return site -> shape of the mask for one line."""
    ticks = len(timeline(source, target, config["lag"])[0])
    hidden = config["hidden"]
    shapes = {"embedding": (ticks, config["embedding"])}
    if config.get("feedback"):
        shapes[FEEDBACK] = (ticks, config["embedding"])
    for layer in range(1, config["layers"]):
        shapes[str(layer)] = (ticks, hidden)
    return shapes | {"output": (ticks, hidden)}


def embedded_ids(config: Config, source: Ids, target: Ids) -> dict[str, Ids]:
    """Return site -> the ids whose embeddings the mask of that site scales, row by row."""
    ids = {"embedding": timeline(source, target, config["lag"])[0]}
    if config.get("feedback"):
        ids[FEEDBACK] = fed_back(source, target, config["lag"])
    return ids


class Tape(NamedTuple):
    """Everything one line's forward pass leaves for its backward pass."""

    inputs: Ids  # (T,)
    fed: Ids  # (T,)
    layers: list[Any]
    dropped: Array  # (T, H): what the output layer reads
    logits: Array  # (T, V)


def layer_names(config: Config) -> tuple[list[str], list[str]]:
    """Return every layer's name prefix and its site of dropout."""
    layers = range(config["layers"])
    return [f"layer.{layer}" for layer in layers], [str(layer) for layer in layers]


def forward(
    parameters: Parameters, config: Config, inputs: Ids, fed: Ids, masks: Masks | None
) -> Tape:
    """Run the inputs (T,) of one timeline, and what is fed back (T,), from zero states."""
    names, sites = layer_names(config)
    zeros = [zero_state(config, config["hidden"])] * len(names)
    x = apply_dropout(embedding_forward(parameters["embedding"], inputs), masks, "embedding")
    if config.get("feedback"):
        x = x + apply_dropout(embedding_forward(parameters[FEEDBACK], fed), masks, FEEDBACK)
    top, caches = stack_forward(parameters, config, names, sites, x, zeros, masks)
    dropped = apply_dropout(top, masks, "output")
    scores = linear_forward(dropped, parameters["output.weight"], parameters["output.bias"])
    return Tape(inputs, fed, caches, dropped, scores)


def backward(
    d_logits: Array,
    tape: Tape,
    parameters: Parameters,
    config: Config,
    masks: Masks | None,
    gradients: dict[str, Array],
) -> None:
    """Backpropagate d_logits (T, V) of one line, adding to gradients (all names present)."""
    names, sites = layer_names(config)
    d_dropped, d_weight, d_bias = linear_backward(
        d_logits, tape.dropped, parameters["output.weight"]
    )
    gradients["output.weight"] += d_weight
    gradients["output.bias"] += d_bias
    d_top = apply_dropout(d_dropped, masks, "output")
    d_x, _ = stack_backward(d_top, tape.layers, config, names, sites, masks, gradients)
    d_input = apply_dropout(d_x, masks, "embedding")
    gradients["embedding"] += embedding_backward(d_input, parameters["embedding"], tape.inputs)
    if config.get("feedback"):
        d_fed = apply_dropout(d_x, masks, FEEDBACK)
        gradients[FEEDBACK] += embedding_backward(d_fed, parameters[FEEDBACK], tape.fed)


def logits(parameters: Parameters, config: Config, source: Ids, target: Ids) -> Array:
    """Return the scores (T, V) of every tick, also of those where nothing is wanted."""
    inputs, _, _ = timeline(source, target, config["lag"])
    fed = fed_back(source, target, config["lag"])
    return forward(as_float64(parameters), config, inputs, fed, None).logits


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
        inputs, wanted, weights = timeline(source, target, config["lag"])
        fed = fed_back(source, target, config["lag"])
        tape = forward(parameters, config, inputs, fed, line_masks)
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

    A pair is source ids (m,) and target ids (n,), without END; both may be empty. masks[k] are
    the dropout masks of pair k; None for no dropout.
    """
    parameters = as_float64(parameters)
    gradients = {name: np.zeros_like(array) for name, array in parameters.items()}
    total = LossSum(0.0, 0.0, 0)
    for k, (source, target) in enumerate(pairs):
        line_masks = None if masks is None else masks[k]
        inputs, wanted, weights = timeline(source, target, config["lag"])
        fed = fed_back(source, target, config["lag"])
        tape = forward(parameters, config, inputs, fed, line_masks)
        total = total.plus(cross_entropy_forward(tape.logits, wanted, weights, label_smoothing))
        d_logits = cross_entropy_backward(tape.logits, wanted, weights, label_smoothing)
        backward(d_logits, tape, parameters, config, line_masks, gradients)
    return total.objective, total.nll, total.count, gradients
