"""Copied names and numbers get others in their place: on both sides alike, the rest none."""

from __future__ import annotations

import re
from random import Random

import pytest

from chartrans.text.copying import Copying

PAIRS = [
    ("When Petra and Olaf rowed, Petra sang.", "Cuando Petra y Olaf remaban, Petra cantaba."),
    ("We saw Nils, Petra, and the 48 goats.", "Vimos a Nils, a Petra y las 48 cabras."),
    ("Petra's boat is 7 years old.", "El barco de Petra tiene 7 años."),
    ("No one had 1 coin.", "No había 1 moneda."),
    ("Goats eat in Lund.", "Las cabras comen en Malmö."),
    ("The 5th boat, B52 or 52B", "El 5th barco, B52 o 52B"),
    ("It cost 12,500 in 1806, with 007.", "Costó 12.500 en 1806, con 007."),
]
LETTERS = "".join(sorted({c for pair in PAIRS for line in pair for c in line}))


@pytest.fixture
def copying() -> Copying:
    return Copying(PAIRS, LETTERS)


def test_what_is_copied(copying: Copying):
    assert copying.tokens == [
        ["Olaf", "Petra"],
        ["48", "Nils", "Petra"],
        ["7", "Petra"],
        [],  # No begins both lines, and 1 is another number than 2
        [],
        [],
        ["007", "12", "1806", "500"],
    ]


def pattern(line: str, tokens: list[str]) -> re.Pattern[str]:
    """What is left of a line when its tokens are others; groups named t0, t1... for these."""
    parts, seen = [], set()
    for part in re.split(r"(\w+)", line):
        if part not in tokens:
            parts.append(re.escape(part))
            continue
        name = f"t{tokens.index(part)}"
        parts.append(rf"(?P={name})" if name in seen else rf"(?P<{name}>\w+)")
        seen.add(name)
    return re.compile("".join(parts))


def test_both_sides_get_the_same_and_keep_the_rest(copying: Copying):
    rng = Random(1)
    changed = dict.fromkeys(range(len(PAIRS)), 0)
    for _ in range(300):
        for i, (pair, tokens) in enumerate(zip(PAIRS, copying.tokens, strict=True)):
            if not tokens:
                continue
            source, target = copying.replaced(pair, tokens, rng)
            found = [
                pattern(a, tokens).fullmatch(b) for a, b in zip(pair, (source, target), strict=True)
            ]
            assert all(found), (source, target)
            new, same = (match.groupdict() for match in found if match)
            assert new == same
            for k, token in enumerate(tokens):
                other = new[f"t{k}"]
                assert set(other) <= set(LETTERS)
                if token.isdecimal():
                    assert len(other) == len(token)
                    assert other.isdecimal()
                    assert other != "1"
                    assert token[0] == "0" or other[0] != "0"
                else:
                    assert other.istitle()
                    assert (other[-1] in "ay") == (token[-1] in "ay")
            changed[i] += (source, target) != pair
    assert [changed[i] > 200 for i in range(len(PAIRS))] == [bool(t) for t in copying.tokens]


def test_names_are_seen_elsewhere_or_made_up(copying: Copying):
    rng = Random(2)
    sources = [copying.replaced(PAIRS[0], ["Olaf"], rng)[0] for _ in range(400)]
    new = [source.split()[3] for source in sources]
    assert new.count("Nils") == pytest.approx(100, abs=30)
    assert len(set(new)) > 50
    assert "Olaf" not in new


@pytest.mark.parametrize("known", ["", "0", "abe", "BOb", "abcdefghijklmnopqrstuvwxyz"])
def test_few_known_characters_are_enough(known: str):
    """As where a training starts from the alphabets of a model of other data."""
    copying = Copying(PAIRS, known)
    rng = Random(4)
    for pair, tokens in zip(PAIRS, copying.tokens, strict=True):
        assert "0" in known or not any(token.isdigit() for token in tokens)
        for _ in range(20 if tokens else 0):
            copying.replaced(pair, tokens, rng)


def test_names_that_latin_letters_do_not_write_come_from_the_pairs():
    pairs = [("Там Иван и Олег тут", "Ось Иван та Олег тут")]
    copying = Copying(pairs, LETTERS + "".join({c for line in pairs[0] for c in line}))
    assert copying.tokens == [["Иван", "Олег"]]
    rng = Random(3)
    for _ in range(20):
        source, _ = copying.replaced(pairs[0], copying.tokens[0], rng)
        assert set(source.split()) <= {*pairs[0][0].split()}


def test_the_same_generator_gives_the_same(copying: Copying):
    def some(seed: int) -> list[tuple[str, str]]:
        rng = Random(seed)
        return [copying.replaced(PAIRS[1], copying.tokens[1], rng) for _ in range(9)]

    assert some(4) == some(4) != some(5)
