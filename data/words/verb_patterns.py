"""The sentences that a verb can stand in: each pattern draws one, without capital and mark."""

from __future__ import annotations

import re
from collections.abc import Callable

from clauses import AFTER, BEFORE, HABIT, NOW, OFTEN, OTHERS, THEY, WE, YOU, Draw, Who, join
from conjugation import gerund, infinitive, present, preterite, subjunctive, third
from tables import Pair

Pattern = Callable[[Draw], Pair]

ESTAR = {"yo": "estoy", "el": "está", "nosotros": "estamos", "ellos": "están"}
IR = {"yo": "voy", "el": "va", "nosotros": "vamos", "ellos": "van"}


def being(draw: Draw, who: Who) -> str:
    """`I'm` or `I am`, before an -ing form."""
    # Drawn for every person, whoever it is.
    i_am = draw.pick(("I'm", "I am"))
    is_doing = who.english + (" is" if len(who.english) > 3 else draw.pick(("'s", " is")))
    we_are = draw.pick(("we're", "we are"))
    forms = {"yo": i_am, "el": is_doing, "nosotros": we_are, "ellos": who.english + " are"}
    return forms[who.person]


def now_english(draw: Draw, who: Who, negative: bool = False) -> str:
    """The English present of the verb with its complement."""
    verb = draw.verb
    if verb.base.startswith("be "):
        rest = verb.base[3:]
        be = {"yo": "I'm", "nosotros": "we're", "ellos": "they're"}.get(who.person, who.english)
        if who.person == "ellos" and who is not THEY:
            be = f"{who.english} are"
        if who.person == "el":
            short = len(who.english) <= 3 and draw.rng.random() < 0.5
            be = who.english + ("'s" if short else " is")
        return draw.english(join(be, "not" if negative else "", rest), who)
    if negative:
        helper = "doesn't" if who.person == "el" else "don't"
        return draw.english(join(who.english, helper, verb.base), who)
    form = third(verb.base) if who.person == "el" else verb.base
    return draw.english(f"{who.english} {form}", who)


def simple_present(draw: Draw) -> Pair:
    who = draw.who()
    time = ("", "") if draw.verb.kind == "state" else draw.when(HABIT, 0.5)
    return (
        join(now_english(draw, who), time[0]),
        draw.spanish(join(time[1], who.spanish, present(draw.verb, who.person)), who),
    )


def not_present(draw: Draw) -> Pair:
    who = draw.who()
    return (
        now_english(draw, who, negative=True),
        draw.spanish(join(who.spanish, "no", present(draw.verb, who.person)), who),
    )


def often_present(draw: Draw) -> Pair:
    who, (en, es) = draw.who(), draw.pick(OFTEN)
    form = third(draw.verb.base) if who.person == "el" else draw.verb.base
    if form.split()[0] in ("is", "be"):
        be = {"yo": "am", "el": "is"}.get(who.person, "are")
        said = join(who.english, be, en, form.partition(" ")[2])
    else:
        said = join(who.english, en, form)
    return draw.english(said, who), draw.spanish(
        join(who.spanish, es, present(draw.verb, who.person)), who
    )


def do_you(draw: Draw) -> Pair:
    if draw.verb.base.startswith("be "):
        source = draw.english("are you " + draw.verb.base[3:], YOU)
    else:
        source = draw.english("do you " + draw.verb.base, YOU)
    time = ("", "") if draw.verb.kind == "state" else draw.when(HABIT)
    return join(source, time[0]) + "?", join(draw.spanish(present(draw.verb, "tu"), YOU), time[1])


def past(draw: Draw) -> Pair:
    who, time = draw.who(), draw.when(BEFORE)
    form = draw.verb.past
    if who.person in ("nosotros", "ellos"):
        form = re.sub(r"^was ", "were ", form)
    return (
        join(draw.english(f"{who.english} {form}", who), time[0]),
        draw.spanish(join(time[1], who.spanish, preterite(draw.verb, who.person)), who),
    )


