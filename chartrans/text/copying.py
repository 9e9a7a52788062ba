"""Names and numbers that a pair of lines only copies, replaced by others on both sides alike.

A net that always sees the same few names learns to write these, not to copy what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from random import Random

_WHOLE = re.compile(r"\w+")
_NUMBER = re.compile(r"\b[0-9]+\b")
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
# Within a sentence a capital tells of a name; the first word has one in any case.
_INNER_WORD = re.compile(r"(?<=[\w,;] )[^\W\d_]{2,}\b")
# What a made-up name is put together from.
_ONSETS = "b br c ch cl d dr f fl g gr h j k kr l ll m n p pr qu r s sh st t th tr v w x y z"
_VOWELS = "a e i o u a e i o ai ea ee ia io ou"
_CODAS = "b ck d g k l ll m n nd ng nt r rd rt s ss st t th x z"


class Copying:
    """What the pairs copy, found once, and what may stand in its place.

    A name is a capitalised word that both lines of some pair have within a sentence. `characters`
    are those that may be written, all others stay out of what is made up.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]], characters: Iterable[str]) -> None:
        known = set(characters)
        names: set[str] = set()
        for source, target in pairs:
            if inner := _capitalised(_INNER_WORD, source):
                names |= inner & _capitalised(_INNER_WORD, target)
        self._names: dict[bool, list[str]] = {female: [] for female in (False, True)}
        for name in sorted(names):
            self._names[_is_female(name)].append(name)
        self._digits = [digit for digit in "0123456789" if digit in known]
        self._onsets, self._vowels, self._codas = (
            [part for part in parts.split() if known.issuperset(part + part[0].upper())]
            for parts in (_ONSETS, _VOWELS, _CODAS)
        )
        self._endings = [letter for letter in "aay" if letter in known] or self._vowels
        numbers = bool(self._digits)
        self.tokens = [_copied(source, target, names, numbers) for source, target in pairs]
        """Of each pair, in its order, what it copies: names, and numbers if any can be written,
        sorted."""

    def replaced(
        self, pair: tuple[str, str], tokens: Sequence[str], rng: Random
    ) -> tuple[str, str]:
        """The pair with one or more of `tokens`, which it copies, replaced wherever they stand."""
        certain = rng.randrange(len(tokens))
        new = {
            token: self._other(token, rng)
            for i, token in enumerate(tokens)
            if i == certain or rng.random() < 0.5
        }
        source, target = (_WHOLE.sub(lambda word: new.get(word[0], word[0]), line) for line in pair)
        return source, target

    def _other(self, token: str, rng: Random) -> str:
        if token[0] in "0123456789":
            return self._number(token, rng)
        female = _is_female(token)
        seen = rng.choice(self._names[female])
        pronounceable = token.isascii() and self._onsets and self._vowels
        if pronounceable and (seen == token or rng.random() < 0.5):
            return self._made_up(female, rng)
        return seen

    def _number(self, token: str, rng: Random) -> str:
        """A number of as many digits, without a new 0 in front; never a lone 1."""
        first = self._digits if token[0] == "0" else [d for d in self._digits if d != "0"]
        digits = [rng.choice(self._digits) for _ in token]
        digits[0] = rng.choice(first or self._digits)
        number = "".join(digits)
        return token if number == "1" else number

    def _made_up(self, female: bool, rng: Random) -> str:
        name = ""
        for _ in range(rng.choice((1, 1, 2, 2, 3))):
            name += rng.choice(self._onsets) + rng.choice(self._vowels)
        if female:
            name += rng.choice(self._codas or self._onsets) + rng.choice(self._endings)
        elif self._codas and (name[-1] == "a" or rng.random() < 0.5):
            name += rng.choice(self._codas)
        return name[0].upper() + name[1:]


def _is_female(name: str) -> bool:
    """A guess, good for Mary, Nancy and Elena: what is said of one such name fits another."""
    return name[-1] in "ay"


def _capitalised(pattern: re.Pattern[str], line: str) -> set[str]:
    return {word for word in pattern.findall(line) if word.istitle()}


def _copied(source: str, target: str, names: set[str], with_numbers: bool) -> list[str]:
    words = names.intersection(_WORD.findall(source))
    copied = words.intersection(_WORD.findall(target)) if words else set()
    if with_numbers and (numbers := _NUMBER.findall(source)):
        # What is said of 1 is not said of 2: its noun stands in the singular.
        copied |= set(numbers).intersection(_NUMBER.findall(target)) - {"1"}
    return sorted(copied)
