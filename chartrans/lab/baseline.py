"""Kinds of nets on the same pairs, once with the order of words kept, once with it changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

from chartrans.core.threads import ShardPool
from chartrans.evaluate.edit import edits, error_rate, exact_match
from chartrans.lab.figures import Bars
from chartrans.lab.phrases import WORD, lines
from chartrans.lab.result import Result, Table
from chartrans.lab.training import Language, TextPair, recipe, train
from chartrans.lab.work import Work
from chartrans.nets.config import NetConfig


@dataclass(frozen=True)
class Size:
    """How much is learned; `hidden` units in every net, two phrases of two words a line."""

    pairs: int
    held_out: int
    hidden: int
    steps: int


SIZES = {
    "tiny": Size(pairs=60, held_out=10, hidden=8, steps=5),
    "quick": Size(pairs=4000, held_out=300, hidden=96, steps=500),
    "full": Size(pairs=8000, held_out=1000, hidden=192, steps=3000),
}
FLAT = "feedforward"
PHRASES = 2
WINDOW = WORD - 1  # a whole word is in sight from each of its letters, but no other one
LAG = WORD + WINDOW  # when the first letter of a noun is due, the noun has been read
ORDERS = {"kept": False, "changed": True}
CHECKS = (
    "the feedforward net does well where the order is kept",
    "the feedforward net fails where the order changes",
    "the recurrent nets do well in either case",
)


def nets(hidden: int) -> dict[str, NetConfig]:
    """The three nets, and a transducer that is told what it wrote."""
    shared = NetConfig(hidden=hidden, layers=1, embedding=16, dropout=0.0)
    return {
        FLAT: replace(shared, net="feedforward", window=WINDOW),
        "transducer": replace(shared, net="transducer", lag=LAG),
        "transducer, fed back": replace(shared, net="transducer", lag=LAG, feedback=True),
        "seq2seq": replace(shared, net="seq2seq", attention="general"),
    }


def run(size: Size, work: Work) -> Result:
    """Trains each net on each order and lets it answer lines it never saw."""
    kinds = nets(size.hidden)
    work.begin(len(kinds) * len(ORDERS) * size.steps)
    scores: dict[str, dict[str, dict[str, float]]] = {name: {} for name in kinds}
    with ShardPool(work.threads) as pool:
        for order, reorder in ORDERS.items():
            draw = np.random.default_rng(work.seed)
            pairs = lines(draw, size.pairs + size.held_out, range(PHRASES, PHRASES + 1), reorder)
            for name, config in kinds.items():
                scores[name][order] = _score(config, pairs, size, work, pool)
    return conclude(size, work, scores)


def _score(
    config: NetConfig, pairs: list[TextPair], size: Size, work: Work, pool: ShardPool
) -> dict[str, float]:
    language = Language.of(pairs)
    net = language.net(config, work.seed)
    held_out, learned = pairs[: size.held_out], pairs[size.held_out :]
    for _ in train(net, language.encode(learned), recipe(work.seed), size.steps, pool):
        work.advance()
    answers = language.answers(net, held_out, pool)
    references = [[target] for _, target in held_out]
    distances = [edits(a, r) for a, r in zip(answers, references, strict=True)]
    return {"exact": exact_match(answers, references), "error_rate": error_rate(distances)}


def conclude(size: Size, work: Work, scores: dict[str, dict[str, dict[str, float]]]) -> Result:
    """What the measurements say."""
    exact = {name: {o: scores[name][o]["exact"] for o in ORDERS} for name in scores}
    plain = exact[FLAT]
    recurrent = [by[order] for name, by in exact.items() if name != FLAT for order in ORDERS]
    rows: list[list[str | int | float]] = [
        [name, order, f"{one['exact']:.1%}", f"{one['error_rate']:.1%}"]
        for name, by_order in scores.items()
        for order, one in by_order.items()
    ]
    shares = "; ".join(
        f"{name} {by['kept']:.0%} with the order kept and {by['changed']:.0%} with it changed"
        for name, by in exact.items()
    )
    held = (plain["kept"] > 0.9, plain["changed"] < 0.1, min(recurrent) > 0.9)
    return Result(
        tables=[Table("lines never seen", ["net", "order", "exact", "errors"], rows)],
        figures=[
            Bars(
                "exact",
                "The same words, in the same order and in another",
                "lines without a mistake (%)",
                [f"order {order}" for order in ORDERS],
                {name: [100 * by[order] for order in ORDERS] for name, by in exact.items()},
                (0.0, 100.0),
            )
        ],
        numbers={"size": asdict(size), "seed": work.seed, "scores": scores},
        expected=(
            f"A feedforward net that sees {WINDOW} characters to each side can replace words where "
            "they stand; where noun and adjective change places it cannot, as it never sees both. "
            "A transducer that runs behind, or an encoder with a decoder, can do either."
        ),
        seen=f"Of {size.held_out} new lines these were without a mistake: {shares}.",
        checks=dict(zip(CHECKS, held, strict=True)),
        source=(
            "Sutskever, Vinyals & Le 2014, Sequence to Sequence Learning with Neural Networks, on "
            "what nets of fixed size cannot do; Graves 2012, Supervised Sequence Labelling with "
            "Recurrent Neural Networks, on windows and delays"
        ),
    )