def not_past(draw: Draw) -> Pair:
    who, time = draw.who(), draw.when(BEFORE, 0.3)
    if draw.verb.base.startswith("be "):
        be = "wasn't" if who.person in ("yo", "el") else "weren't"
        source = draw.english(join(who.english, be, draw.verb.base[3:]), who)
    else:
        source = draw.english(f"{who.english} didn't {draw.verb.base}", who)
    target = join(time[1], who.spanish, "no", preterite(draw.verb, who.person))
    return join(source, time[0]), draw.spanish(target, who)


def did_you(draw: Draw) -> Pair:
    time = draw.when(BEFORE, 0.3)
    source = "did you " + draw.verb.base
    if draw.verb.base.startswith("be "):
        source = "were you " + draw.verb.base[3:]
    target = draw.spanish(preterite(draw.verb, "tu"), YOU)
    return join(draw.english(source, YOU), time[0]) + "?", join(target, time[1])


def progressive(draw: Draw) -> Pair:
    who = draw.who()
    be, estar = being(draw, who), ESTAR[who.person]
    time = draw.when(NOW, 0.25)
    doing = f"{estar} {gerund(draw.verb, who.person)}"
    if re.match(r"(yendo|yéndose|viniendo|llegando)\b", draw.verb.gerund):
        doing = present(draw.verb, who.person)  # as `va al dentista`
    target = join(time[1], who.spanish, doing)
    return join(be, draw.english(draw.verb.ing, who), time[0]), draw.spanish(target, who)


def going_to(draw: Draw) -> Pair:
    who = draw.who()
    be, ir = being(draw, who), IR[who.person]
    time = draw.when(AFTER)
    target = join(time[1], who.spanish, ir, "a", infinitive(draw.verb, who.person))
    return join(be, "going to", draw.english(draw.verb.base, who), time[0]), draw.spanish(
        target, who
    )


def modal(english: str, spanish: str, who: Who, timed: bool = False, asks: bool = False) -> Pattern:
    """A frame before the infinitive, of one person."""

    def make(draw: Draw) -> Pair:
        time = draw.when(AFTER, 0.25) if timed else ("", "")
        source = join(english, draw.english(draw.verb.base, who), time[0])
        target = draw.spanish(join(spanish, infinitive(draw.verb, who.person)), who)
        if asks:
            return source + "?", join(target, time[1])
        return source, join(time[1], target)

    return make


def others(he: str, they: str, spanish_he: str, spanish_they: str, timed: bool = False) -> Pattern:
    """A frame before the infinitive, of him, her or them."""

    def make(draw: Draw) -> Pair:
        who = draw.who(OTHERS)
        many = who.person == "ellos"
        time = draw.when(AFTER, 0.25) if timed else ("", "")
        source = join(who.english, they if many else he, draw.english(draw.verb.base, who), time[0])
        frame = spanish_they if many else spanish_he
        target = join(time[1], who.spanish, frame, infinitive(draw.verb, who.person))
        return source, draw.spanish(target, who)

    return make


def lets(draw: Draw) -> Pair:
    time = draw.when(AFTER, 0.2)
    target = draw.spanish("vamos a " + infinitive(draw.verb, "nosotros"), WE)
    return join("let's", draw.english(draw.verb.base, WE), time[0]), join(target, time[1])


def command(draw: Draw) -> Pair:
    source, target = draw.english(draw.verb.base, YOU), draw.spanish(draw.verb.imperative, YOU)
    if draw.rng.random() < 0.3:
        return source + ", please", target + ", por favor"
    return source, target


def dont(draw: Draw) -> Pair:
    if draw.verb.base.startswith("be "):
        return command(draw)
    return (
        draw.english("don't " + draw.verb.base, YOU),
        draw.spanish("no " + subjunctive(draw.verb), YOU),
    )


def like(english: str, spanish: str, who: Who, asks: bool = False) -> Pattern:
    """A frame before the English -ing form."""

    def make(draw: Draw) -> Pair:
        return (
            join(english, draw.english(draw.verb.ing, who)) + ("?" if asks else ""),
            draw.spanish(join(spanish, infinitive(draw.verb, who.person)), who),
        )

    return make
