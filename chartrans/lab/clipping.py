"""An rnn whose gradient explodes, left alone and with its gradient clipped in two ways."""

from __future__ import annotations

import math
import statistics
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from chartrans.lab.binned import binned
from chartrans.lab.figures import Curve, Curves, Figure
from chartrans.lab.initial import initialise
from chartrans.lab.jobs import Advance, side_by_side
from chartrans.lab.learner import Learner
from chartrans.lab.recurrent import Recurrent
from chartrans.lab.result import Result, Table
from chartrans.lab.tasks import ADDING
from chartrans.lab.work import Work

RADIUS = 1.5  # spectral radius and norm of the recurrence: above 1, so that gradients can explode
RATE, SMALL_RATE = 0.1, 0.01  # of plain gradient descent
BATCH = 20
CURVE = 80  # points of a curve
LOWEST, HIGHEST = 1e-3, 1e2  # loss that is drawn: what dies goes to 1e40
FIRST = 50  # updates in which it is decided whether an unclipped run survives


@dataclass(frozen=True)
class Size:
    """Updates, ticks of a line, units, nets for each way."""

    steps: int
    length: int
    hidden: int
    nets: int


SIZES = {
    "tiny": Size(steps=60, length=10, hidden=20, nets=1),
    "quick": Size(steps=4000, length=20, hidden=50, nets=5),
    "full": Size(steps=50_000, length=20, hidden=50, nets=10),
}


class Way(NamedTuple):
    """What is done to the gradient before the step; limits of 0 do nothing."""

    label: str
    rate: float
    norm: float = 0.0
    value: float = 0.0


NOTHING = Way("nothing", RATE)
SMALL_STEPS = Way("nothing, small steps", SMALL_RATE)
VALUE = Way("values to 0.02", RATE, value=0.02)
NORM = Way("norm to 1", RATE, norm=1.0)
WAYS = (NOTHING, SMALL_STEPS, VALUE, NORM)


