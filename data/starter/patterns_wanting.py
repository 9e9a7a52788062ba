"""Patterns about wanting, having, seeing, liking, amounts, and questions with a question word."""

from __future__ import annotations

from actions import OBJECTS, THINGS, known_person, sentence, thing
from grammar import (
    VERB,
    Pair,
    Subject,
    join,
    say,
)
from lexicon import (
    ANIMALS,
    DISHES,
    DRINKS,
    FOODS,
    TRAITS,
    Noun,
    some,
)
from patterns_describing import counted
from phrases import (
    FEW_NUMBERS,
    NUMBERS,
    Draw,
    Phrase,
    anyone,
    asked,
    pattern,
    person,
    phrase,
)

AFTER = {
    "me": "mí", "you": "ti", "him": "él", "her": "ella", "us": "nosotros", "them": "ellos",
}  # fmt: skip
QUANTITIES = [
    (("a cup of", "cups of"), ("una taza de", "tazas de"), "coffee tea milk"),
    (("a glass of", "glasses of"), ("un vaso de", "vasos de"), "water milk wine juice"),
    (("a bottle of", "bottles of"), ("una botella de", "botellas de"), "water wine milk juice"),
    (("a kilo of", "kilos of"), ("un kilo de", "kilos de"),
     "apple orange tomato banana strawberry rice meat fish cheese fruit"),
    (("a piece of", "pieces of"), ("un trozo de", "trozos de"), "bread cheese pizza chocolate"),
]  # fmt: skip


def get(draw: Draw, name: str, subject: Subject, negative: bool = False, ask: bool = False) -> Pair:
    """subject wants, needs, has or sees something."""
    verb = VERB[name]
    noun_phrase = thing(draw, verb, subject)
    if draw.chance(0.3) and not negative:
        noun_phrase = qualified(draw, OBJECTS[name][0])
    english, spanish = noun_phrase.english, noun_phrase.spanish
    if negative and name == "have":
        # Spanish has no article here: no tengo coche.
        spanish = spanish.removeprefix("un ").removeprefix("una ")
    return sentence(say(verb, subject, "present", negative, ask), (verb, english, spanish), ask=ask)


def qualified(draw: Draw, nouns: list[Noun]) -> Phrase:
    """a red car, two big boxes: an adjective that suits one of these nouns."""
    noun, adjective = counted(draw, TRAITS)
    while noun not in nouns:
        noun, adjective = counted(draw, TRAITS)
    if draw.chance(0.3):
        return phrase(noun, draw.one(FEW_NUMBERS), plural=True, adjective=adjective)
    return phrase(noun, "a", adjective=adjective)


@pattern(120)
def wants(draw: Draw) -> Pair:
    return get(draw, "want", anyone(draw), draw.chance(0.2))


@pattern(95)
def needs(draw: Draw) -> Pair:
    return get(draw, "need", anyone(draw), draw.chance(0.2))


@pattern(130)
def has(draw: Draw) -> Pair:
    return get(draw, "have", anyone(draw), draw.chance(0.25))


@pattern(85)
def wants_question(draw: Draw) -> Pair:
    subject = asked(draw)
    return get(draw, draw.one(["want", "need", "have"]), subject, ask=True)


@pattern(35)
def has_family(draw: Draw) -> Pair:
    subject, plural = anyone(draw), draw.chance(0.7)
    names = "brother sister son daughter friend" + " uncle aunt" * (not subject.spanish)
    noun = draw.one(some(names))
    if noun.english in subject.english:
        return has_family(draw)
    family = phrase(noun, draw.one(FEW_NUMBERS) if plural else "a", plural)
    ask = subject.person in (1, 2, 4) and draw.chance(0.25)
    english, spanish = say(VERB["have"], subject, ask=ask)
    return f"{english} {family.english}{'?' * ask}", join(spanish, family.spanish)


@pattern(95)
def sees(draw: Draw) -> Pair:
    subject, negative = anyone(draw), draw.chance(0.15)
    verb = VERB["see"]
    found = known_person(draw, subject) if draw.chance(0.55) else thing(draw, verb, subject)
    kind = draw.random.random()
    tense = "can" if kind < 0.35 else "past" if kind < 0.7 else "present"
    ask = subject.person in (1, 2, 4) and draw.chance(0.25)
    pair = say(verb, subject, tense, negative and not ask, ask)
    return sentence(pair, (verb, found.english, found.as_object), ask=ask)


@pattern(45)
def knows(draw: Draw) -> Pair:
    subject, found = anyone(draw), person(draw)
    if found.english.split()[-1] in subject.english or found.english.startswith(subject.own):
        return knows(draw)
    ask = subject.person in (1, 2, 4) and draw.chance(0.35)
    pair = say(VERB["know"], subject, negative=draw.chance(0.3) and not ask, ask=ask)
    return sentence(pair, (VERB["know"], found.english, found.as_object), ask=ask)


