"""Patterns about what people do, did, will do, can and must do; orders; pronouns as objects."""

from __future__ import annotations

from actions import INTRANSITIVE, action, known_person, sentence, thing
from grammar import (
    NAMES,
    PRONOUNS,
    VERB,
    Pair,
    Subject,
    be,
    english_clause,
    join,
    present,
    say,
    spanish_verb,
    verbs,
)
from lexicon import PERSON_STATES
from patterns_describing import copula
from patterns_people import HAD
from patterns_times import when_usually
from phrases import Draw, anyone, asked, pattern, someone

FRONT = [("today", "hoy"), ("tomorrow", "mañana"), ("tonight", "esta noche")]
YOU = PRONOUNS[1]
ME = {"me": "me", "you": "te", "him": "lo", "her": "la", "us": "nos", "them": "los"}
AFTER = {
    "me": "mí", "you": "ti", "him": "él", "her": "ella", "us": "nosotros", "them": "ellos",
}  # fmt: skip
LANGUAGES = {
    "Spanish": "español", "English": "inglés", "French": "francés", "Italian": "italiano",
    "German": "alemán",
}  # fmt: skip
ONESELF = {"I": ("me", "us"), "we": ("me", "us"), "you": ("you",)}
ORDERS = {
    "open": ("abre", "abras"), "close": ("cierra", "cierres"), "buy": ("compra", "compres"),
    "eat": ("come", "comas"), "drink": ("bebe", "bebas"),
    "read": ("lee", "leas"), "write": ("escribe", "escribas"), "wash": ("lava", "laves"),
    "clean": ("limpia", "limpies"),
    "cook": ("cocina", "cocines"), "visit": ("visita", "visites"), "help": ("ayuda", "ayudes"),
    "call": ("llama", "llames"), "wait for": ("espera", "esperes"),
}  # fmt: skip


@pattern(140)
def usually(draw: Draw) -> Pair:
    subject, negative = anyone(draw), draw.chance(0.2)
    done = action(draw, subject, habit=True)
    pair = say(done[0], subject, negative=negative)
    return sentence(pair, done, when_usually(draw) if draw.chance(0.45) else ("", ""))


@pattern(75)
def always_never(draw: Draw) -> Pair:
    subject = anyone(draw)
    done = action(draw, subject, habit=True)
    how = draw.one([("always", "siempre"), ("never", "nunca")])
    verb, third = done[0], subject.person == 2
    english = f"{subject.english} {how[0]} {verb.third if third else verb.english}"
    spanish = join(subject.spanish, how[1], spanish_verb(verb, subject.person, "present"))
    return sentence((english, spanish), done)


@pattern(85)
def usually_question(draw: Draw) -> Pair:
    subject = asked(draw)
    done = action(draw, subject, habit=True)
    when = when_usually(draw) if draw.chance(0.3) else ("", "")
    return sentence(say(done[0], subject, ask=True), done, when, ask=True)


@pattern(165)
def doing_now(draw: Draw) -> Pair:
    ask = draw.chance(0.2)
    subject = asked(draw) if ask else anyone(draw)
    done = action(draw, subject)
    english, spanish = say(done[0], subject, "now", draw.chance(0.15) and not ask, ask)
    if english.startswith("I am ") and draw.chance(0.5):
        english = english.replace("I am", "I'm")
    return sentence((english, spanish), done, ask=ask)


@pattern(165)
def did(draw: Draw) -> Pair:
    subject, negative = anyone(draw), draw.chance(0.25)
    done = action(draw, subject)
    if not negative and draw.chance(0.3):
        verb = VERB[draw.one(["find", "lose", "see"])]
        found = thing(draw, verb, subject)
        done = (verb, found.english, found.as_object)
    # Without a time, `I read a book` could be present or past.
    same = done[0].english == done[0].past and not negative
    english, spanish = say(done[0], subject, "past", negative)
    if same or draw.chance(0.5):
        english, spanish = sentence((english, spanish), done)
        return f"{english} yesterday", join("ayer", spanish)
    return sentence((english, spanish), done)


