"""Pairs from the verbs and the expressions: `python data/words/make_verbs.py 20` shows some.

Reads verbs.tsv and phrases.tsv beside it; `pairs()` is what others want. Needs nothing but
Python. The same seed gives the same pairs with every version of Python.
"""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

HERE = Path(__file__).resolve().parent
SEED = 7
EACH = 8  # sentences of a verb
TRIES = 40  # draws for them
LONGEST = 70  # characters
T = TypeVar("T")


@dataclass(frozen=True)
class Verb:
    """One line of verbs.tsv. `kind`: do (at will), misdeed, happen (to somebody) or
    state."""

    base: str
    past: str
    ing: str
    infinitive: str
    yo: str
    el: str
    nosotros: str
    past_yo: str
    past_el: str
    gerund: str
    imperative: str
    complements: tuple[tuple[str, str], ...]
    kind: str


@dataclass(frozen=True)
class Who:
    """A subject: `person` is yo, tu, el, nosotros or ellos; Spanish leaves pronouns out."""

    english: str
    spanish: str
    person: str
    own: str  # my, your ...
    itself: str
    ending: str  # of a Spanish adjective


I = Who("I", "", "yo", "my", "myself", "o")  # noqa: E741
YOU = Who("you", "", "tu", "your", "yourself", "o")
HE = Who("he", "", "el", "his", "himself", "o")
SHE = Who("she", "", "el", "her", "herself", "a")
WE = Who("we", "", "nosotros", "our", "ourselves", "os")
THEY = Who("they", "", "ellos", "their", "themselves", "os")
OTHERS = (
    HE,
    SHE,
    Who("my sister", "mi hermana", "el", "her", "herself", "a"),
    Who("my brother", "mi hermano", "el", "his", "himself", "o"),
    Who("my mother", "mi madre", "el", "her", "herself", "a"),
    Who("my father", "mi padre", "el", "his", "himself", "o"),
    Who("Ana", "Ana", "el", "her", "herself", "a"),
    Who("Luis", "Luis", "el", "his", "himself", "o"),
    Who("my wife", "mi mujer", "el", "her", "herself", "a"),
    Who("my son", "mi hijo", "el", "his", "himself", "o"),
    Who("my friends", "mis amigos", "ellos", "their", "themselves", "os"),
    Who("my parents", "mis padres", "ellos", "their", "themselves", "os"),
)
ANYONE = (I, WE, HE, SHE, THEY, *OTHERS)
ONE = tuple(who for who in ANYONE if who.person in ("yo", "el"))

BEFORE = (("yesterday", "ayer"), ("last night", "anoche"), ("last week", "la semana pasada"))
AFTER = (
    ("tomorrow", "mañana"),
    ("tonight", "esta noche"),
    ("today", "hoy"),
    ("this weekend", "este fin de semana"),
    ("on Sunday", "el domingo"),
    ("next week", "la semana que viene"),
)
HABIT = (
    ("every day", "todos los días"),
    ("on Sundays", "los domingos"),
    ("every week", "todas las semanas"),
)
OFTEN = (
    ("always", "siempre"),
    ("never", "nunca"),
    ("usually", "normalmente"),
    ("sometimes", "a veces"),
)
# Says when already, or would not bear a second adverb.
TIMED = re.compile(
    r"\b(early|late|soon|tonight|tomorrow|today|night|morning|evening|midnight|noon|dark|week|year|"
    r"weekend|summer|winter|country|June|Christmas|birthday|dinner|lunch|breakfast|holiday|again|"
    r"Monday|Saturday|Sunday|every|while|moment|hours?|nights|two|nine|seven|six|eight|ten|eleven|"
    r"five|half)\b"
)
# A verb with nothing but such complements does without.
LOOSE = re.compile(
    r"(at|in|on|with|for|by|to|after|before|about|from|of|off|along|around|early|late|soon|here|"
    r"outside|outdoors|fast|slowly|quickly|deeply|again|alone|a lot$|a little$|tonight|tomorrow|"
    r"today|every|an hour|eight hours|next)\b"
)
# What nobody does every day or every week.
RARELY = re.compile(
    r"^book|\b(move house|build|one's mind|sell|buy a new|grow|weight|get married|rent|"
    r"stop smoking|accept|refuse|contract|learn|organize|decorate|plant|paint the|get a job|visit|"
    r"lose|find|break|boots|account|roof|trip|abroad|world|solve|exam|repair|fix|empty the box|win|"
    r"give up|fill the tank|join|watch out|get ready|order online|describe|cancel|delete|"
    r"passport|wedding|party|hide|measure|copy|bicycles?)\b"
)
NEEDS_MORE = {"go", "be", "put", "take", "live"}
SINGLE = re.compile(r"one's (leg|job|mind)")
ADJECTIVE = re.compile(r"\b(sol|cansad|nervios|enferm)o\b")
# States of which nobody says how often.
LASTING = re.compile(r"(live|own|have$|know|believe|hope|belong|trust|rely|prefer|love|hate|want)")
NEGATIVE = re.compile(r"\b(don't (?!forget)|doesn't|didn't|can't|never|shouldn't)")
PRONOUNS = {"yo": "me", "tu": "te", "el": "se", "nosotros": "nos", "ellos": "se"}


