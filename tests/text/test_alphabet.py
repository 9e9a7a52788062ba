from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartrans.text.alphabet import BEGIN, END, PAD, SPECIAL, UNKNOWN, Alphabet

# Every code point that UTF-8 can carry: combining marks, astral planes, controls, noncharacters.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
HARD = [
    "e\u0301",
    "\U0001f469\u200d\U0001f4bb",
    "\u05e9\u05c1",
    "\x00\n\t",
    "\ufeff\u2028",
    "\U0010ffff",
]


@given(TEXT)
def test_any_text_comes_back(text: str) -> None:
    alphabet = Alphabet.from_lines([text])
    ids = alphabet.encode(text)
    assert ids.dtype == np.int32
    assert ids.shape == (len(text),)
    assert alphabet.decode(ids) == text
    assert alphabet.unknown(text) == ""
    assert alphabet.size == len(SPECIAL) + len(set(text))
    assert not len(ids) or (len(SPECIAL) <= ids.min() and ids.max() < alphabet.size)


@given(TEXT)
def test_json_and_utf8_and_back(text: str) -> None:
    alphabet = Alphabet.from_lines([text])
    data = json.dumps(alphabet.to_json(), ensure_ascii=False).encode()
    again = Alphabet.from_json(json.loads(data))
    assert again == alphabet
    assert hash(again) == hash(alphabet)
    assert again.encode(text).tolist() == alphabet.encode(text).tolist()


@pytest.mark.parametrize("text", HARD)
def test_hard_text_comes_back(text: str) -> None:
    alphabet = Alphabet.from_lines(HARD)
    assert alphabet.decode(alphabet.encode(text)) == text


@given(TEXT, TEXT)
def test_unknown_characters(known: str, text: str) -> None:
    alphabet = Alphabet.from_lines([known])
    ids = alphabet.encode(text)
    missing = alphabet.unknown(text)
    assert len(set(missing)) == len(missing)
    assert set(missing) == set(text) - set(known)
    assert [c in missing for c in text] == (ids == UNKNOWN).tolist()
    assert alphabet.decode(ids) == "".join(c for c in text if c in known)


def test_characters_come_in_code_point_order_whatever_the_lines() -> None:
    assert Alphabet.from_lines(["ba", "¿a", "z"]).characters == "abz¿"
    assert Alphabet.from_lines(["z", "¿a", "ba"]) == Alphabet.from_lines(["ba", "¿a", "z"])


def test_rare_characters_are_left_out() -> None:
    lines = ["aab", "ab", "c"]
    assert Alphabet.from_lines(lines, min_count=2).characters == "ab"
    assert Alphabet.from_lines(lines, min_count=4).characters == ""


def test_unknown_ones_are_told_in_order_of_appearance() -> None:
    assert Alphabet("abc").unknown("zaxyzb") == "zxy"


def test_special_ids() -> None:
    assert (PAD, BEGIN, END, UNKNOWN) == (0, 1, 2, 3)
    alphabet = Alphabet("ab")
    assert alphabet.decode([BEGIN, 4, PAD, UNKNOWN, 5, END, 4, 4]) == "ab"
    assert alphabet.decode([END]) == alphabet.decode([]) == ""
    assert Alphabet("").size == 4


def test_a_character_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        Alphabet("aba")


@pytest.mark.parametrize("special", [[], ["end", "begin"], ["padding", "begin", "end"], None])
def test_other_special_ids_are_refused(special: list[str] | None) -> None:
    with pytest.raises(ValueError, match="special"):
        Alphabet.from_json({"special": special or [], "characters": "ab"})


def test_order_makes_an_alphabet() -> None:
    assert Alphabet("ab") != Alphabet("ba")
    assert Alphabet("ab") != "ab"
    assert "ab" in repr(Alphabet("ab"))
