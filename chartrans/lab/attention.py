"""Quality against the length of the source, with attention and without; and where it looks."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from chartrans.core.threads import ShardPool
from chartrans.core.workspace import Workspace
from chartrans.evaluate.edit import exact_match
from chartrans.lab.figures import Curve, Curves, Heat
from chartrans.lab.phrases import PHRASE, WORD, line, lines
from chartrans.lab.result import Result, Table
from chartrans.lab.training import Language, recipe, train
from chartrans.lab.work import Work
from chartrans.nets.config import NetConfig
from chartrans.nets.seq2seq import Seq2SeqDecoding
from chartrans.text.alphabet import BEGIN

SHOWN = 3  # phrases of the sentence whose alignment is drawn


@dataclass(frozen=True)
class Size:
    """Learned on lines of 1 to `longest` phrases of two words, with `hidden` units a state."""

    pairs: int
    held_out: int
    longest: int
    hidden: int
    steps: int


SIZES = {
    "tiny": Size(pairs=40, held_out=4, longest=2, hidden=8, steps=4),
    "quick": Size(pairs=6000, held_out=100, longest=6, hidden=128, steps=1500),
    "full": Size(pairs=20000, held_out=400, longest=10, hidden=192, steps=5000),
}
KINDS = {"with attention": "dot", "without": "none"}


def run(size: Size, work: Work) -> Result:
    """Trains the two nets on the same lines and tries them on new ones of each length."""
    draw = np.random.default_rng(work.seed)
    pairs = lines(draw, size.pairs, range(1, size.longest + 1))
    known = set(pairs)
    lengths = range(1, size.longest + 1)
    work.begin(len(KINDS) * size.steps)
    language = Language.of(pairs)
    exact: dict[str, list[float]] = {name: [] for name in KINDS}
    with ShardPool(work.threads) as pool:
        held_out = {n: _new(draw, n, size.held_out, known) for n in lengths}
        for name, attention in KINDS.items():
            config = NetConfig(
                hidden=size.hidden, layers=1, embedding=16, attention=attention, dropout=0.0
            )
            net = language.net(config, work.seed)
            for _ in train(net, language.encode(pairs), recipe(work.seed), size.steps, pool):
                work.advance()
            for n in lengths:
                answers = language.answers(net, held_out[n], pool)
                exact[name].append(exact_match(answers, [[y] for _, y in held_out[n]]))
            if attention != "none":
                alignment = _alignment(net.decoding(), language, line(draw, SHOWN))
    return conclude(size, work, exact, alignment)


def _new(
    draw: np.random.Generator, phrases: int, count: int, known: set[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Lines that are not among those learned; of a single phrase there may be no others."""
    found = [line(draw, phrases) for _ in range(count)]
    return [one for one in found if one not in known] or found


@dataclass(frozen=True)
class Alignment:
    """What was written for a source, and how much each character of that looked at each of this.

    `weights[written][read]`; the last of both is the end of the line.
    """

    source: str
    written: str
    weights: list[list[float]]


def _alignment(decoding: object, language: Language, pair: tuple[str, str]) -> Alignment:
    """Writes the line greedily, as many characters as the target has, and notes each look."""
    assert isinstance(decoding, Seq2SeqDecoding)
    source, target = pair
    state = decoding.start([language.source.encode(source)], Workspace())
    ids, written, weights = np.array([BEGIN], np.int32), [], []
    for _ in range(len(target) + 1):
        ids = decoding.step(state, ids).argmax(axis=1).astype(np.int32)
        written.append(int(ids[0]))
        weights.append([float(weight) for weight in decoding.looked_at(state)[0]])
    text = language.target.decode(written).ljust(len(target))
    return Alignment(source, text, weights)


def share_on_its_word(alignment: Alignment) -> float:
    """The share of letters whose greatest weight is on the word they translate, 0 to 1.

    The words change places in twos; spaces and the end of the line are not counted.
    """
    hits = []
    for place, weights in enumerate(alignment.weights):
        word, letter = divmod(place, WORD)
        if letter < WORD - 1 and place < len(alignment.written):
            hits.append(int(np.argmax(weights)) // WORD == word ^ 1)
    return sum(hits) / len(hits)


def conclude(size: Size, work: Work, exact: dict[str, list[float]], alignment: Alignment) -> Result:
    """What the measurements say."""
    characters = [PHRASE * n - 1 for n in range(1, size.longest + 1)]
    rows: list[list[str | int | float]] = [
        [length, f"{a:.0%}", f"{b:.0%}"]
        for length, a, b in zip(characters, *exact.values(), strict=True)
    ]
    with_it, without = (exact[name] for name in KINDS)
    on_word = share_on_its_word(alignment)
    curves = [
        Curve(name, characters, [100 * share for share in shares]) for name, shares in exact.items()
    ]
    return Result(
        tables=[Table("lines without a mistake", ["characters", *KINDS], rows)],
        figures=[
            Curves(
                "length", "Longer lines, with attention and without",
                "length of the source (characters)", "lines without a mistake (%)", curves,
                y_limits=(0.0, 102.0),
            ),
            _heat(alignment),
        ],
        numbers={
            "size": asdict(size), "seed": work.seed, "characters": characters, "exact": exact,
            "alignment": asdict(alignment), "looks at its own word": on_word,
        },
        expected=(
            "Without attention a state of fixed size must hold the whole line, so that quality "
            "falls as lines grow; with attention the decoder looks back at what it needs, and "
            "quality holds. Where it looks follows the words, also where they change places."
        ),
        seen=(
            f"From {characters[0]} to {characters[-1]} characters, lines without a mistake went "
            f"from {with_it[0]:.0%} to {with_it[-1]:.0%} with attention and from {without[0]:.0%} "
            f"to {without[-1]:.0%} without. In \u201c{alignment.source}\u201d, written as "
            f"\u201c{alignment.written.strip()}\u201d, {on_word:.0%} of the letters were looked "
            "up in the very word they translate."
        ),
        checks={
            "attention is better on the longest lines": with_it[-1] > without[-1] + 0.1,
            "quality holds with attention": with_it[-1] > with_it[0] - 0.1,
            "most letters are looked up in the word they translate": on_word > 0.5,
        },
        source=(
            "Bahdanau, Cho & Bengio 2015, Neural Machine Translation by Jointly Learning to Align "
            "and Translate; the attention is that of Luong, Pham & Manning 2015, Effective "
            "Approaches to Attention-based Neural Machine Translation"
        ),
    )  # fmt: skip


def _heat(alignment: Alignment) -> Heat:
    return Heat(
        "alignment", "Where the decoder looks as it writes", "source, read", "output, written",
        "attention weight",
        columns=[*alignment.source, "⏎"],
        rows=[*alignment.written, "⏎"],
        values=alignment.weights,
        limits=(0.0, 1.0),
        square=True,
    )  # fmt: skip
