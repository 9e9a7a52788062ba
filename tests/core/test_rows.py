from __future__ import annotations

import numpy as np
import pytest

from chartrans.core import rows
from tests.core.arrays import floats, rubbish
from tests.nearness import assert_near, assert_same_bits

SHAPES = [(0, 4), (1, 1), (3, 0), (5, 37)]


@pytest.mark.parametrize("shape", SHAPES)
def test_copies(shape: tuple[int, int], rng: np.random.Generator) -> None:
    source, out = floats(rng, *shape), rubbish(*shape)
    rows.copy_rows(out, source)
    assert_same_bits(out, source)
    beginning = rubbish(shape[0] // 2, shape[1])
    rows.copy_rows(beginning, source)
    assert_same_bits(beginning, source[: shape[0] // 2])
    row, wanted = rubbish(37), floats(rng, 37)
    rows.copy_row(row, wanted)
    assert_same_bits(row, wanted)


@pytest.mark.parametrize("shape", SHAPES)
def test_add_rows(shape: tuple[int, int], rng: np.random.Generator) -> None:
    y, x = floats(rng, *shape), floats(rng, *shape)
    right = y + x
    rows.add_rows(y, x)
    assert_same_bits(y, right)


def test_gather_and_scatter(rng: np.random.Generator) -> None:
    chosen = np.array([3, 1, 3, 0, 3], np.int64)
    table, out = floats(rng, 4, 3), rubbish(5, 3)
    rows.gather_rows(out, table, chosen)
    assert_same_bits(out, table[chosen])
    right = table.astype(np.float64)
    np.add.at(right, chosen, out)
    rows.scatter_add_rows(table, chosen, out)
    assert_near(table, right, 1e-6)


@pytest.mark.parametrize("split", [0, 1, 4, 7])
def test_joined_columns_split_again(split: int, rng: np.random.Generator) -> None:
    left, right = floats(rng, 3, split), floats(rng, 3, 7 - split)
    both = rubbish(3, 7)
    rows.join_columns(both, left, right)
    assert_same_bits(both, np.hstack((left, right)))
    again = rubbish(*left.shape), rubbish(*right.shape)
    rows.split_columns(*again, both)
    assert_same_bits(again[0], left)
    assert_same_bits(again[1], right)
