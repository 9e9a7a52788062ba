"""Patterns of liking: gusta and gustan, with what or whom."""

from __future__ import annotations

from grammar import PRONOUNS, VERB, Pair, Subject, join, say, verbs
from lexicon import ANIMALS, DISHES, DRINKS, FOODS, TRAITS, some
from patterns_describing import counted, definite
from phrases import Draw, Phrase, anyone, asked, pattern, phrase, someone

LIKE = ("me", "te", "le", "nos", "les")
LIKED = [
    ("music", "la música"), ("football", "el fútbol"), ("Spanish", "el español"),
    ("summer", "el verano"), ("winter", "el invierno"),
]  # fmt: skip
PLEASURES = verbs("sing, dance, swim, walk, cook, read, run, study, sleep, play football")


def liking(subject: Subject, negative: bool, plural: bool, ask: bool = False) -> Pair:
    """subject likes; a Ana le gusta."""
    english = say(VERB["want"], subject, negative=negative, ask=ask)[0].replace("want", "like")
    to = f"a {subject.spanish}" if subject.spanish else ""
    verb = "gustan" if plural else "gusta"
    return english, join(to, "no" * negative, LIKE[subject.person], verb)


def liked(draw: Draw) -> Phrase:
    """pizza, apples, the red car, this song: what one may like."""
    kind = draw.random.random()
    if kind < 0.15:
        english, spanish = draw.one(LIKED)
        return Phrase(english, spanish, False, False)
    if kind < 0.75:
        noun = draw.one([*DISHES, *FOODS, *DRINKS, *ANIMALS[:5], *some("flower film")])
        plural = bool(noun.english_plural)
        english = noun.english_plural if plural else noun.english
        if draw.chance(0.2):
            english = f"the {english}"
        return Phrase(english, phrase(noun, "the", plural).spanish, noun.feminine, plural)
    if kind < 0.9:
        noun = draw.one(some(
            "book bag photo hat dress shirt coat shoe car house bicycle guitar umbrella phone "
            "computer film song city lesson school hotel garden"
        ))  # fmt: skip
        return definite(draw, noun, plural=draw.chance(0.3))
    noun, adjective = counted(draw, TRAITS[:2])
    return phrase(noun, "the", draw.chance(0.4), adjective)


@pattern(225)
def likes(draw: Draw) -> Pair:
    subject, what, negative = draw.one(PRONOUNS), liked(draw), draw.chance(0.25)
    english, spanish = liking(subject, negative, what.plural)
    much = ("very much", "mucho") if not negative and draw.chance(0.15) else ("", "")
    return f"{english} {what.english} {much[0]}".strip(), join(spanish, much[1], what.spanish)


@pattern(110)
def someone_likes(draw: Draw) -> Pair:
    subject, what = someone(draw), liked(draw)
    english, spanish = liking(subject, draw.chance(0.25), what.plural)
    return f"{english} {what.english}", join(spanish, what.spanish)


@pattern(105)
def likes_question(draw: Draw) -> Pair:
    subject, what = asked(draw), liked(draw)
    english, spanish = liking(subject, False, what.plural, ask=True)
    return f"{english} {what.english}?", join(spanish, what.spanish)


@pattern(95)
def likes_to_do(draw: Draw) -> Pair:
    subject, verb = anyone(draw), draw.one(PLEASURES)
    ask, negative = subject.person in (1, 2, 4) and draw.chance(0.25), draw.chance(0.2)
    english, spanish = liking(subject, negative and not ask, False, ask)
    return f"{english} to {verb.english}{'?' * ask}", join(spanish, verb.spanish)
