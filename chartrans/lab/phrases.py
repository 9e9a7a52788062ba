"""Lines of noun phrases that can be made without end: English, and the Spanish for them.

    rich wolf blue lake    word for word  rico lobo azul lago    in order  lobo rico lago azul

Every word has four letters in both languages, so that only the order tells the two apart.
"""

from __future__ import annotations

import numpy as np

# fmt: off
NOUNS = {
    "bull": "toro", "duck": "pato", "wolf": "lobo", "lion": "león", "boss": "jefe", "wall": "muro",
    "wine": "vino", "lake": "lago", "boat": "bote", "kiss": "beso", "bath": "baño", "tuna": "atún",
}
ADJECTIVES = {
    "blue": "azul", "tall": "alto", "rich": "rico", "rare": "raro", "pure": "puro", "vain": "vano",
    "lame": "cojo", "dumb": "mudo", "fine": "fino",
}
# fmt: on
WORD = 5  # characters of a word and the space behind it
PHRASE = 2 * WORD


def line(draw: np.random.Generator, phrases: int, reorder: bool = True) -> tuple[str, str]:
    """English and Spanish of so many phrases; with `reorder` the adjective follows its noun."""
    english, spanish = [], []
    for _ in range(phrases):
        adjective = str(draw.choice(list(ADJECTIVES)))
        noun = str(draw.choice(list(NOUNS)))
        english += [adjective, noun]
        pair = [ADJECTIVES[adjective], NOUNS[noun]]
        spanish += pair[::-1] if reorder else pair
    return " ".join(english), " ".join(spanish)


def lines(
    draw: np.random.Generator, count: int, phrases: range, reorder: bool = True
) -> list[tuple[str, str]]:
    """Distinct pairs, each with a number of phrases out of the range."""
    found: dict[str, str] = {}
    while len(found) < count:
        source, target = line(draw, int(draw.choice(phrases)), reorder)
        found[source] = target
    return list(found.items())
