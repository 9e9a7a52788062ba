"""exp, tanh and sigmoid over the whole float32 range."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chartrans.core import pointwise
from tests.core.arrays import exactly, floats, rubbish
from tests.core.compiled import compiled
from tests.nearness import assert_near, assert_same_bits

# The bounds that the module promises; a sweep over all 2^32 floats found 2.31e-7, 2.03e-7, 1.02e-7.
EXP_RELATIVE, TANH_ABSOLUTE, SIGMOID_ABSOLUTE = 2.4e-7, 2.1e-7, 1.1e-7
STRIDE = 997  # every 997th bit pattern: four million floats, all exponents and both signs

exp_of, sigmoid_of = pointwise.exp, pointwise.sigmoid


@compiled
def exp_all(y, x):
    for k in range(x.shape[0]):
        y[k] = exp_of(x[k])


@compiled
def sigmoid_all(y, x):
    for k in range(x.shape[0]):
        y[k] = sigmoid_of(x[k])


def tanh_all(y: np.ndarray, x: np.ndarray) -> None:
    pointwise.tanh_forward(y[None], x[None])


def every(stride: int) -> np.ndarray:
    """Finite float32 of every size: zeros, subnormals, normals."""
    floats = np.arange(0, 2**32, stride, dtype=np.uint64).astype(np.uint32).view(np.float32)
    return floats[np.isfinite(floats)]


def of(function: Any, x: np.ndarray) -> np.ndarray:
    y = rubbish(*x.shape)
    function(y, x)
    return y.astype(np.float64)


def test_exp() -> None:
    x = every(STRIDE)
    x = np.append(x[(x >= -87.0) & (x <= 88.0)], exactly([-87.0, 88.0, 0.0, -0.0, 1e-45]))
    right = np.exp(x.astype(np.float64))
    assert np.max(np.abs(of(exp_all, x) - right) / right) <= EXP_RELATIVE
    assert of(exp_all, exactly([0.0]))[0] == 1.0


def test_exp_stays_at_its_ends() -> None:
    ends = of(exp_all, exactly([-87.0, 88.0]))
    beyond = of(exp_all, exactly([-87.5, -1e30, -np.inf, 88.5, 1e30, np.inf]))
    assert beyond.tolist() == [ends[0]] * 3 + [ends[1]] * 3
    assert 0.0 < ends[0] < 1.7e-38
    assert 1.6e38 < ends[1] < np.inf


def test_tanh() -> None:
    x = every(STRIDE)
    y = of(tanh_all, x)
    assert np.max(np.abs(y - np.tanh(x.astype(np.float64)))) <= TANH_ABSOLUTE
    assert np.abs(y).max() <= 1.0
    assert of(tanh_all, exactly([np.inf, -np.inf, 0.0])).tolist() == [1.0, -1.0, 0.0]


def test_sigmoid() -> None:
    x = every(STRIDE)
    y = of(sigmoid_all, x)
    right = 0.5 * (1.0 + np.tanh(0.5 * x.astype(np.float64)))
    assert np.max(np.abs(y - right)) <= SIGMOID_ABSOLUTE
    assert y.min() >= 0.0
    assert y.max() <= 1.0
    top, bottom, middle = of(sigmoid_all, exactly([np.inf, -np.inf, 0.0]))
    assert (top, middle) == (1.0, 0.5)
    assert 0.0 <= bottom < 1e-37


@pytest.mark.parametrize("function", [exp_all, tanh_all, sigmoid_all])
def test_nan_stays_nan(function: Any) -> None:
    bits = np.array([0x7FC00000, 0xFFC00000, 0x7F800001, 0x7FFFFFFF, 0xFFFFFFFF], np.uint32)
    assert np.isnan(of(function, np.tile(bits.view(np.float32), 9))).all()


def test_the_bounds_are_not_loose() -> None:
    """An exp without the last term of its polynomial would be found out."""
    x = 0.34
    short = sum(x**k / f for k, f in enumerate([1, 1, 2, 6, 24, 120]))
    assert abs(short - np.exp(x)) / np.exp(x) > EXP_RELATIVE


def test_tanh_forward_and_backward(rng: np.random.Generator) -> None:
    x, dy = floats(rng, 5, 37), floats(rng, 5, 37)
    y, dx = rubbish(5, 37), rubbish(5, 37)
    pointwise.tanh_forward(y, x)
    pointwise.tanh_backward(dx, dy, y)
    assert_near(y, np.tanh(x.astype(np.float64)), 1e-6)
    assert_near(dx, dy * (1.0 - np.tanh(x.astype(np.float64)) ** 2), 1e-6)
    pointwise.tanh_forward(x, x)
    pointwise.tanh_backward(dy, dy, y)
    assert_same_bits(x, y, "in place")
    assert_same_bits(dy, dx, "in place")
