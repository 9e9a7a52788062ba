"""Adam, AdamW and clipping by the global norm, on one flat float64 array.

Adam is algorithm 1 of Kingma and Ba (2015); the decay of AdamW is the decoupled one of Loshchilov
and Hutter (2019): it shrinks the parameters directly and never enters the moments.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class Moments(NamedTuple):
    """Running means of the gradient and its square (P,), and the number of steps taken."""

    first: Array
    second: Array
    step: int


def no_moments(size: int) -> Moments:
    """Return the state before the first step."""
    return Moments(np.zeros(size), np.zeros(size), 0)


def adam(
    parameters: Array,
    gradients: Array,
    moments: Moments,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.0,
) -> tuple[Array, Moments]:
    """Take one step; return the new parameters (P,) and the new moments, changing nothing given."""
    step = moments.step + 1
    first = beta1 * moments.first + (1.0 - beta1) * gradients
    second = beta2 * moments.second + (1.0 - beta2) * gradients**2
    first_unbiased = first / (1.0 - beta1**step)
    second_unbiased = second / (1.0 - beta2**step)
    update = first_unbiased / (np.sqrt(second_unbiased) + epsilon) + weight_decay * parameters
    return parameters - learning_rate * update, Moments(first, second, step)


def global_norm(gradients: Array) -> float:
    """Return the Euclidean length of all gradients taken as one vector."""
    return float(np.sqrt((gradients**2).sum()))


def clip_by_global_norm(gradients: Array, limit: float) -> Array:
    """Return the gradients, shortened to the limit if they are longer; the direction stays."""
    norm = global_norm(gradients)
    return gradients * (limit / norm) if norm > limit else gradients
