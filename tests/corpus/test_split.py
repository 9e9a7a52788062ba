"""Parts share nothing, are about as large as asked, and depend on the seed alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartrans.corpus.pair import PARTS, Pair
from chartrans.corpus.split import DEFAULT_SIZE, NOTHING, PartSize, count_leaks, leak_key, split
from chartrans.errors import UsageProblem

LINES = st.text(alphabet="abAB .,¿", min_size=1, max_size=3)
MANY_PAIRS = st.lists(st.builds(Pair, LINES, LINES), max_size=40, unique=True)


def distinct(number: int) -> list[Pair]:
    return [Pair(f"source {n}", f"target {n}") for n in range(number)]


def sources(pairs: list[Pair]) -> int:
    return len({pair.source for pair in pairs})


@given(pairs=MANY_PAIRS, seed=st.integers(0, 3))
def test_no_pair_is_lost_and_nothing_leaks(pairs: list[Pair], seed: int) -> None:
    parts = split(pairs, PartSize(share=0.3), PartSize(share=0.2), seed)
    assert sorted(parts["train"] + parts["dev"] + parts["test"]) == sorted(pairs)
    # Checked with another definition of sameness than the one the split uses.
    for side in (0, 1):
        plain = {
            part: {"".join(c for c in p[side].lower() if c not in ".,¿").strip() for p in found}
            for part, found in parts.items()
        }
        for one in PARTS:
            for other in PARTS:
                assert one == other or not (plain[one] & plain[other]) - {""}
    assert not any(n for shared in count_leaks(parts).values() for n in shared.values())


@given(pairs=MANY_PAIRS)
def test_order_of_the_pairs_does_not_matter(pairs: list[Pair]) -> None:
    shuffled = random.Random(0).sample(pairs, len(pairs))
    one, other = (split(p, DEFAULT_SIZE, DEFAULT_SIZE, 5) for p in (pairs, shuffled))
    assert {k: sorted(v) for k, v in one.items()} == {k: sorted(v) for k, v in other.items()}


def test_sizes_are_met_exactly_where_pairs_are_apart() -> None:
    parts = split(distinct(200), PartSize(count=30), PartSize(share=0.1))
    assert {part: len(pairs) for part, pairs in parts.items()} == {
        "train": 150,
        "dev": 30,
        "test": 20,
    }


def test_parts_keep_the_order_of_the_input() -> None:
    pairs = distinct(100)
    for part in split(pairs, PartSize(count=30), PartSize(count=30)).values():
        assert part == sorted(part, key=pairs.index)


def test_the_seed_decides() -> None:
    pairs, size = distinct(100), PartSize(count=20)
    assert split(pairs, size, size, 1) == split(pairs, size, size, 1)
    assert split(pairs, size, size, 1)["dev"] != split(pairs, size, size, 2)["dev"]


def test_the_test_part_does_not_depend_on_the_dev_part() -> None:
    pairs, size = distinct(100), PartSize(count=20)
    assert split(pairs, NOTHING, size)["test"] == split(pairs, PartSize(count=50), size)["test"]


def test_a_giant_component_stays_in_train() -> None:
    knot = [Pair(f"no {n}", "¡No!") for n in range(40)] + [Pair("no 7", "Para nada.")]
    parts = split(distinct(100) + knot, PartSize(count=45), PartSize(count=45))
    assert set(knot) <= set(parts["train"])
    assert sources(parts["dev"]) == sources(parts["test"]) == 45


def test_small_knots_are_held_out_where_there_is_nothing_else() -> None:
    knots = [Pair(f"word {n}", f"class {n // 4}") for n in range(80)]
    parts = split(knots, PartSize(count=12), PartSize(count=3))
    assert len(parts["dev"]) == 12
    assert len(parts["test"]) == 4  # one knot, which is one more than asked


def test_one_component_cannot_be_split() -> None:
    parts = split([Pair(f"word {n}", "same") for n in range(9)], DEFAULT_SIZE, DEFAULT_SIZE)
    assert [len(parts[part]) for part in PARTS] == [9, 0, 0]


@pytest.mark.parametrize("seed", range(4))
def test_what_hangs_together_is_not_all_held_out(seed: int) -> None:
    """One knot is larger than the test part asked for, and the other would fill dev."""
    knots = [Pair(f"word {n}", f"class {n // 5}") for n in range(10)]
    parts = split(knots, PartSize(count=8), PartSize(count=1), seed)
    assert [len(parts[part]) for part in PARTS] == [5, 0, 5]


@pytest.mark.parametrize(("number", "expected"), [(0, "000"), (1, "100"), (2, "110"), (3, "111")])
def test_shares_of_very_few_pairs_leave_one_to_train_on(number: int, expected: str) -> None:
    parts = split(distinct(number), DEFAULT_SIZE, DEFAULT_SIZE)
    assert "".join(str(len(parts[part])) for part in PARTS) == expected


def test_sizes_that_leave_nothing_are_refused() -> None:
    with pytest.raises(UsageProblem, match=r"6 dev and 4 test sources .* there are 10; ask for f"):
        split(distinct(10), PartSize(count=6), PartSize(count=4))
    assert len(split(distinct(10), PartSize(count=6), PartSize(count=3))["train"]) == 1
    with pytest.raises(UsageProblem, match=r"0\.5 of the sources for dev and 0\.6 for test leave"):
        split(distinct(10), PartSize(share=0.5), PartSize(share=0.6))


def test_the_leak_check_sees_leaks() -> None:
    parts = {
        "train": [Pair("Hello!", "Hola."), Pair("Bye", "Adiós")],
        "dev": [Pair("hello", "Buenas")],
        "test": [Pair("So long", "adiós!")],
    }
    assert count_leaks(parts) == {
        "sources": {"train/dev": 1, "train/test": 0, "dev/test": 0},
        "targets": {"train/dev": 0, "train/test": 1, "dev/test": 0},
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [("¿Qué?", "qué"), ("Well , yes", "well yes"), ("STRASSE", "straße"), ("don't", "dont")],
)
def test_lines_that_count_as_the_same(one: str, other: str) -> None:
    assert leak_key(one) == leak_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("!", "?"), ("que", "qué"), ("2+2", "22"), ("कि", "क"), ("a b", "ab")]
)
def test_lines_that_count_as_different(one: str, other: str) -> None:
    assert leak_key(one) != leak_key(other)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("500", PartSize(count=500)),
        ("0", PartSize(count=0)),
        ("5%", PartSize(share=0.05)),
        ("0.05", PartSize(share=0.05)),
        ("0.0", PartSize(share=0.0)),
    ],
)
def test_sizes_are_parsed(text: str, size: PartSize) -> None:
    assert PartSize.parse(text) == size


@pytest.mark.parametrize("text", ["", "%", "1.0", "100%", "-1", "many", "nan", "0.5x", "²"])
def test_senseless_sizes_are_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="is no size"):
        PartSize.parse(text)


def test_the_default_takes_at_most_a_thousand() -> None:
    assert DEFAULT_SIZE.of(1_000_000, room=999_999) == 1000
    assert PartSize(share=0.0).of(1000, room=999) == 0
