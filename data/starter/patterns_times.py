"""Patterns about the weather, the hour, days, months and prices."""

from __future__ import annotations

from grammar import NAMES, VERB, Pair, be, join, present, say
from lexicon import CLOTHES, COLOURS, FURNITURE, some
from phrases import NUMBERS, POSSESSIVES, Draw, anyone, asked, pattern, phrase, relative

WEATHER = {"hot": "calor", "cold": "frío", "sunny": "sol", "windy": "viento", "cool": "fresco"}
SEASONS = [
    ("in summer", "en verano"), ("in winter", "en invierno"),
    ("in spring", "en primavera"), ("in autumn", "en otoño"),
]  # fmt: skip
MONTHS = {
    "January": "enero", "February": "febrero", "March": "marzo", "April": "abril",
    "May": "mayo", "June": "junio", "July": "julio", "August": "agosto",
    "September": "septiembre", "October": "octubre", "November": "noviembre",
    "December": "diciembre",
}  # fmt: skip
DAYS = {
    "Monday": "lunes", "Tuesday": "martes", "Wednesday": "miércoles", "Thursday": "jueves",
    "Friday": "viernes", "Saturday": "sábado", "Sunday": "domingo",
}  # fmt: skip
PARTS_OF_DAY = [
    ("in the morning", "por la mañana"), ("in the afternoon", "por la tarde"),
    ("at night", "por la noche"),
]  # fmt: skip
HERE = [("here", "aquí"), ("in Madrid", "en Madrid"), ("in Paris", "en París")]
NOW = [("today", "hoy"), ("now", "ahora")]
SOLD = some("book phone bag box cup plate hat pen umbrella suitcase")
HOURS = ["one", *list(NUMBERS)[:11]]


def hour(draw: Draw, hours: list[str] = HOURS) -> Pair:
    """A time of day: three o'clock, las tres; half past one, la una y media."""
    name = draw.one(hours)
    said = "la una" if name == "one" else f"las {NUMBERS[name]}"
    kind = draw.random.random()
    if kind < 0.5:
        return f"{name} o'clock", said
    if kind < 0.75:
        return f"half past {name}", f"{said} y media"
    if kind < 0.9:
        return f"quarter past {name}", f"{said} y cuarto"
    return f"quarter to {name}", f"{said} menos cuarto"


def at(draw: Draw, hours: list[str] = HOURS) -> Pair:
    """at seven, a las siete."""
    english, spanish = hour(draw, hours)
    return "at " + english.removesuffix(" o'clock"), f"a {spanish}"


def when_usually(draw: Draw) -> Pair:
    """on Mondays, every day, in summer, in the morning."""
    kind = draw.random.random()
    if kind < 0.35:
        day = draw.one(list(DAYS))
        plural = DAYS[day] if DAYS[day].endswith("s") else DAYS[day] + "s"
        return f"on {day}s", f"los {plural}"
    if kind < 0.6:
        return draw.one([("every day", "todos los días")])
    return draw.one(PARTS_OF_DAY + SEASONS[:2])


def it_is(draw: Draw, negative: bool = False) -> str:
    """it is or it's; it isn't or it is not."""
    return draw.row(["it isn't", "it is not"] if negative else ["it is", "it's"])


def unlikely(name: str, when: str) -> bool:
    """True for cold in summer and the like."""
    wrong = {"hot": "winter", "cold": "summer", "cool": "summer", "snow": "summer"}
    return when == f"in {wrong.get(name)}"


@pattern(80)
def weather(draw: Draw) -> Pair:
    name = draw.one(list(WEATHER))
    when = draw.one(NOW + SEASONS + HERE)
    negative = draw.chance(0.2)
    if not negative and unlikely(name, when[0]):
        return weather(draw)
    very = not negative and name != "cool" and draw.chance(0.3)
    english = f"{it_is(draw, negative)} {'very ' * very}{name}"
    spanish = join(when[1], "no" * negative, "hace", "mucho" * very, WEATHER[name])
    if draw.chance(0.2):
        return f"{when[0]} {english}", spanish
    return f"{english} {when[0]}", spanish


@pattern(35)
def weather_then(draw: Draw) -> Pair:
    name = draw.one(list(WEATHER))
    if draw.chance(0.4):
        very = name != "cool" and draw.chance(0.4)
        amount = "mucho" * very
        return f"it was {'very ' * very}{name} yesterday", join("ayer hizo", amount, WEATHER[name])
    when, negative = draw.one([("tomorrow", "mañana"), ("tonight", "esta noche")]), draw.chance(0.3)
    if when[0] == "tonight" and name == "sunny":
        return weather_then(draw)
    english = f"{it_is(draw, negative)} going to be {name} {when[0]}"
    return english, join(when[1], "no" * negative, "va a hacer", WEATHER[name])


@pattern(60)
def rain(draw: Draw) -> Pair:
    what = draw.row([("rain", "llover", "llueve", "llovió"), ("snow", "nevar", "nieva", "nevó")])
    gerund = {"rain": "lloviendo", "snow": "nevando"}[what[0]]
    negative = draw.chance(0.25)
    no = "no" * negative
    kind = draw.random.random()
    if kind < 0.25:
        when = draw.one([*NOW, *HERE])
        english = f"{it_is(draw, negative)} {what[0]}ing {when[0]}"
        return english, join(when[1], no, "está", gerund)
    if kind < 0.6:
        when = draw.one(SEASONS + HERE)
        negative = negative or unlikely(what[0], when[0])
        no = "no" * negative
        verb = f"doesn't {what[0]}" if negative else f"{what[0]}s"
        return f"it {verb} {when[0]}", join(when[1], no, what[2])
    if kind < 0.75:
        verb = f"didn't {what[0]}" if negative else f"{what[0]}ed"
        return f"it {verb} yesterday", join("ayer", no, what[3])
    when = draw.one([("tomorrow", "mañana"), ("tonight", "esta noche"), ("today", "hoy")])
    english = f"{it_is(draw, negative)} going to {what[0]} {when[0]}"
    return english, join(when[1], no, "va a", what[1])