class Training(NamedTuple):
    """Loss and norm of the gradient before clipping, update by update.

    The last loss or norm is infinite or not a number where training ended early.
    """

    losses: list[float]
    norms: list[float]

    @property
    def died(self) -> int | None:
        """The update, from 1 on, whose loss or gradient was no finite number, if one was."""
        alive = math.isfinite(self.losses[-1]) and math.isfinite(self.norms[-1])
        return None if alive else len(self.losses)

    @property
    def reached(self) -> float:
        """The mean loss of the last tenth; not a number after a death."""
        tail = max(1, len(self.losses) // 10)
        return math.nan if self.died else statistics.fmean(self.losses[-tail:])


def train(way: Way, size: Size, seed: int, advance: Advance) -> Training:
    """Plain gradient descent on the adding problem; the same net and lines in every way."""
    rng = np.random.default_rng(seed)
    net = Recurrent("rnn", ADDING.inputs, size.hidden, ADDING.outputs)
    initialise(net, rng, radius=RADIUS)
    learner = Learner(net, way.rate, way.norm, way.value, rule="sgd")
    out = Training([], [])
    while len(out.losses) < size.steps and (not out.losses or out.died is None):
        lines = ADDING.draw(BATCH, size.length, rng)
        trace = net.forward(lines.x, lines.packing)
        outputs = net.read(trace, lines.rows)
        loss, _ = ADDING.judge(outputs, lines.targets)
        net.backward(trace, lines.rows, outputs, learner.gradients)
        out.losses.append(loss)
        out.norms.append(learner.step())
        advance(1)
    advance(size.steps - len(out.losses))
    return out


def run(size: Size, work: Work) -> Result:
    """Every way, with several nets."""
    jobs = [(way, work.seed * 1000 + net) for way in WAYS for net in range(size.nets)]
    work.begin(len(jobs) * size.steps)
    trainings = side_by_side(lambda job, advance: train(job[0], size, job[1], advance), jobs, work)
    found = {
        way: [t for t, job in zip(trainings, jobs, strict=True) if job[0] == way] for way in WAYS
    }
    chance = float(np.var(ADDING.draw(4096, size.length, np.random.default_rng(0)).targets))
    numbers = {
        "size": asdict(size),
        "seed": work.seed,
        "always_the_mean": chance,
        "ways": {way.label: measured(found[way]) for way in WAYS},
    }
    return Result(
        tables=[table(numbers, size)],
        figures=figures(found),
        numbers=numbers,
        expected=EXPECTED,
        seen=seen(numbers, size),
        checks=checks(numbers),
        source=SOURCE,
    )


def measured(trainings: list[Training]) -> dict[str, Any]:
    """What is told of a way, as JSON can carry it: None for what is no number."""
    reached = [t.reached for t in trainings]
    died = [t.died for t in trainings if t.died]
    alive = [loss for loss in reached if math.isfinite(loss)]
    largest = [max(norm for norm in t.norms[:FIRST] if math.isfinite(norm)) for t in trainings]
    return {
        "died_at": [t.died for t in trainings],
        "first_death": min(died, default=None),
        "last_loss": [_word(t.losses[-1]) for t in trainings],
        "deaths": len(died),
        "largest_norm": max(largest),
        "reached": [loss if math.isfinite(loss) else None for loss in reached],
        "median_reached": statistics.median(alive) if alive else None,
        "losses": [[x if math.isfinite(x) else None for x in t.losses] for t in trainings[:1]],
    }


def _word(loss: float) -> str:
    """A loss as it is: "inf" and "nan" among them."""
    return f"{loss:.4g}"


EXPECTED = (
    "Where the norm of the recurrence is above 1, single gradients are orders of magnitude larger "
    "than the others: one step along them throws the weights away. Scaled down to a norm, or "
    "clipped element by element, they are harmless, and the net learns at a step size that is "
    "ruinous without."
)
SOURCE = "Pascanu, Mikolov & Bengio 2013; Mikolov 2012 for clipping elements"


def table(numbers: dict[str, Any], size: Size) -> Table:
    """A row for each way."""
    rows: list[list[str | int | float]] = []
    for way in WAYS:
        m = numbers["ways"][way.label]
        reached = "no number" if m["median_reached"] is None else m["median_reached"]
        death = f"update {m['first_death']}" if m["deaths"] else "never"
        rows.append(
            [way.label, way.rate, f"{m['deaths']} of {size.nets}", death,
             f"{m['largest_norm']:.2g}", reached]
        )  # fmt: skip
    columns = [
        "what is clipped", "step size", "nets lost", "first lost at",
        f"largest norm, first {FIRST}", "loss reached",
    ]  # fmt: skip
    title = f"Training an exploding rnn ({numbers['always_the_mean']:.4f}: always the mean)"
    return Table(title, columns, rows)


def figures(found: dict[Way, list[Training]]) -> list[Figure]:
    """Of the first net: losses, and norms before clipping. A curve ends where numbers do."""
    losses, norms = [], []
    for way, trainings in found.items():
        ended = f" (lost at {trainings[0].died})" if trainings[0].died else ""
        x, y = binned(trainings[0].losses, CURVE, log=True)
        losses.append(Curve(way.label + ended, x, y))
        x, y = binned(trainings[0].norms, CURVE, log=True, of=np.max)
        norms.append(Curve(way.label + ended, x, y))
    return [
        Curves(
            "loss", "The same run, its gradient clipped or not", "update", "mean squared error",
            losses, log_x=True, log_y=True, y_limits=(LOWEST, HIGHEST),
        ),
        Curves(
            "norm", "Norm of the gradient before clipping", "update", "largest norm since",
            norms, log_x=True, log_y=True,
        ),
    ]  # fmt: skip


def seen(numbers: dict[str, Any], size: Size) -> str:
    """What came out, in numbers."""
    parts = []
    for way in WAYS:
        m = numbers["ways"][way.label]
        if m["deaths"]:
            part = (
                f"{m['deaths']} of {size.nets} nets end in numbers that are infinite or none, the "
                f"first at update {m['first_death']}, with gradients of up to norm "
                f"{m['largest_norm']:.2g} on the way"
            )
        else:
            part = "no net is lost"
        if m["median_reached"] is not None:
            part += f", and the loss reached is {m['median_reached']:.4f}"
        parts.append(f"with {way.label} (step size {way.rate:g}) {part}")
    return (
        f"In {size.steps} updates: {'; '.join(parts)}. Always answering the mean gives "
        f"{numbers['always_the_mean']:.4f}."
    )


def checks(numbers: dict[str, Any]) -> dict[str, bool]:
    """The claims of the theory."""
    nothing, small, value, norm = (numbers["ways"][way.label] for way in WAYS)
    clipped = [value["median_reached"], norm["median_reached"]]
    safe = not value["deaths"] and not norm["deaths"]
    return {
        "without clipping every net is lost at this step size": None not in nothing["died_at"],
        "with either clipping no net is lost": safe,
        "either clipping learns more than always answering the mean": safe
        and max(clipped) < numbers["always_the_mean"],
        "clipped, the large steps get further than small ones left alone": safe
        and (small["median_reached"] is None or max(clipped) < small["median_reached"]),
    }
