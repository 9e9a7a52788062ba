"""Updates on flat float32 buffers: norm, scaling, clipping, and the rules that take a step.

Every rule also shrinks the parameters by learning_rate * weight_decay, apart from the gradient: the
decoupled weight decay of Loshchilov & Hutter 2019.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from chartrans.core.jit import kernel, reducing_kernel


@reducing_kernel
def sum_of_squares(flat):
    """The sum of the squares of flat (P,), float32, as a float64."""
    total = 0.0
    for k in range(flat.shape[0]):
        total += np.float64(flat[k]) * np.float64(flat[k])
    return total


def global_norm(flat: np.ndarray) -> float:
    """Euclidean norm of all elements of `flat` float32 (P,); NaN or infinity if any element is."""
    return math.sqrt(sum_of_squares(flat))


@kernel
def scale(flat, factor):
    """Multiplies flat (P,) by a factor, in place, float32."""
    for k in range(flat.shape[0]):
        flat[k] *= np.float32(factor)


@kernel
def accumulate(total, part):
    """Adds part (P,) to total (P,), float32."""
    for k in range(total.shape[0]):
        total[k] += part[k]


@kernel
def clip(flat, limit):
    """Brings each element of flat (P,) into [-limit, limit], in place, float32; NaN stays NaN."""
    limit = np.float32(limit)
    for k in range(flat.shape[0]):
        if flat[k] > limit:
            flat[k] = limit
        elif flat[k] < -limit:
            flat[k] = -limit


@kernel
def follow(mean, flat, kept):
    """Moves mean (P,) towards flat (P,): of itself it keeps the share `kept`; float32."""
    kept, taken = np.float32(kept), np.float32(1.0 - kept)
    for k in range(mean.shape[0]):
        mean[k] = kept * mean[k] + taken * flat[k]


@dataclass
class Moments:
    """What a rule remembers: the updates so far, and in a subclass arrays, flat float32 (P,)."""

    size: int
    step: int = 0

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """Its arrays by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}

    def part(self, where: slice) -> Moments:
        """The same for a stretch of the parameters: a rule may be applied piece by piece.

        Its arrays are views; its count of updates is its own.
        """
        piece = copy.copy(self)
        for name, array in self.arrays.items():
            setattr(piece, name, array[where])
        return piece

    def _zeros(self) -> np.ndarray:
        return np.zeros(self.size, np.float32)


@kernel
def _sgd(parameters, gradients, rate, decay):
    rate, shrink = np.float32(rate), np.float32(1.0 - rate * decay)
    for k in range(parameters.shape[0]):
        parameters[k] = shrink * parameters[k] - rate * gradients[k]


def sgd(
    parameters: np.ndarray,
    gradients: np.ndarray,
    state: Moments,
    learning_rate: float,
    weight_decay: float = 0.0,
) -> None:
    """One update of parameters (P,) from gradients (P,), flat float32; advances `state`.

    A step down the gradient, learning_rate times its length: Robbins & Monro 1951.
    """
    state.step += 1
    _sgd(parameters, gradients, learning_rate, weight_decay)


@dataclass
class MomentumState(Moments):
    """The decaying sum of the gradients, flat float32 (P,)."""

    velocity: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.velocity = self._zeros()


@kernel
def _momentum(parameters, gradients, velocity, rate, kept, decay):
    rate, shrink = np.float32(rate), np.float32(1.0 - rate * decay)
    kept = np.float32(kept)
    for k in range(parameters.shape[0]):
        velocity[k] = kept * velocity[k] + gradients[k]
        parameters[k] = shrink * parameters[k] - rate * velocity[k]


def momentum(
    parameters: np.ndarray,
    gradients: np.ndarray,
    state: MomentumState,
    learning_rate: float,
    kept: float = 0.9,
    weight_decay: float = 0.0,
) -> None:
    """One update of parameters (P,) from gradients (P,), flat float32; advances `state`.

    The heavy ball of Polyak 1964: of the last step the share `kept`, in [0, 1), is taken again. The
    velocity sums gradients, not steps, so that a rate that falls shortens the whole step at once.
    """
    state.step += 1
    _momentum(parameters, gradients, state.velocity, learning_rate, kept, weight_decay)


@dataclass
class RmspropState(Moments):
    """Running mean of the gradient's square, flat float32 (P,)."""

    second: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.second = self._zeros()


@kernel
def _rmsprop(parameters, gradients, second, rate, beta, epsilon, decay):
    rate, shrink = np.float32(rate), np.float32(1.0 - rate * decay)
    keep, beta, epsilon = np.float32(1.0 - beta), np.float32(beta), np.float32(epsilon)
    for k in range(parameters.shape[0]):
        g = gradients[k]
        second[k] = beta * second[k] + keep * g * g
        parameters[k] = shrink * parameters[k] - rate * g / (np.sqrt(second[k]) + epsilon)


def rmsprop(
    parameters: np.ndarray,
    gradients: np.ndarray,
    state: RmspropState,
    learning_rate: float,
    beta: float = 0.9,
    epsilon: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    """One update of parameters (P,) from gradients (P,), flat float32; advances `state`.

    RMSProp as in Tieleman & Hinton 2012 (Neural Networks for Machine Learning, lecture 6.5): each
    element of the gradient is divided by the root of the running mean of its square. beta in [0, 1)
    is the decay of that mean, epsilon > 0 keeps the quotient finite.
    """
    state.step += 1
    _rmsprop(parameters, gradients, state.second, learning_rate, beta, epsilon, weight_decay)


@dataclass
class AdamState(Moments):
    """Running means of the gradient and its square, flat float32 (P,)."""

    first: np.ndarray = field(init=False)
    second: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.second = self._zeros(), self._zeros()


@kernel
def _adam(
    parameters, gradients, first, second, rate, beta1, beta2, epsilon, decay, correct1, correct2
):
    keep1, keep2 = np.float32(1.0 - beta1), np.float32(1.0 - beta2)
    beta1, beta2, epsilon = np.float32(beta1), np.float32(beta2), np.float32(epsilon)
    rate, shrink = np.float32(rate / correct1), np.float32(1.0 - rate * decay)
    unbias = np.float32(1.0 / correct2)
    for k in range(parameters.shape[0]):
        g = gradients[k]
        first[k] = beta1 * first[k] + keep1 * g
        second[k] = beta2 * second[k] + keep2 * g * g
        step = rate * first[k] / (np.sqrt(second[k] * unbias) + epsilon)
        parameters[k] = shrink * parameters[k] - step


def adam(
    parameters: np.ndarray,
    gradients: np.ndarray,
    state: AdamState,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    """One update of parameters (P,) from gradients (P,), flat float32; advances `state`.

    Adam as in Kingma & Ba 2015, algorithm 1: beta1 and beta2 in [0, 1) are the decay of the two
    means, epsilon > 0 keeps the quotient finite. With weight_decay it is AdamW, algorithm 2 of
    Loshchilov & Hutter 2019.
    """
    state.step += 1
    _adam(
        parameters, gradients, state.first, state.second, learning_rate, beta1, beta2, epsilon,
        weight_decay, 1.0 - beta1**state.step, 1.0 - beta2**state.step,
    )  # fmt: skip


class Rule(NamedTuple):
    """A rule by its parts: what it remembers, and the update, called as `sgd` is."""

    state: type[Moments]
    update: Callable[..., None]


RULES = {
    "sgd": Rule(Moments, sgd),
    "momentum": Rule(MomentumState, momentum),
    "rmsprop": Rule(RmspropState, rmsprop),
    "adam": Rule(AdamState, adam),
}
