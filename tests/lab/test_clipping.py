"""What is done to a gradient before a step, and what `clipping` makes of runs that are lost."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chartrans.lab import clipping
from chartrans.lab.clipping import NORM, NOTHING, SMALL_STEPS, VALUE, WAYS, Size, Training, measured
from chartrans.lab.learner import Learner
from chartrans.lab.recurrent import Recurrent

SIZE = Size(steps=100, length=20, hidden=50, nets=1)


@pytest.mark.parametrize(
    ("limits", "step"),
    [
        ({"clip_norm": 0.0}, [3.0, -4.0]),
        ({"clip_norm": 1.0}, [0.6, -0.8]),
        ({"clip_norm": 10.0}, [3.0, -4.0]),
        ({"clip_norm": 0.0, "clip_value": 3.5}, [3.0, -3.5]),
        ({"clip_norm": 1.0, "clip_value": 3.0}, [0.5**0.5, -(0.5**0.5)]),
    ],
)
def test_a_gradient_is_clipped_by_element_and_shrunk_to_a_norm(limits, step) -> None:
    net = Recurrent("rnn", 1, 1, 1)
    learner = Learner(net, rate=0.5, rule="sgd", **limits)
    learner.gradients.flat[:2] = [3.0, -4.0]
    assert learner.step() == pytest.approx(5.0)  # the norm before
    np.testing.assert_allclose(net.parameters.flat[:2], -0.5 * np.array(step), rtol=1e-6)
    assert not net.parameters.flat[2:].any()
    assert not learner.gradients.flat.any()


def test_without_clipping_it_is_lost_and_with_it_is_not() -> None:
    told: list[float] = []
    runs = {way: clipping.train(way, SIZE, seed=1, advance=told.append) for way in WAYS}
    assert runs[NOTHING].died == len(runs[NOTHING].losses) < SIZE.steps
    assert runs[NORM].died is runs[VALUE].died is None
    assert sum(told) == len(WAYS) * SIZE.steps
    first = {way: run.losses[0] for way, run in runs.items()}
    assert len(set(first.values())) == 1, "the same net and lines in every way"
    assert runs[NORM].norms[0] == runs[NOTHING].norms[0]
    assert runs[NORM].losses[2] != runs[NOTHING].losses[2]


@pytest.mark.parametrize("last", [math.inf, math.nan])
def test_a_run_is_lost_where_loss_or_gradient_is_no_number(last: float) -> None:
    assert Training([1.0, last], [1.0, 1.0]).died == 2
    assert Training([1.0, 1.0], [1.0, last]).died == 2
    assert math.isnan(Training([1.0, last], [1.0, 1.0]).reached)
    whole = Training([9.0] * 90 + [1.0] * 10, [1.0] * 100)
    assert (whole.died, whole.reached) == (None, 1.0)


def numbers(nothing: list[Training], others: float) -> dict:
    alive = [Training([others] * 10, [1.0] * 10)]
    small = [Training([0.02] * 10, [1.0] * 10)]
    found = {NOTHING: nothing, SMALL_STEPS: small, VALUE: alive, NORM: alive}
    return {
        "always_the_mean": 0.04,
        "ways": {way.label: measured(runs) for way, runs in found.items()},
    }


LOST = Training([1.0, math.inf], [1e20, 7.0])


def test_what_is_claimed() -> None:
    told = numbers([LOST, LOST], 0.01)
    assert all(clipping.checks(told).values())
    assert "2 of 2 nets end" in clipping.seen(told, Size(10, 1, 1, 2))
    assert "of up to norm 1e+20" in clipping.seen(told, Size(10, 1, 1, 2))
    kept = numbers([LOST, Training([0.5] * 10, [1.0] * 10)], 0.01)
    failed = [claim for claim, held in clipping.checks(kept).items() if not held]
    assert failed == ["without clipping every net is lost at this step size"]
    poor = [claim for claim, held in clipping.checks(numbers([LOST], 0.05)).items() if not held]
    assert len(poor) == 2
    rows = clipping.table(told, SIZE).rows
    assert rows[0][2:4] == ["2 of 1", "update 2"]
    assert rows[3][3] == "never"
