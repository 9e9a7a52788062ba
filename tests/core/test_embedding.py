from __future__ import annotations

import numpy as np

from chartrans.core import embedding
from tests.core.arrays import floats, rubbish
from tests.nearness import assert_near, assert_same_bits
from tests.reference import embedding as reference

IDS = np.array([3, 1, 3, 0, 3], np.int32)


def test_forward(rng: np.random.Generator) -> None:
    table, rows = floats(rng, 4, 9), rubbish(5, 9)
    embedding.embedding_forward(rows, table, IDS)
    assert_same_bits(rows, table[IDS])


def test_backward_adds_every_occurrence(rng: np.random.Generator) -> None:
    drows, dtable = floats(rng, 5, 9), floats(rng, 4, 9)
    right = dtable + reference.embedding_backward(drows.astype(np.float64), dtable, IDS)
    embedding.embedding_backward(dtable, drows, IDS)
    assert_near(dtable, right, 1e-6)
