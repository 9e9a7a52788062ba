"""Where a line falls into sentences, and what stands between them.

A sentence ends with . ! ? or …, marks that close after it included, before white space and what a
sentence can begin with: a capital, a digit, ¿ or ¡, whatever opens before it. In a line typed in
haste, which begins small or has no capital but the English I, that may also be a small letter. A
full stop is no end where it belongs to an abbreviation, to an initial, or to the number of a list.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_CLOSING = "\"'”’»)\\]"
_OPENING = "\"'“‘«(\\[¿¡—–-"
# The end of one sentence, the space, and what the next begins with, if it is a mark. It is sought
# from the first of several marks alone: a line may be thousands of dots.
_BOUNDARY = re.compile(rf"(?<![.!?…])([.!?…]+)([{_CLOSING}]*)(\s+)(?=([{_OPENING}]*)(\S))")
_LAST_WORD = re.compile(r"[^\s\"'“‘«(\[¿¡—–/]+$")
_PRONOUN = re.compile(r"\bI\b")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")  # U.S, a.m, e.g, EE.UU, Ph.D
_NUMBERED = re.compile(r"\d{1,3}")  # "2." at the head of what is listed
_TRAILING = re.compile(r"\.\.+|\.*…+")
_LONGEST = 40  # characters of a last word that are looked at; no abbreviation has as many


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name or in the middle of a sentence: never an end.
_NEVER_LAST = _words(
    "mr mrs ms mx dr dra drs prof profa st sr sra sres sras srta srtas mt gov rev sgt capt lt cmdr "
    "messrs mme mlle fr pbro lic ing arq vs approx dept aprox depto avda dª dña"
)
# An end before a capital, but in haste one does not go on with a small letter after a full stop.
_SELDOM_LAST = _words(
    "etc ud uds vd vds jr inc ltd co corp ave av núm tel pág págs cf misc "
    "hr hrs kg km cm mm ft lb lbs oz jan feb apr aug sept oct nov dec ene abr"
)
# A number follows.
_BEFORE_NUMBER = _words(
    "no nos nr nº núm num pág págs pag p pp fig vol art cap tel ext sec ch ver av apt rm jan feb "
    "mar apr jun jul aug sep sept oct nov dec ene abr ago dic approx aprox"
)


class Sentences(NamedTuple):
    """A line in pieces: texts[0] + gaps[0] + texts[1] + ... without white space at either end."""

    texts: list[str]
    gaps: list[str]

    def join(self, texts: list[str]) -> str:
        """Other texts, as many, with this line's gaps between them; nothing around an empty one."""
        joined = ""
        for text, gap in zip(texts, ["", *self.gaps], strict=True):
            joined += gap + text if joined and text else text
        return joined


def split(line: str) -> Sentences:
    """The sentences of a line, at least one; a gap is spaces, as wide as the source's."""
    line = line.strip()
    texts, gaps = [], []
    hasty = _is_hasty(line)
    begin = 0
    for found in _BOUNDARY.finditer(line):
        if _ends(line, begin, found, hasty):
            texts.append(line[begin : found.start(3)])
            gaps.append("".join(map(_space, found[3])))
            begin = found.end()
    return Sentences([*texts, line[begin:]], gaps)


def _is_hasty(line: str) -> bool:
    """Whether the line is typed as if there were no capitals."""
    letters = [character for character in line if character.isalpha()]
    return bool(letters) and (
        letters[0].islower() or not any(map(str.isupper, _PRONOUN.sub("", line)))
    )


def _ends(line: str, begin: int, found: re.Match[str], hasty: bool) -> bool:
    """Whether the sentence that begins at `begin` ends at these marks."""
    marks, closed, opened, first = found[1], found[2], set(found[4]), found[5]
    if opened & {"¿", "¡"}:
        return True
    if not first.isalnum() and first not in "$€£":
        return False
    trailing = _TRAILING.fullmatch(marks)
    if first.islower() and (opened or closed or not hasty or trailing):
        return False
    return marks != "." or bool(closed) or not _abbreviates(line, begin, found.start(), first)


def _abbreviates(line: str, begin: int, end: int, first: str) -> bool:
    """Whether the full stop at `end` belongs to the word before it; `first` comes after it."""
    last = _LAST_WORD.search(line, max(begin, end - _LONGEST), end)
    if last is None:
        return False
    word, small = last[0], last[0].lower()
    if last.start() == begin and _NUMBERED.fullmatch(word):
        return True
    if len(word) == 1 and word.isupper() and word != "I":
        return True
    if small in _NEVER_LAST or _DOTTED.fullmatch(small):
        return True
    if first.isdigit():
        return small in _BEFORE_NUMBER
    return first.islower() and small in _SELDOM_LAST


def _space(character: str) -> str:
    """White space of a gap; line ends and tabs would break the line or its columns."""
    return character if unicodedata.category(character) == "Zs" else " "
