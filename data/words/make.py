"""Writes all pairs of this folder: `python data/words/make.py words.tsv`, English, tab, Spanish.

Needs nothing but Python; the same bytes each time.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from adjectives import adjective_pairs
from conjugation import read_verbs
from nouns import Noun, noun_pairs
from tables import Pair, rows
from verbs import verb_pairs

SEED = 41


def of_nouns() -> list[Pair]:
    """Those of the nouns, then of the adjectives; a source stands once."""
    nouns, adjectives = [Noun(*row) for row in rows("nouns")], rows("adjectives")
    spanish = {noun.english: noun.spanish for noun in nouns}
    # A word that is two things (light, cold, glasses) is not given alone.
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


def pairs() -> list[Pair]:
    """Those of nouns and adjectives, then those of expressions and verbs; none twice."""
    return list(dict.fromkeys(of_nouns() + of_verbs()))


def main() -> None:
    """Write them to the file that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file
    made = pairs()
    text = "".join(f"{source}\t{target}\n" for source, target in made)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path}: {len(made):,} pairs")


if __name__ == "__main__":
    main()
