"""The same training step with every cell: steps a second, and the share of the float32 peak."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from chartrans.nets.config import CELLS
from tests.bench.clock import medians_in_turn
from tests.bench.ruler import peak
from tests.bench.settings import Row, Settings
from tests.bench.steps import TrainingStep
from tests.bench.training import check

ROUNDS = 5


def measure(settings: Settings) -> Iterator[Row]:
    """In float32, in turn; the net is that of `training`, with attention."""
    with ExitStack() as stack:
        steps = []
        for cell in CELLS:
            shape = replace(settings.shape, cell=cell)
            steps.append(stack.enter_context(TrainingStep(shape, False, settings.threads)))
            check(steps[-1], False)
        taken = medians_in_turn(steps, settings.rounds(ROUNDS))
        top = settings.threads * peak(False)
        for step, seconds in zip(steps, taken, strict=True):
            note = f"{1000 * seconds:.0f} ms a step, {step.flop / 1e9:.0f} GFLOP; {step.shape}"
            yield Row(
                step.shape.cell, 1.0 / seconds, "steps/s", step.flop / seconds / top, note=note
            )
