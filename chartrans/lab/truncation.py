"""Truncated backpropagation through time: how true its gradient is, and what it cannot learn."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from chartrans.core.optimiser import global_norm
from chartrans.core.packing import Packing
from chartrans.lab.binned import binned
from chartrans.lab.figures import Curve, Curves, Figure, Heat
from chartrans.lab.initial import initialise
from chartrans.lab.jobs import Advance, side_by_side
from chartrans.lab.learner import Learner, squared_error
from chartrans.lab.recurrent import Recurrent
from chartrans.lab.result import Result, Table
from chartrans.lab.work import Work

EXACT = 0
UNROLLED = (5, 10, 20, 50)
LAGS = (3, 8, 16, 40)  # ticks from a bit to where it is asked for: each unrolling reaches one more
PERIOD = 50  # ticks from one set of bits to the next
CHANCE = 1.0  # the error of always answering 0 where the bit is -1 or 1
RATE = 5e-3  # of Adam
CURVE = 60  # points of a curve


@dataclass(frozen=True)
class Size:
    """Steps of training, lines and ticks a step, units, nets, steps between two comparisons.

    With at least PERIOD + max(LAGS) ticks every line has a question at each lag.
    """

    steps: int
    batch: int
    ticks: int
    hidden: int
    nets: int
    every: int


SIZES = {
    "tiny": Size(steps=12, batch=2, ticks=100, hidden=8, nets=1, every=4),
    "quick": Size(steps=800, batch=16, ticks=200, hidden=32, nets=3, every=20),
    "full": Size(steps=3000, batch=32, ticks=400, hidden=64, nets=5, every=50),
}


class Recall(NamedTuple):
    """Lines of bits to be recalled, time-major rows.

    x float32 (T B, 2 len(LAGS)): the bits, -1 or 1, where they are given, and a 1 where one is
    asked for; rows int64 (n,) of those, which (n,) is asked for, bits float32 (n, 1) its answer.
    """

    x: np.ndarray
    rows: np.ndarray
    which: np.ndarray
    bits: np.ndarray


def recall(lines: int, ticks: int, rng: np.random.Generator) -> Recall:
    """Every PERIOD ticks a bit for each of LAGS, asked for so much later; lines begin anywhere.

    So a bit and its question lie on either side of a cut as often as chance has it.
    """
    count = len(LAGS)
    x = np.zeros((ticks, lines, 2 * count), np.float32)
    answers = np.zeros((ticks, lines, count), np.float32)
    first = rng.integers(0, PERIOD, lines)
    for begin in range(0, ticks, PERIOD):
        given = begin + first
        bits = rng.choice(np.array([-1.0, 1.0], np.float32), (lines, count))
        for i, lag in enumerate(LAGS):
            asked = given + lag
            line = np.flatnonzero(asked < ticks)
            x[given[line], line, i] = bits[line, i]
            x[asked[line], line, count + i] = 1.0
            answers[asked[line], line, i] = bits[line, i]
    rows, which = np.nonzero(answers.reshape(ticks * lines, count))
    bits = answers.reshape(ticks * lines, count)[rows, which]
    return Recall(x.reshape(ticks * lines, 2 * count), rows, which, bits[:, None])


class Training(NamedTuple):
    """Of one net: the error at each lag before each update (steps, len(LAGS)), the loss (steps,).

    `cosines` (comparisons, len(UNROLLED)) are between the exact gradient and the truncated ones at
    the same parameters and lines; only along the training that is exact.
    """

    errors: np.ndarray
    losses: np.ndarray
    cosines: np.ndarray


def train(unrolled: int, size: Size, seed: int, advance: Advance) -> Training:
    """An lstm trained with gradients over so many steps, EXACT for all of them."""
    rng = np.random.default_rng(seed)  # the same net and lines for every unrolling
    net = Recurrent("lstm", 2 * len(LAGS), size.hidden, 1)
    initialise(net, rng)
    learner = Learner(net, RATE)
    packing = Packing.of(np.full(size.batch, size.ticks))
    errors, losses, cosines = np.empty((size.steps, len(LAGS))), np.empty(size.steps), []
    for step in range(size.steps):
        lines = recall(size.batch, size.ticks, rng)
        if unrolled == EXACT and step % size.every == 0:
            exact, *others = (gradient(net, packing, lines, n) for n in (EXACT, *UNROLLED))
            cosines.append([cosine(exact, other) for other in others])
        trace = net.forward(lines.x, packing)
        outputs = net.read(trace, lines.rows)
        squares = np.square(outputs - lines.bits)[:, 0]
        errors[step] = [squares[lines.which == i].mean() for i in range(len(LAGS))]
        losses[step], doutputs = squared_error(outputs, lines.bits)
        net.backward(trace, lines.rows, doutputs, learner.gradients, unrolled)
        learner.step()
        advance(1)
    return Training(errors, losses, np.array(cosines))


def gradient(net: Recurrent, packing: Packing, lines: Recall, unrolled: int) -> np.ndarray:
    """The gradient float32 (P,) of the loss on these lines, truncated to so many steps."""
    gradients = net.parameters.like()
    trace = net.forward(lines.x, packing)
    _, doutputs = squared_error(net.read(trace, lines.rows), lines.bits)
    net.backward(trace, lines.rows, doutputs, gradients, unrolled)
    return gradients.flat


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Of the angle between two gradients (P,)."""
    return float(a @ b) / (global_norm(a) * global_norm(b))