def read_tsv(name: str) -> list[list[str]]:
    """The lines of a table beside this file, split at the tabs."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line]


def read_verbs() -> list[Verb]:
    """The table of the verbs."""
    verbs = []
    for line in read_tsv("verbs.tsv"):
        base, past, ing, inf, yo, el, nos, past_yo, past_el, gerund, tu, complements, kind = line
        both = [item.split("=") for item in complements.split(" / ") if item]
        objects = tuple((en, es) for en, es in both)
        verbs.append(
            Verb(base, past, ing, inf, yo, el, nos, past_yo, past_el, gerund, tu, objects, kind)
        )
    return verbs


def third(base: str) -> str:
    """`buy a cake` as said of him: `buys a cake`."""
    head, space, rest = base.partition(" ")
    if head in ("have", "be"):
        head = {"have": "has", "be": "is"}[head]
    elif re.search(r"(s|sh|ch|x|z|o)$", head):
        head += "es"
    elif re.search(r"[^aeiou]y$", head):
        head = head[:-1] + "ies"
    else:
        head += "s"
    return head + space + rest


def split_pronoun(form: str) -> tuple[str, str, str]:
    """`me lavo las manos`: `me `, `lavo`, ` las manos`."""
    found = re.match(r"((?:me|te|se|nos|lo) )?(\S+)(.*)$", form)
    assert found
    return found[1] or "", found[2], found[3]


def with_pronoun(pronoun: str, person: str) -> str:
    """The pronoun of another person; `lo` stays."""
    return PRONOUNS[person] + " " if pronoun and pronoun != "lo " else pronoun


def present(verb: Verb, person: str) -> str:
    """The Spanish present."""
    if person in ("yo", "el", "nosotros"):
        return {"yo": verb.yo, "el": verb.el, "nosotros": verb.nosotros}[person]
    pronoun, head, rest = split_pronoun(verb.el)
    return with_pronoun(pronoun, person) + head + {"tu": "s", "ellos": "n"}[person] + rest


def preterite(verb: Verb, person: str) -> str:
    """The Spanish preterite; the persons not in the table follow from those that are."""
    if person in ("yo", "el"):
        return verb.past_yo if person == "yo" else verb.past_el
    pronoun, yo, rest = split_pronoun(verb.past_yo)
    el = split_pronoun(verb.past_el)[1]
    stem = re.sub(r"(se|lo)$", "", verb.infinitive.split()[0])
    if person == "ellos":
        if el.endswith("ó") and stem.endswith("ar"):
            head = el[:-1] + "aron"
        elif re.search(r"(ió|yó|ñó)$", el):
            head = el[:-1] + "eron"
        elif el in ("fue", "dio", "vio"):
            head = {"fue": "fueron", "dio": "dieron", "vio": "vieron"}[el]
        elif el.endswith("jo"):
            head = el[:-1] + "eron"
        else:
            head = re.sub(r"hizo$", "hico", el)[:-1] + "ieron"
        return with_pronoun(pronoun, person) + head + rest
    if yo.endswith("é"):
        head = stem[:-2] + "aste"
    elif yo.endswith("í"):
        head = yo + "ste" if re.search(r"[aeo]í$", yo) else yo[:-1] + "iste"
    else:
        head = yo[:-1] + "iste"
    if person == "nosotros":
        head = head[:-3] + "mos"
    return with_pronoun(pronoun, person) + head + rest


def subjunctive(verb: Verb) -> str:
    """The Spanish of `don't ...` to a friend, without the no."""
    pronoun, yo, rest = split_pronoun(verb.yo)
    stem = re.sub(r"(se|lo)$", "", verb.infinitive.split()[0])
    irregular = {"ir": "vayas", "dar": "des", "estar": "estés", "saber": "sepas"}
    if stem in irregular:
        head = irregular[stem]
    elif stem.endswith("ar"):
        head = yo[:-1]
        if head.endswith("c"):
            head = head[:-1] + "qu"
        elif head.endswith("g"):
            head += "u"
        elif head.endswith("z"):
            head = head[:-1] + "c"
        head += "es"
    else:
        head = yo[:-1] + "as"
    return with_pronoun(pronoun, "tu") + head + rest


def infinitive(verb: Verb, person: str) -> str:
    """`levantarse` as said of a person: `levantarme`."""
    head, space, rest = verb.infinitive.partition(" ")
    if head.endswith("se"):
        head = head[:-2] + PRONOUNS[person]
    return head + space + rest


def gerund(verb: Verb, person: str) -> str:
    """`levantándose` as said of a person: `levantándome`."""
    head, space, rest = verb.gerund.partition(" ")
    if head.endswith("ndose"):
        head = head[:-2] + PRONOUNS[person]
    return head + space + rest


class Draw:
    """One sentence: a verb, a complement, and random choices."""

    def __init__(self, verb: Verb, complement: tuple[str, str], rng: random.Random) -> None:
        self.verb, self.rng = verb, rng
        self.en, self.es = complement
        self.rare = bool(RARELY.search(f"{verb.base} {self.en}"))
        self.timed = bool(TIMED.search(f"{verb.base} {self.en}"))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.rng.random() * len(items))]

    def who(self, people: Sequence[Who] = ANYONE) -> Who:
        """Somebody who can be the subject."""
        while True:
            who = self.pick(people)
            if SINGLE.search(self.verb.base) and who.person in ("nosotros", "ellos"):
                continue
            said = f"{self.verb.base} {self.en}"
            word = who.english.rpartition(" ")[2]
            if who.english.startswith("my ") and re.search(rf"\bmy\b|\b{word}\b", said):
                continue
            if who.english == "Ana" and "Ana" in said:
                continue
            return who

    def english(self, form: str, who: Who) -> str:
        """The English form with its complement, of a person."""
        form = f"{form} {self.en}".strip()
        return form.replace("oneself", who.itself).replace("one's", who.own)

    def spanish(self, form: str, who: Who) -> str:
        """The Spanish form with its complement, of a person."""
        form = f"{form} {self.es}".strip()
        form = re.sub(r"\b(a|de) el\b", lambda m: m[1] + "l", form)
        return ADJECTIVE.sub(lambda m: m[1] + who.ending, form)

    def when(self, items: Sequence[tuple[str, str]], often: float = 0.4) -> tuple[str, str]:
        """An adverb of time, or two empty strings."""
        if self.timed or self.rng.random() > often:
            return "", ""
        return self.pick(items)


Pattern = Callable[[Draw], tuple[str, str]]


def join(*parts: str) -> str:
    """The parts that are not empty, with spaces."""
    return " ".join(part for part in parts if part)


def proper(source: str, target: str) -> tuple[str, str]:
    """With capital and mark; the source carries ? where it asks."""
    if NEGATIVE.search(source):
        source = re.sub(r"\bsome\b", "any", source)
    source = source[0].upper() + source[1:]
    target = target[0].upper() + target[1:]
    if source.endswith("?"):
        return source, f"¿{target}?"
    return source + ".", target + "."


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


def simple_present(draw: Draw) -> tuple[str, str]:
    who = draw.who()
    time = ("", "") if draw.verb.kind == "state" else draw.when(HABIT, 0.5)
    return (
        join(now_english(draw, who), time[0]),
        draw.spanish(join(time[1], who.spanish, present(draw.verb, who.person)), who),
    )


def not_present(draw: Draw) -> tuple[str, str]:
    who = draw.who()
    return (
        now_english(draw, who, negative=True),
        draw.spanish(join(who.spanish, "no", present(draw.verb, who.person)), who),
    )


def often_present(draw: Draw) -> tuple[str, str]:
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


def do_you(draw: Draw) -> tuple[str, str]:
    if draw.verb.base.startswith("be "):
        source = draw.english("are you " + draw.verb.base[3:], YOU)
    else:
        source = draw.english("do you " + draw.verb.base, YOU)
    time = ("", "") if draw.verb.kind == "state" else draw.when(HABIT)
    return join(source, time[0]) + "?", join(draw.spanish(present(draw.verb, "tu"), YOU), time[1])


def past(draw: Draw) -> tuple[str, str]:
    who, time = draw.who(), draw.when(BEFORE)
    form = draw.verb.past
    if who.person in ("nosotros", "ellos"):
        form = re.sub(r"^was ", "were ", form)
    return (
        join(draw.english(f"{who.english} {form}", who), time[0]),
        draw.spanish(join(time[1], who.spanish, preterite(draw.verb, who.person)), who),
    )


def not_past(draw: Draw) -> tuple[str, str]:
    who, time = draw.who(), draw.when(BEFORE, 0.3)
    if draw.verb.base.startswith("be "):
        be = "wasn't" if who.person in ("yo", "el") else "weren't"
        source = draw.english(join(who.english, be, draw.verb.base[3:]), who)
    else:
        source = draw.english(f"{who.english} didn't {draw.verb.base}", who)
    target = join(time[1], who.spanish, "no", preterite(draw.verb, who.person))
    return join(source, time[0]), draw.spanish(target, who)


def did_you(draw: Draw) -> tuple[str, str]:
    time = draw.when(BEFORE, 0.3)
    source = "did you " + draw.verb.base
    if draw.verb.base.startswith("be "):
        source = "were you " + draw.verb.base[3:]
    target = draw.spanish(preterite(draw.verb, "tu"), YOU)
    return join(draw.english(source, YOU), time[0]) + "?", join(target, time[1])


def progressive(draw: Draw) -> tuple[str, str]:
    who = draw.who()
    be, estar = {
        "yo": (draw.pick(("I'm", "I am")), "estoy"),
        "el": (who.english + (" is" if len(who.english) > 3 else draw.pick(("'s", " is"))), "está"),
        "nosotros": (draw.pick(("we're", "we are")), "estamos"),
        "ellos": (who.english + " are", "están"),
    }[who.person]
    time = draw.when((("now", "ahora"), ("right now", "ahora mismo")), 0.25)
    doing = f"{estar} {gerund(draw.verb, who.person)}"
    if re.match(r"(yendo|yéndose|viniendo|llegando)\b", draw.verb.gerund):
        doing = present(draw.verb, who.person)  # as `va al dentista`
    target = join(time[1], who.spanish, doing)
    return join(be, draw.english(draw.verb.ing, who), time[0]), draw.spanish(target, who)


def going_to(draw: Draw) -> tuple[str, str]:
    who = draw.who()
    be, ir = {
        "yo": (draw.pick(("I'm", "I am")), "voy"),
        "el": (who.english + (" is" if len(who.english) > 3 else draw.pick(("'s", " is"))), "va"),
        "nosotros": (draw.pick(("we're", "we are")), "vamos"),
        "ellos": (who.english + " are", "van"),
    }[who.person]
    time = draw.when(AFTER)
    target = join(time[1], who.spanish, ir, "a", infinitive(draw.verb, who.person))
    return join(be, "going to", draw.english(draw.verb.base, who), time[0]), draw.spanish(
        target, who
    )


def modal(english: str, spanish: str, who: Who, timed: bool = False, asks: bool = False) -> Pattern:
    """A frame before the infinitive, of one person."""

    def make(draw: Draw) -> tuple[str, str]:
        time = draw.when(AFTER, 0.25) if timed else ("", "")
        source = join(english, draw.english(draw.verb.base, who), time[0])
        target = draw.spanish(join(spanish, infinitive(draw.verb, who.person)), who)
        if asks:
            return source + "?", join(target, time[1])
        return source, join(time[1], target)

    return make


def others(he: str, they: str, spanish_he: str, spanish_they: str, timed: bool = False) -> Pattern:
    """A frame before the infinitive, of him, her or them."""

    def make(draw: Draw) -> tuple[str, str]:
        who = draw.who(OTHERS)
        many = who.person == "ellos"
        time = draw.when(AFTER, 0.25) if timed else ("", "")
        source = join(who.english, they if many else he, draw.english(draw.verb.base, who), time[0])
        frame = spanish_they if many else spanish_he
        target = join(time[1], who.spanish, frame, infinitive(draw.verb, who.person))
        return source, draw.spanish(target, who)

    return make


def lets(draw: Draw) -> tuple[str, str]:
    time = draw.when(AFTER, 0.2)
    target = draw.spanish("vamos a " + infinitive(draw.verb, "nosotros"), WE)
    return join("let's", draw.english(draw.verb.base, WE), time[0]), join(target, time[1])


def command(draw: Draw) -> tuple[str, str]:
    source, target = draw.english(draw.verb.base, YOU), draw.spanish(draw.verb.imperative, YOU)
    if draw.rng.random() < 0.3:
        return source + ", please", target + ", por favor"
    return source, target


def dont(draw: Draw) -> tuple[str, str]:
    if draw.verb.base.startswith("be "):
        return command(draw)
    return (
        draw.english("don't " + draw.verb.base, YOU),
        draw.spanish("no " + subjunctive(draw.verb), YOU),
    )


def like(english: str, spanish: str, who: Who, asks: bool = False) -> Pattern:
    """A frame before the English -ing form."""

    def make(draw: Draw) -> tuple[str, str]:
        return (
            join(english, draw.english(draw.verb.ing, who)) + ("?" if asks else ""),
            draw.spanish(join(spanish, infinitive(draw.verb, who.person)), who),
        )

    return make


HAPPEN: tuple[Pattern, ...] = (
    past,
    past,
    past,
    not_past,
    not_past,
    did_you,
    often_present,
    going_to,
    modal("I don't want to", "no quiero", I),
    modal("you are going to", "vas a", YOU),
    others("doesn't want to", "don't want to", "no quiere", "no quieren"),
)
MISDEED: tuple[Pattern, ...] = (
    past,
    past,
    past,
    not_past,
    did_you,
    often_present,
    not_present,
    progressive,
    progressive,
    dont,
    modal("I don't want to", "no quiero", I),
    modal("you can't", "no puedes", YOU),
    modal("you shouldn't", "no deberías", YOU),
    modal("we shouldn't", "no deberíamos", WE),
    modal("I used to", "solía", I),
    modal("why do you want to", "por qué quieres", YOU, asks=True),
)
STATE: tuple[Pattern, ...] = (
    simple_present,
    simple_present,
    simple_present,
    not_present,
    not_present,
    do_you,
    often_present,
)
DO: tuple[Pattern, ...] = (
    past,
    past,
    past,
    not_past,
    did_you,
    simple_present,
    simple_present,
    not_present,
    do_you,
    often_present,
    progressive,
    progressive,
    going_to,
    going_to,
    lets,
    command,
    command,
    dont,
    modal("I want to", "quiero", I, timed=True),
    modal("we want to", "queremos", WE, timed=True),
    modal("I don't want to", "no quiero", I, timed=True),
    modal("do you want to", "quieres", YOU, timed=True, asks=True),
    modal("would you like to", "te gustaría", YOU, timed=True, asks=True),
    modal("I'd like to", "me gustaría", I, timed=True),
    modal("I have to", "tengo que", I, timed=True),
    modal("we have to", "tenemos que", WE, timed=True),
    modal("you have to", "tienes que", YOU),
    modal("do I have to", "tengo que", I, asks=True),
    modal("I need to", "necesito", I, timed=True),
    modal("I can't", "no puedo", I, timed=True),
    modal("we can", "podemos", WE, timed=True),
    modal("can I", "puedo", I, asks=True),
    modal("can we", "podemos", WE, asks=True),
    modal("can you", "puedes", YOU, asks=True),
    modal("could you", "podrías", YOU, asks=True),
    modal("you can", "puedes", YOU),
    modal("you can't", "no puedes", YOU),
    modal("you should", "deberías", YOU),
    modal("we should", "deberíamos", WE),
    modal("don't forget to", "no olvides", YOU),
    modal("I don't like to", "no me gusta", I),
    modal("I like to", "me gusta", I),
    modal("I used to", "solía", I),
    modal("it's time to", "es hora de", WE),
    modal("are you going to", "vas a", YOU, timed=True, asks=True),
    modal("I forgot to", "olvidé", I),
    modal("I prefer to", "prefiero", I),
    modal("where can I", "dónde puedo", I, asks=True),
    modal("when are you going to", "cuándo vas a", YOU, asks=True),
    others("wants to", "want to", "quiere", "quieren", timed=True),
    others("has to", "have to", "tiene que", "tienen que", timed=True),
    others("can't", "can't", "no puede", "no pueden", timed=True),
    others("used to", "used to", "solía", "solían"),
    others("needs to", "need to", "necesita", "necesitan"),
    like("I hate", "odio", I),
    like("I feel like", "me apetece", I),
    like("do you feel like", "te apetece", YOU, asks=True),
)
HABITUAL = (simple_present, do_you, not_present, often_present)
PATTERNS = {"do": DO, "misdeed": MISDEED, "happen": HAPPEN, "state": STATE}


def of_verb(verb: Verb) -> list[tuple[str, str]]:
    """The infinitive and the sentences of one verb."""
    rng = random.Random(f"{SEED}:{verb.base}")
    found = {"to " + verb.base: verb.infinitive}
    complements = list(verb.complements)
    free = all(LOOSE.match(en) for en, _ in complements) and verb.base not in NEEDS_MORE
    if free or not complements:
        complements.append(("", ""))
    patterns = PATTERNS[verb.kind]
    used: set[int] = set()
    for turn in range(TRIES):
        if len(found) > EACH:
            break
        index = int(rng.random() * len(patterns))
        if index in used and turn < TRIES // 2:
            continue
        draw = Draw(verb, complements[turn % len(complements)], rng)
        if verb.kind == "do" and patterns[index] in HABITUAL and draw.rare:
            continue
        if patterns[index] is often_present and LASTING.match(verb.base):
            continue
        source, target = patterns[index](draw)
        source, target = proper(source, target)
        if source in found or max(len(source), len(target)) > LONGEST:
            continue
        used.add(index)
        found[source] = target
    return list(found.items())


def pairs() -> list[tuple[str, str]]:
    """The expressions as they are, then the verbs; of each source the first."""
    found: dict[str, str] = {}
    for source, target in read_tsv("phrases.tsv"):
        found.setdefault(source, target)
    for verb in read_verbs():
        for source, target in of_verb(verb):
            found.setdefault(source, target)
    return list(found.items())


def bare(text: str) -> str:
    """The words, lower case."""
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower()))


def check() -> None:
    """Stops where a table or a pair is not well formed."""
    verbs, phrases = read_verbs(), read_tsv("phrases.tsv")
    for what, names in (("verb", [v.base for v in verbs]), ("phrase", [p[0] for p in phrases])):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise SystemExit(f"{what} there twice: {twice}")
    seen: dict[str, str] = {}
    for source, target in pairs():
        if seen.setdefault(bare(source), bare(target)) != bare(target):
            raise SystemExit(f"two translations of one source: {source!r}")
        both = source + target
        if unicodedata.normalize("NFC", both) != both or re.search(r"\s\s|^\s|\s$|\t", both):
            raise SystemExit(f"not NFC, or stray space: {source!r} {target!r}")
        if source.strip() != source or target.strip() != target or not source or not target:
            raise SystemExit(f"stray space or nothing: {source!r} {target!r}")
        for opening, closing in ("¿?", "¡!"):
            if target.count(opening) != target.count(closing):
                raise SystemExit(f"marks not balanced: {target!r}")
        if ("?" in source) != ("?" in target):
            raise SystemExit(f"only one asks: {source!r} {target!r}")
        if re.search(r"\bone(self|'s)\b", source) and not source.startswith("to "):
            raise SystemExit(f"nobody's: {source!r}")


def main() -> None:
    """Checks, and prints as many pairs as asked, drawn at random."""
    check()
    every = pairs()
    print(f"{len(read_verbs())} verbs, {len(read_tsv('phrases.tsv'))} phrases, {len(every)} pairs")
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 0):
        print("\t".join(every[int(rng.random() * len(every))]))


if __name__ == "__main__":
    main()
