"""A stack of recurrent layers that read left to right: the decoder and the transducer.

    x_l      = dropout(output of layer l-1), with no dropout before layer 0
    output_l = layer(x_l)          for the first two layers
    output_l = layer(x_l) + x_l    from the third layer on (residual)

The states handed over are always the cell's own, without the residual.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

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

Array = npt.NDArray[np.float64]

FIRST_RESIDUAL_LAYER = 2  # counted from zero


def as_float64(parameters: Mapping[str, npt.NDArray[np.floating]]) -> dict[str, Array]:
    """Widen every array, so that the float32 parameters of a real net can be given as they are."""
    return {name: np.asarray(array, dtype=np.float64) for name, array in parameters.items()}


def stack_forward(
    parameters: Parameters,
    config: Config,
    prefixes: Sequence[str],
    sites: Sequence[str],
    x: Array,
    starts: Sequence[State],
    masks: Masks | None,
    look: Callable[[Array], Array] | None = None,
    after: int = 0,
) -> tuple[Array, list[Any]]:
    """Run x (T, K) through the layers named by prefixes, layer l from the state starts[l].

    sites[l] names the dropout mask of layer l's input; sites[0] is not used, because what goes
    into layer 0 was already dropped out by the caller. What leaves layer `after` goes through
    `look`. Returns the top output (T, H), and caches.
    """
    caches = []
    for layer, prefix in enumerate(prefixes):
        if layer > 0:
            x = apply_dropout(x, masks, sites[layer])
        output, _, cache = layer_forward(parameters, config, prefix, x, starts[layer])
        caches.append(cache)
        x = output + x if layer >= FIRST_RESIDUAL_LAYER else output
        if look and layer == after:
            x = look(x)
    return x, caches


def stack_backward(
    d_top: Array,
    caches: Sequence[Any],
    config: Config,
    prefixes: Sequence[str],
    sites: Sequence[str],
    masks: Masks | None,
    gradients: dict[str, Array],
    look_back: Callable[[Array], Array] | None = None,
    after: int = 0,
) -> tuple[Array, list[State]]:
    """Backpropagate d_top (T, H), adding to gradients; return d_x (T, K) and every d_start."""
    nothing = zero_state(config, d_top.shape[1])  # nobody looks at the states after the last tick
    d_starts: list[State] = []
    d_x = d_top
    for layer in reversed(range(len(prefixes))):
        d_output = look_back(d_x) if look_back and layer == after else d_x
        d_x, d_start = layer_backward(
            d_output, nothing, caches[layer], config, prefixes[layer], gradients
        )
        d_starts.insert(0, d_start)
        # x_next = layer(x) + x, or layer(x)
        if layer >= FIRST_RESIDUAL_LAYER:
            d_x = d_x + d_output
        if layer > 0:
            d_x = apply_dropout(d_x, masks, sites[layer])
    return d_x, d_starts
