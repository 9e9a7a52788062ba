"""Updates on flat float32 buffers: norm, scaling, Adam."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from chartrans.core.jit import kernel, reducing_kernel


@reducing_kernel
def _sum_of_squares(flat):
    total = 0.0
    for k in range(flat.shape[0]):
        total += np.float64(flat[k]) * np.float64(flat[k])
    return total


def global_norm(flat: np.ndarray) -> float:
    """Euclidean norm of all elements of `flat` float32 (P,); NaN or infinity if any element is."""
    return math.sqrt(_sum_of_squares(flat))


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


@dataclass
class AdamState:
    """Running means of the gradient and its square, flat float32 (P,), and the updates so far."""

    size: int
    step: int = 0
    first: np.ndarray = field(init=False)
    second: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.first = np.zeros(self.size, np.float32)
        self.second = np.zeros(self.size, np.float32)


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
    means, epsilon > 0 keeps the quotient finite. `weight_decay` is the decoupled one of Loshchilov
    & Hutter 2019, algorithm 2 (AdamW): parameters shrink by learning_rate * weight_decay.
    """
    state.step += 1
    _adam(
        parameters, gradients, state.first, state.second, learning_rate, beta1, beta2, epsilon,
        weight_decay, 1.0 - beta1**state.step, 1.0 - beta2**state.step,
    )  # fmt: skip
