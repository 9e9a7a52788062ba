"""Pairs of nouns.tsv: the word, its forms, and sentences of patterns.tsv that suit it.

In a pattern the English side has {n} the noun, {N} its plural, {a} the noun with a or an, {p} He or
She; the Spanish side has the keys of `spanish_forms`.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import noun_groups as groups
from agreement import STRESSED_A, an, capital, contracted, many, woman
from tables import Pair, patterns

DRAWN = 2  # sentences for each noun
# Said without an article after tener and ser: tengo dolor de cabeza.
UNCOUNTED = {"dolor", "tos"}
# What can be said of nearly any thing, after its noun in Spanish.
LOOKS = [
    ("new", "nuevo"), ("old", "viejo"), ("big", "grande"), ("small", "pequeño"), ("red", "rojo"),
    ("black", "negro"), ("white", "blanco"), ("green", "verde"), ("yellow", "amarillo"),
    ("blue", "azul"), ("brown", "marrón"), ("grey", "gris"), ("cheap", "barato"),
    ("expensive", "caro"), ("strange", "extraño"), ("modern", "moderno"), ("pretty", "bonito"),
]  # fmt: skip


@dataclass(frozen=True)
class Noun:
    """One line of nouns.tsv. A plural is `-` where there is none; the only form of a noun of the
    kind `plural` stands in the place of the singular.
    """

    english: str
    plural: str
    spanish: str
    spanish_plural: str
    gender: str
    kind: str

    @property
    def feminine(self) -> bool:
        return self.gender == "f"

    @property
    def mass(self) -> bool:
        """Whether it is not counted: water."""
        return self.plural == "-"

    @property
    def named(self) -> bool:
        """Whether it stands without an article, as names do."""
        return self.english in groups.MONTHS | groups.DAYS | groups.NO_ARTICLE

    @property
    def single(self) -> bool:
        """Whether it is a part of the body of which a person has one."""
        return self.kind == "body" and self.english.split()[0] in groups.ONE


def spanish_forms(noun: Noun) -> dict[str, str]:
    """What the keys of a pattern stand for on its Spanish side."""
    f, one, more = noun.feminine, noun.spanish, noun.spanish_plural
    masculine_article = not f or one.split(" ")[0] in STRESSED_A
    el, un = ("el", "un") if masculine_article else ("la", "una")
    o = "a" if f else "o"
    bare = el == "la" or noun.english in ("Christmas", "Easter")
    forms = dict(
        n=one,
        N=more,
        el=f"{el} {one}",
        un=f"{un} {one}",
        los=f"{'las' if f else 'los'} {more}",
        este=f"{'esta' if f else 'este'} {one}",
        este_solo="esta" if f else "este",
        estos=f"{'estas' if f else 'estos'} {more}",
        ese=f"{'esa' if f else 'ese'} {one}",
        ese_solo="esa" if f else "ese",
        otro=f"otr{o} {one}",
        mucho=f"much{o} {one}",
        cuanto=f"cuánt{o} {one}",
        el_primer=f"{'la primera' if f else 'el primer'} {one}",
        o=o,  # an adjective's ending
        os=f"{o}s",
        a_="a" if f else "",  # profesor, profesora
        j=one,  # the job of the one who is spoken of
        s_el=one if bare else f"el {one}",
    )
    if noun.kind == "plural":
        forms.update(el=f"{'las' if f else 'los'} {one}", o=f"{o}s")
        forms.update(este_solo="estas" if f else "estos")
    return forms


def kind_of_patterns(noun: Noun) -> str:
    """The kind of patterns.tsv that is for the noun: its own, or a narrower one."""
    english, kind = noun.english, noun.kind
    for group, name in (
        (groups.EVENTS, "event"),
        (groups.MEALS, "meal"),
        (groups.UNITS, "unit"),
        (groups.MONTHS, "month"),
        (groups.DAYS, "day"),
        (groups.NO_ARTICLE, "moment"),
        (groups.PAIRED, "paired"),
        (groups.THE, "nature stuff"),
    ):
        if english in group:
            return name
    if kind == "thing":
        return "stuff" if noun.mass else "fixed" if english in groups.FIXED else "thing"
    if kind in ("food", "drink", "nature", "abstract"):
        return f"{kind} stuff" if noun.mass else kind
    if kind == "place":
        return "room" if english in groups.ROOMS else "area" if english in groups.AREAS else "place"
    return kind


def nonsense(noun: Noun) -> str:
    """What an English pattern of its kind must not have with this noun, as a regular expression."""
    english, kind = noun.english, noun.kind
    if english in groups.DAY_ROUND:
        return "^(this|the next|next|last) |^two .* ago"
    if english in groups.DAY_PARTS:
        return "^(this|next|last) "
    if english in groups.PARTS:
        return "bought|your|expensive|We need"
    if english in groups.NOT_MINE:
        return r"\b(my|your|our|with)\b"
    if english in groups.NOT_HERE:
        return "^(Where|Here|These|They|with)"
    if english in groups.UNWANTED:
        return "important"
    if kind == "illness" and english not in groups.TREATED:
        return "take for"
    if kind == "food" and english not in groups.WITH_BREAD:
        return "^bread"
    return ""


def rules_of(noun: Noun) -> list[Pair]:
    """The patterns that suit the noun."""
    found = patterns()[kind_of_patterns(noun)]
    drop = nonsense(noun)
    if drop:
        found = [rule for rule in found if not re.search(drop, rule[0])]
    if noun.mass or noun.single:
        found = [rule for rule in found if "{N}" not in rule[0]]
    return found


def alone(noun: Noun, bare: set[str]) -> list[Pair]:
    """The word, and with its articles; nothing that stands in `bare`, which means two things."""
    forms = spanish_forms(noun)
    found: list[Pair] = []
    if noun.english not in bare | groups.NOT_ALONE:
        found.append((noun.english, noun.spanish))
    if not noun.named:
        found.append((f"the {noun.english}", forms["el"]))
    if noun.plural not in ("-", noun.english) and noun.plural not in bare:
        if not noun.single:
            found.append((noun.plural, noun.spanish_plural))
        if not noun.named:
            found.append((an(noun.english), forms["un"]))
    return found


def described(noun: Noun, rng: random.Random) -> list[Pair]:
    """Of many things one phrase with an adjective: a red car, red cars."""
    if noun.kind not in ("thing", "home", "clothing", "vehicle") or noun.mass:
        return []
    if rng.random() >= 0.6:
        return []
    forms = spanish_forms(noun)
    look, adjective = rng.choice(LOOKS)
    if noun.feminine and adjective.endswith("o"):
        adjective = adjective[:-1] + "a"
    if rng.random() < 0.3:
        return [(f"{look} {noun.plural}", f"{noun.spanish_plural} {many(adjective)}")]
    return [(an(f"{look} {noun.english}"), f"{forms['un']} {adjective}")]


def sentences(noun: Noun, rng: random.Random) -> list[Pair]:
    """As many as `DRAWN` says, of the patterns that suit it."""
    f, forms = noun.feminine, spanish_forms(noun)
    first = noun.spanish.split()[0]
    if noun.kind == "illness" and first in UNCOUNTED:
        forms["un"] = noun.spanish
    both = not f and noun.english not in groups.MEN and first != "guía"
    rules = rules_of(noun)
    found = []
    for source, target in rng.sample(rules, min(DRAWN, len(rules))):
        she, job = f, noun.spanish
        if "{p}" in source and both and rng.random() < 0.5:
            she, job = True, woman(noun.spanish)
        source = source.format(
            n=noun.english, N=noun.plural, a=an(noun.english), p="She" if she else "He"
        )
        target = target.format_map({**forms, "j": job})
        found.append((capital(source), capital(contracted(target))))
    return found


def noun_pairs(noun: Noun, rng: random.Random, bare: set[str]) -> list[Pair]:
    """The word, its forms, and what is drawn for it."""
    return alone(noun, bare) + described(noun, rng) + sentences(noun, rng)
