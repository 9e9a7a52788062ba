"""The measure that the kernels are judged by must itself say no."""

from __future__ import annotations

import numpy as np
import pytest

from tests.nearness import assert_near, assert_same_bits, distance


def test_distance_is_relative_to_the_largest_element() -> None:
    assert distance([100.0, 1.0], [100.0, 2.0]) == pytest.approx(0.01)
    assert distance([0.25], [0.0]) == 0.25
    assert distance([], []) == 0.0


@pytest.mark.parametrize(
    "ours",
    [[1.0, 2.1], [1.0, np.nan], [1.0, np.inf], [1.0], [[1.0, 2.0]]],
    ids=["off", "nan", "infinite", "short", "other shape"],
)
def test_what_is_not_near_is_told(ours: list[float]) -> None:
    assert_near([1.0, 2.00001], [1.0, 2.0], 1e-5)
    with pytest.raises(AssertionError, match=r"apart|shape"):
        assert_near(ours, [1.0, 2.0], 1e-5)


def test_a_reference_that_is_no_number_is_told() -> None:
    with pytest.raises(AssertionError, match="nan apart"):
        assert_near([1.0], [np.nan], 1e-5)


@pytest.mark.parametrize(
    "ours", [[1.0, -0.0], [1.0, 1e-45], [1.0]], ids=["sign", "last bit", "short"]
)
def test_other_bits_are_told(ours: list[float]) -> None:
    reference = np.array([1.0, 0.0], np.float32)
    assert_same_bits(reference.copy(), reference)
    with pytest.raises(AssertionError, match="result"):
        assert_same_bits(np.array(ours, np.float32), reference)
