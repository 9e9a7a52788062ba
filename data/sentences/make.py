"""Makes pairs of everyday sentences: `python data/sentences/make.py FILE` writes them to FILE.

A line of a .txt file is a pattern, English and Spanish with a tab between them. `{A:dog|cat}` and
`{A:perro|gato}` stand for the words at the same place, chosen alike wherever the letter stands;
`<city>` and the like (fillers.py) for a name or a number drawn by chance, the same on both sides.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import fillers
from checks import faults

HERE = Path(__file__).resolve().parent
TOPICS = (
    *("people", "food", "travel", "leisure", "work", "grammar", "phrases", "chat", "talk"),
    *("things", "matters", "doing", "stories", "names"),
)
ONLY_FROM = {"en": ("hasty-en",), "es": ("hasty-es", "american-es")}
MOST = 12  # pairs of one pattern's choices
DRAWS = 3  # of a pattern's fillers for each of its choices

_CHOICE = re.compile(r"\{([A-Z]):([^{}]*)\}")
# y becomes e before the sound of i, o becomes u before that of o; Yolanda and Hielo are no such.
_AND, _OR = re.compile(r"\by (?=I|Hi(?!e))"), re.compile(r"\bo (?=O|Ho)")
_FILLER = re.compile(r"<([a-z]+)([0-9]?)>")

Pair = tuple[str, str]


def patterns(path: Path) -> Iterator[tuple[int, Pair]]:
    """The number of each line that holds a pattern, and its two sides; exits on a wrong one."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        sides = line.split("\t")
        if len(sides) != 2:
            raise SystemExit(f"{path}:{number}: not two columns: {line}")
        yield number, (sides[0].strip(), sides[1].strip())


def choice_counts(pattern: Pair) -> dict[str, int]:
    """Of each letter, how many words it chooses from; ValueError where that differs."""
    counts: dict[str, int] = {}
    for letter, words in _CHOICE.findall("\t".join(pattern)):
        count = words.count("|") + 1
        if counts.setdefault(letter, count) != count:
            raise ValueError(f"letter {letter} offers different numbers of choices")
    if any(mark in _CHOICE.sub("", side) for side in pattern for mark in "{}|"):
        raise ValueError("braces that are no {A:...|...}")
    return counts


def chosen(pattern: Pair, places: dict[str, int]) -> Pair:
    """The pattern with the words at `places` of its letters, spaces tidied."""

    def side(text: str) -> str:
        text = _CHOICE.sub(lambda found: found[2].split("|")[places[found[1]]], text)
        text = re.sub(r" +([,.?!])", r"\1", re.sub(r" {2,}", " ", text).strip())
        return text

    return side(pattern[0]), side(pattern[1])


def expanded(pattern: Pair, rng: Random) -> Iterator[Pair]:
    """Up to MOST of the pairs that the choices of a pattern stand for, fillers not yet drawn."""
    counts = choice_counts(pattern)
    total = math.prod(counts.values())
    for index in sorted(rng.sample(range(total), min(total, MOST))):
        places = {}
        for letter, count in counts.items():
            index, places[letter] = divmod(index, count)
        yield chosen(pattern, places)


def filled(pair: Pair, rng: Random) -> Iterator[Pair]:
    """The pair as it is, or DRAWS times with its fillers drawn; ValueError where sides differ."""
    names, others = (set(_FILLER.findall(side)) for side in pair)
    if names != others:
        raise ValueError("fillers that are not the same on both sides")
    for _ in range(DRAWS if names else 1):
        drawn = fillers.draw([kind for kind, _ in sorted(names)], rng)
        values = dict(zip(sorted(names), drawn, strict=True))
        english = _FILLER.sub(lambda found: values[found[1], found[2]][0], pair[0])  # noqa: B023
        spanish = _FILLER.sub(lambda found: values[found[1], found[2]][1], pair[1])  # noqa: B023
        yield english, _OR.sub("u ", _AND.sub("e ", spanish)) if names else spanish


def is_hasty(path: Path) -> bool:
    """Whether the file holds what is typed in haste."""
    return path.name.startswith("hasty")


def pairs_of(path: Path) -> Iterator[tuple[int, Pair]]:
    """All pairs of a file, each with the number of its line; exits on a wrong line."""
    cased = str.lower if is_hasty(path) else str  # names, too, are typed in lower case
    for number, pattern in patterns(path):
        rng = Random(f"{path.name}:{pattern}")
        try:
            for pair in expanded(pattern, rng):
                for english, spanish in filled(pair, rng):
                    yield number, (cased(english), cased(spanish))
        except ValueError as error:
            raise SystemExit(f"{path}:{number}: {error}: {pattern[0]}") from None


def check(path: Path) -> int:
    """Prints what is wrong in a file, and returns how many lines that are."""
    by_source: dict[str, tuple[int, str]] = {}
    told: Counter[int] = Counter()
    count = 0
    for number, (english, spanish) in pairs_of(path):
        count += 1
        found = list(faults(english, spanish, hasty=is_hasty(path)))
        turned = path.stem.endswith("-es")
        source, target = (spanish, english) if turned else (english, spanish)
        line, other = by_source.setdefault(source.casefold(), (number, target))
        if other.casefold() != target.casefold():
            found.append(f"line {line} translates it otherwise: {other}")
        if found and not told[number]:
            print(f"{path}:{number}: {'; '.join(found)}: {english} = {spanish}")
        told[number] += bool(found)
    wrong = sum(1 for times in told.values() if times)
    print(f"{path.name}: {count:,} pairs, {wrong} lines to look at")
    return wrong


def main() -> None:
    """Writes the pairs, or checks files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", help="where to write English TAB Spanish")
    parser.add_argument("--from", dest="source", choices=("en", "es"), default="en")
    parser.add_argument("--check", type=Path, nargs="+", metavar="TXT", help="only check these")
    options = parser.parse_args()
    if options.check:
        raise SystemExit(1 if sum(check(path) for path in options.check) else 0)
    if options.file is None:
        parser.error("name the file to write, or --check TXT")
    lines: dict[str, str] = {}
    for name in (*TOPICS, *ONLY_FROM[options.source]):
        for _, (english, spanish) in pairs_of(HERE / f"{name}.txt"):
            source = english if options.source == "en" else spanish
            lines.setdefault(source.casefold(), f"{english}\t{spanish}\n")
    options.file.write_text("".join(lines.values()), encoding="utf-8")
    print(f"{len(lines):,} pairs to {options.file}")


if __name__ == "__main__":
    main()
