"""Patterns about people and pets: hunger and cold, age, work, what belongs to whom."""

from __future__ import annotations

from grammar import NAMES, PRONOUNS, Pair, Subject, be, join, present
from lexicon import (
    ANIMALS,
    BELONGINGS,
    CLOTHES,
    FURNITURE,
    ROOMS,
    STATES,
    TRAITS,
    Noun,
    adjectives,
    four_forms,
    some,
)
from patterns_describing import copula, described
from phrases import (
    NUMBERS,
    POSSESSIVES,
    Draw,
    Phrase,
    anyone,
    asked,
    pattern,
    pet,
    phrase,
    relative,
)

# What Spanish has and English is: English, Spanish with its gender for `mucho`.
HAD = [
    ("hungry", "hambre", "mucha"), ("thirsty", "sed", "mucha"), ("cold", "frío", "mucho"),
    ("hot", "calor", "mucho"), ("sleepy", "sueño", "mucho"), ("afraid", "miedo", "mucho"),
]  # fmt: skip
JOBS = adjectives(
    "doctor/médico teacher/profesor student/estudiante nurse/enfermero lawyer/abogado "
    "cook/cocinero writer/escritor artist/artista waiter/camarero"
)
FEMININE_JOBS = {"profesor": "profesora", "escritor": "escritora"}


@pattern(130)
def person_has_hunger(draw: Draw) -> Pair:
    subject = pet(draw).subject if draw.chance(0.4) else anyone(draw)
    english, noun, much = draw.row(HAD)
    very, negative = draw.chance(0.25), draw.chance(0.2)
    if negative:
        very = False
    english = f"{be(subject, negative, draw.chance(0.5))} {'very ' * very}{english}"
    verb = present("tener")[subject.person]
    when = draw.row([("", "")] * 4 + [(" now", "ahora"), (" today", "hoy")])
    return english + when[0], join(
        when[1], subject.spanish, "no" * negative, verb, much * very, noun
    )


@pattern(70)
def hunger_question(draw: Draw) -> Pair:
    subject = pet(draw).subject if draw.chance(0.4) else asked(draw)
    english, noun, _ = draw.row(HAD)
    verb = be(Subject("", "", subject.person)).strip()
    return f"{verb} {subject.english} {english}?", join(
        present("tener")[subject.person], noun, subject.spanish
    )


@pattern(70)
def age(draw: Draw) -> Pair:
    kind = draw.random.random()
    if kind < 0.3:
        subject = phrase(
            draw.one(some("dog cat horse son daughter")), draw.one(POSSESSIVES)
        ).subject
        number = draw.one(list(NUMBERS)[:10])
    elif kind < 0.6:
        subject = phrase(
            draw.one(some("mother father aunt uncle teacher")), draw.one(POSSESSIVES)
        ).subject
        number = draw.one(["thirty", "fifty"])
    else:
        subject = draw.one(NAMES + PRONOUNS)
        number = draw.one(list(NUMBERS)[4:])
    english = f"{be(subject, short=draw.chance(0.5))} {number} years old"
    return english, join(subject.spanish, present("tener")[subject.person], NUMBERS[number], "años")


@pattern(20)
def how_old(draw: Draw) -> Pair:
    who = (relative(draw) if draw.chance(0.5) else pet(draw)).subject
    subject = draw.one(NAMES) if draw.chance(0.3) else who
    verb = "are" if subject.plural else "is"
    return f"how old {verb} {subject.english}?", join(
        "cuántos años", present("tener")[subject.person], subject.spanish
    )


@pattern(70)
def job(draw: Draw) -> Pair:
    grown = some("mother father brother sister friend aunt uncle son daughter")
    subject = draw.one(PRONOUNS + NAMES)
    if draw.chance(0.5):
        subject = phrase(draw.one(grown), draw.one(POSSESSIVES)).subject
    work, negative = draw.one(JOBS), draw.chance(0.15)
    masculine = work.forms[0]
    forms = work.forms
    if masculine in FEMININE_JOBS:
        forms = (masculine, FEMININE_JOBS[masculine], *four_forms(masculine)[2:])
    said = forms[2 * subject.plural + subject.feminine]
    article = "an" if work.english[0] in "aeiou" else "a"
    name = work.english + "s" if subject.plural else f"{article} {work.english}"
    verb = present("ser")[subject.person]
    return f"{be(subject, negative, draw.chance(0.5))} {name}", join(
        subject.spanish, "no" * negative, verb, said
    )


@pattern(75)
def owner(draw: Draw) -> Pair:
    noun, adjective = described(draw, TRAITS[:3] + STATES[5:6])
    who = draw.one(NAMES) if draw.chance(0.5) else relative(draw).subject
    return copula(owned(noun, who).subject, adjective)


def owned(noun: Noun, who: Subject) -> Phrase:
    """Ana's noun, el noun de Ana."""
    thing = phrase(noun, "the")
    spanish = join(thing.spanish, "de", who.spanish)
    return Phrase(f"{who.english}'s {noun.english}", spanish, noun.feminine, plural=False)


@pattern(50)
def this_is_owned(draw: Draw) -> Pair:
    noun = draw.one(BELONGINGS + CLOTHES + FURNITURE + ANIMALS[:3])
    who = draw.one(NAMES) if draw.chance(0.5) else relative(draw).subject
    thing, pointing = owned(noun, who), phrase(noun, draw.one(["this", "that"]))
    english, spanish = pointing.english.split()[0], pointing.spanish.split()[0]
    return f"{english} is {thing.english}", f"{spanish} es {thing.spanish}"


@pattern(75)
def this_is_mine(draw: Draw) -> Pair:
    plural = draw.chance(0.3)
    nouns = [*BELONGINGS, *CLOTHES, *FURNITURE[:8], *ROOMS]
    people = some("brother sister friend son daughter teacher uncle aunt")
    noun = draw.one(people if draw.chance(0.35) else nouns)
    thing = phrase(noun, draw.one(POSSESSIVES), plural)
    pointing = phrase(noun, draw.one(["this", "that"]), plural)
    which, said = pointing.english.split()[0], pointing.spanish.split()[0]
    verb, es = ("are", "son") if plural else ("is", "es")
    if draw.chance(0.25):
        return f"{verb} {which} {thing.english}?", f"{es} {said} {thing.spanish}"
    return f"{which} {verb} {thing.english}", f"{said} {es} {thing.spanish}"
