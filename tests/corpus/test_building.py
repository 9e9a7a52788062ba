"""The whole way from pairs to a described dataset, and what is refused on it."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from chartrans.corpus import building
from chartrans.corpus.building import Plan, build_dataset
from chartrans.corpus.cleaning import REASONS, Cleaning
from chartrans.corpus.description import (
    Origin,
    length_percentiles,
    most_frequent_first,
    rare_characters,
)
from chartrans.corpus.pair import Dataset, Pair
from chartrans.corpus.split import PartSize
from chartrans.errors import DataError


def build(*pairs: tuple[str, str], plan: Plan | None = None) -> Dataset:
    counts: Counter[str] = Counter(read=len(pairs))
    return build_dataset((Pair(*p) for p in pairs), plan or Plan(), counts, "some.tsv")


def test_description_tells_all() -> None:
    plan = Plan(
        Cleaning(max_length=20, swap=True),
        dev=PartSize(count=1),
        test=PartSize(count=1),
        seed=7,
        origin=Origin("toy", "es", "en", "CC0", "me", ("toy.tsv",)),
    )
    rows = [("one", "uno"), ("two", "dos"), ("two", "ambos"), ("two", "dos"), ("x" * 21, "y")]
    info = build(*rows, ("four", "cuatro"), plan=plan).info
    assert json.loads(json.dumps(info)) == info
    assert {key: info[key] for key in ("name", "source_language", "licence", "sources")} == {
        "name": "toy",
        "source_language": "es",
        "licence": "CC0",
        "sources": ["toy.tsv"],
    }
    assert info["counts"] == {
        "read": 6,
        **dict.fromkeys(REASONS, 0),
        "too_long": 1,
        "duplicate": 1,
        "kept": 4,
    }
    assert info["seed"] == 7
    assert info["cleaning"] == {
        "rules": ["controls", "nfc", "spaces"],
        "max_length": 20,
        "max_ratio": 9.0,
        "swap": True,
    }
    assert sum(part["pairs"] for part in info["parts"].values()) == 4
    ones = dict.fromkeys("efnru", 1)
    assert info["alphabets"]["target"] == {"o": 4, "t": 2, "w": 2, **ones}
    assert info["lengths"]["source"] == {"50": 3, "90": 6, "99": 6, "100": 6}
    assert set(info["leaks"]) == {"sources", "targets"}


def test_characters_and_lengths() -> None:
    counts = {"a": 1, "c": 1, "b": 2, "A": 1}
    assert list(most_frequent_first(counts).items()) == [("b", 2), ("A", 1), ("a", 1), ("c", 1)]
    assert length_percentiles("x" * n for n in range(100, 0, -1)) == {
        "50": 50,
        "90": 90,
        "99": 99,
        "100": 100,
    }
    assert length_percentiles([]) == {}
    assert rare_characters({"a": 5, "b": 4}) == {"b": 4}


def test_fewer_than_two_pairs_are_refused_with_the_reasons() -> None:
    with pytest.raises(DataError) as caught:
        build(("a", "b"), ("a", "b"), ("", "c"))
    assert str(caught.value) == (
        "some.tsv has one usable pair (left out: 1 source or target empty, "
        "1 the same pair again); at least two different ones are needed"
    )
    with pytest.raises(DataError, match=r"some\.tsv has no usable pair;"):
        build()


@pytest.mark.parametrize("side", [0, 1])
def test_an_alphabet_larger_than_sense_is_refused(side: int) -> None:
    characters = [chr(0x4E00 + n) for n in range(building.LARGEST_ALPHABET)]
    rows = [("x", c) if side else (c, "x") for c in characters]
    assert build(*rows).info["counts"]["kept"] == building.LARGEST_ALPHABET
    with pytest.raises(DataError, match=r"some\.tsv has 10,001 different (source|target) char"):
        build(*rows, ("!", "!") if side == 0 else ("x", "!"))
