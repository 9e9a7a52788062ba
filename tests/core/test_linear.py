from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.linear import add_bias, add_column_sums
from tests.core.arrays import floats
from tests.nearness import assert_near


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (7, 3), (50, 65)])
def test_a_bias_and_its_way_back(rows: int, columns: int, rng: np.random.Generator) -> None:
    x, bias = floats(rng, rows, columns), floats(rng, columns)
    y, totals = x.copy(), bias.copy()
    add_bias(y, bias)
    assert_near(y, x.astype(np.float64) + bias, 1e-6)
    add_column_sums(totals, x)  # added to what is there
    assert_near(totals, x.sum(axis=0, dtype=np.float64) + bias, 1e-5)
