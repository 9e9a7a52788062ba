"""Drawing words evenly, and phrases around a noun: article, possessive, number, adjective."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grammar import NAMES, PRONOUNS, Pair, Subject, join
from lexicon import FAMILY, PEOPLE, Adjective, Noun, some

T = TypeVar("T", bound=Hashable)
R = TypeVar("R")

DETERMINERS = {
    "": ("", "", "", ""),
    "the": ("el", "la", "los", "las"),
    "a": ("un", "una", "unos", "unas"),
    "my": ("mi", "mi", "mis", "mis"),
    "your": ("tu", "tu", "tus", "tus"),
    "his": ("su", "su", "sus", "sus"),
    "her": ("su", "su", "sus", "sus"),
    "their": ("su", "su", "sus", "sus"),
    "our": ("nuestro", "nuestra", "nuestros", "nuestras"),
    "this": ("este", "esta", "estos", "estas"),
    "that": ("ese", "esa", "esos", "esas"),
    "many": ("mucho", "mucha", "muchos", "muchas"),
    "few": ("poco", "poca", "pocos", "pocas"),
    "another": ("otro", "otra", "otros", "otras"),
    "more": ("más", "más", "más", "más"),
}
NUMBERS = {
    "two": "dos", "three": "tres", "four": "cuatro", "five": "cinco", "six": "seis",
    "seven": "siete", "eight": "ocho", "nine": "nueve", "ten": "diez", "eleven": "once",
    "twelve": "doce", "twenty": "veinte", "thirty": "treinta", "fifty": "cincuenta",
}  # fmt: skip
for _english, _spanish in NUMBERS.items():
    DETERMINERS[_english] = (_spanish,) * 4
FEW_NUMBERS = list(NUMBERS)[:5]
COUNTED_FAMILY = some("brother sister friend son daughter uncle aunt teacher")
POSSESSIVES = ["my", "your", "his", "her", "our", "their"]


class Draw:
    """A seeded source of choices that prefers what was drawn least so far."""

    def __init__(self, seed: str, used: Counter[Hashable]) -> None:
        self.random = random.Random(seed)
        self.used = used

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random.random() < probability

    def one(self, items: Sequence[T]) -> T:
        """One of the items: of three drawn, the least used."""
        # Only random() promises the same numbers in every Python version; choice() does not.
        drawn = [items[int(self.random.random() * len(items))] for _ in range(3)]
        best = min(drawn, key=lambda item: self.used[item])
        self.used[best] += 1
        return best

    def row(self, items: Sequence[R]) -> R:
        """One of the items, each as likely: for tables, whose rows are not words."""
        return items[int(self.random.random() * len(items))]


@dataclass(frozen=True)
class Phrase:
    """A noun with what belongs to it, in both languages."""

    english: str
    spanish: str
    feminine: bool
    plural: bool
    being: bool = False

    @property
    def as_object(self) -> str:
        """The Spanish as object of a verb: people take `a`."""
        return join("a" * self.being, self.spanish)

    @property
    def subject(self) -> Subject:
        """The phrase as the one who does something."""
        person = 4 if self.plural else 2
        return Subject(self.english, self.spanish, person, self.feminine)


def phrase(
    noun: Noun, determiner: str = "the", plural: bool = False, adjective: Adjective | None = None
) -> Phrase:
    """The noun with determiner and adjective, everything agreeing.

    `a` becomes `an` before a vowel and `some` in the plural; numbers and `many` need `plural`.
    """
    english = noun.english_plural if plural else noun.english
    spanish = noun.spanish_plural if plural else noun.spanish
    article = DETERMINERS[determiner][2 * plural + noun.feminine]
    if article == "la" and noun.spanish == "agua":
        article = "el"
    if adjective:
        english = f"{adjective.english} {english}"
        spanish = f"{spanish} {adjective.spanish(noun.feminine, plural)}"
    if plural:
        determiner = {"this": "these", "that": "those", "a": "some"}.get(determiner, determiner)
    elif determiner == "a" and english[0] in "aeiou":
        determiner = "an"
    return Phrase(
        f"{determiner} {english}".strip(), join(article, spanish), noun.feminine, plural, noun.being
    )


def relative(draw: Draw, plural: bool = False) -> Phrase:
    """my mother, your brothers: someone close. Parents and their parents are not counted."""
    noun = draw.one(COUNTED_FAMILY if plural else FAMILY)
    return phrase(noun, draw.one(POSSESSIVES[:2] * 2 + POSSESSIVES), plural)


def anyone(draw: Draw) -> Subject:
    """A pronoun mostly, else a name, a relative or other people."""
    if draw.chance(0.65):
        return draw.one(PRONOUNS)
    return someone(draw)


def asked(draw: Draw) -> Subject:
    """Who a question may be about: hardly oneself."""
    if draw.chance(0.6):
        return draw.one([who for who in PRONOUNS if who.english not in ("I", "we")])
    return someone(draw)


def someone(draw: Draw) -> Subject:
    """A name, a relative or other people; never a pronoun."""
    kind = draw.random.random()
    if kind < 0.35:
        return draw.one(NAMES)
    if kind < 0.75:
        return relative(draw, plural=draw.chance(0.2)).subject
    plural = draw.chance(0.4)
    return phrase(draw.one(PEOPLE), "the", plural).subject


def person(draw: Draw) -> Phrase:
    """A name, a relative or other people, as an object."""
    who = someone(draw)
    return Phrase(who.english, who.spanish, who.feminine, who.plural, being=True)


def pet(draw: Draw) -> Phrase:
    """An animal that lives with someone."""
    animals = some("dog cat horse bird")
    plural = draw.chance(0.25)
    return phrase(draw.one(animals), draw.one(["the", "my", "your", "our", "her"]), plural)


PATTERNS: dict[str, tuple[Callable[[Draw], Pair], int]] = {}


def pattern(count: int) -> Callable[[Callable[[Draw], Pair]], Callable[[Draw], Pair]]:
    """Registers a maker of sentences under its name; `count` distinct ones are wanted.

    It gives English and Spanish without capital and full stop; a question's English ends in `?`.
    """

    def register(make: Callable[[Draw], Pair]) -> Callable[[Draw], Pair]:
        PATTERNS[make.__name__] = (make, count)
        return make

    return register
