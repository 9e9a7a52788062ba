"""What can be told to be wrong in a pair of sentences without knowing what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKS = ".?!"
_LETTERS = "A-Za-zÁÉÍÓÚÜÑáéíóúüñ"
_ENGLISH = re.compile(r"[A-Za-zé0-9 .,;:?!'\"&%$€/@+-]*")
_SPANISH = re.compile(rf"[{_LETTERS}0-9 .,;:?!¿¡'\"&%$€/@+-]*")
# "a" before a vowel, but not where that sounds like "you" or "one".
_ARTICLE = re.compile(
    r"\b[Aa] (?!(?:uni|use|usu|eu|one|once|ut|ur|u\b))[aeiou]|\b[Aa]n [bcdfgjkpqtvwyz]"
)
_CONTRACTION = re.compile(r"\b(?:[Aa] el|[Dd]e el)\b")
_TWICE = re.compile(rf"\b([{_LETTERS}]{{2,}}) \1\b", re.IGNORECASE)
_MEANT_TWICE = {"that", "had", "nos", "bye", "no", "very", "muy"}


def faults(english: str, spanish: str, hasty: bool = False) -> Iterator[str]:
    """A few words on each fault; of `hasty` pairs only what is wrong in haste, too."""
    if not english or not spanish:
        yield "one side is empty"
        return
    if not _ENGLISH.fullmatch(english):
        yield "a strange character in English"
    if not _SPANISH.fullmatch(spanish):
        yield "a strange character in Spanish"
    if hasty:
        return
    for line in (english, spanish):
        twice = _TWICE.search(line)
        if twice and twice[1].lower() not in _MEANT_TWICE:
            yield f"'{twice[1]}' twice"
    if _ARTICLE.search(english):
        yield "a or an"
    if _CONTRACTION.search(spanish):
        yield "al or del"
    yield from _case_and_marks(english, spanish)


def _case_and_marks(english: str, spanish: str) -> Iterator[str]:
    ends = english.rstrip('"')[-1] in MARKS
    if ends != (spanish.rstrip('"')[-1] in MARKS):
        yield "a final mark on one side only"
    elif ends and english.rstrip('"')[-1] != spanish.rstrip('"')[-1]:
        yield "different final marks"
    for mark, opening in ("?¿", "!¡"):
        if spanish.count(mark) != spanish.count(opening):
            yield f"{mark} without {opening}"
    first = spanish.lstrip('¿¡"')[:1]
    if ends and (english.lstrip('"')[0].islower() or first.islower()):
        yield "a sentence without a capital"
