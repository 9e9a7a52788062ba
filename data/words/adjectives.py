"""Pairs of adjectives.tsv: the word, with very and too, and said of persons or of things.

In a pattern {e} is the English word; {o} {a} {os} {as_} are its Spanish forms, {soy} {eres} {es}
{somos} {son} those of ser or estar.
"""

from __future__ import annotations

import random
import re

from agreement import capital, many
from noun_groups import these
from tables import Pair, patterns

SER = dict(soy="soy", eres="eres", es="es", somos="somos", son="son")
ESTAR = dict(soy="estoy", eres="estás", es="está", somos="estamos", son="están")

# Nothing is very or too much of these.
ABSOLUTE = these("""
    same, unique, equal, perfect, wooden, true, false, free, golden, silver, orange, pink,
    violet, beige, excellent, fantastic, wonderful, terrible, horrible, awful, great,
    incredible, amazing, dead, alive, alone, pregnant, asleep, awake, divorced, separated,
    widowed, single, married, missing, unemployed, retired, cancelled, included, reserved,
    forbidden, finished, naked, barefoot, sitting, standing, deaf, blind, mute, bilingual,
    vegan, main, final, current, previous, daily, weekly, monthly, annual, national,
    international, electric, electronic, digital, manual, automatic, mechanical, male, female,
    total, partial, huge, tiny, gigantic, enough, delicious, fixed, fried, cooked, roasted,
    frozen, raw, left-handed, right-handed, available, occupied, locked, hidden, wrapped, sure,
    official, medical, delighted, exhausted, furious, desperate, disposable, portable, proven,
    northern, southern, illegal, legal, private, artificial, human, impossible, invisible,
    local, domestic, absurd, exact, square, urban, rural, wounded, trapped, open, closed,
    broken, forgotten, painted, switched on, switched off, sold out, used up,
    lying down, on holiday, free of charge, navy blue, in love, dark-haired,
    red-haired, bald, innocent
""")
# Before a noun only, or another word when said of it: it is sunny.
NO_SENTENCE = these("""
    same, main, previous, current, daily, weekly, monthly, annual, enough, early, sunny, rainy,
    northern, southern, total, partial, general, cloudy, final, dark, orange
""")


def degrees(english: str, spanish: str, rng: random.Random) -> list[Pair]:
    """With very and too, and half of the time with so."""
    if english in ABSOLUTE or english[0].isupper():
        return []
    found = [(f"very {english}", f"muy {spanish}"), (f"too {english}", f"demasiado {spanish}")]
    if rng.random() < 0.5:
        found.append((f"so {english}", f"tan {spanish}"))
    return found


def drawn(english: str, masculine: str, of: str, rng: random.Random) -> list[Pair]:
    """The patterns that are drawn for the word."""
    pregnant = masculine == "embarazada"
    of_persons = patterns()["adjective of a person"]
    rules = of_persons if of == "person" else patterns()["adjective of a thing"]
    if pregnant:
        rules = [r for r in of_persons if re.search("She|My mother|daughter|sisters", r[0])]
        rules.append(of_persons[0])
    if english in ("hot", "cold", "warm"):  # of the weather it is another verb
        rules = [rule for rule in rules if not re.search(r"\b[Ii]t\b", rule[0])]
    found = rng.sample(rules, min(4, len(rules))) if english not in NO_SENTENCE else []
    if of == "person" and not pregnant:
        found = list(dict.fromkeys([*of_persons[:2], *found]))[:5]
    return found


def adjective_pairs(row: list[str], rng: random.Random, bare: set[str]) -> list[Pair]:
    """All of one line; the word alone only where it does not stand in `bare`."""
    english, masculine, feminine, verb, of = row
    found: list[Pair] = [] if english in bare else [(english, masculine)]
    found += degrees(english, masculine, rng)
    ser = verb == "ser" or english in ("happy", "free of charge")
    forms = {
        **(SER if ser else ESTAR),
        "o": masculine,
        "a": feminine,
        "os": many(masculine),
        "as_": many(feminine),
    }
    for source, target in drawn(english, masculine, of, rng):
        found.append((capital(source.format(e=english)), capital(target.format_map(forms))))
    return found