def run(size: Size, work: Work) -> Result:
    """Every unrolling, several nets of each."""
    jobs = [(n, work.seed * 1000 + net) for n in (EXACT, *UNROLLED) for net in range(size.nets)]
    work.begin(len(jobs) * size.steps)
    trainings = side_by_side(lambda job, advance: train(job[0], size, job[1], advance), jobs, work)
    found = {
        n: [t for t, job in zip(trainings, jobs, strict=True) if job[0] == n]
        for n in (EXACT, *UNROLLED)
    }
    tail = max(1, size.steps // 10)
    cosines = np.mean([t.cosines for t in found[EXACT]], axis=0)
    errors = {n: np.mean([t.errors[-tail:] for t in ts], axis=(0, 1)) for n, ts in found.items()}
    numbers = {
        "size": asdict(size),
        "seed": work.seed,
        "lags": list(LAGS),
        "cosine": dict(zip(map(str, UNROLLED), cosines.mean(axis=0).tolist(), strict=True)),
        "loss_reached": {
            label(n): float(np.mean([t.losses[-tail:] for t in ts])) for n, ts in found.items()
        },
        "error_at_lag": {label(n): e.tolist() for n, e in errors.items()},
        "cosines": cosines.tolist(),
        "losses": {
            label(n): np.mean([t.losses for t in ts], 0).tolist() for n, ts in found.items()
        },
    }
    return Result(
        tables=[table(numbers)],
        figures=figures(numbers, size),
        numbers=numbers,
        expected=EXPECTED,
        seen=seen(numbers),
        checks=checks(numbers),
        source=SOURCE,
    )


def label(unrolled: int) -> str:
    """How an unrolling is called."""
    return "exact" if unrolled == EXACT else f"{unrolled} steps"


EXPECTED = (
    "A gradient cut after N steps is another vector than the exact one, the more so the smaller N, "
    "and no information flows back to what lies more than N ticks before: it stays unlearned, "
    "although the state itself is carried over."
)
SOURCE = (
    "Williams & Peng 1990; Williams & Zipser 1995 on the cost; Tallec & Ollivier 2017 on the "
    "bias of truncation"
)


def table(numbers: dict[str, Any]) -> Table:
    """A row for each unrolling."""
    rows: list[list[str | int | float]] = []
    for n in (*UNROLLED, EXACT):
        cosine_here = 1.0 if n == EXACT else numbers["cosine"][str(n)]
        errors = numbers["error_at_lag"][label(n)]
        reached = [f"{x:.4f}" for x in (numbers["loss_reached"][label(n)], *errors)]
        rows.append([label(n), f"{cosine_here:.3f}", *reached])
    columns = ["unrolled", "cosine with exact", "loss reached", *(f"lag {lag}" for lag in LAGS)]
    return Table(f"Truncated gradients, and errors by lag ({CHANCE:g} is chance)", columns, rows)


def figures(numbers: dict[str, Any], size: Size) -> list[Figure]:
    """Cosines and losses along the training, and the errors by lag."""
    at = [float(step * size.every) for step in range(len(numbers["cosines"]))]
    cosines = [
        Curve(label(n), at, [row[i] for row in numbers["cosines"]]) for i, n in enumerate(UNROLLED)
    ]
    order = (*UNROLLED, EXACT)
    losses = [Curve(label(n), *binned(numbers["losses"][label(n)], CURVE)) for n in order]
    errors = [numbers["error_at_lag"][label(n)] for n in order]
    return [
        Heat(
            "lags", "What was not learned", "ticks from the bit to the question", "unrolled",
            "squared error", [str(lag) for lag in LAGS], [label(n) for n in order], errors,
            [[f"{error:.2f}" for error in row] for row in errors], limits=(0.0, CHANCE),
        ),
        Curves(
            "loss", "Loss while training so", "updates", "mean squared error", losses,
            y_limits=(0.0, None),
        ),
        Curves(
            "cosine", "Truncated beside exact gradient, along the exact training", "updates",
            "cosine with the exact gradient", cosines, y_limits=(0.0, 1.0),
        ),
    ]  # fmt: skip


def beyond(n: int, numbers: dict[str, Any]) -> list[float]:
    """The errors at the lags that an unrolling cannot reach."""
    errors = numbers["error_at_lag"][label(n)]
    return [error for lag, error in zip(LAGS, errors, strict=True) if lag >= n]


def within(n: int, numbers: dict[str, Any]) -> list[float]:
    """The errors at those that it can."""
    return numbers["error_at_lag"][label(n)][: len(LAGS) - len(beyond(n, numbers))]


def seen(numbers: dict[str, Any]) -> str:
    """What came out, in numbers."""
    cosines = ", ".join(f"{numbers['cosine'][str(n)]:.2f} with {n} steps" for n in UNROLLED)
    losses = ", ".join(f"{numbers['loss_reached'][label(n)]:.2g} with {n}" for n in UNROLLED)
    parts = [
        f"{np.mean(beyond(n, numbers)):.2f} beyond {n} ticks"
        for n in UNROLLED
        if beyond(n, numbers)
    ]
    return (
        f"The mean cosine with the exact gradient is {cosines}. The loss reached is {losses}, and "
        f"{numbers['loss_reached'][label(EXACT)]:.2g} with the exact one. What no gradient reaches "
        f"keeps an error of {', '.join(parts)}, where {CHANCE:g} is chance."
    )


def checks(numbers: dict[str, Any]) -> dict[str, bool]:
    """The claims of the theory."""
    cosines = [numbers["cosine"][str(n)] for n in UNROLLED]
    losses = [numbers["loss_reached"][label(n)] for n in UNROLLED]
    return {
        "the cosine with the exact gradient grows with the steps unrolled": bool(
            np.all(np.diff(cosines) > 0)
        ),
        "the loss reached falls with the steps unrolled": bool(np.all(np.diff(losses) < 0)),
        "lags beyond the steps unrolled are learned far worse than those within": all(
            np.mean(beyond(n, numbers)) > 3 * np.mean(within(n, numbers))
            for n in UNROLLED
            if beyond(n, numbers)
        ),
    }