@pattern(45)
def weather_question(draw: Draw) -> Pair:
    name = draw.one(list(WEATHER))
    when = draw.one([("today", "hoy"), ("here", "aquí"), *SEASONS, *HERE[1:]])
    return f"is it {name} {when[0]}?", join("hace", WEATHER[name], when[1])


@pattern(20)
def good_weather(draw: Draw) -> Pair:
    english, spanish = draw.row([("good", "buen"), ("bad", "mal")])
    when = draw.one(NOW + SEASONS + HERE)
    return f"the weather is {english} {when[0]}", join(when[1], "hace", spanish, "tiempo")


@pattern(40)
def clock(draw: Draw) -> Pair:
    english, spanish = hour(draw)
    verb = "es" if spanish.startswith("la ") else "son"
    return f"{it_is(draw)} {english}", join(verb, spanish)


@pattern(95)
def routine(draw: Draw) -> Pair:
    hours = {"get up": HOURS[4:10], "have breakfast": HOURS[5:10], "have dinner": HOURS[6:10],
             "go to bed": HOURS[7:], "leave": HOURS, "arrive": HOURS, "eat": HOURS}  # fmt: skip
    name = draw.one(list(hours))
    verb, subject, negative = VERB[name], anyone(draw), draw.chance(0.15)
    when = at(draw, hours[name])
    if draw.chance(0.2) and not negative:
        english, spanish = say(verb, asked(draw), ask=True)
        return f"{english} {when[0]}?", join(spanish, when[1])
    english, spanish = say(verb, subject, negative=negative)
    return f"{english} {when[0]}", join(spanish, when[1])


@pattern(60)
def timetable(draw: Draw) -> Pair:
    kinds = [
        ("train bus plane", ("leaves", "leave", "sale"), ("arrives", "arrive", "llega")),
        ("shop bank library market restaurant park",
         ("opens", "open", "abre"), ("closes", "close", "cierra")),
        ("film lesson", ("begins", "begin", "empieza"), ("begins", "begin", "empieza")),
    ]  # fmt: skip
    nouns, *verbs = draw.row(kinds)
    thing, (third, base, spanish) = phrase(draw.one(some(nouns)), "the"), draw.row(verbs)
    if draw.chance(0.25):
        return f"what time does {thing.english} {base}?", f"a qué hora {spanish} {thing.spanish}"
    when = at(draw)
    return f"{thing.english} {third} {when[0]}", join(thing.spanish, spanish, when[1])


@pattern(40)
def calendar(draw: Draw) -> Pair:
    day, month = draw.one(list(DAYS)), draw.one(list(MONTHS))
    kind = draw.random.random()
    if kind < 0.3:
        when, said = draw.row([("today is", "hoy es"), ("tomorrow is", "mañana es")])
        return f"{when} {day}", f"{said} {DAYS[day]}"
    if kind < 0.45:
        return f"yesterday was {day}", f"ayer fue {DAYS[day]}"
    if kind < 0.7:
        thing = draw.row([("party", "la fiesta"), ("lesson", "la clase"), ("exam", "el examen")])
        return f"the {thing[0]} is on {day}", f"{thing[1]} es el {DAYS[day]}"
    if draw.chance(0.4):
        who = draw.one(NAMES) if draw.chance(0.4) else relative(draw).subject
        spanish = join("el cumpleaños de", who.spanish, "es en", MONTHS[month])
        return f"{who.english}'s birthday is in {month}", spanish
    whose = phrase(some("brother")[0], draw.one(POSSESSIVES))
    own, su = whose.english.split()[0], whose.spanish.split()[0]
    return f"{own} birthday is in {month}", f"{su} cumpleaños es en {MONTHS[month]}"


@pattern(70)
def price(draw: Draw) -> Pair:
    plural = draw.chance(0.35)
    things = [*SOLD, *CLOTHES[:1], *CLOTHES[2:], *FURNITURE[:7]]
    if plural:
        things += some("shoe apple egg orange tomato strawberry flower")
    thing = phrase(draw.one(things), draw.one(["the", "this", "that"]), plural)
    cost = "cuestan" if plural else "cuesta"
    if draw.chance(0.5):
        helper = "do" if plural else "does"
        return f"how much {helper} {thing.english} cost?", f"cuánto {cost} {thing.spanish}"
    number = draw.one(list(NUMBERS)[3:])
    verb = "cost" if plural else "costs"
    return (
        f"{thing.english} {verb} {number} euros",
        f"{thing.spanish} {cost} {NUMBERS[number]} euros",
    )


@pattern(50)
def colour(draw: Draw) -> Pair:
    plural = draw.chance(0.35)
    things = [*SOLD, *CLOTHES[:1], *CLOTHES[2:], *FURNITURE, *some("cat dog horse flower")]
    if plural:
        things += CLOTHES[1:2]  # shoes, which go in pairs
    thing = phrase(draw.one(things), draw.one(["the", *POSSESSIVES]), plural).subject
    verb, spanish = ("are", "son") if plural else ("is", "es")
    if draw.chance(0.5):
        return f"what colour {verb} {thing.english}?", f"de qué color {spanish} {thing.spanish}"
    shade = draw.one(COLOURS)
    both = join(thing.spanish, present("ser")[thing.person], shade.spanish(thing.feminine, plural))
    return f"{be(thing)} {shade.english}", both
