from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.optimiser import AdamState, accumulate, adam, global_norm, scale
from tests.core.arrays import exactly, floats
from tests.nearness import assert_near, assert_same_bits
from tests.reference import golden


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
