"""Patterns that say what things and people are like: ser, estar, tener with hunger, comparison."""

from __future__ import annotations

from grammar import NAMES, PRONOUNS, WAS, Pair, Subject, be, join, past, present
from lexicon import (
    ANIMALS,
    BELONGINGS,
    CLOTHES,
    COLOURS,
    FURNITURE,
    PERSON_STATES,
    PERSON_TRAITS,
    STATES,
    TRAITS,
    WORKS,
    Adjective,
    Noun,
    some,
)
from phrases import (
    POSSESSIVES,
    Draw,
    Phrase,
    anyone,
    asked,
    pattern,
    phrase,
    relative,
    someone,
)

POSSESSED = {*ANIMALS, *BELONGINGS, *CLOTHES, *FURNITURE}
# English adjective in a comparison; the words left out compare irregularly in Spanish.
COMPARATIVES = {
    "big": "bigger", "small": "smaller", "tall": "taller", "strong": "stronger",
    "new": "newer", "cheap": "cheaper", "long": "longer", "kind": "kinder",
    "expensive": "more expensive",
    "interesting": "more interesting", "intelligent": "more intelligent",
    "serious": "more serious", "difficult": "more difficult", "pretty": "prettier",
}  # fmt: skip


def copula(
    subject: Subject, adjective: Adjective, negative: bool = False, short: bool = False,
    degree: Pair = ("", ""),
) -> Pair:  # fmt: skip
    """subject is (very) adjective, with ser or estar."""
    verb = present("estar" if adjective.estar else "ser")[subject.person]
    said = adjective.spanish(subject.feminine, subject.plural)
    english = " ".join([be(subject, negative, short), *degree[:1], adjective.english])
    return " ".join(english.split()), join(subject.spanish, "no" * negative, verb, degree[1], said)


def definite(draw: Draw, noun: Noun, plural: bool = False) -> Phrase:
    """the, this or my noun; what nobody owns is not my."""
    kind = draw.random.random()
    plural = plural or noun.english == "shoe"
    if noun in POSSESSED and kind < 0.45:
        return phrase(noun, draw.one(POSSESSIVES), plural)
    mass = not noun.english_plural
    return phrase(noun, "the" if kind < 0.75 or mass else draw.one(["this", "that"]), plural)


def degree(draw: Draw) -> Pair:
    """Very, too or nothing."""
    return draw.row([("", "")] * 4 + [("very", "muy"), ("too", "demasiado")])


def described(
    draw: Draw, table: list[tuple[list[Noun], list[Adjective]]]
) -> tuple[Noun, Adjective]:
    """A noun and something that can be said of it."""
    nouns, words = draw.row(table)
    return draw.one(nouns), draw.one(words)


def counted(draw: Draw, table: list[tuple[list[Noun], list[Adjective]]]) -> tuple[Noun, Adjective]:
    """Like described, of a noun that has a plural."""
    noun, adjective = described(draw, table)
    while not noun.english_plural:
        noun, adjective = described(draw, table)
    return noun, adjective


@pattern(165)
def thing_is(draw: Draw) -> Pair:
    noun, adjective = described(draw, TRAITS)
    more = ("", "") if adjective in COLOURS else degree(draw)
    return copula(definite(draw, noun).subject, adjective, draw.chance(0.15), degree=more)


@pattern(95)
def things_are(draw: Draw) -> Pair:
    noun, adjective = counted(draw, TRAITS)
    more = ("", "") if adjective in COLOURS else degree(draw)
    return copula(definite(draw, noun, True).subject, adjective, draw.chance(0.15), degree=more)


@pattern(110)
def thing_state(draw: Draw) -> Pair:
    noun, adjective = described(draw, STATES)
    return copula(definite(draw, noun).subject, adjective, draw.chance(0.25))


@pattern(70)
def things_state(draw: Draw) -> Pair:
    noun, adjective = counted(draw, STATES)
    return copula(definite(draw, noun, True).subject, adjective, draw.chance(0.25))


@pattern(95)
def thing_question(draw: Draw) -> Pair:
    noun, adjective = described(draw, TRAITS + STATES)
    plural = bool(noun.english_plural) and draw.chance(0.3)
    return copula_question(definite(draw, noun, plural).subject, adjective)


def copula_question(subject: Subject, adjective: Adjective) -> Pair:
    """is subject adjective? with the Spanish verb first and the subject last."""
    english, spanish = copula(Subject("", "", subject.person, subject.feminine), adjective)
    verb, rest = english.split(maxsplit=1)
    return f"{verb} {subject.english} {rest}?", join(spanish, subject.spanish)


