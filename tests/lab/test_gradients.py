"""The norms of `gradients`: against products of Jacobians in float64, however small."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chartrans.core.packing import Packing
from chartrans.lab import gradients
from chartrans.lab.gradients import (
    CRITICAL,
    GATED,
    IDENTITY,
    LARGE,
    SIGMOID,
    SMALL,
    Norms,
    Size,
    state_jacobian_norms,
)
from chartrans.lab.initial import initialise
from chartrans.lab.recurrent import GATES, Recurrent
from tests.lab.layers import INPUTS, Reference, random_net

BURN_IN = 3
TINY = Size(hidden=6, lags=50, burn_in=2, nets=2)


def reference_norms(
    net: Recurrent, x: np.ndarray, lags: int, activation: str = "tanh"
) -> list[float]:
    """log10 of the largest singular value of ds_t/ds_k for t - k = 1 ... lags; x is (T, K)."""
    reference, ticks = Reference(net, activation), len(x)
    states = [tuple(state[0].astype(np.float64) for state in net.zero_states(1))]
    for t in range(ticks):
        states.append(reference.forward(x[t : t + 1], list(states[-1]))[1])
    width = len(states[0]) * net.hidden
    product, norms = np.eye(width), []
    for tick in range(ticks - 1, ticks - 1 - lags, -1):
        _, _, cache = reference.forward(x[tick : tick + 1], list(states[tick]))
        rows = []
        for unit in np.eye(width):
            last = tuple(np.split(unit, len(states[0])))
            _, first = reference.backward(np.zeros((1, net.hidden)), last, cache, 0)
            rows.append(np.concatenate(first))
        product = product @ np.array(rows)
        norms.append(math.log10(np.linalg.svd(product)[1][0]))
    return norms


@pytest.mark.parametrize(
    ("cell", "activation"),
    [*((cell, "tanh") for cell in GATES), ("rnn", "relu"), ("rnn", "sigmoid")],
)
@pytest.mark.parametrize("scale", [1.0, 0.2])
def test_norms_are_those_of_the_whole_state(cell: str, activation: str, scale: float, rng) -> None:
    net = random_net(cell, rng, activation)
    net.parameters["recurrent"][:] *= scale
    lags, lines = 40, net.hidden * len(net.zero_states(1))
    x = rng.normal(size=(BURN_IN + lags, INPUTS)).astype(np.float32)
    packing = Packing.of(np.full(lines, len(x)))
    ours = state_jacobian_norms(net, net.forward(np.repeat(x, lines, axis=0), packing), lags)
    right = reference_norms(net, x, lags, activation)
    # float32 states: the error of a logarithm grows with the ticks
    np.testing.assert_allclose(ours, right, atol=2e-4)


def test_what_no_float32_holds_has_a_norm(rng) -> None:
    net = random_net("rnn", rng)
    initialise(net, rng, radius=0.1)
    x = rng.normal(size=(60, INPUTS)).astype(np.float32)
    lines = net.hidden
    packing = Packing.of(np.full(lines, len(x)))
    ours = state_jacobian_norms(net, net.forward(np.repeat(x, lines, axis=0), packing), 60)
    assert -100.0 < ours[-1] < -60.0
    np.testing.assert_allclose(ours, reference_norms(net, x, 60), atol=2e-4)


def test_only_a_peephole_net_has_peepholes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else its curve would be the lstm's; the lines of a net are all the same."""
    lstm, peephole = (gradients.norms_of(case, TINY, seed=1) for case in GATED[:2])
    assert lstm.logs[0] != peephole.logs[0]
    assert np.array_equal(gradients.norms_of(GATED[0], TINY, seed=1).logs, lstm.logs)


def test_a_recurrence_has_the_norm_and_radius_it_is_named_after() -> None:
    for case in (SMALL, CRITICAL, LARGE):
        assert gradients.norms_of(case, TINY, seed=2).bound == pytest.approx(case.radius, 1e-5)
    net = Recurrent("rnn", 1, 9, 1)
    initialise(net, np.random.default_rng(1), radius=3.0)
    eigenvalues = np.linalg.eigvals(net.parameters["recurrent"].astype(np.float64))
    np.testing.assert_allclose(np.abs(eigenvalues), 3.0, rtol=1e-5)


def test_the_activations_have_bounds_and_starts_of_their_own() -> None:
    identity, sigmoid = (gradients.norms_of(case, TINY, seed=2) for case in (IDENTITY, SIGMOID))
    assert identity.bound == 1.0
    assert set(np.round(10.0**identity.logs, 6)) <= {0.0, 1.0}  # a unit stayed on, or none
    assert sigmoid.bound == pytest.approx(0.25, 1e-5)


def test_a_gradient_that_is_cut_off_is_zero_from_there_on() -> None:
    net = Recurrent("rnn", 1, 2, 1, "relu")
    net.parameters["recurrent"][:] = np.eye(2)
    net.parameters["input"][:] = 1.0
    x = np.array([1.0, 1.0, -9.0, 9.0, 1.0], np.float32)
    trace = net.forward(np.repeat(x[:, None], 2, axis=0), Packing.of(np.full(2, 5)))
    assert state_jacobian_norms(net, trace, 4).tolist() == [0.0, 0.0, -math.inf, -math.inf]


def test_a_norm_above_its_bound_is_told() -> None:
    lags = np.arange(1.0, 31.0)
    runs = [Norms(lags * math.log10(0.5), 0.5), Norms(lags * math.log10(0.4), 0.5)]
    summary = gradients.summary(runs)
    assert summary.within
    assert summary.factor == pytest.approx(math.sqrt(0.2))
    gone = np.where(lags > 20, -np.inf, 0.0)
    assert gradients.summary([Norms(gone, 1.0)]).factor == 0.0
    above = lags * math.log10(0.5)
    above[20] += 0.01
    assert not gradients.summary([*runs, Norms(above, 0.5)]).within


@pytest.mark.parametrize(
    ("logarithm", "written"),
    [(-1.0, "0.1"), (2.5, "316"), (-12.4, "10^-12"), (47.7, "10^48"), (-math.inf, "0")],
)
def test_powers_of_ten_stay_readable(logarithm: float, written: str) -> None:
    assert gradients.power(logarithm) == written
