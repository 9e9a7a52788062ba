"""Makes the starter corpus: `python data/starter/make.py` rewrites the three .tsv and dataset.json.

Needs nothing but Python. The same seed gives the same bytes with every version of Python.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # so that it can be imported from a test too

import patterns_asking  # noqa: E402, F401
import patterns_describing  # noqa: E402, F401
import patterns_doing  # noqa: E402, F401
import patterns_liking  # noqa: E402, F401
import patterns_people  # noqa: E402, F401
import patterns_places  # noqa: E402, F401
import patterns_times  # noqa: E402, F401
import patterns_wanting  # noqa: E402, F401
from phrases import PATTERNS, Draw  # noqa: E402

SEED = 20
HELD_OUT = 0.05  # of all pairs, for dev and again for test
SEEN = 8  # times that each word of a held-out sentence must stand in the training part
TRIES = 60  # draws for each sentence wanted before a pattern counts as exhausted
LONGEST = 60  # characters
# What the patterns can say and nobody would.
NONSENSE = re.compile(
    r"\b(child|children|boys?|girls?|sons?|daughters?)\b.*"
    r"\b(wine|coffee|work(s|ed|ing)?|sons?|daughters?)\b"
    r"|\bcook(s|ed|ing)? (an|two|three|four|five|six) eggs? (every|at night)"
)
HAND = "hand-written"


@dataclass(frozen=True)
class Row:
    """One pair as written to the file, and the pattern it comes from."""

    source: str
    target: str
    pattern: str


def bare(text: str) -> str:
    """The sentence without case and punctuation; an apostrophe is part of its word."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The words, lower case."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower())


def plain(text: str) -> str:
    """As typed in haste: lower case, no marks at the end, none of the Spanish opening ones."""
    return re.sub(r"[¿¡]", "", text).rstrip(".?!").lower()


def proper(source: str, target: str) -> tuple[str, str]:
    """With capitals and marks; the target's follow the source's."""
    source = source[0].upper() + source[1:]
    target = target[0].upper() + target[1:]
    if source.endswith("?"):
        return source, f"¿{target}?"
    return f"{source}.", f"{target}."


