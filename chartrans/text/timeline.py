"""A pair of lines on a clock: what the net sees at each tick, what it is asked for, what counts.

    lag = 3    tick    0  1  2  3  4  5  6
               input   h  o  t  .  .  .  .       . = padding
               target  .  .  .  c  a  l  END

The output runs `lag` ticks behind the input; where nothing is due the target is padding and
weighs 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.text.alphabet import END, PAD


@dataclass(frozen=True)
class Timeline:
    """inputs, targets int32 (T,) and weights float32 (T,), 1 where a target is due."""

    inputs: np.ndarray
    targets: np.ndarray
    weights: np.ndarray


def lag_of(lag: int | str, source_length: int) -> int:
    """The lag of one line in ticks: a number as it is, "full" as the length of its source."""
    return source_length if lag == "full" else int(lag)


def lay_out(source: np.ndarray, target: np.ndarray, lag: int | str) -> Timeline:
    """The pair source int32 (m,), target int32 (n,) on max(m, lag + n + 1) ticks; END closes it."""
    begin = lag_of(lag, len(source))
    end = begin + len(target)
    ticks = max(len(source), end + 1)
    inputs = np.full(ticks, PAD, np.int32)
    inputs[: len(source)] = source
    targets = np.full(ticks, PAD, np.int32)
    targets[begin:end] = target
    targets[end] = END
    weights = np.zeros(ticks, np.float32)
    weights[begin : end + 1] = 1.0
    return Timeline(inputs, targets, weights)


def lead_in(source: np.ndarray, lag: int | str) -> np.ndarray:
    """The inputs int32 (lag,) of the ticks before the first output."""
    begin = lag_of(lag, len(source))
    inputs = np.full(begin, PAD, np.int32)
    inputs[: min(begin, len(source))] = source[:begin]
    return inputs
