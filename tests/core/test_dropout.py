from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.dropout import dropout, scramble
from tests.core.arrays import floats
from tests.nearness import assert_same_bits


def mask(shape: tuple[int, int], rate: float, seed: int, site: int) -> np.ndarray:
    """What dropout makes of ones."""
    ones = np.ones(shape, np.float32)
    dropout(ones, rate, seed, site)
    return ones


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.9])
def test_rate_and_scale(rate: float) -> None:
    dropped = mask((500, 200), rate, 7, 3)
    assert set(np.unique(dropped)) <= {np.float32(0.0), np.float32(1.0 / (1.0 - rate))}
    deviation = np.sqrt(rate * (1.0 - rate) / dropped.size)
    assert abs((dropped == 0.0).mean() - rate) <= 4.0 * deviation
    assert abs((dropped == 0.0).mean(axis=0) - rate).max() <= 5.0 * np.sqrt(rate * (1 - rate) / 500)
    assert abs((dropped == 0.0).mean(axis=1) - rate).max() <= 5.0 * np.sqrt(rate * (1 - rate) / 200)


def test_the_same_counter_drops_the_same_again(rng: np.random.Generator) -> None:
    """Forward and backward are one function: the gradient loses the elements that the row lost."""
    rows = floats(rng, 30, 17)
    right = rows * mask(rows.shape, 0.4, 2**32 - 1, 5)
    dropout(rows, 0.4, 2**32 - 1, 5)
    assert_same_bits(rows, right)


@pytest.mark.parametrize(("seed", "site"), [(1, 3), (2, 2), (0, 1), (3, 0)])
def test_other_seeds_and_sites_are_independent(seed: int, site: int) -> None:
    """Two masks agree where chance has it, half the time, also when shifted by rows or columns."""
    one, other = mask((400, 100), 0.5, 1, 2) > 0, mask((400, 100), 0.5, seed, site) > 0
    for rows, columns in [(0, 0), (1, 0), (0, 1), (2, 3)]:
        agree = (one == np.roll(other, (rows, columns), axis=(0, 1))).mean()
        assert abs(agree - 0.5) < 5.0 * 0.5 / np.sqrt(one.size)


def test_elements_are_independent() -> None:
    kept = mask((400, 100), 0.5, 1, 0) > 0
    for axis, by in [(0, 1), (1, 1), (0, 2), (1, 2), (1, 32)]:
        agree = (kept == np.roll(kept, by, axis=axis)).mean()
        assert abs(agree - 0.5) < 5.0 * 0.5 / np.sqrt(kept.size)


def test_a_mask_does_not_depend_on_the_rows_that_follow() -> None:
    assert_same_bits(mask((9, 7), 0.3, 4, 4)[:5], mask((5, 7), 0.3, 4, 4))


def test_nan_is_not_dropped_away() -> None:
    rows = np.full((4, 50), np.nan, np.float32)
    dropout(rows, 0.5, 1, 1)
    assert np.isnan(rows).all()


def test_scramble_tells_numbers_apart() -> None:
    seen = {int(scramble(np.uint32(x))) for x in range(5000)}
    assert len(seen) == 5000
    assert max(seen) > 2**31
