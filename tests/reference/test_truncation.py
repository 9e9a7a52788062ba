"""Where truncated backpropagation stops, in both directions of reading."""

from __future__ import annotations

import pytest

from tests.reference.truncation import cuts_of


@pytest.mark.parametrize(
    ("ticks", "bptt", "forward", "reverse"),
    [
        (7, 0, set(), set()),
        (7, 7, set(), set()),
        (7, 3, {3, 6}, {4, 1}),  # read backward: 6 | 5 4 3 | 2 1 0
        (6, 3, {3}, {3}),
        (3, 1, {1, 2}, {1, 2}),
    ],
)
def test_cuts(ticks: int, bptt: int, forward: set[int], reverse: set[int]) -> None:
    assert cuts_of(ticks, bptt) == forward
    assert cuts_of(ticks, bptt, reverse=True) == reverse
