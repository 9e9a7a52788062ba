"""Softmax cross-entropy with label smoothing and a weight (0 or 1) for each tick.

objective = - sum over ticks of weight * ((1 - eps) log p[target] + eps / V * sum_v log p[v])
nll       = - sum over ticks of weight * log p[target]
count     =   sum of the weights
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]


@dataclass(frozen=True)
class LossSum:
    """Sums over the ticks that carry weight: objective and nll in nats, count in characters."""

    objective: float
    nll: float
    count: int

    def plus(self, other: LossSum) -> LossSum:
        """Return the sums over both."""
        return LossSum(
            self.objective + other.objective, self.nll + other.nll, self.count + other.count
        )


def log_softmax(logits: Array) -> Array:
    """Log-probabilities of each row of logits (T, V)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def wanted_distribution(targets: Ids, size: int, label_smoothing: float) -> Array:
    """Rows (T, V): 1 - eps on the target and eps / V on every character, the target included."""
    wanted = np.full((len(targets), size), label_smoothing / size)
    wanted[np.arange(len(targets)), targets] += 1.0 - label_smoothing
    return wanted


def cross_entropy_forward(
    logits: Array, targets: Ids, weights: Array, label_smoothing: float = 0.0
) -> LossSum:
    """Compare logits (T, V) with targets (T,); weights (T,) are 1, or 0 where nothing is due."""
    log_p = log_softmax(logits)
    wanted = wanted_distribution(targets, logits.shape[1], label_smoothing)
    objective = -(weights[:, None] * wanted * log_p).sum()
    nll = -(weights * log_p[np.arange(len(targets)), targets]).sum()
    return LossSum(float(objective), float(nll), int(weights.sum()))


def cross_entropy_backward(
    logits: Array, targets: Ids, weights: Array, label_smoothing: float = 0.0
) -> Array:
    """Return the gradient (T, V) of the objective with respect to the logits."""
    # objective = -sum(weights * wanted * log_softmax(logits)), and each row of wanted sums to one
    wanted = wanted_distribution(targets, logits.shape[1], label_smoothing)
    return weights[:, None] * (np.exp(log_softmax(logits)) - wanted)
