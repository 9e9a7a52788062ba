"""The forms of single words and of what joins them: plural, feminine, al and del, a and an."""

from __future__ import annotations

import re
import unicodedata

# Feminine nouns that take el and un because they begin with a stressed a.
STRESSED_A = {"agua", "águila", "hacha", "ala", "aula", "hambre", "alba", "arma", "área", "alma"}
AN = re.compile(r"(?!uni|eur|use|ut|one|u\b|ewe)([aeiou]|hour|honest)", re.I)
# Adjectives that no noun changes.
UNCHANGED = {"naranja", "azul marino", "gratis", "beis"}
SAME_FEMININE = {"miembro", "modelo", "piloto", "soldado", "guardia", "canguro", "consorte"}
FEMININE = {
    "jefe": "jefa", "dependiente": "dependienta", "alcalde": "alcaldesa", "juez": "jueza",
    "presidente": "presidenta", "bailarín": "bailarina", "capitán": "capitana",
}  # fmt: skip
PREPOSITIONS = {"de", "del", "a", "al", "con", "para", "sin", "en", "por"}


def an(english: str) -> str:
    """With a or an."""
    return f"an {english}" if AN.match(english) else f"a {english}"


def capital(text: str) -> str:
    """A sentence begins with a capital; a phrase, which has no mark at its end, stays as it is."""
    if text[-1] not in ".?!":
        return text
    return re.sub(r"^[¿¡]?\w", lambda m: m[0].upper(), text)


def contracted(spanish: str) -> str:
    """With al and del, e before i-."""
    spanish = re.sub(r"\b([Aa]|[Dd]e) el\b", r"\1l", spanish)
    return re.sub(r"\by (?=h?i(?![aeou]))", "e ", spanish)


def many(adjective: str) -> str:
    """The plural of a Spanish adjective."""
    if adjective in UNCHANGED or re.match("(de|en) ", adjective):
        return adjective
    head, *rest = adjective.split(" ")
    if head == "poco":
        return f"poco {many(' '.join(rest))}"
    if head == "joven":
        head = "jóvenes"
    elif re.search("[áéíóú][ns]$", head):
        vowel = unicodedata.normalize("NFD", head[-2])[0]
        head = head[:-2] + vowel + head[-1] + "es"
    elif head.endswith("z"):
        head = head[:-1] + "ces"
    elif head[-1] in "aeioué":
        head += "s"
    else:
        head += "es"
    return " ".join([head, *rest])


def woman(job: str) -> str:
    """The job as said of a woman: trabajador social, trabajadora social."""
    done: list[str] = []
    words = job.split(" ")
    for place, word in enumerate(words):
        if word in PREPOSITIONS:
            return " ".join(done + words[place:])
        if word in FEMININE:
            word = FEMININE[word]
        elif word in SAME_FEMININE:
            pass
        elif word.endswith("o"):
            word = word[:-1] + "a"
        elif word.endswith("or"):
            word += "a"
        done.append(word)
    return " ".join(done)
