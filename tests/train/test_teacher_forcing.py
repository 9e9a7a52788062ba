"""The share of true characters, as it is written and over the training."""

from __future__ import annotations

import pytest

from chartrans.errors import UsageProblem
from chartrans.train.teacher_forcing import ALWAYS, TeacherForcing


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("1", 1, 1), ("0", 0, 0), (" .25 ", 0.25, 0.25), ("1:0.5", 1, 0.5), ("0.3:0", 0.3, 0)],
)
def test_it_is_read(text: str, first: float, last: float):
    assert TeacherForcing.parse(text) == TeacherForcing(first, last)


@pytest.mark.parametrize("text", ["1", "0", "0.25", "1:0.5", "0.1:0.9", "0.000001"])
def test_it_is_written_as_it_is_read(text: str):
    assert str(TeacherForcing.parse(text)) == text


def test_two_equal_shares_are_one():
    assert str(TeacherForcing.parse("1.0:1")) == "1"
    assert TeacherForcing.parse("1.0:1") == ALWAYS


@pytest.mark.parametrize(
    "text", ["", ":", "1:", ":1", "1.5", "-0.1", "1:1.01", "1:0:1", "half", "nan", "1e-3", "0,5"]
)
def test_what_makes_no_sense_is_refused(text: str):
    with pytest.raises(UsageProblem, match="teacher forcing"):
        TeacherForcing.parse(text)


def test_it_goes_in_a_straight_line():
    falling = TeacherForcing.parse("1:0.5")
    assert [falling.at(done) for done in (0.0, 0.5, 1.0)] == [1.0, 0.75, 0.5]
    assert [ALWAYS.at(done) for done in (0.0, 0.3, 1.0)] == [1.0, 1.0, 1.0]
