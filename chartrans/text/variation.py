"""A pair of lines as people type it: plain, without accents, with a slip of the fingers.

Each function takes what chance decides from the generator it is given, and leaves a line alone
where it would become empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from random import Random

# What ends a sentence, in several scripts, and what opens one that ends so.
MARKS = ".!?…。！？؟।۔"
OPENED_BY = {"?": "¿", "!": "¡"}
# Letters of their own, not a letter with an accent, to those who write them.
OWN_LETTERS = "ñÑйЙ"
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def lower_case(pair: tuple[str, str]) -> tuple[str, str]:
    """Both lines in lower case."""
    return pair[0].lower(), pair[1].lower()


def without_marks(pair: tuple[str, str]) -> tuple[str, str]:
    """Both lines without their final marks, with what opens these; as they are if one has none."""
    source, target = pair
    if source[-1:] not in MARKS or target[-1:] not in MARKS:
        return pair
    bare = _without_mark(source), _without_mark(target)
    return bare if all(bare) else pair


def plain(pair: tuple[str, str], rng: Random) -> tuple[str, str]:
    """Half of the time without case and final marks, else without the one or the other."""
    chance = rng.random()
    if chance >= 0.25:
        pair = without_marks(pair)
    if chance < 0.75:
        pair = lower_case(pair)
    return pair


def without_accents(line: str, own_letters: bool = False) -> str:
    """Letters without what stands over or under them; `own_letters` go too, if so told."""
    if line.isascii():
        return line
    return line.translate(_ALL_BARE if own_letters else _BARE) or line


def careless(line: str, rng: Random) -> str:
    """Without accents; by chances of 1/2 each also `ñ` as `n`, no apostrophes, no opening marks."""
    own_letters, apostrophes, opening = (rng.random() < 0.5 for _ in range(3))
    line = without_accents(line, own_letters)
    if apostrophes:
        line = _APOSTROPHE.sub("", line)
    if opening:
        line = line.replace("¿", "").replace("¡", "") or line
    return line


class Typist:
    """Makes typing errors, with no other letters than those of `characters`."""

    def __init__(self, characters: Iterable[str]) -> None:
        known = set(characters)
        self._near: dict[str, str] = {}
        for key, near in _keys():
            for cased in (str.lower, str.upper):
                if letters := "".join(c for c in map(cased, near) if c in known):
                    self._near[cased(key)] = letters

    def slip(self, pair: tuple[str, str], rng: Random) -> tuple[str, str]:
        """One error in a word of four letters or more of the source, if there is one.

        Two letters swapped, one left out, doubled, or replaced by one near it on the keyboard; the
        first letter of a word stays, as it mostly does, and so does what the target has as well: a
        name is to be copied as it is written.
        """
        line, target = pair
        words = [word for word in _LONG_WORD.finditer(line) if word[0] not in target]
        if not words:
            return pair
        found = rng.choice(words)
        at = found.start() + rng.randrange(1, len(found[0]) - 1)
        first, second = line[at], line[at + 1]
        kind = rng.randrange(4)
        if kind == 0 and first != second:
            new = second + first
        elif kind == 1:
            new = first + first + second
        elif kind == 2 and first in self._near:
            new = rng.choice(self._near[first]) + second
        else:
            new = second
        return line[:at] + new + line[at + 2 :], target


class _Bare(dict[int, str]):
    """For str.translate: each character, once it is asked for, without its accents."""

    def __init__(self, kept: str = "") -> None:
        self.update((ord(c), c) for c in kept)

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code))
        # Marks of other scripts are vowels, or make another letter; nobody leaves them out.
        letters = "".join(c for c in parts if not "\u0300" <= c <= "\u036f")
        self[code] = unicodedata.normalize("NFC", letters)
        return self[code]


_BARE, _ALL_BARE = _Bare(OWN_LETTERS), _Bare()


def _without_mark(line: str) -> str:
    stem = line.rstrip(MARKS)
    for mark in set(line[len(stem) :]):
        if mark in OPENED_BY:
            opening = stem.rfind(OPENED_BY[mark])
            if opening >= 0 and mark not in stem[opening:]:
                stem = stem[:opening] + stem[opening + 1 :]
    return stem.strip()


def _keys() -> Iterator[tuple[str, str]]:
    """Each letter of a keyboard, and those beside, above and below it."""
    for row, keys in enumerate(_ROWS):
        for column, key in enumerate(keys):
            near = keys[max(0, column - 1) : column] + keys[column + 1 : column + 2]
            if row > 0:  # rows stand half a key to the right of the row above
                near += _ROWS[row - 1][column : column + 2]
            if row < 2:
                near += _ROWS[row + 1][max(0, column - 1) : column + 1]
            yield key, near