@pattern(85)
def quantity(draw: Draw) -> Pair:
    (one, several), (uno, varios), names = draw.row(QUANTITIES)
    noun, subject = draw.one(some(names)), anyone(draw)
    english, spanish = noun.english_plural or noun.english, noun.spanish_plural or noun.spanish
    verb = VERB[draw.one(["want", "need", "buy"])]
    tense = "past" if verb.english == "buy" else "present"
    ask = subject.person in (1, 2, 4) and draw.chance(0.25)
    pair = say(verb, subject, tense, ask=ask)
    if draw.chance(0.4):
        number = draw.one(FEW_NUMBERS[:3])
        amount = (f"{number} {several}", f"{NUMBERS[number]} {varios}")
    else:
        amount = (one, uno)
    done = (verb, f"{amount[0]} {english}", f"{amount[1]} {spanish}")
    return sentence(pair, done, ask=ask)


@pattern(70)
def many(draw: Draw) -> Pair:
    subject, verb = anyone(draw), VERB[draw.one(["have", "see", "need", "want"])]
    seen = [*ANIMALS, *some("tree flower mountain car house")]
    nouns = {"see": seen, "have": [*THINGS[:18], *ANIMALS]}.get(verb.english, FOODS)
    noun = draw.one(nouns)
    how = draw.one(["many", "few"]) if verb.english in ("have", "see") else "more"
    what = phrase(noun, how, plural=True)
    if verb.english != "have" and draw.chance(0.4):
        what = phrase(noun, "another")
    negative = how == "many" and draw.chance(0.2)
    pair = say(verb, subject, negative=negative)
    return sentence(pair, (verb, what.english, what.spanish))


@pattern(35)
def more_food(draw: Draw) -> Pair:
    subject, verb = anyone(draw), VERB[draw.one(["want", "need"])]
    noun, ask = draw.one([*DISHES, *DRINKS]), subject.person in (1, 2, 4) and draw.chance(0.35)
    pair = say(verb, subject, negative=draw.chance(0.2) and not ask, ask=ask)
    return sentence(pair, (verb, f"more {noun.english}", f"más {noun.spanish}"), ask=ask)


@pattern(60)
def for_someone(draw: Draw) -> Pair:
    plural = draw.chance(0.3)
    what = phrase(draw.one([*THINGS[:20], *FOODS]), draw.one(["the", "this", "that"]), plural)
    if draw.chance(0.45):
        me = draw.one(list(AFTER))
        whom = (me, AFTER[me])
    else:
        who = person(draw)
        whom = (who.english, who.spanish)
    verb, es = ("are", "son") if plural else ("is", "es")
    ask = draw.chance(0.2)
    english = f"{verb} {what.english}" if ask else f"{what.english} {verb}"
    order = (es, what.spanish) if ask else (what.spanish, es)
    spanish = join(*order, "para", whom[1])
    return f"{english} for {whom[0]}{'?' * ask}", spanish


# What goes together on a plate, in a glass or in a bag.
COUPLES = [
    "bread cheese", "rice chicken", "meat salad", "fish rice", "soup bread", "bread chocolate",
    "cheese fruit", "chicken salad", "cheese wine", "coffee milk", "pizza salad", "tea milk",
    "water wine", "coffee tea", "juice water", "milk juice", "fish meat", "soup salad",
]  # fmt: skip


@pattern(95)
def one_and_other(draw: Draw) -> Pair:
    first, second = some(draw.one(COUPLES))
    ask, verb = draw.chance(0.4), VERB[draw.one(["want", "buy", "need"])]
    subject = asked(draw) if ask else anyone(draw)
    tense = "past" if verb.english == "buy" else "present"
    english, spanish = say(verb, subject, tense, ask=ask)
    link, word = ("or", "o") if ask and draw.chance(0.6) else ("and", "y")
    both = join(first.spanish, word, second.spanish)
    text = f"{english} {first.english} {link} {second.english}"
    return text + "?" * ask, join(spanish, both)


GOOD = {"good": ("buen", "buena"), "bad": ("mal", "mala")}


@pattern(60)
def good_thing(draw: Draw) -> Pair:
    subject, name = anyone(draw), draw.one(list(GOOD))
    noun = draw.one(some("book film song hotel restaurant car lesson"))
    what = phrase(noun, "a")
    verb = VERB[draw.one(["have", "want", "see", "find", "buy", "read"])]
    if draw.chance(0.4):
        it = draw.row(["it is", "it's"])
        return f"{it} a {name} {noun.english}", join(
            "es", what.spanish.split()[0], GOOD[name][noun.feminine], noun.spanish
        )
    allowed = {"have": "car hotel", "want": "book car", "see": "film", "read": "book",
               "buy": "car book", "find": "hotel restaurant"}  # fmt: skip
    noun = draw.one(some(allowed[verb.english]))
    name = "good" if verb.english == "want" else name
    article = "una" if noun.feminine else "un"
    tense = "present" if verb.english in ("have", "want") else "past"
    when = ("yesterday", "ayer") if tense == "past" else ("", "")
    english, spanish = say(verb, subject, tense)
    said = join(when[1], spanish, article, GOOD[name][noun.feminine], noun.spanish)
    return f"{english} a {name} {noun.english} {when[0]}".strip(), said
