"""Patterns about where things and people are, where they go, and what there is."""

from __future__ import annotations

from grammar import NAMES, PRONOUNS, VERB, Pair, Subject, be, join, present, say
from lexicon import BELONGINGS, CLOTHES, FOODS, NATURE, PLACES, Noun, some
from patterns_times import PARTS_OF_DAY, at, when_usually
from phrases import (
    POSSESSIVES,
    Draw,
    Phrase,
    anyone,
    asked,
    pattern,
    pet,
    phrase,
    relative,
    someone,
)

BESIDE = [
    ("next to", "al lado de"), ("near", "cerca de"), ("behind", "detrás de"),
    ("in front of", "delante de"),
]  # fmt: skip
WHERE = {
    "table": [("on", "sobre"), ("under", "debajo de"), ("next to", "al lado de")],
    "chair": [("on", "sobre"), ("under", "debajo de"), ("behind", "detrás de")],
    "bed": [("on", "sobre"), ("under", "debajo de"), ("next to", "al lado de")],
    "box": [("in", "en"), ("behind", "detrás de"), ("under", "debajo de")],
    "bag": [("in", "en"), ("under", "debajo de")],
    "suitcase": [("in", "en"), ("next to", "al lado de"), ("behind", "detrás de")],
    "kitchen": [("in", "en")], "room": [("in", "en")], "car": [("in", "en")],
    "door": [("behind", "detrás de"), ("near", "cerca de")],
}  # fmt: skip
# Places as they stand after at or in, and after to.
BEING = {
    "station": "at", "airport": "at", "market": "at", "beach": "at", "hotel": "at",
    "restaurant": "at", "park": "in", "library": "in", "garden": "in",
    "kitchen": "in", "hospital": "in", "bank": "at", "shop": "in", "car": "in",
}  # fmt: skip
HOME = [("at home", "en casa"), ("at school", "en la escuela"), ("at work", "en el trabajo")]
TO_HOME = [("home", "a casa"), ("to school", "a la escuela")]
COUNTRIES = {
    "Spain": "España", "Mexico": "México", "Italy": "Italia", "France": "Francia",
    "England": "Inglaterra", "Germany": "Alemania", "Peru": "Perú",
}  # fmt: skip
CITIES = {"Madrid": "Madrid", "Paris": "París", "London": "Londres", "Rome": "Roma"}
SMALL = [*BELONGINGS, *CLOTHES, *FOODS]


def place(draw: Draw) -> Pair:
    """in the park, en el parque; at home, en casa."""
    if draw.chance(0.2):
        return draw.one(HOME)
    name = draw.one(list(BEING))
    there = phrase(some(name)[0], "the")
    return f"{BEING[name]} {there.english}", f"en {there.spanish}"


def towards(draw: Draw) -> Pair:
    """to the park, al parque; home, a casa."""
    if draw.chance(0.25):
        return draw.one(TO_HOME)
    there = phrase(draw.one([*PLACES[1:], *some("city river")]), "the")
    return f"to {there.english}", join("a", there.spanish)


def spot(draw: Draw) -> Pair:
    """on the table, sobre la mesa."""
    name = draw.one(list(WHERE))
    english, spanish = draw.row(WHERE[name])
    there = phrase(some(name)[0], "the")
    return f"{english} {there.english}", join(spanish, there.spanish)


def movable(draw: Draw, plural: bool) -> Phrase:
    """A thing that can lie about, or an animal."""
    kind = draw.random.random()
    if kind < 0.2:
        return pet(draw)
    if kind < 0.35:
        return phrase(draw.one(FOODS), "the", plural)
    return phrase(
        draw.one([*BELONGINGS, *CLOTHES]), draw.one(["the", "the", "the", *POSSESSIVES]), plural
    )


def misplaced(spanish: str, where: str) -> bool:
    """True for food on the bed or behind the door."""
    fit = ("on the table", "in the box", "in the bag", "in the kitchen")
    names = {name for food in FOODS for name in (food.spanish, food.spanish_plural)}
    return spanish.split()[-1] in names and where not in fit


@pattern(145)
def thing_somewhere(draw: Draw) -> Pair:
    thing, where = movable(draw, draw.chance(0.35)), spot(draw)
    if thing.english.split()[-1] in where[0] or misplaced(thing.spanish, where[0]):
        return thing_somewhere(draw)
    subject, negative = thing.subject, draw.chance(0.2)
    verb = present("estar")[subject.person]
    english, spanish = f"{be(subject, negative)} {where[0]}", where[1]
    if draw.chance(0.2) and not negative:
        isare = be(Subject("", "", subject.person)).strip()
        return f"{isare} {thing.english} {where[0]}?", join(verb, thing.spanish, spanish)
    return english, join(thing.spanish, "no" * negative, verb, spanish)


