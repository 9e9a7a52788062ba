"""Tasks with a long time between what must be kept and where it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chartrans.core.loss import cross_entropy
from chartrans.core.packing import Packing
from chartrans.lab.learner import squared_error

WRONG_BY = 0.04  # an answer to the adding problem that is further off is wrong
UNSURE_BY = 0.3  # and so is one to temporal order with an output that is


@dataclass(frozen=True)
class Lines:
    """A batch: packed inputs, and an answer that is due at each line's last tick.

    x float32 (N, K); rows int64 (B,) where the answers are due, in packed order; targets float32
    (B, O) for numbers, int32 (B,) for classes.
    """

    packing: Packing
    x: np.ndarray
    rows: np.ndarray
    targets: np.ndarray


def adding(count: int, length: int, rng: np.random.Generator) -> Lines:
    """The adding problem of Hochreiter & Schmidhuber 1997 (table 7).

    A line has `length` to 1.1 `length` ticks of two inputs: a number from [-1, 1], and a mark. Two
    ticks are marked 1, one of the first ten and one of the first length / 2 - 1; the first and the
    last tick are marked -1, the others 0. The target is 0.5 + (X1 + X2) / 4, with X1 = 0 if the
    first marked tick is the line's first.
    """
    ticks = rng.integers(length, length + length // 10 + 1, count)
    packing = Packing.of(ticks)
    ticks = packing.lengths  # the lines have no order of their own
    line = np.arange(count)
    x = np.zeros((packing.rows, 2), np.float32)
    x[:, 0] = rng.uniform(-1.0, 1.0, packing.rows)
    one = rng.integers(0, min(10, length // 2 - 1), count)
    two = rng.integers(0, length // 2 - 2, count)
    two += two >= one  # any but the first
    x[packing.offsets[one] + line, 1] = 1.0
    x[packing.offsets[two] + line, 1] = 1.0
    numbers = [x[packing.offsets[at] + line, 0] * (at > 0) for at in (one, two)]
    x[line, 1] = -1.0
    rows = packing.last_rows(False)
    x[rows, 1] = -1.0
    targets = (0.5 + (numbers[0] + numbers[1]) / 4.0).astype(np.float32)
    return Lines(packing, x, rows, targets[:, None])


def temporal_order(count: int, length: int, rng: np.random.Generator) -> Lines:
    """Temporal order of Hochreiter & Schmidhuber 1997 (6a, table 9).

    A line has `length` to 1.1 `length` ticks of one of eight symbols, a one-hot row each: it begins
    with E, ends with B, and in between are a, b, c, d at random, but for two ticks, one from
    [0.1, 0.2) of `length` and one from [0.5, 0.6), that are X or Y. The class, of four, is which
    of the two they are, in order: XX, XY, YX, YY.
    """
    packing = Packing.of(rng.integers(length, length + length // 10 + 1, count))
    line = np.arange(count)
    symbols = rng.integers(0, 4, packing.rows)  # a, b, c, d, then E, B, X, Y
    symbols[line] = 4
    rows = packing.last_rows(False)
    symbols[rows] = 5
    targets = np.zeros(count, np.int32)
    for share in (0.1, 0.5):
        begin, end = int(share * length), int((share + 0.1) * length)
        at = rng.integers(max(1, begin), max(2, begin + 1, end), count)
        kind = rng.integers(0, 2, count)
        symbols[packing.offsets[at] + line] = 6 + kind
        targets = 2 * targets + kind.astype(np.int32)
    x = np.zeros((packing.rows, 8), np.float32)
    x[np.arange(packing.rows), symbols] = 1.0
    return Lines(packing, x, rows, targets)


class Task(NamedTuple):
    """A task: its inputs and outputs, how lines are drawn, and how answers are judged.

    `draw` is called with count, length, generator; `judge` with outputs and targets, see below.
    """

    inputs: int
    outputs: int
    draw: Callable[[int, int, np.random.Generator], Lines]
    judge: Callable[[np.ndarray, np.ndarray], tuple[float, np.ndarray]]


def judge_numbers(outputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean squared error and which answers are wrong, bool (B,); both arrays (B, 1).

    Outputs become the loss's gradient. An answer that is not a number is wrong.
    """
    wrong = ~(np.abs(outputs - targets) <= WRONG_BY)[:, 0]
    loss, _ = squared_error(outputs, targets)
    return loss, wrong


def judge_classes(outputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """The same for logits (B, V) and classes int32 (B,): mean cross-entropy in nats.

    An answer is wrong if the probability of any class is off by `UNSURE_BY` or more; those of the
    other classes are, together, off by as much as that of the right one.
    """
    count = len(targets)
    totals = np.zeros(2)
    cross_entropy(outputs, targets, np.ones(count, np.float32), 0.0, totals)
    off = -outputs[np.arange(count), targets]  # the gradient there is p - 1
    outputs /= np.float32(count)
    return float(totals[1]) / count, ~(off < UNSURE_BY)


ADDING = Task(2, 1, adding, judge_numbers)
TEMPORAL_ORDER = Task(8, 4, temporal_order, judge_classes)
