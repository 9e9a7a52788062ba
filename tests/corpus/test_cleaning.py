"""Each rule leaves out what it is for, counts it, and lets its neighbours pass."""

from __future__ import annotations

from collections import Counter

import pytest

from chartrans.corpus.cleaning import RATIO_FREE_LENGTH, Cleaning, clean
from chartrans.corpus.pair import Pair
from chartrans.errors import UsageProblem


def cleaned(
    *pairs: tuple[str, str], cleaning: Cleaning | None = None
) -> tuple[list[Pair], Counter[str]]:
    counts: Counter[str] = Counter()
    kept = list(clean((Pair(*pair) for pair in pairs), cleaning or Cleaning(), counts))
    return kept, counts


def test_lines_are_normalised_before_they_are_judged() -> None:
    kept, counts = cleaned(("  a \u00a0 b ", "e\u0301"), ("a b", "\u00e9"), ("\u200b", "x"))
    assert kept == [("a b", "\u00e9")]
    assert counts == {"kept": 1, "duplicate": 1, "empty": 1}


def test_without_rules_nothing_changes() -> None:
    kept, counts = cleaned((" a  b ", "c"), (" ", "c"), cleaning=Cleaning(rules=()))
    assert kept == [(" a  b ", "c")]
    assert counts == {"kept": 1, "empty": 1}


@pytest.mark.parametrize("pair", [("", "x"), ("x", ""), (" ", "x")])
def test_empty(pair: tuple[str, str]) -> None:
    assert cleaned(pair, ("a", "b"))[1] == {"kept": 1, "empty": 1}


def test_too_long_on_either_side() -> None:
    limit = Cleaning(max_length=5)
    pairs = [("12345", "x"), ("123456", "x"), ("x", "123456"), ("x", "12345")]
    kept, counts = cleaned(*pairs, cleaning=limit)
    assert kept == [pairs[0], pairs[3]]
    assert counts == {"kept": 2, "too_long": 2}


def test_length_ratio_is_asked_of_long_lines_only() -> None:
    short, long = "x" * RATIO_FREE_LENGTH, "x" * (RATIO_FREE_LENGTH + 1)
    limit = Cleaning(max_ratio=3)
    kept, counts = cleaned(("a", short), ("b", long), (long, "c"), ("x" * 11, long), cleaning=limit)
    assert kept == [("a", short), ("x" * 11, long)]
    assert counts == {"kept": 2, "length_ratio": 2}


def test_only_the_same_pair_is_a_duplicate() -> None:
    kept, counts = cleaned(("a", "b"), ("a", "c"), ("d", "b"), ("a", "b"), ("A", "b"))
    assert kept == [("a", "b"), ("a", "c"), ("d", "b"), ("A", "b")]
    assert counts == {"kept": 4, "duplicate": 1}


def test_swap_turns_pairs_around() -> None:
    assert cleaned(("a", "b"), cleaning=Cleaning(swap=True))[0] == [("b", "a")]


@pytest.mark.parametrize(
    "cleaning",
    [
        Cleaning(max_length=0),
        Cleaning(max_ratio=0.5),
        Cleaning(max_ratio=float("nan")),
        Cleaning(rules=("nfc", "shouting")),
    ],
)
def test_senseless_values_are_refused(cleaning: Cleaning) -> None:
    with pytest.raises(UsageProblem):
        cleaned(("a", "b"), cleaning=cleaning)