@pattern(105)
def person_somewhere(draw: Draw) -> Pair:
    subject, where = anyone(draw), place(draw)
    verb = present("estar")[subject.person]
    if draw.chance(0.2):
        subject = asked(draw)
        verb, isare = present("estar")[subject.person], be(Subject("", "", subject.person)).strip()
        return f"{isare} {subject.english} {where[0]}?", join(verb, subject.spanish, where[1])
    negative = draw.chance(0.2)
    english = f"{be(subject, negative, draw.chance(0.5))} {where[0]}"
    return english, join(subject.spanish, "no" * negative, verb, where[1])


@pattern(60)
def place_near_place(draw: Draw) -> Pair:
    one, other = draw.one(PLACES), draw.one([*PLACES, *some("river")])
    if one == other:
        return place_near_place(draw)
    english, spanish = draw.one(BESIDE)
    here, there = phrase(one, "the"), phrase(other, "the")
    return f"{here.english} is {english} {there.english}", join(
        here.spanish, "está", spanish, there.spanish
    )


@pattern(85)
def where_is(draw: Draw) -> Pair:
    kind, plural = draw.random.random(), draw.chance(0.3)
    if kind < 0.35:
        subject = phrase(draw.one([*PLACES, *some("bathroom kitchen river")]), "the").subject
    elif kind < 0.55:
        subject = someone(draw)
    else:
        subject = movable(draw, plural).subject
    verb = be(Subject("", "", subject.person)).strip()
    return f"where {verb} {subject.english}?", join(
        "dónde", present("estar")[subject.person], subject.spanish
    )


def found(draw: Draw) -> tuple[list[Noun], Pair]:
    """What may be somewhere, and where."""
    kind = draw.random.random()
    if kind < 0.4:
        return SMALL, spot(draw)
    if kind < 0.7:
        name = draw.one(["park", "garden", "street", "river"])
        there = phrase(some(name)[0], "the")
        where = ("near", "cerca de") if name == "river" else ("in", "en")
        things = [*some("dog cat bird horse tree flower man woman boy girl")]
        return things, (f"{where[0]} {there.english}", join(where[1], there.spanish))
    english, spanish = draw.one(BESIDE[:3])
    name = draw.one(["station", "school", "beach", "airport"])
    there = phrase(some(name)[0], "the")
    things = some("bank hotel restaurant library hospital shop park market")
    return things, (f"{english} {there.english}", join(spanish, there.spanish))


@pattern(155)
def there_is(draw: Draw) -> Pair:
    things, where = found(draw)
    noun, kind = draw.one(things), draw.random.random()
    if noun.english in where[0] or misplaced(noun.spanish, where[0]):
        return there_is(draw)
    if kind < 0.5:
        thing = phrase(noun, "a")
        there = draw.row(["there is", "there is", "there's"])
        return f"{there} {thing.english} {where[0]}", join("hay", thing.spanish, where[1])
    if kind < 0.8:
        thing = phrase(noun, draw.one(["two", "three", "four", "many"]), plural=True)
        return f"there are {thing.english} {where[0]}", join("hay", thing.spanish, where[1])
    english = f"there are no {noun.english_plural} {where[0]}"
    return english, join("no hay", noun.spanish_plural, where[1])


@pattern(60)
def is_there(draw: Draw) -> Pair:
    if draw.chance(0.3):
        things, where = PLACES[1:], ("near here", "cerca de aquí")
    else:
        things, where = found(draw)
    noun = draw.one(things)
    if noun.english in where[0] or misplaced(noun.spanish, where[0]):
        return is_there(draw)
    thing = phrase(noun, "a")
    return f"is there {thing.english} {where[0]}?", join("hay", thing.spanish, where[1])


@pattern(50)
def there_is_food(draw: Draw) -> Pair:
    noun = draw.one(some("bread cheese milk coffee tea water rice fruit meat chocolate"))
    where = draw.one([("in the kitchen", "en la cocina"), ("on the table", "sobre la mesa"),
                      ("at home", "en casa")])  # fmt: skip
    kind = draw.random.random()
    if kind < 0.4:
        return f"there is {noun.english} {where[0]}", f"hay {noun.spanish} {where[1]}"
    if kind < 0.75:
        return f"there is no {noun.english} {where[0]}", f"no hay {noun.spanish} {where[1]}"
    return f"is there {noun.english} {where[0]}?", f"hay {noun.spanish} {where[1]}"


