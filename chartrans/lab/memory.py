"""How long a net can learn to remember: the adding problem and temporal order."""

from __future__ import annotations

import math
import statistics
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from chartrans.lab.figures import Curve, Curves, Figure
from chartrans.lab.jobs import side_by_side
from chartrans.lab.result import Result, Table
from chartrans.lab.runs import Found, Runs, end, gathered
from chartrans.lab.tasks import ADDING, TEMPORAL_ORDER, WRONG_BY, Task
from chartrans.lab.until import HIDDEN, TESTED, Attempt, Outcome, attempt_task
from chartrans.lab.work import Work

CELLS = ("lstm", "gru", "rnn")
GATED_RATE = 5e-3  # of Adam, for lstm and gru
QUICKLY = 20_000  # sequences that gated cells take, roughly; decides only what is begun first
TOO_LONG = 500  # for an rnn


class Problem(NamedTuple):
    """A task, and the sequences that the lstm of 1997 took to solve it: length -> mean count."""

    name: str
    task: Task
    published: dict[int, int]
    table: str


PROBLEMS = {
    "adding": Problem(
        "adding problem", ADDING, {100: 74_000, 500: 209_000, 1000: 853_000}, "table 7"
    ),
    "order": Problem("temporal order", TEMPORAL_ORDER, {100: 31_390}, "table 9"),
}


@dataclass(frozen=True)
class Size:
    """Lengths of lines by problem, nets of each cell, and what an attempt may cost.

    An rnn is tried with each of `rnn_rates`, and the best counts, on lines up to `rnn_longest`. An
    attempt may take as many sequences as the published lstm at the same or the next greater length,
    and at most `budget`.
    """

    lengths: dict[str, tuple[int, ...]]
    nets: int
    rnn_rates: tuple[float, ...]
    rnn_longest: int
    budget: int
    lately: int = 1000


SIZES = {
    "tiny": Size({"adding": (8,), "order": (10,)}, 1, (1e-3,), 10, 640, lately=160),
    "quick": Size(
        {"adding": (10, 20, 50, 100, 500, 1000), "order": (20, 50, 100, 200)},
        1, (1e-3,), 500, 60_000,
    ),
    "full": Size(
        {"adding": (10, 20, 50, 100, 200, 500, 1000), "order": (20, 50, 100, 200, 500)},
        3, (3e-4, 1e-3, 3e-3), 500, 853_000,
    ),
}  # fmt: skip


def budget(problem: Problem, length: int, size: Size) -> int:
    """How many sequences an attempt may take."""
    known = [count for at, count in problem.published.items() if at >= length]
    return min(size.budget, known[0] if known else max(problem.published.values()))


def attempts(key: str, size: Size, seed: int) -> list[Attempt]:
    """All runs of a problem."""
    problem = PROBLEMS[key]
    return [
        Attempt(
            problem.task, cell, length, budget(problem, length, size), rate, 1000 * seed + net,
            size.lately,
        )
        for length in size.lengths[key]
        for cell in CELLS
        if cell != "rnn" or length <= size.rnn_longest
        for net in range(size.nets)
        for rate in (size.rnn_rates if cell == "rnn" else (GATED_RATE,))
    ]  # fmt: skip


def run(size: Size, work: Work) -> Result:
    """Every problem, length, cell and net; those that take longest first."""
    jobs = [(key, attempt) for key in PROBLEMS for attempt in attempts(key, size, work.seed)]
    jobs.sort(key=lambda job: job[1].length * _likely(job[1]), reverse=True)
    work.begin(sum(attempt.length * attempt.budget for _, attempt in jobs))
    outcomes = side_by_side(
        lambda job, advance: attempt_task(job[1], lambda n: advance(n * job[1].length)),
        jobs,
        work,
    )
    done = [(*job, outcome) for job, outcome in zip(jobs, outcomes, strict=True)]
    found = gathered(done)
    return Result(
        tables=[table(key, found, size) for key in PROBLEMS],
        figures=[*(growth(key, found, size) for key in PROBLEMS), learning(found, size)],
        numbers={"size": asdict(size), "seed": work.seed, "attempts": [_plain(*d) for d in done]},
        expected=EXPECTED,
        seen=seen(found, size),
        checks=checks(found, size),
        source=SOURCE,
    )


def _likely(attempt: Attempt) -> float:
    return attempt.budget / 3 if attempt.cell == "rnn" else QUICKLY


