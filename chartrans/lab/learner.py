"""The update of a `Recurrent`: gradients, clipping, a rule, all on flat buffers of `core`."""

from __future__ import annotations

import numpy as np

from chartrans.core.optimiser import RULES, clip, global_norm, scale
from chartrans.lab.recurrent import Recurrent


class Learner:
    """Gathers gradients of `net` and takes a step with them.

    `rule` is one of core's `RULES`, `rate` its step size. The gradient is clipped to `clip_value`
    element by element and then shrunk to the norm `clip_norm`; 0 leaves either out.
    """

    def __init__(
        self,
        net: Recurrent,
        rate: float,
        clip_norm: float = 1.0,
        clip_value: float = 0.0,
        rule: str = "adam",
    ) -> None:
        self.net, self.rate = net, rate
        self.clip_norm, self.clip_value = clip_norm, clip_value
        self.gradients = net.parameters.like()
        self._rule = RULES[rule]
        self._state = self._rule.state(net.parameters.flat.size)

    def step(self) -> float:
        """One update; returns the norm that the gradient had before clipping, and zeroes it."""
        flat = self.gradients.flat
        norm = global_norm(flat)
        if self.clip_value:
            clip(flat, self.clip_value)
        clipped = global_norm(flat) if self.clip_value else norm
        if self.clip_norm and clipped > self.clip_norm:
            scale(flat, self.clip_norm / clipped)
        self._rule.update(self.net.parameters.flat, flat, self._state, self.rate)
        flat[:] = 0.0
        return norm


def squared_error(outputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean over all elements of (outputs - targets)^2, both float32 (n, O), and its gradient.

    The gradient replaces the outputs.
    """
    outputs -= targets
    with np.errstate(over="ignore", invalid="ignore"):
        loss = float(np.mean(np.square(outputs, dtype=np.float64)))
    outputs *= np.float32(2.0 / outputs.size)
    return loss, outputs
