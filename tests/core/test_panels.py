"""How operands are packed: rounding to bfloat16, and where each element goes."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.host import WIDTH
from chartrans.core.panels import pack_nn, pack_nt, panel_words, round_pair
from tests.core.arrays import exactly, floats
from tests.nearness import assert_same_bits


def rounded(value: float) -> tuple[float, float]:
    """The value as the low and as the high half of a pair."""
    pair = np.array([round_pair(np.float32(value), np.float32(value))], np.int32).view(np.uint32)
    low, high = (pair << 16).view(np.float32)[0], (pair & 0xFFFF0000).view(np.float32)[0]
    return float(low), float(high)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (0.0, 0.0),
        (1.0, 1.0),
        (-3.140625, -3.140625),
        (1.0 + 2.0**-8, 1.0),  # halfway: to the even neighbour, down
        (1.0 + 3 * 2.0**-8, 1.0 + 2.0**-6),  # and up
        (1.0 + 2.0**-8 + 2.0**-20, 1.0 + 2.0**-7),
        (3.4e38, np.inf),  # beyond the largest bfloat16
        (np.inf, np.inf),
        (-np.inf, -np.inf),
    ],
)
def test_rounding_to_nearest_even(value: float, right: float) -> None:
    assert rounded(value) == (right, right)


def test_rounding_of_nan_and_of_many(rng: np.random.Generator) -> None:
    assert np.isnan(rounded(np.nan)).all()
    for value in exactly(rng.standard_normal(300) * 10.0 ** rng.integers(-30, 30, 300)):
        assert abs(rounded(value)[0] - value) <= 2.0**-8 * abs(value)
        assert rounded(value)[0] == rounded(value)[1]


@pytest.mark.parametrize("columns", [1, WIDTH, WIDTH + 3])
@pytest.mark.parametrize("depth", [1, 2, 5])
def test_a_panel_holds_its_columns_and_zero_beyond_them(
    depth: int, columns: int, rng: np.random.Generator
) -> None:
    b = floats(rng, depth, columns)
    count = -(-columns // WIDTH)
    padded = np.zeros((depth, count * WIDTH), np.float32)
    padded[:, :columns] = b
    right = np.concatenate([padded[:, k * WIDTH : (k + 1) * WIDTH].ravel() for k in range(count)])
    panels = np.full(panel_words(depth, columns, False), -1, np.int32)
    assert panels.size == right.size
    pack_nn(panels, b, False)
    assert_same_bits(panels.view(np.float32), right)
    panels[:] = -1
    pack_nt(panels, np.ascontiguousarray(b.T), False)
    assert_same_bits(panels.view(np.float32), right)


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_pairs_lie_along_k(depth: int, rng: np.random.Generator) -> None:
    b = floats(rng, depth, WIDTH + 1)
    panels = np.full(panel_words(depth, WIDTH + 1, True), -1, np.int32)
    pack_nn(panels, b, True)
    pairs = -(-depth // 2)
    for s in range(pairs):
        high = b[2 * s + 1, 0] if 2 * s + 1 < depth else np.float32(0.0)
        assert panels[s * WIDTH] == round_pair(b[2 * s, 0], high)
    again = np.full(panels.shape, -1, np.int32)
    pack_nt(again, np.ascontiguousarray(b.T), True)
    assert_same_bits(again, panels)
