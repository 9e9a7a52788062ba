"""The encoder of seq2seq: embedding, then LSTM layers in one or both directions.

Like `stack.py` with a second direction: residuals are taken on the concatenated output, and the
state handed to the decoder is the concatenation of both directions' final states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tests.reference.dropout import Masks, apply_dropout
from tests.reference.embedding import embedding_backward, embedding_forward
from tests.reference.lstm import (
    LstmCache,
    bidirectional_backward,
    bidirectional_forward,
    lstm_backward,
    lstm_forward,
)
from tests.reference.stack import (
    FIRST_RESIDUAL_LAYER,
    Parameters,
    State,
    add_layer_gradients,
    layer_weights,
)

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]
Config = Mapping[str, Any]


class EncoderCache(NamedTuple):
    """What the backward pass needs: the ids read and one or two LSTM caches for each layer."""

    ids: Ids
    layers: list[tuple[LstmCache, ...]]


def directions(config: Config, layer: int) -> list[str]:
    """Return the name prefixes of a layer's directions, forward first."""
    names = ["forward", "backward"] if config["bidirectional"] else ["forward"]
    return [f"encoder.{layer}.{name}" for name in names]


def encoder_forward(
    parameters: Parameters, config: Config, ids: Ids, masks: Masks | None
) -> tuple[Array, list[State], EncoderCache]:
    """Read ids (M,); return the memory (M, H) and every layer's final h and c (H,)."""
    x = embedding_forward(parameters["encoder.embedding"], ids)
    x = apply_dropout(x, masks, "encoder.embedding")
    finals: list[State] = []
    caches: list[tuple[LstmCache, ...]] = []
    for layer in range(config["layers"]):
        if layer > 0:
            x = apply_dropout(x, masks, f"encoder.{layer}")
        weights = [layer_weights(parameters, name) for name in directions(config, layer)]
        if config["bidirectional"]:
            output, h_last, c_last, both = bidirectional_forward(x, weights[0], weights[1])
            finals.append((h_last, c_last))
            caches.append(both)
        else:
            zero = np.zeros(config["hidden"])
            output, cache = lstm_forward(x, *weights[0], zero, zero)
            finals.append((cache.h[-1], cache.c[-1]))
            caches.append((cache,))
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
        caches = cache.layers[layer]
        if config["bidirectional"]:
            d_x, *d_layers = bidirectional_backward(
                d_output, *d_finals[layer], (caches[0], caches[1])
            )
        else:
            d_layers = [lstm_backward(d_output, *d_finals[layer], caches[0])]
            d_x = d_layers[0].x
        for name, d_layer in zip(directions(config, layer), d_layers, strict=True):
            add_layer_gradients(gradients, name, d_layer)
        # x_next = lstm(x) + x, or lstm(x)
        if layer >= FIRST_RESIDUAL_LAYER:
            d_x = d_x + d_output
        if layer > 0:
            d_x = apply_dropout(d_x, masks, f"encoder.{layer}")
    d_x = apply_dropout(d_x, masks, "encoder.embedding")
    gradients["encoder.embedding"] += embedding_backward(
        d_x, parameters["encoder.embedding"], cache.ids
    )
