"""The feedforward net: every position by itself, from a window of the source around it.

The config is a dict with hidden, layers, embedding and window. Position t of a line is asked for
target character t, and for END at the position after the last one; that makes n + 1 positions. It
reads source characters t - window .. t + window, PAD where there is none. Sites of dropout:
embedding (n + 1, (2 window + 1) E), the inputs of the later layers "1", "2" ... (n + 1, H), and
output (n + 1, H).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.cells import Config, Parameters
from tests.reference.dropout import Masks, apply_dropout
from tests.reference.embedding import embedding_backward, embedding_forward
from tests.reference.linear import linear_backward, linear_forward
from tests.reference.loss import LossSum, cross_entropy_backward, cross_entropy_forward
from tests.reference.stack import as_float64

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]
Pair = tuple[Ids, Ids]

PAD, END = 0, 2


def character(source: Ids, place: int) -> int:
    """Return the source character at a place, or PAD outside of the source."""
    return int(source[place]) if 0 <= place < len(source) else PAD


def columns(source: Ids, ticks: int, window: int) -> list[Ids]:
    """Return for each offset from -window to window what stands there, seen from every tick."""
    return [
        np.array([character(source, t + offset) for t in range(ticks)], dtype=int)
        for offset in range(-window, window + 1)
    ]


def parameter_shapes(
    config: Config, source_size: int, target_size: int
) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every parameter."""
    hidden, embedding = config["hidden"], config["embedding"]
    shapes: dict[str, tuple[int, ...]] = {"embedding": (source_size, embedding)}
    inputs = (2 * config["window"] + 1) * embedding
    for layer in range(config["layers"]):
        shapes[f"hidden.{layer}.weight"] = (inputs, hidden)
        shapes[f"hidden.{layer}.bias"] = (hidden,)
        inputs = hidden
    return shapes | {"output.weight": (hidden, target_size), "output.bias": (target_size,)}


def dropout_shapes(config: Config, source: Ids, target: Ids) -> dict[str, tuple[int, int]]:
    """Return site -> shape of the mask for one line."""
    ticks, hidden = len(target) + 1, config["hidden"]
    shapes = {"embedding": (ticks, (2 * config["window"] + 1) * config["embedding"])}
    for layer in range(1, config["layers"]):
        shapes[str(layer)] = (ticks, hidden)
    return shapes | {"output": (ticks, hidden)}


def embedded_ids(config: Config, source: Ids, target: Ids) -> dict[str, Ids]:
    """Return nothing: a mask scales the windows row by row, not the embeddings of characters."""
    return {}


class Tape(NamedTuple):
    """Everything one line's forward pass leaves for its backward pass."""

    columns: list[Ids]  # 2 window + 1 times (T,)
    inputs: list[Array]  # of each layer, as it read them, and of the output layer
    outputs: list[Array]  # of each layer (T, H)
    logits: Array  # (T, V)


def site(layer: int) -> str:
    """Return the name of the dropout in front of a layer."""
    return "embedding" if layer == 0 else str(layer)


def forward(
    parameters: Parameters, config: Config, source: Ids, ticks: int, masks: Masks | None
) -> Tape:
    """Run the first ticks of one line."""
    seen = columns(source, ticks, config["window"])
    x = np.concatenate([embedding_forward(parameters["embedding"], ids) for ids in seen], axis=1)
    inputs, outputs = [], []
    for layer in range(config["layers"]):
        inputs.append(apply_dropout(x, masks, site(layer)))
        weight, bias = parameters[f"hidden.{layer}.weight"], parameters[f"hidden.{layer}.bias"]
        x = np.tanh(linear_forward(inputs[-1], weight, bias))
        outputs.append(x)
    inputs.append(apply_dropout(x, masks, "output"))
    scores = linear_forward(inputs[-1], parameters["output.weight"], parameters["output.bias"])
    return Tape(seen, inputs, outputs, scores)


def backward(
    d_logits: Array,
    tape: Tape,
    parameters: Parameters,
    config: Config,
    masks: Masks | None,
    gradients: dict[str, Array],
) -> None:
    """Backpropagate d_logits (T, V) of one line, adding to gradients (all names present)."""
    d_x, d_weight, d_bias = linear_backward(d_logits, tape.inputs[-1], parameters["output.weight"])
    gradients["output.weight"] += d_weight
    gradients["output.bias"] += d_bias
    d_x = apply_dropout(d_x, masks, "output")
    for layer in reversed(range(config["layers"])):
        # output = tanh(sum)
        d_sum = d_x * (1.0 - tape.outputs[layer] ** 2)
        weight = parameters[f"hidden.{layer}.weight"]
        d_x, d_weight, d_bias = linear_backward(d_sum, tape.inputs[layer], weight)
        gradients[f"hidden.{layer}.weight"] += d_weight
        gradients[f"hidden.{layer}.bias"] += d_bias
        d_x = apply_dropout(d_x, masks, site(layer))
    for ids, part in zip(tape.columns, np.split(d_x, len(tape.columns), axis=1), strict=True):
        gradients["embedding"] += embedding_backward(part, parameters["embedding"], ids)


def logits(parameters: Parameters, config: Config, source: Ids, target: Ids) -> Array:
    """Return the scores (n + 1, V) of every position up to that of END."""
    return forward(as_float64(parameters), config, source, len(target) + 1, None).logits


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
        wanted = np.append(target, END)
        line_masks = None if masks is None else masks[k]
        tape = forward(parameters, config, source, len(wanted), line_masks)
        ones = np.ones(len(wanted))
        total = total.plus(cross_entropy_forward(tape.logits, wanted, ones, label_smoothing))
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
        wanted = np.append(target, END)
        line_masks = None if masks is None else masks[k]
        tape = forward(parameters, config, source, len(wanted), line_masks)
        ones = np.ones(len(wanted))
        total = total.plus(cross_entropy_forward(tape.logits, wanted, ones, label_smoothing))
        d_logits = cross_entropy_backward(tape.logits, wanted, ones, label_smoothing)
        backward(d_logits, tape, parameters, config, line_masks, gradients)
    return total.objective, total.nll, total.count, gradients
