"""Characters as numbers, against what Python says of each by itself."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartrans.text import code_points as module
from chartrans.text.code_points import character_counts, code_points, stretches

ANY = st.text(st.characters(exclude_categories=[]), max_size=20)  # half surrogate pairs too


@given(ANY)
def test_code_points(text: str) -> None:
    assert code_points(text).tolist() == [ord(c) for c in text]


@given(st.lists(ANY, max_size=7))
def test_counts_are_those_of_each_character_in_code_point_order(lines: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LINES_AT_ONCE", 2)
        counts = character_counts(iter(lines))
    assert list(counts.items()) == sorted(Counter("".join(lines)).items())


def test_stretches_leave_no_line_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINES_AT_ONCE", 3)
    assert list(stretches("abcdefgh")) == [["a", "b", "c"], ["d", "e", "f"], ["g", "h"]]
    assert list(stretches("abc")) == [["a", "b", "c"]]
    assert list(stretches("")) == []