@pattern(60)
def did_question(draw: Draw) -> Pair:
    subject = asked(draw)
    done = action(draw, subject)
    when = ("yesterday", "ayer") if draw.chance(0.4) else ("", "")
    return sentence(say(done[0], subject, "past", ask=True), done, when, ask=True)


@pattern(165)
def going_to_do(draw: Draw) -> Pair:
    ask = draw.chance(0.2)
    subject = asked(draw) if ask else anyone(draw)
    done = action(draw, subject)
    when = draw.one(FRONT) if draw.chance(0.5) else ("", "")
    english, spanish = say(done[0], subject, "future", draw.chance(0.15) and not ask, ask)
    if english.startswith("I am ") and draw.chance(0.5):
        english = english.replace("I am", "I'm")
    if ask:
        return sentence((english, spanish), done, when, ask)
    english, spanish = sentence((english, spanish), done, (when[0], ""))
    return english, join(when[1], spanish)


@pattern(165)
def helped(draw: Draw) -> Pair:
    tense = draw.one(["can", "must", "have to", "want to", "need to"])
    subject = anyone(draw)
    done, negative = action(draw, subject), tense != "must" and draw.chance(0.3)
    return sentence(say(done[0], subject, tense, negative), done)


@pattern(95)
def helped_question(draw: Draw) -> Pair:
    tense = draw.one(["can", "have to", "want to"])
    subject = asked(draw)
    done = action(draw, subject)
    return sentence(say(done[0], subject, tense, ask=True), done, ask=True)


@pattern(50)
def both_do(draw: Draw) -> Pair:
    one, other, verb = draw.one(NAMES), draw.one(NAMES), draw.one(INTRANSITIVE)
    if one == other:
        return both_do(draw)
    pair = Subject(f"{one.english} and {other.english}", f"{one.spanish} y {other.spanish}", 4)
    tense = draw.one(["present", "now", "want to", "future", "can"])
    english, spanish = say(verb, pair, tense)
    when = when_usually(draw) if tense == "present" and draw.chance(0.7) else ("", "")
    return f"{english} {when[0]}".strip(), join(spanish, when[1])


@pattern(50)
def lets(draw: Draw) -> Pair:
    verb, english, spanish = action(draw, PRONOUNS[4])
    when = draw.row([("", "")] * 3 + [("today", "hoy"), ("tomorrow", "mañana")])
    english = " ".join(f"let's {verb.english} {english} {when[0]}".split())
    return english, join("vamos a", verb.spanish, spanish, when[1])


@pattern(140)
def order(draw: Draw) -> Pair:
    name = draw.one(list(ORDERS))
    verb, (yes, no) = VERB[name], ORDERS[name]
    if name in ("help", "call") or (name in ("visit", "wait for") and draw.chance(0.5)):
        found = known_person(draw, YOU)
    else:
        found = thing(draw, verb, YOU)
    if draw.chance(0.35):
        return f"don't {name} {found.english}", join("no", no, found.as_object)
    ending = (", please", ", por favor") if draw.chance(0.35) else ("", "")
    return f"{name} {found.english}{ending[0]}", join(yes, found.as_object) + ending[1]


@pattern(95)
def pronoun_object(draw: Draw) -> Pair:
    subject, me = anyone(draw), draw.one(list(ME))
    if me in ONESELF.get(subject.english, ()):
        return pronoun_object(draw)
    verb = draw.one(verbs("see, help, call, wait for, know, visit"))
    negative, past = draw.chance(0.25), draw.chance(0.25)
    tense = "past" if past and verb.english != "know" else "present"
    english = english_clause(verb, subject, tense, negative, ask=False)
    spoken = join("no" * negative, ME[me], spanish_verb(verb, subject.person, tense))
    if tense == "past":
        return f"{english} {me} yesterday", join("ayer", subject.spanish, spoken)
    return f"{english} {me}", join(subject.spanish, spoken)


