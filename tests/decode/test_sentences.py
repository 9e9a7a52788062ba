"""Where lines fall apart, and where they must not. `|` marks the expected ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartrans.decode.sentences import split

ENDS = [
    "We are late.| Run!",
    "Ready?| Yes!| Go…| Now.",
    "¿Vienes?| ¡Claro!| Espera…| ¿adónde?",
    "Come in.| ¡Hola!",
    "Really?!| No way!!!| Fine...| Let's go.",
    'She said "Stop."| Then she left.',
    "(He was tired.)| So was I.| We slept.",
    "«Entra.»| Y entré.| “Bien.”| ‘Sí.’| Adiós.",
    'It rained.| "Again?"| —Yes.',
    "It was 1990.| She was 4.| 30 people came.",
    "Too cheap.| $5 only.",
    "Vamos al mar.| Hace sol.",
    "No.| I said no.",
    "no.| i said no",
    "They sell pens, paper, etc.| We went in.",
    "1. Mix it.| 2. Bake it.",
    "Do you like A?| B is better.",
    "It was I.| Who else?",
    "Нет.| Да.",
    "没有.| 是的.",
]

HASTY = [
    "hi.| how are you?| i am fine",
    "really?!| yes!!| ok.| bye",
    "i saw Ana.| she was sad",
    "I'm here.| where are you?| I can't see you",
    "hola.| que tal?| bien",
    "see you at 5.| bring a coat",
]

TOGETHER = [
    "",
    "word",
    "One sentence.",
    "...",
    "?!",
    "Mr. Long met Mrs. Short and Dr. Who.",
    "La Sra. Gil y el Sr. Paz viven en la Avda. Sur.",
    "St. James is old.",
    "J. R. R. Green wrote it.",
    "The U.S. Army and EE.UU. Hoy",
    "Open at 9 a.m. Monday to 5 p.m. Friday",
    "See e.g. Madrid, i.e. Spain.",
    "A Ph.D. Student",
    "Room No. 5 is on p. 12, vol. 3, tel. 555",
    "El núm. 7, pág. 9",
    "It costs 3.50 or 1.000.000 euros, see www.example.com/a.b.",
    "Well... maybe… perhaps",
    "well... maybe… perhaps",
    '"Help!" she cried.',
    '"help!" she cried',
    "Yahoo! is a name.",
    "¡Ay! qué dolor",
    "i met mr. brown, prof. gray vs. dr. white",
    "ud. sabe, etc. y más",
    "Wait! - said Ana",
    "What a day! :)",
    "No.Space.Here",
    "Team A vs. Team B",
]


@pytest.mark.parametrize("marked", ENDS + HASTY + TOGETHER)
def test_a_line_falls_where_it_is_marked(marked: str) -> None:
    assert split(marked.replace("|", "")).texts == marked.split("| ")


def test_white_space_between_is_kept_and_around_dropped() -> None:
    found = split("  One.  Two.\tThree.\n\nFour.\u00a0Five. \r\n")
    assert found.texts == ["One.", "Two.", "Three.", "Four.", "Five."]
    assert found.gaps == ["  ", " ", "  ", "\u00a0"]
    assert found.join(list("abcde")) == "a  b c  d\u00a0e"
    assert found.join(["", "b", "", "d", ""]) == "b  d"


def test_joining_is_for_as_many() -> None:
    with pytest.raises(ValueError, match="argument"):
        split("One. Two.").join(["a"])


@given(st.text(st.sampled_from("aAbI1 .!?…¿\"')-\n\tñ"), max_size=40))
def test_nothing_is_lost(line: str) -> None:
    found = split(line)
    assert len(found.gaps) == len(found.texts) - 1
    assert "".join(found.join(found.texts).split()) == "".join(line.split())
    assert all(text == text.strip() for text in found.texts)
    assert all(found.texts) or not line.strip()
    assert all(gap and not gap.strip(" ") for gap in found.gaps)


@pytest.mark.parametrize(
    "line", ["." * 10**6 + "x", "x" * 10**6 + ". Y z", "x y. z " * 10**5, '."' * 10**5 + "x"]
)
def test_a_line_of_any_length_is_read_once(line: str) -> None:
    """What went back over the line at each mark took hours for the first of these."""
    found = split(line)
    assert found.join(found.texts) == line.strip()
