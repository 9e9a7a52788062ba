"""The whole training step: target characters a second, and the share of the cores' peak."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from dataclasses import asdict, replace

import numpy as np

from chartrans.core.host import HAS_BF16
from tests.bench.clock import median_seconds
from tests.bench.processes import ProgramFailed
from tests.bench.ruler import peak
from tests.bench.settings import Row, Settings, WrongValues, left_out
from tests.bench.steps import Shape, TrainingStep, net_config, random_batch
from tests.reference import seq2seq

TURNS, ROUNDS = 5, 3  # of ours and theirs; of steps of ours in a turn
LINES, LENGTH = 3, 5  # of the batch on which values are checked
# How far the gradient may be from the float64 reference's, as a share of its norm.
NEAR, BF16_NEAR = 1e-4, 0.05


def check(step: TrainingStep, bf16: bool) -> None:
    """Raises WrongValues unless loss and gradient of the very net to be timed are right."""
    pairs = random_batch(replace(step.shape, length=LENGTH), LINES)
    parameters = {name: view.astype(np.float64) for name, view in step.net.parameters.views.items()}
    _, nll, count, gradients = seq2seq.loss_and_gradients(
        parameters, asdict(net_config(step.shape)), pairs
    )
    loss = step.gradients.compute(pairs, 0)
    right = np.concatenate([gradients[name].ravel() for name, _ in step.net.parameters.specs])
    right /= count
    near = BF16_NEAR if bf16 else NEAR
    off = np.linalg.norm(step.gradients.flat - right) / np.linalg.norm(right)
    if not (math.isclose(loss.nll, nll, rel_tol=near) and off <= near and loss.count == count):
        name = "bfloat16" if bf16 else "float32"
        raise WrongValues(f"training step, {name}: the gradient is {off:.1e} off the reference's")


def measure(settings: Settings) -> Iterator[Row]:
    """Each precision, with attention and without, in turn with the peer."""
    for attention in (True, False):
        shape = replace(settings.shape, attention=attention)
        for bf16 in (False, True) if HAS_BF16 else (False,):
            yield from _one(settings, shape, bf16)


def _one(settings: Settings, shape: Shape, bf16: bool) -> Iterator[Row]:
    """Ours and theirs in turn: a slow spell of the machine must not fall on one of them alone."""
    name = f"{'bfloat16' if bf16 else 'float32'}, {'attention' if shape.attention else 'plain'}"
    seconds: list[float] = []
    theirs: list[float] = []
    failed: ProgramFailed | None = None
    with TrainingStep(shape, bf16, settings.threads) as step:
        check(step, bf16)
        for _ in range(settings.rounds(TURNS)):
            seconds.append(median_seconds(step, settings.rounds(ROUNDS)))
            if settings.torch is None or failed:
                continue
            try:
                figures = settings.torch.speed(shape, bf16, settings.threads)
                theirs.append(figures["ms_per_step"] / 1000)
            except ProgramFailed as problem:
                failed = problem
        median = statistics.median(seconds)
        share = step.flop / median / (settings.threads * peak(bf16))
        megaflop = step.flop / step.characters / 1e6
        note = f"{1000 * median:.0f} ms a step, {megaflop:.1f} MFLOP a character"
        yield Row(name, step.characters / median, "chars/s", share, note=note)
        if failed:
            yield left_out(f"{name}, PyTorch", failed)
        elif theirs:
            ratios = sorted(b / a for a, b in zip(seconds, theirs, strict=True))
            median = statistics.median(theirs)
            note = f"{1000 * median:.0f} ms a step; ratios of the turns "
            note += ", ".join(f"{ratio:.2f}" for ratio in ratios)
            rate, ratio = step.characters / median, statistics.median(ratios)
            share = step.flop / median / (settings.threads * peak(bf16))
            yield Row(f"{name}, PyTorch", rate, "chars/s", share, ratio, note)
