from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from chartrans.core.optimiser import (
    RULES,
    AdamState,
    MomentumState,
    RmspropState,
    accumulate,
    adam,
    clip,
    global_norm,
    momentum,
    rmsprop,
    scale,
)
from tests.core.arrays import exactly, floats
from tests.nearness import assert_near, assert_same_bits
from tests.reference import golden, optimiser


@pytest.mark.parametrize("case", golden.adam_cases(), ids=["Adam", "AdamW"])
def test_against_pytorch(case: golden.AdamCase) -> None:
    parameters = case.start.astype(np.float32)
    state = AdamState(len(parameters))
    for step, (gradients, after) in enumerate(
        zip(case.gradients, case.after, strict=True), start=1
    ):
        adam(parameters, gradients.astype(np.float32), state, **case.settings)
        assert state.step == step
        assert_near(parameters, after, 2e-6, f"after step {step}")
        # what the steps did, not what they started from
        assert_near(parameters - case.start, after - case.start, 1e-4, f"step {step}")


def test_weight_decay_is_noticed() -> None:
    plain, decayed = golden.adam_cases()
    assert plain.settings != decayed.settings
    with pytest.raises(AssertionError, match="apart"):
        assert_near(plain.after[-1], decayed.after[-1], 2e-6)


def test_a_tiny_gradient_moves_by_the_learning_rate() -> None:
    parameters, state = np.zeros(2, np.float32), AdamState(2)
    adam(parameters, exactly([1e-3, -1e-3]), state, 0.1)
    assert_near(parameters, [-0.1, 0.1], 1e-4)


Reference = Callable[[np.ndarray, np.ndarray, float, float], np.ndarray]


def reference_sgd(size: int) -> Reference:
    return optimiser.sgd


def reference_momentum(size: int) -> Reference:
    velocity = np.zeros(size)

    def step(parameters: np.ndarray, g: np.ndarray, rate: float, decay: float) -> np.ndarray:
        nonlocal velocity
        after, velocity = optimiser.momentum(parameters, g, velocity, rate, weight_decay=decay)
        return after

    return step


def reference_rmsprop(size: int) -> Reference:
    square = np.zeros(size)

    def step(parameters: np.ndarray, g: np.ndarray, rate: float, decay: float) -> np.ndarray:
        nonlocal square
        after, square = optimiser.rmsprop(parameters, g, square, rate, weight_decay=decay)
        return after

    return step


def reference_adam(size: int) -> Reference:
    moments = optimiser.no_moments(size)

    def step(parameters: np.ndarray, g: np.ndarray, rate: float, decay: float) -> np.ndarray:
        nonlocal moments
        after, moments = optimiser.adam(parameters, g, moments, rate, weight_decay=decay)
        return after

    return step


REFERENCES = {
    "sgd": reference_sgd,
    "momentum": reference_momentum,
    "rmsprop": reference_rmsprop,
    "adam": reference_adam,
}


@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize("name", RULES)
def test_against_the_reference(name: str, decay: float, rng: np.random.Generator) -> None:
    """With a rate that changes, over gradients of very different sizes."""
    size = 1003
    rule, reference = RULES[name], REFERENCES[name](size)
    ours = floats(rng, size)
    start, right = ours.astype(np.float64), ours.astype(np.float64)
    state = rule.state(size)
    for step, rate in enumerate((0.01, 0.1, 0.05, 0.1, 0.001), start=1):
        gradients = floats(rng, size) * np.logspace(-4, 1, size, dtype=np.float32)
        gradients[5] = 0.0
        rule.update(ours, gradients, state, rate, weight_decay=decay)
        right = reference(right, gradients.astype(np.float64), rate, decay)
        assert state.step == step
        assert_near(ours - start, right - start, 1e-4, f"step {step}")


@pytest.mark.parametrize("name", RULES)
def test_what_a_rule_remembers(name: str, rng: np.random.Generator) -> None:
    """All of it is in `arrays` and `step`: with those put into another state, it goes on alike."""
    rule, one, two = RULES[name], floats(rng, 20), np.zeros(20, np.float32)
    state, other = rule.state(20), rule.state(20)
    rule.update(one, floats(rng, 20), state, 0.1)
    assert all(array.any() for array in state.arrays.values())
    two[:], other.step = one, state.step
    for name, array in other.arrays.items():
        array[:] = state.arrays[name]
    gradients = floats(rng, 20)
    rule.update(one, gradients, state, 0.1)
    rule.update(two, gradients, other, 0.1)
    assert_same_bits(one, two)


def test_momentum_goes_on_without_a_gradient() -> None:
    parameters, state = np.zeros(1, np.float32), MomentumState(1)
    momentum(parameters, exactly([1.0]), state, 0.1, kept=0.5)
    momentum(parameters, exactly([0.0]), state, 0.1, kept=0.5)
    assert_near(parameters, [-0.15], 1e-6)


def test_rmsprop_takes_even_steps_down_slopes_of_any_size() -> None:
    parameters, state = np.zeros(2, np.float32), RmspropState(2)
    for _ in range(200):
        rmsprop(parameters, exactly([1e-3, -1e3]), state, 0.01)
    before = parameters.copy()
    rmsprop(parameters, exactly([1e-3, -1e3]), state, 0.01)
    assert_near(parameters - before, [-0.01, 0.01], 1e-3)


@pytest.mark.parametrize("limit", [0.5, 1e-3, 100.0])
def test_clip(limit: float, rng: np.random.Generator) -> None:
    flat = floats(rng, 1003)
    right = optimiser.clip_by_value(flat.astype(np.float64), float(np.float32(limit)))
    clip(flat, limit)
    assert_same_bits(flat, right.astype(np.float32))


def test_clip_leaves_what_is_no_number() -> None:
    flat = exactly([np.nan, np.inf, -np.inf])
    clip(flat, 1.0)
    assert np.isnan(flat[0])
    assert flat[1:].tolist() == [1.0, -1.0]


@pytest.mark.parametrize("size", [0, 1, 7, 1000, 100_003])
def test_norm(size: int, rng: np.random.Generator) -> None:
    flat = floats(rng, size)
    assert global_norm(flat) == pytest.approx(np.linalg.norm(flat.astype(np.float64)), rel=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_norm_of_what_is_no_number(bad: float, rng: np.random.Generator) -> None:
    for place in (0, 57, 99):
        flat = floats(rng, 100)
        flat[place] = bad
        assert not np.isfinite(global_norm(flat))


def test_norm_does_not_overflow() -> None:
    assert global_norm(np.full(4, 3e38, np.float32)) == pytest.approx(6e38, rel=1e-6)


def test_scale_and_accumulate(rng: np.random.Generator) -> None:
    total, part = floats(rng, 13), floats(rng, 13)
    right = (total + part) * np.float32(0.25)
    accumulate(total, part)
    scale(total, 0.25)
    assert_same_bits(total, right)
