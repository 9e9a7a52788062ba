"""Softmax cross-entropy against the float64 reference, and at the edges of float32."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.loss import cross_entropy, log_softmax
from tests.core.arrays import exactly, floats
from tests.nearness import assert_near, assert_same_bits
from tests.reference import loss as reference


def run(
    logits: np.ndarray, targets: list[int] | np.ndarray, weights: list[float], smoothing: float
) -> tuple[float, float, np.ndarray]:
    """Objective, nll and the gradient of copies of the logits."""
    gradient, totals = logits.copy(), np.array([100.0, 200.0])  # totals are added to
    cross_entropy(
        gradient, np.array(targets, np.int32), np.array(weights, np.float32), smoothing, totals
    )
    return totals[0] - 100.0, totals[1] - 200.0, gradient


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.9])
@pytest.mark.parametrize("scale", [0.01, 1.0, 30.0, 1e4])
def test_against_the_reference(smoothing: float, scale: float, rng: np.random.Generator) -> None:
    for rows, size in [(1, 1), (6, 2), (5, 5), (9, 101)]:
        logits = floats(rng, rows, size) * np.float32(scale)
        targets, weights = rng.integers(0, size, rows), [1.0, 0.0, 1.0] * 3
        right = reference.cross_entropy_forward(
            logits.astype(np.float64), targets, np.array(weights[:rows]), smoothing
        )
        d_logits = reference.cross_entropy_backward(
            logits.astype(np.float64), targets, np.array(weights[:rows]), smoothing
        )
        objective, nll, gradient = run(logits, targets, weights[:rows], smoothing)
        assert objective == pytest.approx(right.objective, rel=1e-5, abs=1e-5)
        assert nll == pytest.approx(right.nll, rel=1e-5, abs=1e-5)
        np.testing.assert_allclose(gradient, d_logits, rtol=1e-4, atol=1e-6)


def test_a_row_without_weight_counts_for_nothing() -> None:
    logits = np.full((2, 3), np.nan, np.float32)
    logits[1] = 0.0
    objective, nll, gradient = run(logits, [0, 1], [0.0, 1.0], 0.1)
    assert objective == pytest.approx(np.log(3))
    assert nll == pytest.approx(np.log(3))
    assert_same_bits(gradient[0], np.zeros(3, np.float32))


def test_minus_infinity_is_an_impossible_character() -> None:
    logits = exactly([[-np.inf, 0.0, 0.0]])
    objective, nll, gradient = run(logits, [1], [1.0], 0.0)
    assert objective == nll == pytest.approx(np.log(2))
    assert_near(gradient, [[0.0, -0.5, 0.5]], 1e-6)
    assert run(logits, [0], [1.0], 0.0)[1] == np.inf
    assert run(logits, [1], [1.0], 0.1)[0] == np.inf  # smoothing asks for a little of everything


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_is_not_hidden(bad: float) -> None:
    objective, nll, _ = run(exactly([[0.0, bad, 1.0]]), [0], [1.0], 0.0)
    assert not np.isfinite(objective)
    assert not np.isfinite(nll)


def test_log_softmax(rng: np.random.Generator) -> None:
    for scale in (1.0, 40.0, 1e4):
        rows = floats(rng, 7, 77) * np.float32(scale)
        right = reference.log_softmax(rows.astype(np.float64))
        log_softmax(rows)
        # exp stops at e^-87, so that no probability is quite 0: far below float32's last bit
        assert_near(rows, right, 1e-6)
    assert_near(np.exp(rows.astype(np.float64)).sum(axis=1), np.ones(7), 1e-5)


def test_log_softmax_of_minus_infinity() -> None:
    rows = exactly([[0.0, -np.inf, 0.0]])
    log_softmax(rows)
    assert rows[0, 1] == -np.inf
    assert rows[0, 0] == pytest.approx(-np.log(2))
