"""Writes all pairs of this folder: `python data/words/make.py words.tsv`, English, tab, Spanish.

Needs nothing but Python; the same bytes each time. It stops where a table or a pair is not as it
should be.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from adjectives import adjective_pairs
from checks import contradictions, faults, key, stop_at
from conjugation import read_verbs
from nouns import Noun, noun_pairs
from tables import COLUMNS, HERE, Pair, misprints, rows
from verbs import verb_pairs

SEED = 41
HELD_OUT = [HERE.parent / "starter" / name for name in ("dev.tsv", "test.tsv")]


def of_nouns() -> list[Pair]:
    """Those of the nouns, then of the adjectives; a source stands once."""
    nouns, adjectives = [Noun(*row) for row in rows("nouns")], rows("adjectives")
    spanish = {noun.english: noun.spanish for noun in nouns}
    # A word that is two things (light, cold) is not given alone, nor glasses as several a glass.
    both = {row[0] for row in adjectives if spanish.get(row[0], row[1]) != row[1]}
    forms = [(noun.plural, noun.spanish_plural) for noun in nouns]
    plurals = {word for word, plural in forms if spanish.get(word, plural) != plural}
    found: dict[str, str] = {}
    for noun in nouns:
        rng = random.Random(f"{SEED} noun {noun.english}")
        clash = both | (plurals if noun.kind != "plural" else set())
        for source, target in noun_pairs(noun, rng, clash):
            found.setdefault(source, target)
    for row in adjectives:
        rng = random.Random(f"{SEED} adjective {row[0]}")
        for source, target in adjective_pairs(row, rng, both):
            found.setdefault(source, target)
    return list(found.items())


def of_verbs() -> list[Pair]:
    """The expressions as they are, then those of the verbs; a source stands once."""
    found: dict[str, str] = {}
    for source, target in rows("phrases"):
        found.setdefault(source, target)
    for verb in read_verbs():
        for source, target in verb_pairs(verb):
            found.setdefault(source, target)
    return list(found.items())


def held_out() -> tuple[set[str], set[str]]:
    """The English and the Spanish sentences on which the starter corpus tests."""
    lines = [line for path in HELD_OUT for line in path.read_text(encoding="utf-8").splitlines()]
    sources, targets = zip(*(line.split("\t") for line in lines), strict=True)
    return set(map(key, sources)), set(map(key, targets))


def pairs() -> list[Pair]:
    """Those of nouns and adjectives, then those of expressions and verbs, but none whose source or
    target is held out. No source is there twice: what is said of an expression goes before.
    """
    sources, targets = held_out()
    return [
        (source, target)
        for source, target in {**dict(of_nouns()), **dict(of_verbs())}.items()
        if key(source) not in sources and key(target) not in targets
    ]


def main() -> None:
    """Checks the tables, makes the pairs, checks them, and writes the file that is named."""
    parser = argparse.ArgumentParser(description="English-Spanish pairs of the words' tables.")
    parser.add_argument("file", type=Path, help="the file to write")
    path = parser.parse_args().file
    stop_at([fault for name in COLUMNS for fault in misprints(name)])
    made = pairs()
    stop_at([fault for pair in made for fault in faults(*pair)] + contradictions(of_verbs()))
    text = "".join(f"{source}\t{target}\n" for source, target in made)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path}: {len(made):,} pairs")


if __name__ == "__main__":
    main()
