"""How far the output must run behind the input when what is read last is to be written first."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from chartrans.core.threads import ShardPool
from chartrans.lab.figures import Curve, Curves
from chartrans.lab.result import Result, Table
from chartrans.lab.training import Language, TextPair, recipe, train
from chartrans.lab.work import Work
from chartrans.nets.config import NetConfig

VOCABULARY = ("sun", "cat", "ice", "oak", "tea", "bee", "owl", "mud")
WORDS = 3  # a line, all of one length, so that the clock is the same for every line
LAST = 4 * (WORDS - 1)  # the tick at which the last word begins
CHANCE = 1 / len(VOCABULARY)
TO_HEAR = 2 / len(VOCABULARY)  # a share below this counts as chance


@dataclass(frozen=True)
class Size:
    """`lags` are in ticks, a tick a character."""

    lags: tuple[int, ...]
    hidden: int
    steps: int
    lines: int


SIZES = {
    "tiny": Size(lags=(0, LAST), hidden=8, steps=5, lines=16),
    "quick": Size(lags=(0, 2, 4, 6, 7, 8, 9, 11), hidden=64, steps=1200, lines=256),
    "full": Size(lags=tuple(range(13)), hidden=128, steps=2000, lines=1024),
}


def line(draw: np.random.Generator) -> TextPair:
    """Words, and the same words with the last one first."""
    words = [str(word) for word in draw.choice(VOCABULARY, WORDS)]
    return " ".join(words), " ".join([words[-1], *words[:-1]])


def run(size: Size, work: Work) -> Result:
    """Trains a transducer for each lag and counts the words it writes rightly."""
    work.begin(len(size.lags) * size.steps)
    with ShardPool(work.threads) as pool:
        shares = [_shares(lag, size, work, pool) for lag in size.lags]
    return conclude(size, work, [first for first, _ in shares], [rest for _, rest in shares])


def _shares(lag: int, size: Size, work: Work, pool: ShardPool) -> tuple[float, float]:
    """The shares of first words and of other words that are right at this lag."""
    draw = np.random.default_rng(work.seed)
    pairs = [line(draw) for _ in range(8 * size.lines)]
    held_out = [line(draw) for _ in range(size.lines)]
    language = Language.of(pairs)
    config = NetConfig(
        net="transducer", lag=lag, hidden=size.hidden, layers=1, embedding=16, dropout=0.0
    )
    net = language.net(config, work.seed)
    for _ in train(net, language.encode(pairs), recipe(work.seed), size.steps, pool):
        work.advance()
    right = np.zeros(WORDS)
    for answer, (_, target) in zip(language.answers(net, held_out, pool), held_out, strict=True):
        written = [answer[at : at + 3] for at in range(0, 4 * WORDS, 4)]
        right += [a == b for a, b in zip(written, target.split(), strict=True)]
    right /= len(held_out)
    return float(right[0]), float(right[1:].mean())


def conclude(size: Size, work: Work, first: list[float], rest: list[float]) -> Result:
    """What the measurements say."""
    early = [share for lag, share in zip(size.lags, first, strict=True) if lag < LAST]
    late = [share for lag, share in zip(size.lags, first, strict=True) if lag >= LAST]
    lags = [float(lag) for lag in size.lags]
    rows: list[list[str | int | float]] = [
        [lag, f"{a:.1%}", f"{b:.1%}"] for lag, a, b in zip(size.lags, first, rest, strict=True)
    ]
    return Result(
        tables=[Table("words written rightly", ["lag τ", "first word", "the others"], rows)],
        figures=[
            Curves(
                "accuracy",
                "The last word of the source comes first",
                "lag τ (ticks)",
                "words that are right (%)",
                [
                    Curve("first word, read last", lags, [100 * share for share in first]),
                    Curve("the other words", lags, [100 * share for share in rest]),
                    Curve(f"chance, 1 of {len(VOCABULARY)}", [lags[0], lags[-1]],
                          [100 * CHANCE] * 2, "bound"),
                    Curve(f"last word begins, τ = {LAST}", [LAST, LAST], [0.0, 100.0], "bound"),
                ],
                y_limits=(0.0, 102.0),
            )
        ],
        numbers={
            "size": asdict(size), "seed": work.seed, "lags": list(size.lags), "chance": CHANCE,
            "last word begins": LAST, "first word": first, "other words": rest,
        },
        expected=(
            "A net can write only what it has read. The first word of the answer is the last of "
            f"the source, which begins {LAST} ticks after the first character: with a smaller lag "
            f"the net can but guess one of {len(VOCABULARY)}, letter by letter; from there on it "
            "can know."
        ),
        seen=(
            f"The first word was right in at most {max(early):.1%} of the lines with a lag below "
            f"{LAST} and in at least {min(late):.1%} from {LAST} on; chance is {CHANCE:.1%}. "
            f"Of the other words, which are read in time, at least {min(rest):.1%} were right."
        ),
        checks={
            f"the first word is a guess with a lag below {LAST}": max(early) < TO_HEAR,
            f"the first word is right with a lag from {LAST} on": min(late) > 0.98,
        },
        source=(
            "Graves 2012, Supervised Sequence Labelling with Recurrent Neural Networks, on a delay "
            "between inputs and targets"
        ),
    )  # fmt: skip
