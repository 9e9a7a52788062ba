"""Pairs of verbs.tsv: the infinitive and sentences that suit the kind of verb."""

from __future__ import annotations

import random
import re

from clauses import WE, YOU, Draw, I, proper
from conjugation import Verb
from tables import Pair
from verb_patterns import (
    Pattern,
    command,
    did_you,
    do_you,
    dont,
    going_to,
    lets,
    like,
    modal,
    not_past,
    not_present,
    often_present,
    others,
    past,
    progressive,
    simple_present,
)

SEED = 7
EACH = 8  # sentences of a verb
TRIES = 40  # draws for them
LONGEST = 70  # characters
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
# States of which nobody says how often.
LASTING = re.compile(r"(live|own|have$|know|believe|hope|belong|trust|rely|prefer|love|hate|want)")

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


def complements_of(verb: Verb) -> list[Pair]:
    """Those of the table, and none where the verb can do without."""
    found = list(verb.complements)
    free = all(LOOSE.match(english) for english, _ in found) and verb.base not in NEEDS_MORE
    return [*found, ("", "")] if free or not found else found


def suits(pattern: Pattern, draw: Draw) -> bool:
    """Whether somebody would say that of this verb and complement."""
    if draw.verb.kind == "do" and pattern in HABITUAL and RARELY.search(draw.what):
        return False
    return not (pattern is often_present and LASTING.match(draw.verb.base))


def verb_pairs(verb: Verb) -> list[Pair]:
    """The infinitive and the sentences of one verb."""
    rng = random.Random(f"{SEED}:{verb.base}")
    found = {"to " + verb.base: verb.infinitive}
    complements = complements_of(verb)
    patterns = PATTERNS[verb.kind]
    used: set[int] = set()
    for turn in range(TRIES):
        if len(found) > EACH:
            break
        index = int(rng.random() * len(patterns))
        if index in used and turn < TRIES // 2:
            continue
        draw = Draw(verb, complements[turn % len(complements)], rng)
        if not suits(patterns[index], draw):
            continue
        source, target = proper(*patterns[index](draw))
        if source in found or max(len(source), len(target)) > LONGEST:
            continue
        used.add(index)
        found[source] = target
    return list(found.items())
