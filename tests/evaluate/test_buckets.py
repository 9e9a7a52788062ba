"""Lengths and their buckets."""

import pytest

from chartrans.evaluate.buckets import LABELS, bucket, by_bucket


@pytest.mark.parametrize(
    ("length", "label"),
    [
        *((0, "1-10"), (1, "1-10"), (10, "1-10"), (11, "11-20"), (20, "11-20"), (21, "21-40")),
        *((40, "21-40"), (41, "41-80"), (80, "41-80"), (81, "81+"), (5000, "81+")),
    ],
)
def test_edges(length, label) -> None:
    assert LABELS[bucket("ñ" * length)] == label


def test_every_source_is_in_one_bucket_and_empty_buckets_are_left_out() -> None:
    found = by_bucket(["x" * 90, "x", "x" * 30, "xx"])
    assert found == {0: [1, 3], 2: [2], 4: [0]}
    assert list(found) == [0, 2, 4]
