"""Lines written as people type: the target follows the source, and nothing else changes."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from rapidfuzz.distance import OSA

from chartrans.text.variation import (
    Typist,
    careless,
    lower_case,
    plain,
    without_accents,
    without_marks,
)

KEYS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("source", "target", "bare_source", "bare_target"),
    [
        ("Snow fell.", "Nevó.", "Snow fell", "Nevó"),
        ("Is it snow?", "¿Es nieve?", "Is it snow", "Es nieve"),
        ("Snow, is it?", "Nieve, ¿no?", "Snow, is it", "Nieve, no"),
        ("Snow? Ice? Both?", "¿Nieve? ¿Hielo? ¿Todo?", "Snow? Ice? Both", "¿Nieve? ¿Hielo? Todo"),
        ("Do you know Dr. Ice?", "¿Es el Sr. Ice?", "Do you know Dr. Ice", "Es el Sr. Ice"),
        ("Snow? And ice?", "¿Nieve? Y hielo?", "Snow? And ice", "¿Nieve? Y hielo"),
        ("Snow?!", "¡¿Nieve?!", "Snow", "Nieve"),
        ("Snow! I am off.", "¡Nieve! Me voy.", "Snow! I am off", "¡Nieve! Me voy"),
        ("Well...", "Bueno…", "Well", "Bueno"),
        ("¡Nieve!", "Snow !", "Nieve", "Snow"),
        ("雪。", "雪！", "雪", "雪"),
        (
            "Snow at 3.5 degrees.",
            "Nieve a 3.5 grados.",
            "Snow at 3.5 degrees",
            "Nieve a 3.5 grados",
        ),
    ],
)
def test_final_marks_go_with_what_opens_them(
    source: str, target: str, bare_source: str, bare_target: str
):
    assert without_marks((source, target)) == (bare_source, bare_target)


@pytest.mark.parametrize(
    "pair",
    [
        ("snow", "nieve"),
        ("Snow.", "nieve"),
        ("snow", "Nieve."),
        ('"Snow."', '"Nieve."'),
        ("...", "..."),
        ("Snow!", "¡!"),
        ("", ""),
    ],
)
def test_marks_go_on_both_sides_or_not_at_all(pair: tuple[str, str]):
    assert without_marks(pair) == pair


def test_case_and_mark_come_in_all_combinations():
    rng, pair = Random(1), ("Is it Ann?", "¿Es Ann?")
    seen = Counter(plain(pair, rng) for _ in range(4000))
    assert set(seen) == {
        ("is it ann", "es ann"),
        ("Is it Ann", "Es Ann"),
        ("is it ann?", "¿es ann?"),
    }
    assert seen["is it ann", "es ann"] == pytest.approx(2000, abs=150)
    assert seen["Is it Ann", "Es Ann"] == pytest.approx(1000, abs=150)


def test_lower_case_of_any_script_may_change_its_length():
    assert lower_case(("İZMİR", "ΟΔΟΣ")) == ("i̇zmi̇r", "οδος")


def test_accents_go_and_other_marks_stay():
    assert without_accents("Él bebió café, señor Őz.") == "El bebio cafe, señor Oz."
    assert without_accents("El señor", own_letters=True) == "El senor"
    for line in ("plain", "हिन्दी", "한국어", "ガギグ", "ไม่รู้"):
        assert without_accents(line) == line
    assert without_accents("\u0301") == "\u0301"  # it would be empty


def test_the_careless_leave_out_more_half_of_the_time():
    rng = Random(2)
    seen = Counter(careless("¿Ñu, él? It's 'so'.", rng) for _ in range(4000))
    assert len(seen) == 8
    assert all(" el? It" in line and "'so'." in line for line in seen)
    for habit in ("¿", "Ñu", "It's"):
        share = sum(n for line, n in seen.items() if habit in line) / 4000
        assert share == pytest.approx(0.5, abs=0.05)
    assert {careless("¿", Random(i)) for i in range(9)} == {"¿"}


def test_a_slip_is_one_error_in_a_long_word():
    rng, typist = Random(3), Typist(KEYS)
    line, target = "We met Petra at the harbour by noon", "Petra y yo"
    kinds: Counter[int] = Counter()
    for _ in range(500):
        typed, same = typist.slip((line, target), rng)
        assert same == target
        assert OSA.distance(line, typed) == 1  # a swap of neighbours counts as one
        changed = [a for a, b in zip(line.split(), typed.split(), strict=True) if a != b]
        assert changed in (["harbour"], ["noon"])  # Petra is to be copied as it is written
        assert [word[0] for word in typed.split()] == [word[0] for word in line.split()]
        kinds[len(typed) - len(line)] += 1
    assert set(kinds) == {-1, 0, 1}
    assert min(kinds.values()) > 50


@pytest.mark.parametrize("line", ["", "We met at ten", "12345 6789", "cat's toy"])
def test_without_a_long_word_there_is_no_slip(line: str):
    assert Typist(KEYS).slip((line, "x"), Random(4)) == (line, "x")


def test_a_slip_brings_no_character_that_is_not_known():
    typist, rng = Typist("abeknorw"), Random(5)
    typed = {typist.slip(("broken", "roto"), rng)[0] for _ in range(300)}
    assert {c for line in typed for c in line} == set("broken") | {"w"}  # w: beside e
    assert {Typist(KEYS).slip(("сорок", "40"), Random(i))[0] for i in range(9)} != {"сорок"}


def test_the_same_generator_types_the_same():
    def typed(seed: int) -> list[object]:
        rng, typist = Random(seed), Typist(KEYS)
        pair = "It's an old café, isn't it?", "¿Es viejo?"
        return [(plain(pair, rng), careless(pair[0], rng), typist.slip(pair, rng)) for _ in "12345"]

    assert typed(6) == typed(6) != typed(7)