@pattern(70)
def pronoun_behind(draw: Draw) -> Pair:
    subject, me = draw.one(PRONOUNS + NAMES), draw.one(list(ME))
    if me in ONESELF.get(subject.english, ()):
        return pronoun_behind(draw)
    verb = draw.one(verbs("see, help, call, wait for, visit"))
    tense = draw.one(["can", "want to", "have to", "future"])
    negative, ask = draw.chance(0.2), subject.english == "you" and draw.chance(0.5)
    english, spanish = say(verb, subject, tense, negative and not ask, ask)
    return f"{english} {me}{'?' * ask}", spanish + ME[me]


@pattern(50)
def with_someone(draw: Draw) -> Pair:
    subject, me = anyone(draw), draw.one(list(AFTER))
    if me in ONESELF.get(subject.english, ()):
        return with_someone(draw)
    who = {"me": "conmigo", "you": "contigo"}.get(me, f"con {AFTER[me]}")
    if draw.chance(0.4):
        other = someone(draw)
        if other == subject:
            return with_someone(draw)
        me, who = other.english, f"con {other.spanish}"
    verb = draw.one(verbs("live, work, study, dance, sing, walk, play football"))
    tense = draw.one(["present", "present", "want to", "now", "can"])
    ask = subject.person in (1, 2, 4) and draw.chance(0.25)
    english, spanish = say(verb, subject, tense, draw.chance(0.2) and not ask, ask)
    return f"{english} with {me}{'?' * ask}", join(spanish, who)


@pattern(50)
def language(draw: Draw) -> Pair:
    subject, name = anyone(draw), draw.one(list(LANGUAGES))
    verb = draw.one(verbs("speak, study, learn"))
    tense = "present" if draw.chance(0.6) else draw.one(["want to", "can"])
    ask = draw.chance(0.2)
    subject = asked(draw) if ask else subject
    english, spanish = say(verb, subject, tense, draw.chance(0.2) and not ask, ask)
    return f"{english} {name}{'?' * ask}", join(spanish, LANGUAGES[name])


# What I do (or don't) and why: English verb, object, Spanish object, reasons.
REASONS = [
    ("eat", "an apple", "una manzana", "hungry"), ("eat", "bread", "pan", "hungry"),
    ("eat", "a banana", "un plátano", "hungry"), ("eat", "soup", "sopa", "cold"),
    ("drink", "water", "agua", "thirsty"), ("drink", "juice", "zumo", "thirsty"),
    ("drink", "tea", "té", "cold"), ("drink", "water", "agua", "hot"),
    ("open", "the window", "la ventana", "hot"), ("close", "the window", "la ventana", "cold"),
    ("close", "the door", "la puerta", "afraid"), ("drink", "coffee", "café", "sleepy"),
]  # fmt: skip
REFUSALS = [
    ("work", "sick"), ("study", "tired"), ("run", "tired"), ("sing", "sad"), ("dance", "tired"),
    ("sleep", "nervous"), ("swim", "sick"), ("sleep", "worried"),
    ("play football", "busy"), ("dance", "sad"), ("walk", "sick"),
]  # fmt: skip


@pattern(70)
def because(draw: Draw) -> Pair:
    subject = draw.one(PRONOUNS + NAMES)
    it = next(
        who for who in PRONOUNS
        if who.person == subject.person and who.feminine == subject.feminine
    )  # fmt: skip
    if draw.chance(0.5):
        verb, english, spanish, reason = draw.row(REASONS)
        main = sentence(say(VERB[verb], subject), (VERB[verb], english, spanish))
        noun = next(word for name, word, _ in HAD if name == reason)
        why = f"{be(it, short=draw.chance(0.5))} {reason}"
        return f"{main[0]} because {why}", join(
            main[1], "porque", present("tener")[it.person], noun
        )
    verb, reason = draw.row(REFUSALS)
    main = say(VERB[verb], subject, negative=True)
    state = next(word for word in PERSON_STATES if word.english == reason)
    why, spanish = copula(it, state, short=draw.chance(0.5))
    return f"{main[0]} because {why}", join(main[1], "porque", spanish)
