"""The task of `truncation`, its gradients, and what is said of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chartrans.core.packing import Packing
from chartrans.lab import truncation
from chartrans.lab.initial import initialise
from chartrans.lab.learner import squared_error
from chartrans.lab.recurrent import Recurrent
from chartrans.lab.truncation import EXACT, LAGS, PERIOD, UNROLLED, cosine, gradient, label, recall
from tests.lab.layers import Reference, rows_of
from tests.nearness import assert_near, assert_same_bits

DRAW = np.random.default_rng
LINES, TICKS = 4, 2 * PERIOD


def small_net() -> tuple[Recurrent, Packing, truncation.Recall]:
    net = Recurrent("lstm", 2 * len(LAGS), 6, 1)
    initialise(net, DRAW(1))
    return net, Packing.of(np.full(LINES, TICKS)), recall(LINES, TICKS, DRAW(2))


def test_a_question_is_answered_by_the_bit_its_lag_before() -> None:
    lines = recall(30, TICKS, DRAW(1))
    x = lines.x.reshape(TICKS, 30, 2 * len(LAGS))
    bits, questions = x[..., : len(LAGS)], x[..., len(LAGS) :]
    assert set(np.unique(bits)) == {-1.0, 0.0, 1.0}
    assert set(np.unique(questions)) == {0.0, 1.0}
    asked = np.argwhere(questions)
    assert len(asked) == len(lines.rows)
    answers = {
        (int(row), int(which)): float(bit)
        for row, which, bit in zip(lines.rows, lines.which, lines.bits[:, 0], strict=True)
    }
    for tick, line, which in asked:
        given = bits[tick - LAGS[which], line, which]
        assert given != 0.0
        assert answers[int(tick * 30 + line), int(which)] == given
    firsts = np.argmax(np.abs(bits[..., 0]) > 0.0, axis=0)
    assert len(set(firsts.tolist())) > 10  # cuts fall anywhere
    assert (np.count_nonzero(bits, axis=0) <= TICKS // PERIOD).all()
    assert {int(which) for _, line, which in asked if line == 0} == set(range(len(LAGS)))


def test_the_exact_gradient_is_that_of_the_reference() -> None:
    net, packing, lines = small_net()
    ours = net.parameters.like()
    ours.flat[:] = gradient(net, packing, lines, EXACT)
    reference = Reference(net)
    weight, bias = (net.parameters[n].astype(np.float64) for n in ("output", "output bias"))
    right = {name: np.zeros(view.shape) for name, view in ours.views.items()}
    where = {int(row): float(bit) for row, bit in zip(lines.rows, lines.bits[:, 0], strict=True)}
    for line in range(LINES):
        rows = rows_of(packing, line)
        h, states, cache = reference.forward(lines.x[rows], [np.zeros(6), np.zeros(6)])
        upstream = np.zeros((TICKS, 1))
        for t, row in enumerate(rows):
            if int(row) in where:
                upstream[t] = 2.0 * (h[t] @ weight + bias - where[int(row)]) / len(where)
        nothing = tuple(np.zeros_like(state) for state in states)
        parts, _ = reference.backward(upstream @ weight.T, nothing, cache, 0)
        for name, part in parts.items():
            right[name] += part
        right["output"] += h.T @ upstream
        right["output bias"] += upstream.sum(axis=0)
    for name, view in ours.views.items():
        assert_near(view, right[name], 2e-5, name)


def test_only_an_unrolling_of_the_whole_line_is_exact() -> None:
    net, packing, lines = small_net()
    exact = gradient(net, packing, lines, EXACT)
    for whole in (TICKS, 2 * TICKS):
        assert_same_bits(gradient(net, packing, lines, whole), exact)
    for part in (1, 5, TICKS - 1):
        assert cosine(exact, gradient(net, packing, lines, part)) < 0.95


def test_a_cosine_is_that_of_the_angle() -> None:
    a, b = np.array([3.0, 0.0], np.float32), np.array([1.0, 1.0], np.float32)
    assert cosine(a, b) == pytest.approx(np.sqrt(0.5))
    assert cosine(a, -a) == pytest.approx(-1.0)


def test_the_gradient_of_a_squared_error_is_its_slope(rng) -> None:
    outputs, targets = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)).astype(np.float32)
    loss, slope = squared_error(outputs.astype(np.float32), targets)
    assert loss == pytest.approx(np.mean((outputs - targets) ** 2), rel=1e-5)
    np.testing.assert_allclose(slope, 2.0 * (outputs - targets) / 10.0, rtol=1e-5, atol=1e-6)


def test_trainings_see_the_same_lines_and_only_the_exact_compares() -> None:
    size = truncation.Size(steps=4, batch=2, ticks=TICKS, hidden=4, nets=1, every=2)
    told: list[float] = []
    exact = truncation.train(EXACT, size, 7, told.append)
    short = truncation.train(5, size, 7, told.append)
    assert sum(told) == 8
    assert exact.cosines.shape == (2, len(UNROLLED))
    assert short.cosines.size == 0
    assert short.losses[0] == exact.losses[0]
    assert short.losses[-1] != exact.losses[-1]


def measured(**changed: Any) -> dict[str, Any]:
    """What the theory says, but for the errors that are given."""
    errors = {
        label(n): [0.01 if lag < (n or 1000) else 1.0 for lag in LAGS] for n in (*UNROLLED, EXACT)
    }
    numbers: dict[str, Any] = {
        "cosine": {"5": 0.2, "10": 0.4, "20": 0.6, "50": 0.9},
        "loss_reached": {
            label(n): loss for n, loss in zip((*UNROLLED, EXACT), (0.7, 0.5, 0.2, 3e-4, 2e-4),
                                              strict=True)
        },
        "error_at_lag": errors,
    }  # fmt: skip
    return numbers | changed


def test_lags_are_told_by_what_an_unrolling_reaches() -> None:
    numbers = measured()
    assert truncation.beyond(5, numbers) == [1.0] * 3
    assert truncation.within(5, numbers) == [0.01]
    assert truncation.beyond(50, numbers) == truncation.beyond(EXACT + 100, measured(
        error_at_lag={label(100): [0.0] * 4})) == []  # fmt: skip


def test_what_is_claimed() -> None:
    assert all(truncation.checks(measured()).values())
    claims = truncation.checks(measured(cosine={"5": 0.5, "10": 0.4, "20": 0.6, "50": 0.9}))
    assert [claim for claim, held in claims.items() if not held] == [
        "the cosine with the exact gradient grows with the steps unrolled"
    ]
    learned = measured()["error_at_lag"] | {label(20): [0.01, 0.01, 0.01, 0.02]}
    claims = truncation.checks(measured(error_at_lag=learned))
    assert [claim for claim, held in claims.items() if not held] == [
        "lags beyond the steps unrolled are learned far worse than those within"
    ]
    assert "0.00 beyond" not in truncation.seen(measured())
    assert "1.00 beyond 20 ticks" in truncation.seen(measured())
