"""What the decoder is shown while it learns: the truth, its own output, or less and less truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import log

import numpy as np

from chartrans.core.threads import ShardPool
from chartrans.corpus.dataset import read_dataset
from chartrans.evaluate.edit import edits, error_rate
from chartrans.lab.figures import Curve, Curves
from chartrans.lab.result import Result, Table
from chartrans.lab.training import Language, TextPair, recipe, train
from chartrans.lab.work import Work
from chartrans.nets.config import NetConfig
from chartrans.nets.net import IdPair, LossSum, Net
from chartrans.resources import starter_corpus
from chartrans.train.encoded import EncodedPairs
from chartrans.train.forcing import decoder_inputs


@dataclass(frozen=True)
class Size:
    """Pairs with at most `longest` characters; measured every `every` steps on `held_out`."""

    pairs: int
    held_out: int
    longest: int
    hidden: int
    steps: int
    every: int


SIZES = {
    "tiny": Size(pairs=40, held_out=8, longest=20, hidden=8, steps=4, every=2),
    "quick": Size(pairs=4000, held_out=200, longest=28, hidden=128, steps=800, every=80),
    "full": Size(pairs=7000, held_out=400, longest=60, hidden=256, steps=4000, every=200),
}
ALWAYS, NEVER, LESS = "teacher forcing", "free running", "scheduled sampling"
SHARES = {ALWAYS: "1", NEVER: "0", LESS: "1:0"}  # of true previous characters, first:last step


@dataclass
class Course:
    """What was measured, at each of `steps`; bits a character."""

    steps: list[int] = field(default_factory=list)
    shown_truth: list[float] = field(default_factory=list)
    shown_own: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)

    @property
    def gaps(self) -> list[float]:
        """Bits a character that are lost by having to go on from one's own output."""
        return [own - true for own, true in zip(self.shown_own, self.shown_truth, strict=True)]


def run(size: Size, work: Work) -> Result:
    """Trains the same net three times, from the same start and on the same batches."""
    dataset = read_dataset(starter_corpus())
    short = [(x, y) for x, y in dataset.train if max(len(x), len(y)) <= size.longest]
    new = [(x, y) for x, y in dataset.dev if max(len(x), len(y)) <= size.longest]
    pairs, held_out = short[: size.pairs], new[: size.held_out]
    work.begin(len(SHARES) * size.steps)
    with ShardPool(work.threads) as pool:
        courses = {
            name: _course(share, pairs, held_out, size, work, pool)
            for name, share in SHARES.items()
        }
    return conclude(size, work, courses)


def _course(
    share: str,
    pairs: Sequence[TextPair],
    held_out: Sequence[TextPair],
    size: Size,
    work: Work,
    pool: ShardPool,
) -> Course:
    language = Language.of([*pairs, *held_out])
    shape = NetConfig(hidden=size.hidden, layers=1, embedding=32, attention="dot", dropout=0.1)
    net = language.net(shape, work.seed)
    config = recipe(work.seed, teacher_forcing=share)
    course = Course()
    for step, _ in enumerate(train(net, language.encode(pairs), config, size.steps, pool), 1):
        work.advance()
        if step % size.every == 0:
            ids = language.encode(held_out)
            course.steps.append(step)
            course.shown_truth.append(_bits(net, ids, 1.0, pool))
            course.shown_own.append(_bits(net, ids, 0.0, pool))
            answers = language.answers(net, held_out, pool)
            distances = [edits(a, [y]) for a, (_, y) in zip(answers, held_out, strict=True)]
            course.errors.append(error_rate(distances))
    return course


def _bits(net: Net, pairs: EncodedPairs, share: float, pool: ShardPool) -> float:
    """Bits a character of the targets, the share of previous characters shown being true."""
    decoding = net.decoding()

    def loss(part: list[IdPair]) -> LossSum:
        with pool.workspace() as workspace:
            seen = decoder_inputs(decoding, part, workspace, share, np.random.default_rng(0))
            return net.loss(part, workspace, inputs=seen)

    parts = [pairs[i : i + 64] for i in range(0, len(pairs), 64)]
    total = sum(pool.run(loss, parts), start=LossSum(0.0, 0.0, 0))
    return total.nll / total.count / log(2.0)


def conclude(size: Size, work: Work, courses: dict[str, Course]) -> Result:
    """What the measurements say."""
    third = max(0, len(courses[ALWAYS].steps) // 3 - 1)
    early = {name: course.errors[third] for name, course in courses.items()}
    gaps = {name: course.gaps[-1] for name, course in courses.items()}
    at = courses[ALWAYS].steps[third]
    rows: list[list[str | int | float]] = [
        [name, f"{early[name]:.1%}", f"{course.errors[-1]:.1%}", course.shown_truth[-1],
         course.shown_own[-1], gaps[name]]
        for name, course in courses.items()
    ]  # fmt: skip
    columns = ["trained by", f"errors at {at}", "at the end", "bits/char, truth", "own", "gap"]
    best = min(courses, key=lambda name: courses[name].errors[-1])
    said = "; ".join(
        f"{name} {early[name]:.0%} errors after {at} steps, {course.errors[-1]:.0%} in the end, "
        f"a gap of {gaps[name]:.2f} bits a character"
        for name, course in courses.items()
    )
    return Result(
        tables=[Table("English to Spanish, lines never seen", columns, rows)],
        figures=[_errors(courses), _gaps(courses)],
        numbers={
            "size": asdict(size), "seed": work.seed, "shares": SHARES,
            "courses": {name: asdict(course) for name, course in courses.items()}, "gaps": gaps,
        },
        expected=(
            "A net that is shown the true previous character learns fastest, but never meets its "
            "own mistakes: its loss grows when it must go on from what it wrote itself. A net that "
            "always goes on from its own output learns slowly and has the smallest gap; scheduled "
            "sampling, which begins with the truth and ends without, lies between."
        ),
        seen=f"{said[0].upper()}{said[1:]}. The fewest errors in the end: {best}.",
        checks={
            "teacher forcing learns faster at first than free running": early[ALWAYS]
            < early[NEVER],
            "the gap is greatest with teacher forcing": gaps[ALWAYS] == max(gaps.values()),
            "the gap with scheduled sampling lies between": gaps[NEVER] <= gaps[LESS],
        },
        source=(
            "Bengio, Vinyals, Jaitly & Shazeer 2015, Scheduled Sampling for Sequence Prediction "
            "with Recurrent Neural Networks; Williams & Zipser 1989, A Learning Algorithm for "
            "Continually Running Fully Recurrent Neural Networks, on teacher forcing"
        ),
    )  # fmt: skip


def _errors(courses: dict[str, Course]) -> Curves:
    curves = [
        Curve(name, course.steps, [100 * error for error in course.errors])
        for name, course in courses.items()
    ]
    return Curves(
        "errors", "Learning with and without the truth in sight", "step (32 lines each)",
        "character errors (%)", curves, y_limits=(0.0, 200.0),
    )  # fmt: skip


def _gaps(courses: dict[str, Course]) -> Curves:
    curves = [Curve(name, course.steps, course.gaps) for name, course in courses.items()]
    return Curves(
        "gap", "What it costs to go on from one's own output", "step (32 lines each)",
        "gap (bits a character)", curves,
    )  # fmt: skip
