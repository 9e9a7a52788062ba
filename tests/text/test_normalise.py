from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chartrans.errors import UsageProblem
from chartrans.text.normalise import DEFAULT_RULES, RULES, normalise


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("cafe\u0301", "café"),
        ("\u1100\u1161\u11a8", "각"),  # Hangul letters to a syllable
        ("ﬁne ②", "ﬁne ②"),  # compatibility characters stay: NFC, not NFKC
        ("a\x00b\x1bc\x7f", "abc"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("right\u202eto left\u200f", "rightto left"),
        ("tab\there\r\nand\x0bthere\u2028now", "tab here and there now"),
        ("  a \u00a0 b\u3000c  ", "a b c"),
        ("\u200b \u00ad\t", ""),
        ("", ""),
        ("¿Qué? ¡Ñandú!", "¿Qué? ¡Ñandú!"),
        ("👩‍💻", "👩💻"),  # the joiner is invisible
    ],
)
def test_lines(line: str, right: str) -> None:
    assert normalise(line) == right


@given(st.text())
@example("e\u200b\u0301")  # a mark that meets its letter only when what stood between is gone
@example("\ufeff \x1f")
def test_what_comes_out(line: str) -> None:
    out = normalise(line)
    assert "  " not in out
    assert out == out.strip()
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in out)
    assert "\n" not in out
    assert normalise(out) == out


def test_rules_one_by_one() -> None:
    line = " e\u0301\t\u200b "
    assert normalise(line, []) == line
    assert normalise(line, ["nfc"]) == " é\t\u200b "
    assert normalise(line, ["controls"]) == " e\u0301  "
    assert normalise(line, ["spaces"]) == "e\u0301 \u200b"


def test_rules_go_in_their_order() -> None:
    assert normalise("a\x00 \x00b", ["spaces", "controls"]) == "a b"
    assert normalise("\x00 b", ["spaces", "controls"]) == " b"
    assert normalise("\x00 b", ["controls", "spaces"]) == "b"


def test_the_default_rules_are_known() -> None:
    assert set(DEFAULT_RULES) <= set(RULES)


def test_an_unknown_rule_is_told() -> None:
    with pytest.raises(UsageProblem, match="'rot13'; known are controls, nfc, spaces"):
        normalise("a", ["nfc", "rot13"])
