"""How the training step grows with the lines' length, the batch and the net."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from chartrans.core.host import HAS_BF16
from tests.bench.clock import median_seconds
from tests.bench.ruler import peak
from tests.bench.settings import Row, Settings
from tests.bench.steps import TrainingStep

ROUNDS = 3
GROWING = {
    "length": (9, 18, 35, 70, 140),
    "batch": (4, 16, 64, 256),
    "hidden": (64, 128, 256, 512, 1024),
}


def measure(settings: Settings) -> Iterator[Row]:
    """One of the three grows, the others stay; in the precision that training picks here."""
    top = peak(HAS_BF16)
    for what, values in GROWING.items():
        for value in values[: 2 if settings.quick else None]:
            changed: dict[str, Any] = {what: value}
            shape = replace(settings.growing, **changed)
            with TrainingStep(shape, HAS_BF16, settings.threads) as step:
                seconds = median_seconds(step, settings.rounds(ROUNDS))
                share = step.flop / seconds / (settings.threads * top)
                rate = step.characters / seconds
            note = f"{1000 * seconds:.1f} ms a step; {shape}"
            yield Row(f"{what} {value}", rate, "chars/s", share, note=note, series=what, at=value)
