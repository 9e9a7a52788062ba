"""Update rules and clipping, on one flat float64 array.

Adam is algorithm 1 of Kingma and Ba (2015), momentum the heavy ball of Polyak (1964), RMSProp that
of Tieleman and Hinton (2012, lecture 6.5). Weight decay is the decoupled one of Loshchilov and
Hutter (2019) in all: it shrinks the parameters directly and never enters the moments.
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


def sgd(
    parameters: Array, gradients: Array, learning_rate: float, weight_decay: float = 0.0
) -> Array:
    """Take one step down the gradient; return the new parameters (P,)."""
    return parameters - learning_rate * (gradients + weight_decay * parameters)


def momentum(
    parameters: Array,
    gradients: Array,
    velocity: Array,
    learning_rate: float,
    kept: float = 0.9,
    weight_decay: float = 0.0,
) -> tuple[Array, Array]:
    """Take one step along the decaying sum of gradients; return parameters and velocity (P,)."""
    velocity = kept * velocity + gradients
    return parameters - learning_rate * (velocity + weight_decay * parameters), velocity


def rmsprop(
    parameters: Array,
    gradients: Array,
    mean_square: Array,
    learning_rate: float,
    beta: float = 0.9,
    epsilon: float = 1e-8,
    weight_decay: float = 0.0,
) -> tuple[Array, Array]:
    """Take one step, each element over its running root mean square; return both (P,)."""
    mean_square = beta * mean_square + (1.0 - beta) * gradients**2
    update = gradients / (np.sqrt(mean_square) + epsilon) + weight_decay * parameters
    return parameters - learning_rate * update, mean_square


def global_norm(gradients: Array) -> float:
    """Return the Euclidean length of all gradients taken as one vector."""
    return float(np.sqrt((gradients**2).sum()))


def clip_by_global_norm(gradients: Array, limit: float) -> Array:
    """Return the gradients, shortened to the limit if they are longer; the direction stays."""
    norm = global_norm(gradients)
    return gradients * (limit / norm) if norm > limit else gradients


def clip_by_value(gradients: Array, limit: float) -> Array:
    """Return the gradients, each element brought into [-limit, limit]."""
    return np.minimum(np.maximum(gradients, -limit), limit)
