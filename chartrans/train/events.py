"""What a training tells while it runs. Whoever listens may draw it, log it or leave it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Reason = Literal["epochs", "time", "patience", "stopped"]  # what ended a training


@dataclass(frozen=True)
class Started:
    """The training is set up (or taken up again, then `step` is above 0)."""

    parameters: int
    train_pairs: int
    dev_pairs: int
    batches: int
    """Batches an epoch."""
    step: int


@dataclass(frozen=True)
class Progress:
    """One update is done."""

    step: int
    epoch: float
    """Passes done, with the part of the present one."""
    share: float
    """How much of the whole training is done, 0..1."""
    bits: float
    """Training loss in bits per character, averaged over the last steps."""
    characters_per_second: float
    """Target characters, averaged over the last steps."""
    rate: float
    """Learning rate of this update."""
    norm: float
    """Global norm of the gradient before clipping."""
    seconds: float
    """Since the beginning, with evaluations and with earlier sittings."""
    left: float | None
    """Seconds still to go, None where nothing can be said yet."""


@dataclass(frozen=True)
class Sample:
    """One dev sentence and what the net makes of it."""

    source: str
    reference: str
    hypothesis: str


@dataclass(frozen=True)
class Evaluated:
    """The net was tried on the dev pairs."""

    step: int
    epoch: float
    chrf: float
    """0 to 100."""
    exact: float
    """Share of lines that equal a reference, 0..1."""
    dev_bits: float
    """Bits per character of the references."""
    train_bits: float | None
    """Of the training since the last evaluation; None if there was none."""
    best: bool
    """Whether no evaluation before was as good."""
    best_chrf: float
    """The highest so far, of this sitting or one before."""
    samples: tuple[Sample, ...]
    seconds: float
    """Since the beginning."""


@dataclass(frozen=True)
class Saved:
    """A model file is on disk, whole."""

    path: Path
    step: int


@dataclass(frozen=True)
class RolledBack:
    """A loss or gradient was not finite: the last good parameters are back, the rate is halved."""

    step: int
    epoch: int
    """From 1."""
    batch: int
    """Within the epoch, from 1."""
    back_to: int
    """The step whose parameters were restored."""
    rate_factor: float
    """What the scheduled rate is multiplied with from now on."""


@dataclass(frozen=True)
class Finished:
    """The last event."""

    reason: Reason
    step: int
    epoch: float
    chrf: float
    """The best one; below 0 if there was no evaluation."""
    best_step: int
    seconds: float


Event = Started | Progress | Evaluated | Saved | RolledBack | Finished
