"""The step size that works, when the gradients of time slices are averaged and when summed."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np

from chartrans.core.threads import ShardPool
from chartrans.lab.figures import Curve, Curves
from chartrans.lab.result import Result, Table
from chartrans.lab.training import Language, TextPair, recipe, train
from chartrans.lab.work import Work
from chartrans.nets.config import NetConfig
from chartrans.train.config import GRADIENTS

LETTERS = "abcd"
# Other rules than sgd, and what share of the rates of sgd suits each.
RATE_SHARES = {"momentum": 0.1, "rmsprop": 0.01, "adam": 0.01}

Losses = list[list[float | None]]  # by length, by rate


@dataclass(frozen=True)
class Size:
    """Lines of about `lengths` characters; steps of `rates`, each tried for so many updates.

    Other rules than sgd are tried, with sums, on lines of the two lengths `ends`.
    """

    lengths: tuple[int, ...]
    ends: tuple[int, int]
    rates: tuple[float, ...]
    hidden: int
    steps: int


SIZES = {
    "tiny": Size(lengths=(4, 8), ends=(4, 8), rates=(0.25, 1.0), hidden=4, steps=3),
    "quick": Size(
        (5, 10, 20, 40, 80), (5, 40), tuple(2.0 ** (k / 2) for k in range(-12, 11)), 24, 80
    ),
    "full": Size(
        (5, 10, 20, 40, 80, 160), (5, 160), tuple(2.0 ** (k / 2) for k in range(-16, 15)), 48, 200
    ),
}
AVERAGED = 10  # updates at the end whose loss is averaged


def line(draw: np.random.Generator, length: int) -> TextPair:
    """Letters, from half to one and a half of the length; each becomes the one before it."""
    letters = "".join(draw.choice(list(LETTERS), int(draw.integers(length // 2, length * 3 // 2))))
    return letters, letters[0] + letters[:-1]


def run(size: Size, work: Work) -> Result:
    """Tries each rate with each gradient on each length, from the same start on the same lines."""
    trials = len(GRADIENTS) * len(size.lengths) + len(RATE_SHARES) * len(size.ends)
    work.begin(trials * len(size.rates) * size.steps)
    with ShardPool(work.threads) as pool:
        losses = {
            gradient: [
                [_loss(gradient, length, rate, size, work, pool) for rate in size.rates]
                for length in size.lengths
            ]
            for gradient in GRADIENTS
        }
        others = {
            name: [
                [_loss("sum", length, share * rate, size, work, pool, name) for rate in size.rates]
                for length in size.ends
            ]
            for name, share in RATE_SHARES.items()
        }
    return conclude(size, work, losses, others)


def _loss(
    gradient: str,
    length: int,
    rate: float,
    size: Size,
    work: Work,
    pool: ShardPool,
    optimizer: str = "sgd",
) -> float | None:
    """Nats a character after training at that rate; None where a number was no number."""
    draw = np.random.default_rng((work.seed, length))
    pairs = [line(draw, length) for _ in range(512)]
    language = Language.of(pairs)
    shape = NetConfig(
        net="transducer", lag=0, hidden=size.hidden, layers=1, embedding=8, dropout=0.0
    )
    config = recipe(
        work.seed, batch_size="16", optimizer=optimizer, learning_rate=rate, warmup=0,
        decay="none", gradient=gradient, clip_norm=0.0,
    )  # fmt: skip
    net = language.net(shape, work.seed)
    course = []
    for loss in train(net, language.encode(pairs), config, size.steps, pool):
        work.advance()
        course.append(loss.nll / loss.count if loss.finite else math.inf)
    last = float(np.mean(course[-AVERAGED:]))
    return last if math.isfinite(last) else None


def best_rate(losses: list[float | None], rates: tuple[float, ...]) -> float:
    """The rate with the least loss."""
    known = [(loss, rate) for loss, rate in zip(losses, rates, strict=True) if loss is not None]
    return min(known)[1]


def slope(lengths: tuple[int, ...], rates: list[float]) -> float:
    """The power of the length that the rate goes with: least squares through the logarithms."""
    return float(np.polyfit(np.log(lengths), np.log(rates), 1)[0])


EXPECTED = (
    "Summed over the time slices of a line, the gradient grows with the line's length, so "
    "that the step size has to fall as 1 / length; averaged over them it does not, and one "
    "step size serves lines of any length. The same holds for momentum; rmsprop and adam "
    "divide by the size that gradients have had, so that a sum takes the step of a mean."
)


def conclude(
    size: Size, work: Work, losses: dict[str, Losses], others: dict[str, Losses]
) -> Result:
    """What the measurements say."""
    best = {
        gradient: [best_rate(one, size.rates) for one in losses[gradient]] for gradient in GRADIENTS
    }
    slopes = {gradient: slope(size.lengths, best[gradient]) for gradient in GRADIENTS}
    rows: list[list[str | int | float]] = [
        [length, a, b] for length, a, b in zip(size.lengths, *best.values(), strict=True)
    ]
    first, last = size.lengths[0], size.lengths[-1]
    rates = {"sgd": [best["sum"][size.lengths.index(length)] for length in size.ends]}
    for name, by_length in others.items():
        tried = tuple(RATE_SHARES[name] * rate for rate in size.rates)
        rates[name] = [best_rate(one, tried) for one in by_length]
    powers = {name: slope(size.ends, pair) for name, pair in rates.items()}
    said_others = ", ".join(
        f"with {name} from {rates[name][0]:.2g} to {rates[name][1]:.2g}" for name in others
    )
    said = ", ".join(
        f"with the {gradient} from {best[gradient][0]:.2g} to {best[gradient][-1]:.2g} "
        f"(as length^{slopes[gradient]:.2f})"
        for gradient in GRADIENTS
    )
    return Result(
        tables=[
            Table("the rate of sgd with the least loss", ["mean length", "mean", "sum"], rows),
            Table(
                "the same of each rule, with sums",
                ["rule", *(f"length {length}" for length in size.ends), "as length to the power"],
                [[name, *pair, f"{powers[name]:.2f}"] for name, pair in rates.items()],
            ),
        ],
        figures=[
            _best_rates(best, size),
            *(_courses(gradient, losses[gradient], size) for gradient in GRADIENTS),
        ],
        numbers={
            "size": asdict(size), "seed": work.seed, "losses": losses, "best": best,
            "slopes": slopes, "other_rules": others, "best_of_rules": rates, "powers": powers,
        },
        expected=EXPECTED,
        seen=(
            f"As lines grew from {first} to {last} characters, the best rate of sgd went {said}. "
            f"From {size.ends[0]} to {size.ends[1]}, with the sum, it went {said_others}."
        ),
        checks={
            "the best rate does not depend on the length when averaging": abs(slopes["mean"])
            < 0.35,
            "it falls about as 1 / length when summing": -1.35 < slopes["sum"] < -0.65,
            "it does so with momentum too": -1.35 < powers["momentum"] < -0.65,
            "it does not with rmsprop and adam": max(abs(powers["rmsprop"]), abs(powers["adam"]))
            < 0.35,
        },
        source=(
            "Pascanu, Mikolov & Bengio 2013, On the Difficulty of Training Recurrent Neural "
            "Networks, where the gradient is written as a sum over time slices"
        ),
    )  # fmt: skip


def _best_rates(best: dict[str, list[float]], size: Size) -> Curves:
    """The rate that works best against the length, of both."""
    lengths = [float(length) for length in size.lengths]
    falling = [best["sum"][0] * lengths[0] / length for length in lengths]
    return Curves(
        "rates", "The step size that works best", "mean length of a line (characters)",
        "learning rate of sgd",
        [
            *(Curve(gradient, lengths, best[gradient]) for gradient in GRADIENTS),
            Curve("∝ 1 / length", lengths, falling, "bound"),
        ],
        log_x=True, log_y=True,
    )  # fmt: skip


def _courses(gradient: str, losses: Losses, size: Size) -> Curves:
    """Loss against rate, a curve a length."""
    curves = [
        Curve(f"{length} characters", list(size.rates),
              [math.inf if loss is None else loss for loss in by_rate])
        for length, by_rate in zip(size.lengths, losses, strict=True)
    ]  # fmt: skip
    return Curves(
        gradient, f"Loss after {size.steps} steps, gradients by {gradient}", "learning rate of sgd",
        "loss (nats a character)", curves, log_x=True, y_limits=(0.0, 2.5),
    )  # fmt: skip
