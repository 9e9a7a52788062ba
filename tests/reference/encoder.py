"""The encoder of seq2seq: embedding, then recurrent layers in one or both directions.

Like `stack.py` with a second direction: residuals are taken on the concatenated output, and the
state handed to the decoder is the concatenation of both directions' final states. The final state
of the backward direction is the one after it has read tick 0. Forward comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.cells import (
    Config,
    Parameters,
    State,
    layer_backward,
    layer_forward,
    zero_state,
)
from tests.reference.dropout import Masks, apply_dropout
from tests.reference.embedding import embedding_backward, embedding_forward
from tests.reference.stack import FIRST_RESIDUAL_LAYER

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]


class EncoderCache(NamedTuple):
    """What the backward pass needs: the ids read and one or two caches for each layer."""

    ids: Ids
    layers: list[list[Any]]


def directions(config: Config, layer: int) -> list[tuple[str, slice]]:
    """Return the name prefix of each of a layer's directions, and the order in which it reads."""
    ways = [(f"encoder.{layer}.forward", slice(None))]
    if config["bidirectional"]:
        ways.append((f"encoder.{layer}.backward", slice(None, None, -1)))
    return ways


def encoder_forward(
    parameters: Parameters, config: Config, ids: Ids, masks: Masks | None
) -> tuple[Array, list[State], EncoderCache]:
    """Read ids (M,); return the memory (M, H) and every layer's final state (H,)."""
    x = embedding_forward(parameters["encoder.embedding"], ids)
    x = apply_dropout(x, masks, "encoder.embedding")
    finals: list[State] = []
    caches: list[list[Any]] = []
    for layer in range(config["layers"]):
        if layer > 0:
            x = apply_dropout(x, masks, f"encoder.{layer}")
        ways = directions(config, layer)
        zero = zero_state(config, config["hidden"] // len(ways))
        runs = [layer_forward(parameters, config, name, x[way], zero) for name, way in ways]
        outputs = [h[way] for (h, _, _), (_, way) in zip(runs, ways, strict=True)]
        finals.append(
            tuple(map(np.concatenate, zip(*(final for _, final, _ in runs), strict=True)))
        )
        caches.append([cache for _, _, cache in runs])
        output = np.concatenate(outputs, axis=1)
        x = output + x if layer >= FIRST_RESIDUAL_LAYER else output
    return x, finals, EncoderCache(ids, caches)


def encoder_backward(
    d_memory: Array,
    d_finals: Sequence[State],
    cache: EncoderCache,
    parameters: Parameters,
    config: Config,
    masks: Masks | None,
    gradients: dict[str, Array],
) -> None:
    """Backpropagate d_memory (M, H) and the gradients of all final states; add to gradients."""
    d_x = d_memory
    for layer in reversed(range(config["layers"])):
        d_output = d_x
        d_x = np.zeros(())
        ways = directions(config, layer)
        for k, (name, way) in enumerate(ways):
            columns = np.array_split(np.arange(config["hidden"]), len(ways))[k]
            d_final = tuple(d[columns] for d in d_finals[layer])
            d_way, _ = layer_backward(
                d_output[way, columns], d_final, cache.layers[layer][k], config, name, gradients,
                reverse=k == 1,
            )  # fmt: skip
            d_x = d_x + d_way[way]
        # x_next = layer(x) + x, or layer(x)
        if layer >= FIRST_RESIDUAL_LAYER:
            d_x = d_x + d_output
        if layer > 0:
            d_x = apply_dropout(d_x, masks, f"encoder.{layer}")
    d_x = apply_dropout(d_x, masks, "encoder.embedding")
    gradients["encoder.embedding"] += embedding_backward(
        d_x, parameters["encoder.embedding"], cache.ids
    )
