"""One to many, many to one, many to many: one net, and what is due at which tick."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np

from chartrans.core.threads import ShardPool
from chartrans.core.workspace import Workspace
from chartrans.corpus.dataset import read_dataset
from chartrans.evaluate.edit import exact_match
from chartrans.lab.figures import Heat
from chartrans.lab.result import Result, Table
from chartrans.lab.training import Language, TextPair, recipe, train
from chartrans.lab.work import Work
from chartrans.nets.config import NetConfig
from chartrans.nets.net import Net
from chartrans.resources import starter_corpus
from chartrans.text.alphabet import BEGIN, END
from chartrans.text.timeline import lay_out


@dataclass(frozen=True)
class Size:
    """Updates for each shape, units, and lines that are held out where there are others."""

    hidden: int
    steps: int
    held_out: int


SIZES = {
    "tiny": Size(hidden=8, steps=4, held_out=8),
    "quick": Size(hidden=48, steps=800, held_out=400),
    "full": Size(hidden=96, steps=2000, held_out=800),
}
NOTHING = "·"
LINE_END = "⏎"
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LONGEST = 24  # characters of a line whose language is asked for
BITS = 12


class Shape(NamedTuple):
    """A task: what it is, the lag of its timeline, and pairs to learn and to be tried on."""

    task: str
    lag: int | str
    pairs: Callable[[np.random.Generator, int], tuple[list[TextPair], list[TextPair]]]


def names_of_digits(
    draw: np.random.Generator, held_out: int
) -> tuple[list[TextPair], list[TextPair]]:
    """A digit becomes its name; there are ten, and all are learned."""
    pairs = [(str(digit), name) for digit, name in enumerate(DIGITS)]
    return pairs, pairs


def languages(draw: np.random.Generator, held_out: int) -> tuple[list[TextPair], list[TextPair]]:
    """A line of the starter corpus becomes E or S, in lower case and without signs.

    Without ¿ and accents, that is: they would give it away.
    """
    dataset = read_dataset(starter_corpus())
    learned, new = (
        [
            (_bare(text), letter)
            for pair in part
            for text, letter in zip(pair, "ES", strict=True)
            if 8 <= len(_bare(text)) <= LONGEST
        ]
        for part in (dataset.train, dataset.dev)
    )
    known = {text for text, _ in learned}
    fresh = [pair for pair in new if pair[0] not in known]
    return learned, [fresh[i] for i in draw.permutation(len(fresh))[:held_out]]


def parities(draw: np.random.Generator, held_out: int) -> tuple[list[TextPair], list[TextPair]]:
    """Bits become the parity of all bits so far."""
    bits = draw.integers(2, size=(1000 + held_out, BITS))
    sums = np.cumsum(bits, axis=1) % 2
    lines = ["".join(map(str, row)) for row in bits]
    pairs = list(zip(lines, ("".join(map(str, row)) for row in sums), strict=True))
    known = set(lines[held_out:])
    return pairs[held_out:], [pair for pair in pairs[:held_out] if pair[0] not in known]


SHAPES = {
    "one-to-many": Shape("the name of a digit", 0, names_of_digits),
    "many-to-one": Shape("English or Spanish?", "full", languages),
    "many-to-many": Shape("the parity of the bits so far", 0, parities),
}
_TO_BARE = str.maketrans("áéíóúüñ", "aeiouun")


def _bare(text: str) -> str:
    lowered = text.lower().translate(_TO_BARE)
    return "".join(c for c in lowered if c.isalpha() or c == " ").strip()


class Tick(NamedTuple):
    """What enters, what is due, what is written, and the probability of what is due; NaN if none
    is.
    """

    seen: str
    due: str
    written: str
    probability: float


def run(size: Size, work: Work) -> Result:
    """Trains a transducer for each shape, tries it on lines it never saw, and follows one."""
    work.begin(len(SHAPES) * size.steps)
    exact, timelines = {}, {}
    with ShardPool(work.threads) as pool:
        for name, shape in SHAPES.items():
            pairs, held_out = shape.pairs(np.random.default_rng(work.seed), size.held_out)
            language = Language.of([*pairs, *held_out])
            config = NetConfig(
                net="transducer", lag=shape.lag, hidden=size.hidden, layers=1, embedding=16,
                dropout=0.0,
            )  # fmt: skip
            net = language.net(config, work.seed)
            for _ in train(net, language.encode(pairs), recipe(work.seed), size.steps, pool):
                work.advance()
            answers = language.answers(net, held_out, pool)
            exact[name] = exact_match(answers, [[target] for _, target in held_out])
            timelines[name] = timeline(net, language, held_out[3], shape.lag)
    return conclude(size, work, exact, timelines)


def timeline(net: Net, language: Language, pair: TextPair, lag: int | str) -> list[Tick]:
    """The net at each tick of one pair."""
    source, target = (
        side.encode(text)
        for side, text in zip((language.source, language.target), pair, strict=True)
    )
    line = lay_out(source, target, lag)
    decoding = net.decoding()
    state, ids = decoding.start([source], Workspace()), np.array([BEGIN], np.int32)
    ticks = []
    for seen, due, weight in zip(line.inputs, line.targets, line.weights, strict=True):
        enters = language.source.decode([seen]) or NOTHING
        if weight == 0.0:
            ticks.append(Tick(enters, NOTHING, NOTHING, math.nan))
            continue
        scores = decoding.step(state, ids)[0]
        written = int(scores.argmax())
        ids = np.array([due], np.int32)
        ticks.append(
            Tick(enters, _shown(language, due), _shown(language, written), math.exp(scores[due]))
        )
    return ticks


def _shown(language: Language, character: int) -> str:
    return LINE_END if character == END else language.target.decode([character]) or NOTHING


def conclude(
    size: Size, work: Work, exact: dict[str, float], timelines: dict[str, list[Tick]]
) -> Result:
    """What the measurements say."""
    rows: list[list[str | int | float]] = []
    for name, ticks in timelines.items():
        inputs = sum(tick.seen != NOTHING for tick in ticks)
        targets = sum(tick.due != NOTHING for tick in ticks) - 1
        rows.append([name, SHAPES[name].task, inputs, targets, f"{exact[name]:.1%}"])
    shares = ", ".join(f"{name} {share:.1%}" for name, share in exact.items())
    return Result(
        tables=[
            Table(
                "one net, three timelines",
                ["shape", "task", "inputs", "targets", "lines right"],
                rows,
            )
        ],
        figures=[_heat(name, ticks) for name, ticks in timelines.items()],
        numbers={
            "size": asdict(size),
            "seed": work.seed,
            "exact": exact,
            "timelines": {
                name: [
                    [*tick[:3], None if math.isnan(tick.probability) else tick.probability]
                    for tick in ticks
                ]
                for name, ticks in timelines.items()
            },
        },
        expected=(
            "One-to-many, many-to-one and many-to-many need no nets of their own: the same "
            "transducer learns each, given a timeline with inputs or targets at some ticks only, "
            "as a tick where nothing is due weighs nothing in the loss."
        ),
        seen=f"Lines without a mistake: {shares}.",
        checks={f"{name} is learned": share > 0.95 for name, share in exact.items()},
        source=(
            "Karpathy 2015, The Unreasonable Effectiveness of Recurrent Neural Networks, on the "
            "shapes; Graves 2012, Supervised Sequence Labelling with Recurrent Neural Networks, on "
            "classes of labelling tasks"
        ),
    )


def _heat(name: str, ticks: list[Tick]) -> Heat:
    nothing = [math.nan] * len(ticks)
    task = SHAPES[name].task
    return Heat(
        name.replace("-", "_"), f"{name}: {task}", "tick", "",
        "probability of what is due",
        columns=[str(tick) for tick in range(len(ticks))],
        rows=["input", "target", "output"],
        values=[nothing, nothing, [tick.probability for tick in ticks]],
        texts=[list(row) for row in zip(*(tick[:3] for tick in ticks), strict=True)],
        limits=(0.0, 1.0),
    )  # fmt: skip
