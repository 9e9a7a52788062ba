"""Who does what and when: subjects, adverbs of time, a verb with its complement."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from agreement import contracted
from conjugation import Verb
from tables import Pair

T = TypeVar("T")


@dataclass(frozen=True)
class Who:
    """A subject: `person` is yo, tu, el, nosotros or ellos; Spanish leaves pronouns out."""

    english: str
    spanish: str
    person: str
    own: str  # my, your ...
    itself: str
    ending: str  # of a Spanish adjective


I = Who("I", "", "yo", "my", "myself", "o")  # noqa: E741
YOU = Who("you", "", "tu", "your", "yourself", "o")
HE = Who("he", "", "el", "his", "himself", "o")
SHE = Who("she", "", "el", "her", "herself", "a")
WE = Who("we", "", "nosotros", "our", "ourselves", "os")
THEY = Who("they", "", "ellos", "their", "themselves", "os")
OTHERS = (
    HE,
    SHE,
    Who("my sister", "mi hermana", "el", "her", "herself", "a"),
    Who("my brother", "mi hermano", "el", "his", "himself", "o"),
    Who("my mother", "mi madre", "el", "her", "herself", "a"),
    Who("my father", "mi padre", "el", "his", "himself", "o"),
    Who("Ana", "Ana", "el", "her", "herself", "a"),
    Who("Luis", "Luis", "el", "his", "himself", "o"),
    Who("my wife", "mi mujer", "el", "her", "herself", "a"),
    Who("my son", "mi hijo", "el", "his", "himself", "o"),
    Who("my friends", "mis amigos", "ellos", "their", "themselves", "os"),
    Who("my parents", "mis padres", "ellos", "their", "themselves", "os"),
)
ANYONE = (I, WE, HE, SHE, THEY, *OTHERS)

BEFORE = (("yesterday", "ayer"), ("last night", "anoche"), ("last week", "la semana pasada"))
AFTER = (
    ("tomorrow", "mañana"),
    ("tonight", "esta noche"),
    ("today", "hoy"),
    ("this weekend", "este fin de semana"),
    ("on Sunday", "el domingo"),
    ("next week", "la semana que viene"),
)
HABIT = (
    ("every day", "todos los días"),
    ("on Sundays", "los domingos"),
    ("every week", "todas las semanas"),
)
OFTEN = (
    ("always", "siempre"),
    ("never", "nunca"),
    ("usually", "normalmente"),
    ("sometimes", "a veces"),
)
NOW = (("now", "ahora"), ("right now", "ahora mismo"))
# Says when already, or would not bear a second adverb.
TIMED = re.compile(
    r"\b(early|late|soon|tonight|tomorrow|today|night|morning|evening|midnight|noon|dark|week|year|"
    r"weekend|summer|winter|country|June|Christmas|birthday|dinner|lunch|breakfast|holiday|again|"
    r"Monday|Saturday|Sunday|every|while|moment|hours?|nights|two|nine|seven|six|eight|ten|eleven|"
    r"five|half)\b"
)
# Said of one person: several have several legs.
SINGLE = re.compile(r"one's (leg|job|mind)")
# Spanish adjectives that agree with the subject: dormir solo, dormir sola.
ADJECTIVE = re.compile(r"\b(sol|cansad|nervios|enferm)o\b")
NEGATIVE = re.compile(r"\b(don't (?!forget)|doesn't|didn't|can't|never|shouldn't)")


class Draw:
    """One sentence: a verb, a complement, and random choices."""

    def __init__(self, verb: Verb, complement: Pair, rng: random.Random) -> None:
        self.verb, self.rng = verb, rng
        self.en, self.es = complement
        self.timed = bool(TIMED.search(self.what))

    @property
    def what(self) -> str:
        """The English verb with its complement, as in the table."""
        return f"{self.verb.base} {self.en}"

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.rng.random() * len(items))]

    def who(self, people: Sequence[Who] = ANYONE) -> Who:
        """Somebody who can be the subject."""
        while True:
            who = self.pick(people)
            if SINGLE.search(self.verb.base) and who.person in ("nosotros", "ellos"):
                continue
            word = who.english.rpartition(" ")[2]
            if who.english.startswith("my ") and re.search(rf"\bmy\b|\b{word}\b", self.what):
                continue
            if who.english == "Ana" and "Ana" in self.what:
                continue
            return who

    def english(self, form: str, who: Who) -> str:
        """The English form with its complement, of a person."""
        form = f"{form} {self.en}".strip()
        return form.replace("oneself", who.itself).replace("one's", who.own)

    def spanish(self, form: str, who: Who) -> str:
        """The Spanish form with its complement, of a person."""
        form = contracted(f"{form} {self.es}".strip())
        return ADJECTIVE.sub(lambda m: m[1] + who.ending, form)

    def when(self, items: Sequence[Pair], often: float = 0.4) -> Pair:
        """An adverb of time, or two empty strings."""
        if self.timed or self.rng.random() > often:
            return "", ""
        return self.pick(items)


def join(*parts: str) -> str:
    """The parts that are not empty, with spaces."""
    return " ".join(part for part in parts if part)


def proper(source: str, target: str) -> Pair:
    """With capital and mark; the source carries ? where it asks."""
    if NEGATIVE.search(source):
        source = re.sub(r"\bsome\b", "any", source)
    source = source[0].upper() + source[1:]
    target = target[0].upper() + target[1:]
    if source.endswith("?"):
        return source, f"¿{target}?"
    return source + ".", target + "."
