"""Pairs as ids: those of each line by itself, however they are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.text import code_points
from chartrans.text.alphabet import Alphabet
from chartrans.train.encoded import EncodedPairs

PAIRS = [("ab", "x"), ("", "yy"), ("b€a", ""), ("ac", "x\U0001f469y"), ("", "")]
SOURCE, TARGET = Alphabet("ab€"), Alphabet("xy\U0001f469")


def ids(pair: tuple[np.ndarray, np.ndarray]) -> tuple[list[int], list[int]]:
    return pair[0].tolist(), pair[1].tolist()


@pytest.fixture(autouse=True, params=[1, 2, 10])
def lines_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_points, "LINES_AT_ONCE", request.param)


def test_the_ids_are_those_of_each_line_by_itself() -> None:
    encoded = EncodedPairs(SOURCE, TARGET, PAIRS)
    assert len(encoded) == len(PAIRS)
    alone = [(SOURCE.encode(source), TARGET.encode(target)) for source, target in PAIRS]
    assert [ids(pair) for pair in encoded] == [ids(pair) for pair in alone]
    assert all(line.dtype == np.int32 for pair in encoded for line in pair)


@pytest.mark.parametrize("part", [slice(1, 3), slice(None, None, -2), slice(9, 12)])
def test_a_part_is_a_list_of_pairs(part: slice) -> None:
    encoded = EncodedPairs(SOURCE, TARGET, PAIRS)
    assert [ids(pair) for pair in encoded[part]] == [ids(pair) for pair in list(encoded)[part]]


def test_numbers_from_the_end_and_beyond_it() -> None:
    encoded = EncodedPairs(SOURCE, TARGET, PAIRS)
    assert ids(encoded[-2]) == ids(encoded[3])
    with pytest.raises(IndexError):
        encoded[len(PAIRS)]


def test_no_pairs() -> None:
    assert list(EncodedPairs(SOURCE, TARGET, [])) == []