@pattern(120)
def person_trait(draw: Draw) -> Pair:
    more = draw.row([("", "")] * 2 + [("very", "muy")])
    return copula(anyone(draw), draw.one(PERSON_TRAITS), draw.chance(0.2), draw.chance(0.5), more)


@pattern(140)
def person_state(draw: Draw) -> Pair:
    adjective = draw.one(PERSON_STATES)
    plain = adjective.english in ("ready", "alone")
    more = ("", "") if plain else draw.row([("", "")] * 2 + [("very", "muy")])
    return copula(anyone(draw), adjective, draw.chance(0.2), draw.chance(0.5), more)


@pattern(60)
def state_today(draw: Draw) -> Pair:
    when = draw.one([("today", "hoy"), ("now", "ahora")])
    english, spanish = copula(anyone(draw), draw.one(PERSON_STATES), draw.chance(0.2))
    return f"{english} {when[0]}", join(when[1], spanish)


@pattern(70)
def state_yesterday(draw: Draw) -> Pair:
    if draw.chance(0.5):
        subject, adjective = anyone(draw), draw.one(PERSON_STATES)
    else:
        noun, adjective = described(draw, STATES)
        subject = definite(draw, noun).subject
    said = adjective.spanish(subject.feminine, subject.plural)
    english = f"{subject.english} {WAS[subject.person]} {adjective.english} yesterday"
    return english, join("ayer", subject.spanish, past("estar")[subject.person], said)


@pattern(95)
def person_question(draw: Draw) -> Pair:
    return copula_question(asked(draw), draw.one(PERSON_TRAITS + PERSON_STATES))


@pattern(95)
def it_is_a(draw: Draw) -> Pair:
    noun, adjective = counted(draw, TRAITS)
    plural, negative = draw.chance(0.3), draw.chance(0.15)
    thing = phrase(noun, "" if plural else "a", plural, adjective)
    subject = Subject("they" if plural else "it", "", 4 if plural else 2)
    verb = present("ser")[subject.person]
    return f"{be(subject, negative, draw.chance(0.5))} {thing.english}", join(
        "no" * negative, verb, thing.spanish
    )


@pattern(70)
def compared(draw: Draw) -> Pair:
    if draw.chance(0.5):
        adjective = draw.one([word for word in PERSON_TRAITS if word.english in COMPARATIVES])
        one = draw.one(PRONOUNS + NAMES) if draw.chance(0.6) else relative(draw).subject
        other = someone(draw)
    else:
        noun, adjective = described(draw, TRAITS[:2] + TRAITS[7:8] + TRAITS[9:10])
        if adjective.english not in COMPARATIVES or not noun.english_plural:
            return compared(draw)
        mine, yours = draw.row([("my", "your"), ("this", "that"), ("our", "their")])
        if noun in [*WORKS, *some("street river train")]:
            mine, yours = "this", "that"
        one, other = phrase(noun, mine).subject, phrase(noun, yours).subject
    if one == other:
        return compared(draw)
    english = f"{be(one)} {COMPARATIVES[adjective.english]} than {other.english}"
    verb, said = present("ser")[one.person], adjective.spanish(one.feminine, one.plural)
    return english, join(one.spanish, verb, "más", said, "que", other.spanish)


# Nouns (or None: people), and pairs of adjectives that go together with `and` or `but`.
TOGETHER = [
    ("house car bicycle dress coat hotel", "but", "expensive pretty, old pretty, small pretty"),
    ("house hotel restaurant library", "and", "big new, new quiet, big quiet"),
    ("film lesson book song", "but", "long interesting, difficult interesting, short boring"),
    ("", "and", "tall strong, kind funny, kind intelligent, young strong, young intelligent"),
    ("", "but", "young serious, serious kind, strong kind, funny serious"),
    ("", "and", "tired sad, sick alone, sad alone, worried nervous, busy tired"),
    ("", "but", "tired happy, nervous happy, busy happy, sick happy"),
]
WORD = {adjective.english: adjective for _, words in TRAITS + STATES for adjective in words}
WORD |= {adjective.english: adjective for adjective in PERSON_TRAITS + PERSON_STATES}


@pattern(95)
def two_adjectives(draw: Draw) -> Pair:
    nouns, link, couples = draw.row(TOGETHER)
    first, second = draw.row([couple.split() for couple in couples.split(", ")])
    subject = definite(draw, draw.one(some(nouns))).subject if nouns else anyone(draw)
    english, spanish = copula(subject, WORD[first], short=draw.chance(0.5))
    said = WORD[second].spanish(subject.feminine, subject.plural)
    return f"{english} {link} {second}", join(spanish, {"and": "y", "but": "pero"}[link], said)