def _plain(key: str, attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
    return {
        "problem": key,
        **{name: value for name, value in vars(attempt).items() if name != "task"},
        **asdict(outcome),
    }


EXPECTED = (
    "An lstm, and a gru, learn to remember over hundreds of ticks in a number of sequences that "
    "hardly grows with the length; an rnn, whose gradient vanishes, does so over tens of ticks "
    "at most. Here the lstm is larger and has Adam and a forget gate, whose bias tells it what "
    "length to expect, so that it should need no more sequences than the one of 1997. The rnn has "
    "clipping, but not the regulariser with which Pascanu and others solve temporal order."
)
SOURCE = (
    "Hochreiter & Schmidhuber 1997, tables 7 and 9; Pascanu, Mikolov & Bengio 2013, figure 7, "
    "where the rnn's success falls with the length (drawn, not tabulated); Tallec & Ollivier 2018 "
    "for the biases"
)


def table(key: str, found: Found, size: Size) -> Table:
    """Sequences until solved, by length and cell."""
    problem = PROBLEMS[key]
    rows: list[list[str | int | float]] = []
    for length in size.lengths[key]:
        published = problem.published.get(length)
        runs = {c: found.get((key, c, length), Runs([])) for c in CELLS}
        tested = [o.wrong for o in runs["lstm"].outcomes if o.wrong is not None]
        wrong = f"{100 * max(tested) / TESTED:.2f} %" if tested else ""
        rows.append(
            [f"{length:,}", *map(str, runs.values()), wrong,
             f"{published:,}" if published else ""]
        )  # fmt: skip
    columns = ["length", *CELLS, "lstm: wrong", "lstm of 1997"]
    return Table(f"{sentence(problem)}: sequences until under 1 % are wrong", columns, rows)


def sentence(problem: Problem) -> str:
    """Its name at the beginning of a line."""
    return problem.name[0].upper() + problem.name[1:]


def growth(key: str, found: Found, size: Size) -> Figure:
    """Sequences against the length; where a cell has no point it did not solve the task."""
    problem, lengths = PROBLEMS[key], [float(length) for length in size.lengths[key]]
    curves = []
    for cell in CELLS:
        runs = [found.get((key, cell, int(length))) for length in lengths]
        counts = [math.inf if r is None else r.median for r in runs]
        never = " (nowhere)" if min(counts) == math.inf else ""
        curves.append(Curve(cell + never, lengths, counts))
    points = [float(count) for count in problem.published.values()]
    curves.append(Curve("lstm of 1997", [float(n) for n in problem.published], points, "points"))
    title = f"{sentence(problem)}: where there is no point, it was not solved"
    axes = "length of a line (ticks)", "sequences until solved"
    return Curves(key, title, *axes, curves, log_x=True, log_y=True)


def learning(found: Found, size: Size) -> Figure:
    """The share of wrong answers as training goes on, at the greatest length that all cells had."""
    length = max(n for n in size.lengths["adding"] if ("adding", "rnn", n) in found)
    curves = []
    for cell in CELLS:
        points = found["adding", cell, length].outcomes[0].curve
        curves.append(Curve(cell, [float(n) for n, _ in points], [share for _, share in points]))
    title = f"The adding problem, length {length}: wrong answers"
    axes = "sequences", "share off by more than 0.04"
    return Curves("learning", title, *axes, curves, log_x=True, y_limits=(0.0, 1.0))


def seen(found: Found, size: Size) -> str:
    """What came out, in numbers."""
    sentences = []
    for key, problem in PROBLEMS.items():
        parts = []
        for cell in CELLS:
            lengths = [n for n in size.lengths[key] if (key, cell, n) in found]
            solved = [n for n in lengths if found[key, cell, n].solved]
            part = f"by the {cell} at {len(solved)} of {len(lengths)} lengths"
            if solved:
                part += f", the longest {max(solved)} ({found[key, cell, max(solved)].effort})"
            parts.append(part)
        sentences.append(f"The {problem.name} was solved {'; '.join(parts)}.")
    nets = "one net" if size.nets == 1 else f"{size.nets} nets"
    rates = len(size.rnn_rates)
    tried = "one step size" if rates == 1 else f"the best of {rates} step sizes"
    most = max((end(o) for (_, cell, _), r in found.items() if cell == "lstm"
                for o in r.outcomes if o.solved), default=0.0)  # fmt: skip
    chance = 100 * statistics.fmean(abs(t - 0.5) > WRONG_BY for t in _some_sums())
    sentences.append(
        f"There {'was' if size.nets == 1 else 'were'} {nets} of {HIDDEN} units for each, the rnn "
        f"with {tried}, {TESTED:,} fresh lines for the test, and as many sequences at most as the "
        f"lstm of 1997 took, or {size.budget:,}. Where an lstm solved its task, it had at "
        f"most {100 * most:.2f} % of the test wrong; an answer of 0.5 to every adding problem is "
        f"wrong for {chance:.0f} %."
    )
    return " ".join(sentences)


def _some_sums() -> list[float]:
    lines = ADDING.draw(TESTED, 10, np.random.default_rng(0))
    return [float(target) for target in lines.targets[:, 0]]


def checks(found: Found, size: Size) -> dict[str, bool]:
    """The published counts, and what an rnn cannot."""
    claims = {}
    for key, problem in PROBLEMS.items():
        for length, count in problem.published.items():
            if (key, "lstm", length) in found:
                claim = f"every lstm solves the {problem.name} of {length} ticks in {count:,}"
                claims[claim] = found[key, "lstm", length].worst <= count
        lengths = [n for n in size.lengths[key] if (key, "rnn", n) in found]
        longest = max(lengths)
        lstm, rnn = found[key, "lstm", longest], found[key, "rnn", longest]
        claims[f"the rnn is not ahead of the lstm at {longest} ticks of it"] = (
            rnn.median >= lstm.median
        )
    if ("adding", "rnn", TOO_LONG) in found:
        unsolved = not found["adding", "rnn", TOO_LONG].solved
        claims[f"no rnn solves the adding problem of {TOO_LONG} ticks"] = unsolved
    return claims
