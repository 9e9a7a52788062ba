"""The same training step with every cell: steps a second, and the share of the float32 peak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chartrans.nets.config import CELLS
from tests.bench.clock import median_seconds
from tests.bench.ruler import peak
from tests.bench.settings import Row, Settings
from tests.bench.steps import TrainingStep
from tests.bench.training import check

ROUNDS = 5


def measure(settings: Settings) -> Iterator[Row]:
    """In float32; the net is that of `training`, with attention."""
    for cell in CELLS:
        shape = replace(settings.shape, cell=cell)
        with TrainingStep(shape, False, settings.threads) as step:
            check(step, False)
            seconds = median_seconds(step, settings.rounds(ROUNDS))
            share = step.flop / seconds / (settings.threads * peak(False))
            note = f"{1000 * seconds:.0f} ms a step, {step.flop / 1e9:.0f} GFLOP; {shape}"
        yield Row(cell, 1.0 / seconds, "steps/s", share, note=note)
