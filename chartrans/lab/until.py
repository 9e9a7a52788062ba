"""Training on fresh lines until a task is solved, or given up."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from chartrans.lab.initial import initialise
from chartrans.lab.jobs import Advance
from chartrans.lab.learner import Learner
from chartrans.lab.recurrent import Recurrent
from chartrans.lab.tasks import Lines, Task

SOLVED = 0.01  # share of wrong answers below which a task counts as solved
TESTED = 10_240  # fresh lines that decide it, looked at once, when training has ended
READY = 0.005  # share of wrong answers, on lines drawn to find out, at which training ends
TRIED = 2560  # such lines; a new set each time, and never those of the test
TEST_BATCH = 256
HIDDEN = 32  # units
POINTS = 400  # of a curve at most


@dataclass(frozen=True)
class Attempt:
    """A net and its training: Adam at `rate` on `batch` lines of `length` a step.

    It is given up after `budget` lines. `lately` is the number of training lines whose share of
    wrong answers, below SOLVED, says when it is worth trying. Gates begin with biases for memories
    as long as a line, see `initialise`.
    """

    task: Task
    cell: str
    length: int
    budget: int
    rate: float
    seed: int
    lately: int = 1000
    hidden: int = HIDDEN
    batch: int = 16


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended.

    sequences   lines trained on, every one of them, each seen once
    wrong       of TESTED fresh lines after them, or None: it was given up before
    curve       (sequences, share wrong of the training lines since the last point)
    """

    solved: bool
    sequences: int
    wrong: int | None
    curve: list[tuple[int, float]]


def attempt_task(attempt: Attempt, advance: Advance) -> Outcome:
    """Trains until fewer than READY of TRIED fresh lines are wrong, then tests on TESTED others.

    Training lines are fresh too, so that their answers, given before the update, say when to try.
    The test does not decide when training ends: it would be passed by luck after enough attempts.
    Calls `advance` with sequences, `budget` of them in all. A loss that is not finite ends it.
    """
    task, rng = attempt.task, np.random.default_rng(attempt.seed)
    net = Recurrent(attempt.cell, task.inputs, attempt.hidden, task.outputs)
    initialise(net, rng, span=attempt.length)
    learner = Learner(net, attempt.rate)
    lately = np.ones(attempt.lately // attempt.batch * attempt.batch, bool)
    curve, since = [], []
    every = max(attempt.lately, attempt.budget // POINTS)
    sequences, not_before, ready = 0, len(lately), False
    while sequences < attempt.budget:
        lines = task.draw(attempt.batch, attempt.length, rng)
        loss, mistakes = _learn(learner, task, lines)
        at = sequences % len(lately)
        lately[at : at + attempt.batch] = mistakes
        since.append(mistakes)
        sequences += attempt.batch
        advance(attempt.batch)
        if len(since) * attempt.batch >= every:
            curve.append((sequences, float(np.mean(since))))
            since = []
        if not math.isfinite(loss):
            break
        if sequences >= not_before and lately.mean() < SOLVED:
            lot = np.random.SeedSequence(attempt.seed, spawn_key=(1, sequences))
            ready = wrong_answers(net, task, attempt.length, TRIED, lot) < READY * TRIED
            if ready:
                break
            not_before = sequences + attempt.lately // 2
    advance(attempt.budget - sequences)
    if since:
        curve.append((sequences, float(np.mean(since))))
    if not ready:
        return Outcome(False, sequences, None, curve)
    lot = np.random.SeedSequence(attempt.seed, spawn_key=(2,))
    wrong = wrong_answers(net, task, attempt.length, TESTED, lot)
    return Outcome(wrong < SOLVED * TESTED, sequences, wrong, curve)


def _learn(learner: Learner, task: Task, lines: Lines) -> tuple[float, np.ndarray]:
    """One update; the loss and the mistakes, bool (B,), before it."""
    net = learner.net
    trace = net.forward(lines.x, lines.packing)
    outputs = net.read(trace, lines.rows)
    loss, mistakes = task.judge(outputs, lines.targets)
    net.backward(trace, lines.rows, outputs, learner.gradients)
    learner.step()
    return loss, mistakes


def wrong_answers(
    net: Recurrent, task: Task, length: int, count: int, lot: np.random.SeedSequence
) -> int:
    """How many of `count` lines, drawn from `lot`, are answered wrongly."""
    rng, wrong = np.random.default_rng(lot), 0
    for _ in range(count // TEST_BATCH):
        lines = task.draw(TEST_BATCH, length, rng)
        outputs = net.read(net.forward(lines.x, lines.packing), lines.rows)
        wrong += int(task.judge(outputs, lines.targets)[1].sum())
    return wrong
