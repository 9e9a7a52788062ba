"""Patterns of questions with a question word: what, where, when, why, how many."""

from __future__ import annotations

from actions import THINGS
from grammar import PRONOUNS, VERB, Pair, Subject, Verb, be, join, present, say, verbs
from lexicon import ANIMALS, FOODS, PERSON_STATES, some
from phrases import Draw, asked, pattern, someone


@pattern(60)
def how_many(draw: Draw) -> Pair:
    subject, verb = draw.one(PRONOUNS[1:]), VERB[draw.one(["have", "want", "need"])]
    nouns = [*THINGS[:20], *FOODS]
    if verb.english == "have":
        nouns = [*THINGS, *ANIMALS, *some("brother sister friend son daughter uncle")]
    noun = draw.one(nouns)
    english, spanish = say(verb, subject, ask=True)
    count = "cuántas" if noun.feminine else "cuántos"
    return f"how many {noun.english_plural} {english}?", join(count, noun.spanish_plural, spanish)


@pattern(105)
def what_question(draw: Draw) -> Pair:
    subject = draw.one(PRONOUNS[1:]) if draw.chance(0.6) else someone(draw)
    verb = draw.one(verbs("eat, drink, read, write, cook, buy, study, learn, see"))
    tenses = ["present", "past", "want to", "future", "have to", "can"]
    english, spanish = ask_first(verb, subject, draw.one(tenses))
    return f"what {english}?", join("qué", spanish)


def ask_first(verb: Verb, subject: Subject, tense: str) -> Pair:
    """After a question word the Spanish subject follows the verb."""
    english, _ = say(verb, subject, tense, ask=True)
    plain = Subject("", "", subject.person, subject.feminine)
    return english, join(say(verb, plain, tense)[1], subject.spanish)


@pattern(95)
def where_when(draw: Draw) -> Pair:
    subject = draw.one(PRONOUNS[1:]) if draw.chance(0.6) else someone(draw)
    word, asked, names = draw.row([
        ("where", "dónde", "live, work, study, sleep, swim, play football, have dinner"),
        ("when", "cuándo", "work, study, arrive, leave, get up, have dinner, have breakfast"),
    ])  # fmt: skip
    english, spanish = ask_first(draw.one(verbs(names)), subject, "present")
    return f"{word} {english}?", join(asked, spanish)


@pattern(50)
def why(draw: Draw) -> Pair:
    states = [state for state in PERSON_STATES if state.english != "ready"]
    subject, state = asked(draw), draw.one(states)
    said = state.spanish(subject.feminine, subject.plural)
    verb = be(Subject("", "", subject.person)).strip()
    return f"why {verb} {subject.english} {state.english}?", join(
        "por qué", present("estar")[subject.person], said, subject.spanish
    )
