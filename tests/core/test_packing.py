from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.packing import Packing

LENGTHS = [[1], [4, 4, 4], [2, 5, 1, 5, 3], [1, 2, 3, 4]]


def test_by_hand() -> None:
    packing = Packing.of(np.array([2, 3, 1], np.int64))
    assert packing.order.tolist() == [1, 0, 2]
    assert packing.lengths.tolist() == [3, 2, 1]
    assert packing.live.tolist() == [3, 2, 1]
    assert packing.offsets.tolist() == [0, 3, 5]
    assert packing.rows == 6
    lines = [np.array(line, np.int32) for line in ([10, 11], [20, 21, 22], [30])]
    assert packing.pack(lines).tolist() == [20, 10, 30, 21, 11, 22]
    assert packing.last_rows(reverse=False).tolist() == [5, 4, 2]
    assert packing.last_rows(reverse=True).tolist() == [0, 1, 2]


@pytest.mark.parametrize("lengths", LENGTHS)
def test_every_cell_has_one_row(lengths: list[int]) -> None:
    packing = Packing.of(np.array(lengths, np.int64))
    assert packing.rows == sum(lengths)
    for array in (packing.order, packing.lengths, packing.live, packing.offsets):
        assert array.dtype == np.int64
    lines = [100 * k + np.arange(n) for k, n in enumerate(lengths)]
    packed = packing.pack(lines, np.float32)
    assert packed.dtype == np.float32
    assert sorted(packed.tolist()) == sorted(np.concatenate(lines).tolist())
    for b, index in enumerate(packing.order):
        rows = packing.offsets[: packing.lengths[b]] + b
        assert packed[rows].tolist() == lines[index].tolist()


def test_equal_lengths_keep_their_order() -> None:
    assert Packing.of(np.array([3, 5, 3, 5, 3], np.int64)).order.tolist() == [1, 3, 0, 2, 4]


def test_no_line_is_no_batch() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        Packing.of(np.array([], np.int64))
