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
TESTED = 2560  # fresh lines that decide it: as many as Hochreiter & Schmidhuber 1997 took
TEST_BATCH = 256
HIDDEN = 32  # units
POINTS = 400  # of a curve at most


@dataclass(frozen=True)
class Attempt:
    """A net and its training: Adam at `rate` on `batch` lines of `length` a step.

    It is given up after `budget` lines. `lately` is the number of training lines whose share of
    wrong answers says when it is worth testing. Gates begin with biases for memories as long as a
    line, see `initialise`.
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
    wrong       of TESTED fresh lines after them, or None: it was never near enough to be tested
    curve       (sequences, share wrong of the training lines since the last point)
    """

    solved: bool
    sequences: int
    wrong: int | None
    curve: list[tuple[int, float]]


def attempt_task(attempt: Attempt, advance: Advance) -> Outcome:
    """Trains until solved: fewer than SOLVED of TESTED fresh lines wrong.

    Training lines are fresh too, so that their answers, given before the update, say when to test.
    Calls `advance` with sequences, `budget` of them in all. A loss that is not finite ends it.
    """
    task, rng = attempt.task, np.random.default_rng(attempt.seed)
    net = Recurrent(attempt.cell, task.inputs, attempt.hidden, task.outputs)
    initialise(net, rng, span=attempt.length)
    learner = Learner(net, attempt.rate)
    lately = np.ones(attempt.lately // attempt.batch * attempt.batch, bool)
    curve, since = [], []
    every = max(attempt.lately, attempt.budget // POINTS)
    sequences, not_before, wrong = 0, len(lately), None
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
            wrong = wrong_answers(net, task, attempt.length, (attempt.seed, sequences))
            if wrong < SOLVED * TESTED:
                break
            not_before = sequences + attempt.lately // 2
    advance(attempt.budget - sequences)
    if since:
        curve.append((sequences, float(np.mean(since))))
    solved = wrong is not None and wrong < SOLVED * TESTED
    return Outcome(solved, sequences, wrong, curve)


def _learn(learner: Learner, task: Task, lines: Lines) -> tuple[float, np.ndarray]:
    """One update; the loss and the mistakes, bool (B,), before it."""
    net = learner.net
    trace = net.forward(lines.x, lines.packing)
    outputs = net.read(trace, lines.rows)
    loss, mistakes = task.judge(outputs, lines.targets)
    net.backward(trace, lines.rows, outputs, learner.gradients)
    learner.step()
    return loss, mistakes


def wrong_answers(net: Recurrent, task: Task, length: int, seed: tuple[int, int]) -> int:
    """How many of TESTED lines, drawn by a generator of their own, are answered wrongly."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1,)))
    wrong = 0
    for _ in range(TESTED // TEST_BATCH):
        lines = task.draw(TEST_BATCH, length, rng)
        outputs = net.read(net.forward(lines.x, lines.packing), lines.rows)
        wrong += int(task.judge(outputs, lines.targets)[1].sum())
    return wrong
