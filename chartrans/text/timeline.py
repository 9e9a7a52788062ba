"""A pair of lines on a clock: what the net sees at each tick, what it is asked for, what counts.

    lag = 3    tick    0  1  2  3  4  5  6
               input   h  o  t  .  .  .  .       . = padding
               target  .  .  .  c  a  l  END

The output runs `lag` ticks behind the input; where nothing is due the target is padding and
weighs 0.

A net that looks at each tick by itself sees a window of the inputs around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.text.alphabet import BEGIN, END, PAD


@dataclass(frozen=True)
class Timeline:
    """inputs, targets, previous int32 (T,) and weights float32 (T,), 1 where a target is due.

    previous is the target of the tick before where one is due, BEGIN at the first, else padding.
    """

    inputs: np.ndarray
    targets: np.ndarray
    previous: np.ndarray
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
    previous = np.full(ticks, PAD, np.int32)
    previous[begin] = BEGIN
    previous[begin + 1 : end + 1] = target
    weights = np.zeros(ticks, np.float32)
    weights[begin : end + 1] = 1.0
    return Timeline(inputs, targets, previous, weights)


def lead_in(source: np.ndarray, lag: int | str) -> np.ndarray:
    """The inputs int32 (lag,) of the ticks before the first output."""
    begin = lag_of(lag, len(source))
    inputs = np.full(begin, PAD, np.int32)
    inputs[: min(begin, len(source))] = source[:begin]
    return inputs


def windows(source: np.ndarray, ticks: int, width: int) -> np.ndarray:
    """int32 (ticks, 2 width + 1): what stands at `width` ticks before each tick to `width` after.

    Without lag: tick t lies over source[t]; beyond the source's ends there is padding.
    """
    padded = np.full(ticks + 2 * width, PAD, np.int32)
    seen = source[: ticks + width]
    padded[width : width + len(seen)] = seen
    return padded[np.arange(ticks)[:, None] + np.arange(2 * width + 1)]
