"""What a second core is worth, and each further one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from chartrans.core.host import HAS_BF16
from tests.bench.clock import medians_in_turn
from tests.bench.ruler import peak_of_threads
from tests.bench.settings import Row, Settings
from tests.bench.steps import TrainingStep

ROUNDS = 5


def counts(threads: int) -> list[int]:
    """1, 2, 4 ... and all."""
    powers = [2**i for i in range(threads.bit_length()) if 2**i < threads]
    return [*powers, threads]


def measure(settings: Settings) -> Iterator[Row]:
    """The bare tile, which shows what the machine itself gives, then the training step."""
    numbers = counts(settings.threads)
    peaks = [peak_of_threads(False, n, settings.rounds(9)) for n in numbers]
    for n, rate in zip(numbers, peaks, strict=True):
        note = f"{rate / peaks[0]:.2f} x one thread"
        yield Row(f"bare tile, {n} threads", rate / 1e9, "GFLOP/s", note=note)
    for bf16 in (False, True) if HAS_BF16 else (False,):
        name = "bfloat16" if bf16 else "float32"
        with ExitStack() as stack:
            steps = [stack.enter_context(TrainingStep(settings.shape, bf16, n)) for n in numbers]
            seconds = medians_in_turn(steps, settings.rounds(ROUNDS))
            rates = [step.characters / s for step, s in zip(steps, seconds, strict=True)]
        for n, rate in zip(numbers, rates, strict=True):
            note = f"{rate / rates[0]:.2f} x one thread"
            what = f"step, {name}, {n} threads"
            yield Row(what, rate, "chars/s", note=note, series=name, at=n)
