"""What people do and to what: sensible objects for each verb."""

from __future__ import annotations

from grammar import VERB, Pair, Subject, Verb, join, verbs
from lexicon import (
    ANIMALS,
    BELONGINGS,
    CLOTHES,
    DISHES,
    DRINKS,
    FAMILY,
    FOODS,
    FURNITURE,
    PEOPLE,
    VEHICLES,
    Noun,
    some,
)
from phrases import COUNTED_FAMILY, FEW_NUMBERS, NAMES, Draw, Phrase, phrase

THINGS = [*BELONGINGS, *CLOTHES, *FURNITURE[:8]]
# Verb -> what it is done to, and which determiners suit: `new` things are a, two, three;
# `known` ones are the, this, one's own; `text` ones the, a, this.
OBJECTS: dict[str, tuple[list[Noun], str]] = {
    "eat": ([*DISHES, *FOODS], "food"),
    "drink": (DRINKS, "food"),
    "cook": (some("rice fish meat chicken soup egg"), "food"),
    "buy": ([*THINGS, *FOODS, *DISHES[:7], *DRINKS[:3], *some("flower")], "new"),
    "read": (some("book letter"), "text"),
    "write": (some("book letter song"), "text"),
    "wash": (some("car shirt plate cup dress coat window bicycle"), "known"),
    "clean": (some("house kitchen bathroom room table car bed shoe"), "known"),
    "open": (some("door window box bag suitcase letter"), "known"),
    "close": (some("door window box bag suitcase book"), "known"),
    "find": (some("key phone bag hat umbrella suitcase letter photo pen book"), "known"),
    "lose": (some("key phone bag hat umbrella suitcase letter photo pen book"), "known"),
    "visit": (some("city market library beach"), "the"),
    "wait for": (VEHICLES, "the"),
    "want": ([*THINGS, *FOODS, *DISHES, *DRINKS, *ANIMALS[:5]], "new"),
    "need": ([*THINGS, *FOODS, *DISHES[:7], *DRINKS[:3]], "new"),
    "have": ([*THINGS, *ANIMALS, *some("garden")], "new"),
    "see": ([*ANIMALS, *some("river mountain tree film house plane flower")], "text"),
    "study": (some("lesson book"), "the"),
}
PERSONAL = ["visit", "help", "call", "wait for"]
# Things done for a while, which go with every tense.
TRANSITIVE = [
    "eat", "drink", "cook", "buy", "read", "write", "wash", "clean", "open", "close", "visit",
    "wait for",
]  # fmt: skip
INTRANSITIVE = verbs("work, study, sing, dance, sleep, run, swim, walk, play football")
COMPLEMENTS: dict[str, list[Pair]] = {
    "work": [("in the garden", "en el jardín"), ("at home", "en casa")],
    "study": [("in the library", "en la biblioteca"), ("at home", "en casa")],
    "sing": [("at school", "en la escuela"), ("a song", "una canción")],
    "dance": [("in the street", "en la calle"), ("with Ana", "con Ana")],
    "sleep": [("in the car", "en el coche"), ("at home", "en casa")],
    "run": [("in the park", "en el parque"), ("on the beach", "en la playa")],
    "swim": [("in the river", "en el río"), ("with my brother", "con mi hermano")],
    "walk": [("in the park", "en el parque"), ("with my dog", "con mi perro")],
    "play football": [("in the park", "en el parque"), ("with Pedro", "con Pedro")],
}
Action = tuple[Verb, str, str]  # the verb, and its English and Spanish object or complement


def thing(draw: Draw, verb: Verb, subject: Subject, habit: bool = False) -> Phrase:
    """A sensible object of the verb, with a determiner that suits; a habit is not about one."""
    nouns, kind = OBJECTS[verb.english]
    noun = draw.one(nouns)
    if kind == "the":
        return phrase(noun, "the")
    if kind == "text":
        return phrase(noun, draw.one(["the", "a"] if habit else ["the", "a", "this", "that"]))
    if kind == "known":
        plural = draw.chance(0.25) and noun.english not in ("kitchen", "bathroom", "house")
        plural = plural or noun.english == "shoe"
        own = subject.own if draw.chance(0.55) else "the"
        return phrase(noun, own, plural)
    if not noun.english_plural:
        return phrase(noun, "")
    if habit or (kind == "food" and draw.chance(0.4)):
        return phrase(noun, "", plural=True)
    if draw.chance(0.3):
        numbers = FEW_NUMBERS if noun in FOODS else FEW_NUMBERS[:2]
        return phrase(noun, draw.one(numbers), plural=True)
    return phrase(noun, "a")


def known_person(draw: Draw, subject: Subject) -> Phrase:
    """Someone to help or to call: never the subject itself."""
    kind = draw.random.random()
    if kind < 0.3:
        who = draw.one(NAMES)
        found = Phrase(who.english, who.spanish, who.feminine, plural=False, being=True)
    elif kind < 0.75:
        plural = draw.chance(0.2)
        found = phrase(draw.one(COUNTED_FAMILY if plural else FAMILY), subject.own, plural)
    else:
        found = phrase(draw.one(PEOPLE), "the", draw.chance(0.3))
    same = found.english.split()[-1] in subject.english
    return known_person(draw, subject) if same else found


def action(draw: Draw, subject: Subject, habit: bool = False) -> Action:
    """Something that people do: eat bread, help Ana, run in the park."""
    kind = draw.random.random()
    if kind < 0.25:
        verb = draw.one(INTRANSITIVE)
        complements = [("", ""), *COMPLEMENTS[verb.english]]
        english, spanish = draw.row(complements)
        same = english.split()[-1:] == subject.english.split()[-1:]
        return (verb, "", "") if same else (verb, english, spanish)
    if kind < 0.45:
        verb = VERB[draw.one(PERSONAL)]
        found = known_person(draw, subject)
    else:
        verb = VERB[draw.one(TRANSITIVE)]
        found = thing(draw, verb, subject, habit)
    return verb, found.english, found.as_object


def sentence(pair: Pair, done: Action, when: Pair = ("", ""), ask: bool = False) -> Pair:
    """Subject and verb, then object, then time; in Spanish the time may be put before by hand."""
    english = " ".join(f"{pair[0]} {done[1]} {when[0]}".split())
    return english + "?" * ask, join(pair[1], done[2], when[1])