@pattern(165)
def going(draw: Draw) -> Pair:
    subject, where, kind = anyone(draw), towards(draw), draw.random.random()
    negative = draw.chance(0.15)
    if kind < 0.3:
        english, spanish = say(VERB["go"], subject, negative=negative)
        when = when_usually(draw) if draw.chance(0.6) else at(draw)
        return f"{english} {where[0]} {when[0]}", join(spanish, where[1], when[1])
    if kind < 0.6:
        when = draw.row(
            [("", "")] * 2 + [("today", "hoy"), ("tomorrow", "mañana"), ("now", "ahora")]
        )
        english = f"{be(subject, negative, draw.chance(0.5))} going {where[0]} {when[0]}"
        verb = present("ir")[subject.person]
        return english.strip(), join(when[1], subject.spanish, "no" * negative, verb, where[1])
    if kind < 0.75:
        english, spanish = say(VERB["go"], subject, "past", negative)
        return f"{english} {where[0]} yesterday", join("ayer", spanish, where[1])
    tense = draw.one(["want to", "have to", "can", "need to"])
    english, spanish = say(VERB["go"], subject, tense, negative)
    return f"{english} {where[0]}", join(spanish, where[1])


@pattern(70)
def going_question(draw: Draw) -> Pair:
    subject, where = draw.one([who for who in PRONOUNS if who.person != 0]), towards(draw)
    verb = be(Subject("", "", subject.person)).strip()
    if draw.chance(0.5):
        when = draw.one([("today", "hoy"), ("tomorrow", "mañana"), ("now", "ahora")])
        spanish = join(present("ir")[subject.person], where[1], when[1])
        return f"{verb} {subject.english} going {where[0]} {when[0]}?", spanish
    tense = draw.one(["want to", "have to", "past"])
    english, spanish = say(VERB["go"], subject, tense, ask=True)
    return f"{english} {where[0]}?", join(spanish, where[1])


@pattern(50)
def by_vehicle(draw: Draw) -> Pair:
    subject, where = anyone(draw), towards(draw)
    how = draw.one(some("train bus car bicycle"))
    english, spanish = say(VERB["go"], subject, draw.one(["present", "want to"]))
    return f"{english} {where[0]} by {how.english}", join(spanish, where[1], "en", how.spanish)


@pattern(60)
def living(draw: Draw) -> Pair:
    subject, negative = anyone(draw), draw.chance(0.2)
    city = draw.one(list(CITIES) + list(COUNTRIES))
    where = (f"in {city}", f"en {(CITIES | COUNTRIES)[city]}")
    if draw.chance(0.35):
        there = phrase(draw.one([*some("beach station park school hospital"), *NATURE[2:3]]), "the")
        where = (f"near {there.english}", join("cerca de", there.spanish))
    verb = VERB[draw.one(["live", "work"])]
    ask = draw.chance(0.2)
    subject = asked(draw) if ask else subject
    english, spanish = say(verb, subject, negative=negative and not ask, ask=ask)
    return f"{english} {where[0]}{'?' * ask}", join(spanish, where[1])


@pattern(50)
def origin(draw: Draw) -> Pair:
    subject = draw.one(PRONOUNS + NAMES) if draw.chance(0.6) else relative(draw).subject
    name = draw.one(list(COUNTRIES) + list(CITIES))
    said, verb = (COUNTRIES | CITIES)[name], present("ser")[subject.person]
    if draw.chance(0.2):
        isare = be(Subject("", "", subject.person)).strip()
        return f"{isare} {subject.english} from {name}?", join(verb, subject.spanish, "de", said)
    negative = draw.chance(0.2)
    english = f"{be(subject, negative, draw.chance(0.5))} from {name}"
    return english, join(subject.spanish, "no" * negative, verb, "de", said)


@pattern(45)
def works_in(draw: Draw) -> Pair:
    subject = anyone(draw)
    there = phrase(draw.one(some("hospital hotel restaurant bank library shop school")), "a")
    ask, negative = draw.chance(0.2), draw.chance(0.15)
    subject = asked(draw) if ask else subject
    english, spanish = say(VERB["work"], subject, negative=negative and not ask, ask=ask)
    when = draw.row([("", "")] * 3 + PARTS_OF_DAY)
    english = f"{english} in {there.english} {when[0]}".strip() + "?" * ask
    return english, join(spanish, "en", there.spanish, when[1])
