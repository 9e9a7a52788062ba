"""The learning rate at each step: up over the first steps, level, and down towards the end.

rate   ╱‾‾‾‾‾‾‾‾‾╲
      ╱            ╲
     ╱               ╲_  final_rate
     warmup    decay_from   1
"""

from __future__ import annotations

from math import cos, pi

from chartrans.train.config import TrainConfig


def learning_rate(config: TrainConfig, step: int, share: float) -> float:
    """The rate of update number `step` (from 0), a pure function of its arguments.

    `share` is how much of the training is done, 0..1.
    """
    rising = min(1.0, (step + 1) / config.warmup) if config.warmup else 1.0
    return config.learning_rate * rising * _falling(config, share)


def _falling(config: TrainConfig, share: float) -> float:
    """1 until `decay_from`, then down to `final_rate` at the end."""
    if config.decay == "none" or share <= config.decay_from:
        return 1.0
    done = min(1.0, (share - config.decay_from) / (1.0 - config.decay_from))
    if config.decay == "cosine":
        done = (1.0 - cos(pi * done)) / 2.0
    return 1.0 - (1.0 - config.final_rate) * done


def share_done(config: TrainConfig, epochs_done: float, seconds: float) -> float:
    """The share of the training that is done, 0..1: of its epochs or of its time, the greater.

    So a training that its time will end has fallen to the lowest rate by then.
    """
    by_epochs = epochs_done / config.epochs if config.epochs else 0.0
    by_time = seconds / config.max_time if config.max_time else 0.0
    return min(1.0, max(by_epochs, by_time))