def read_hand(path: Path) -> list[Row]:
    """The hand-written pairs, each as written and plain."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        source, target = line.split("\t")
        rows += [Row(source, target, HAND), Row(plain(source), plain(target), HAND)]
    return list(dict.fromkeys(rows))


def draw_pattern(name: str, seed: int, used: Counter[Hashable], taken: set[str]) -> list[Row]:
    """Distinct sentences of one pattern, in turn proper and plain; `taken` grows by them."""
    make, count = PATTERNS[name]
    draw = Draw(f"{seed}:{name}", used)
    rows: list[Row] = []
    for _ in range(count * TRIES):
        if len(rows) == count:
            break
        source, target = make(draw)
        if bare(source) in taken or max(len(source), len(target)) > LONGEST:
            continue
        if NONSENSE.search(source):
            continue
        taken.add(bare(source))
        source, target = proper(source, target)
        if len(rows) % 2:
            source, target = plain(source), plain(target)
        rows.append(Row(source, target, name))
    return rows


def check_one_translation(rows: Iterable[Row]) -> None:
    """Stops where a source has two translations (case and punctuation aside)."""
    seen: dict[str, Row] = {}
    for row in rows:
        before = seen.setdefault(bare(row.source), row)
        if bare(before.target) != bare(row.target):
            raise SystemExit(f"two translations of one source: {before} and {row}")


def families(rows: list[Row]) -> list[list[Row]]:
    """Rows that share a source or a target (case and punctuation aside), however far apart."""
    first: dict[tuple[str, str], int] = {}
    parent = list(range(len(rows)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for index, row in enumerate(rows):
        for key in (("source", bare(row.source)), ("target", bare(row.target))):
            parent[root(index)] = root(first.setdefault(key, index))
    found: dict[int, list[Row]] = defaultdict(list)
    for index, row in enumerate(rows):
        found[root(index)].append(row)
    return list(found.values())


def row_words(row: Row) -> list[tuple[str, str]]:
    """The words of both sides, each with its language."""
    return [("en", w) for w in words(row.source)] + [("es", w) for w in words(row.target)]


def split(rows: list[Row], seed: int) -> dict[str, list[Row]]:
    """train, dev and test; families stay together, and held-out words stay in train."""
    shuffler = random.Random(f"{seed}:split")
    wanted = round(HELD_OUT * len(rows))
    left = Counter(word for row in rows for word in row_words(row))
    parts: dict[str, list[Row]] = {"train": [], "dev": [], "test": []}
    groups = sorted(families(rows), key=lambda _: shuffler.random())
    for group in groups:
        short = [part for part in ("dev", "test") if len(parts[part]) + len(group) <= wanted]
        used = Counter(word for row in group for word in row_words(row))
        by_hand = any(row.pattern == HAND for row in group)
        if by_hand or not short or any(left[w] - n < SEEN for w, n in used.items()):
            parts["train"] += group
            continue
        left -= used
        parts[min(short, key=lambda part: len(parts[part]))] += group
    return {name: sorted(part, key=lambda _: shuffler.random()) for name, part in parts.items()}


def content(part: list[Row]) -> str:
    """What the file of a part holds."""
    return "".join(f"{row.source}\t{row.target}\n" for row in part)


def shared(parts: dict[str, list[Row]], side: str) -> dict[str, int]:
    """How many sentences of this side each two parts have in common, case and marks aside."""
    texts = {name: {bare(getattr(row, side)) for row in part} for name, part in parts.items()}
    return {f"{a}/{b}": len(texts[a] & texts[b]) for a, b in combinations(texts, 2)}


def describe(parts: dict[str, list[Row]], seed: int) -> dict[str, object]:
    """What dataset.json says."""
    rows = [row for part in parts.values() for row in part]
    return {
        "format": "chartrans-dataset",  # what `chartrans.corpus.folder` asks of a prepared dataset
        "version": 1,
        "name": "starter-en-es",
        "description": "Everyday English sentences and their Spanish translations, written and "
        "generated for chartrans; the held-out sentences are new combinations of seen words.",
        "source_language": "en",
        "target_language": "es",
        "licence": "CC0-1.0",
        "attribution": "chartrans contributors",
        "seed": seed,
        "parts": {
            name: {
                "pairs": len(part),
                "sources": len({row.source for row in part}),
                "sha256": hashlib.sha256(content(part).encode()).hexdigest(),
            }
            for name, part in parts.items()
        },
        "counts": {name: len(part) for name, part in parts.items()} | {"all": len(rows)},
        "leaks": {"sources": shared(parts, "source"), "targets": shared(parts, "target")},
        "patterns": dict(sorted(Counter(row.pattern for row in rows).items())),
        "words": {
            language: len({word for row in rows for key, word in row_words(row) if key == language})
            for language in ("en", "es")
        },
    }


def write(path: Path, text: str) -> None:
    """Writes the whole file or nothing."""
    temporary = path.with_name(path.name + ".part")
    with temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def build(seed: int = SEED) -> dict[str, list[Row]]:
    """The whole corpus, split."""
    rows = read_hand(HERE / "hand.tsv")
    taken, used = {bare(row.source) for row in rows}, Counter[Hashable]()
    for name in PATTERNS:
        rows += draw_pattern(name, seed, used, taken)
    check_one_translation(rows)
    return split(rows, seed)


def main() -> None:
    """Writes the corpus beside this script, or into --output."""
    parser = argparse.ArgumentParser(description="Make the English-Spanish starter corpus.")
    parser.add_argument("--output", type=Path, default=HERE, help="folder (default: this one)")
    output = parser.parse_args().output
    parts = build()
    output.mkdir(parents=True, exist_ok=True)
    for name, part in parts.items():
        write(output / f"{name}.tsv", content(part))
    text = json.dumps(describe(parts, SEED), ensure_ascii=False, indent=2)
    write(output / "dataset.json", text + "\n")


if __name__ == "__main__":
    main()
