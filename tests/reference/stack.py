"""A stack of LSTM layers that read left to right: the decoder and the transducer.

    x_l      = dropout(output of layer l-1), with no dropout before layer 0
    output_l = lstm(x_l)          for the first two layers
    output_l = lstm(x_l) + x_l    from the third layer on (residual)

The states handed over are always the LSTM's own, without the residual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tests.reference.dropout import Masks, apply_dropout
from tests.reference.lstm import (
    LstmCache,
    LstmGradients,
    LstmWeights,
    lstm_backward,
    lstm_forward,
)

Array = npt.NDArray[np.float64]
Parameters = Mapping[str, Array]
State = tuple[Array, Array]  # h and c, each (H,)

FIRST_RESIDUAL_LAYER = 2  # counted from zero


def as_float64(parameters: Mapping[str, npt.NDArray[np.floating]]) -> dict[str, Array]:
    """Widen every array, so that the float32 parameters of a real net can be given as they are."""
    return {name: np.asarray(array, dtype=np.float64) for name, array in parameters.items()}


def layer_weights(parameters: Parameters, prefix: str) -> LstmWeights:
    """Return the three arrays called prefix.input, prefix.recurrent and prefix.bias."""
    return LstmWeights(*(parameters[f"{prefix}.{part}"] for part in LstmWeights._fields))


def add_layer_gradients(gradients: dict[str, Array], prefix: str, layer: LstmGradients) -> None:
    """Add a layer's weight gradients to prefix.input, prefix.recurrent and prefix.bias."""
    gradients[f"{prefix}.input"] += layer.w_input
    gradients[f"{prefix}.recurrent"] += layer.w_recurrent
    gradients[f"{prefix}.bias"] += layer.bias


def stack_forward(
    parameters: Parameters,
    prefixes: Sequence[str],
    sites: Sequence[str],
    x: Array,
    starts: Sequence[State],
    masks: Masks | None,
) -> tuple[Array, list[LstmCache]]:
    """Run x (T, K) through the layers named by prefixes, layer l from the state starts[l].

    sites[l] names the dropout mask of layer l's input; sites[0] is not used, because what goes
    into layer 0 was already dropped out by the caller. Returns the top output (T, H), and caches.
    """
    caches = []
    for layer, prefix in enumerate(prefixes):
        if layer > 0:
            x = apply_dropout(x, masks, sites[layer])
        output, cache = lstm_forward(x, *layer_weights(parameters, prefix), *starts[layer])
        caches.append(cache)
        x = output + x if layer >= FIRST_RESIDUAL_LAYER else output
    return x, caches


def stack_backward(
    d_top: Array,
    caches: Sequence[LstmCache],
    prefixes: Sequence[str],
    sites: Sequence[str],
    masks: Masks | None,
    gradients: dict[str, Array],
) -> tuple[Array, list[State]]:
    """Backpropagate d_top (T, H), adding to gradients; return d_x (T, K) and every d_start."""
    nothing = np.zeros_like(caches[0].h0)  # nobody looks at the states after the last tick
    d_starts: list[State] = []
    d_x = d_top
    for layer in reversed(range(len(prefixes))):
        d_output = d_x
        d_layer = lstm_backward(d_output, nothing, nothing, caches[layer])
        add_layer_gradients(gradients, prefixes[layer], d_layer)
        d_starts.insert(0, (d_layer.h0, d_layer.c0))
        # x_next = lstm(x) + x, or lstm(x)
        d_x = d_layer.x + d_output if layer >= FIRST_RESIDUAL_LAYER else d_layer.x
        if layer > 0:
            d_x = apply_dropout(d_x, masks, sites[layer])
    return d_x, d_starts
