"""The feedforward net in plain NumPy, as `chartrans.nets.plain` has the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.workspace import Workspace
from chartrans.nets.config import NetConfig
from chartrans.nets.net import Decoding, Ids
from chartrans.nets.plain import PlainNet, Weights, log_probabilities
from chartrans.nets.plain_precision import rounded_weights
from chartrans.nets.precision import FLOAT32, for_reading
from chartrans.text.timeline import windows

Array = np.ndarray


class PlainFeedforward(PlainNet):
    """A feedforward net that only decodes."""

    def decoding(self, precision: str = FLOAT32) -> Decoding:
        """See `PlainNet.decoding`."""
        weights = rounded_weights(self.parameters.views, for_reading(precision))
        return PlainFeedforwardDecoding(self.config, weights)


@dataclass
class PlainFeedforwardState:
    """Per row the log-probabilities (S, V) of all positions; the last holds for those after it."""

    answers: list[Array]
    tick: int = 0

    def select(self, rows: Array) -> PlainFeedforwardState:
        """See `State.select`."""
        return PlainFeedforwardState([self.answers[row] for row in rows], self.tick)


class PlainFeedforwardDecoding:
    """See `chartrans.nets.net.Decoding`."""

    def __init__(self, config: NetConfig, parameters: Weights) -> None:
        self.config, self.parameters = config, parameters

    def start(self, sources: list[Ids], workspace: Workspace) -> PlainFeedforwardState:
        """See `Decoding.start`; `workspace` is not needed."""
        return PlainFeedforwardState([self._answers(source) for source in sources])

    def step(self, state: PlainFeedforwardState, ids: Array) -> Array:
        """See `Decoding.step`."""
        tick = state.tick
        state.tick += 1
        return np.stack([line[min(tick, len(line) - 1)] for line in state.answers])

    def _answers(self, source: Ids) -> Array:
        """All positions that see any of the source, and one that sees padding alone."""
        window = self.config.window
        seen = windows(source, len(source) + window + 1, window)
        x = self.parameters["embedding"][seen].reshape(len(seen), -1)
        for layer in range(self.config.layers):
            name = f"hidden.{layer}"
            x = np.tanh(x @ self.parameters[f"{name}.weight"] + self.parameters[f"{name}.bias"])
        return log_probabilities(self.parameters, x)
