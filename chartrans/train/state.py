"""Where a training stands: all that, with parameters and moments, is needed to go on from there."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from chartrans.train.stopping import Best


@dataclass
class TrainState:
    """Counts from the beginning of the run, over all its sittings."""

    step: int = 0
    """Updates tried."""
    epoch: int = 0
    """Whole passes done."""
    batch: int = 0
    """Batches done of the present pass."""
    seconds: float = 0.0
    """Wall-clock time, evaluations included."""
    rate_factor: float = 1.0
    """What the scheduled rate is multiplied with; halved by every rollback."""
    evaluation_due: bool = False
    """An evaluation was to come next; it may have been cut short."""
    nll: float = 0.0
    """Loss in nats since the last evaluation, and over how many target characters."""
    characters: int = 0
    best: Best = field(default_factory=Best)
    log_bytes: dict[str, int] = field(default_factory=dict)
    """How long each log file was when this was saved; what follows was not lived through."""

    def epochs_done(self, batches: int) -> float:
        """Passes done with the part of the present one, of `batches` batches."""
        return self.epoch + self.batch / batches

    def to_json(self) -> dict[str, Any]:
        """A dict of plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TrainState:
        """The state that `to_json` wrote."""
        return cls(**{**data, "best": Best(**data["best"])})
