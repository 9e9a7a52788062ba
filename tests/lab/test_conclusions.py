"""What an experiment says of its measurements: made of the numbers, and true to them."""

from __future__ import annotations

import math

import pytest

from chartrans.lab import attention, averaging, baseline, forcing, lag, shapes
from chartrans.lab.forcing import ALWAYS, LESS, NEVER, Course
from chartrans.lab.result import Result
from chartrans.lab.work import Work

WORK = Work(seed=5)


def failed(result: Result) -> list[str]:
    return [claim for claim, held in result.checks.items() if not held]


def scores(plain_kept: float, plain_changed: float, recurrent: float) -> dict:
    def both(kept: float, changed: float) -> dict:
        return {
            "kept": {"exact": kept, "error_rate": 1 - kept},
            "changed": {"exact": changed, "error_rate": 1 - changed},
        }

    return {
        "feedforward": both(plain_kept, plain_changed),
        "transducer": both(recurrent, 1.0),
        "seq2seq": both(1.0, 1.0),
    }


def test_baseline() -> None:
    size = baseline.SIZES["tiny"]
    result = baseline.conclude(size, WORK, scores(0.97, 0.03, 0.98))
    assert result.met
    assert "feedforward 97% with the order kept and 3% with it changed" in result.seen
    assert failed(baseline.conclude(size, WORK, scores(0.5, 0.03, 1))) == [baseline.CHECKS[0]]
    assert failed(baseline.conclude(size, WORK, scores(1, 0.4, 1))) == [baseline.CHECKS[1]]
    assert failed(baseline.conclude(size, WORK, scores(1, 0, 0.6))) == [baseline.CHECKS[2]]


def test_lag() -> None:
    size = lag.Size(lags=(0, 7, 8, 11), hidden=1, steps=1, lines=1)
    result = lag.conclude(size, WORK, [0.1, 0.14, 0.99, 1.0], [1.0, 0.97, 1.0, 1.0])
    assert result.met
    assert "at most 14.0% of the lines with a lag below 8" in result.seen
    assert "at least 99.0% from 8 on" in result.seen
    assert "at least 97.0% were right" in result.seen
    early = lag.conclude(size, WORK, [0.1, 0.5, 0.99, 1.0], [1.0] * 4)
    assert failed(early) == ["the first word is a guess with a lag below 8"]
    late = lag.conclude(size, WORK, [0.1, 0.1, 0.99, 0.9], [1.0] * 4)
    assert failed(late) == ["the first word is right with a lag from 8 on"]


def courses(gaps: dict[str, float], errors: dict[str, float]) -> dict[str, Course]:
    return {
        name: Course([10, 20, 30], [1.0] * 3, [1.0, 1.0, 1.0 + gap], [errors[name], 0.3, 0.2])
        for name, gap in gaps.items()
    }


def test_forcing() -> None:
    size = forcing.SIZES["tiny"]
    gaps, errors = {ALWAYS: 3.0, NEVER: 0.25, LESS: 1.0}, {ALWAYS: 0.5, NEVER: 0.9, LESS: 0.5}
    result = forcing.conclude(size, WORK, courses(gaps, errors))
    assert result.met
    assert "Teacher forcing 50% errors after 10 steps, 20% in the end, a gap of 3.00" in result.seen
    slow = forcing.conclude(size, WORK, courses(gaps, errors | {NEVER: 0.4}))
    assert failed(slow) == ["teacher forcing learns faster at first than free running"]
    small = forcing.conclude(size, WORK, courses(gaps | {ALWAYS: 0.9}, errors))
    assert failed(small) == ["the gap is greatest with teacher forcing"]


def test_shapes() -> None:
    size = shapes.SIZES["tiny"]
    ticks = [
        shapes.Tick("7", shapes.NOTHING, shapes.NOTHING, math.nan),
        shapes.Tick(shapes.NOTHING, "s", "s", 0.9),
        shapes.Tick(shapes.NOTHING, shapes.LINE_END, shapes.LINE_END, 0.8),
    ]
    exact = dict.fromkeys(shapes.SHAPES, 0.96)
    result = shapes.conclude(size, WORK, exact, dict.fromkeys(shapes.SHAPES, ticks))
    assert result.met
    assert "one-to-many 96.0%" in result.seen
    assert result.tables[0].rows[0][2:4] == [1, 1]
    exact["many-to-one"] = 0.5
    result = shapes.conclude(size, WORK, exact, dict.fromkeys(shapes.SHAPES, ticks))
    assert failed(result) == ["many-to-one is learned"]


def alignment(swap: int) -> attention.Alignment:
    """Every letter looks at the word in its place (0) or at that word's neighbour (1)."""
    source = written = "rich wolf"
    looks = [[float(read // 5 == (place // 5) ^ swap) for read in range(10)] for place in range(10)]
    return attention.Alignment(source, written, looks)


def test_attention() -> None:
    size = attention.Size(pairs=1, held_out=1, longest=2, hidden=1, steps=1)
    exact = {"with attention": [1.0, 0.95], "without": [1.0, 0.4]}
    result = attention.conclude(size, WORK, exact, alignment(1))
    assert result.met
    assert "from 100% to 95% with attention and from 100% to 40% without" in result.seen
    assert "100% of the letters" in result.seen
    result = attention.conclude(size, WORK, exact, alignment(0))
    assert failed(result) == ["most letters are looked up in the word they translate"]
    exact["without"][1] = 0.94
    result = attention.conclude(size, WORK, exact, alignment(1))
    assert failed(result) == ["attention is better on the longest lines"]


def test_averaging() -> None:
    size = averaging.Size(lengths=(5, 50), ends=(5, 50), rates=(0.1, 1.0, 10.0), hidden=1, steps=1)
    losses: dict[str, list[list[float | None]]] = {
        "mean": [[1.0, 0.5, None], [1.0, 0.5, None]],
        "sum": [[1.0, 0.5, None], [0.5, None, None]],
    }
    falls, stays = losses["sum"], losses["mean"]
    others = {"momentum": falls, "rmsprop": stays, "adam": stays}
    result = averaging.conclude(size, WORK, losses, others)
    assert result.met
    assert "with the sum from 1 to 0.1 (as length^-1.00)" in result.seen
    assert "with momentum from 0.1 to 0.01, with rmsprop from 0.01 to 0.01" in result.seen
    assert result.tables[1].rows[0] == ["sgd", 1.0, 0.1, "-1.00"]
    strange = averaging.conclude(size, WORK, losses, others | {"adam": falls})
    assert failed(strange) == ["it does not with rmsprop and adam"]
    strange = averaging.conclude(size, WORK, losses, others | {"momentum": stays})
    assert failed(strange) == ["it does so with momentum too"]
    losses["sum"] = [losses["sum"][0], [1.0, 0.5, None]]
    result = averaging.conclude(size, WORK, losses, others)
    assert failed(result) == ["it falls about as 1 / length when summing"]
    assert "which was that it falls about as 1 / length" in result.paragraph


def test_a_rate_without_a_number_is_never_the_best() -> None:
    assert averaging.best_rate([None, 2.0, 1.0], (0.1, 1.0, 10.0)) == 10.0


@pytest.mark.parametrize("power", [-1.0, 0.0, 0.5])
def test_the_slope_is_the_power(power: float) -> None:
    lengths = (5, 10, 80)
    rates = [3.0 * length**power for length in lengths]
    assert averaging.slope(lengths, rates) == pytest.approx(power)
