"""Reads the tables beside it and tells what is wrong in them; what their columns mean is in the
README.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

Pair = tuple[str, str]  # English, Spanish

HERE = Path(__file__).resolve().parent
COLUMNS = {"nouns": 6, "adjectives": 5, "verbs": 13, "phrases": 2, "patterns": 3}
# What a cell may be when the column knows only a few values.
VALUES = {
    ("nouns", 4): {"m", "f"},
    ("adjectives", 3): {"ser", "estar", "both"},
    ("adjectives", 4): {"person", "thing"},
    ("verbs", 12): {"do", "misdeed", "happen", "state"},
}
WORD = re.compile(r"[^\W\d_]+(?:[ '-]+[^\W\d_]+)*'?|-")
COMPLEMENTS = 11  # the column of verbs.tsv that may be empty


def rows(name: str) -> list[list[str]]:
    """The lines of a table, split at the tabs."""
    text = (HERE / f"{name}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


@cache
def patterns() -> dict[str, list[Pair]]:
    """The sentences of patterns.tsv, by what they are said of, in the order of the table."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for name, source, target in rows("patterns"):
        found[name].append((source, target))
    return dict(found)


def misprints(name: str) -> list[str]:
    """What is wrong in a table, a sentence each."""
    table = rows(name)
    found = []
    for number, row in enumerate(table, 1):
        where = f"{name}.tsv:{number}"
        if len(row) != COLUMNS[name]:
            found.append(f"{where}: {len(row)} columns, not {COLUMNS[name]}")
            continue
        for column, cell in enumerate(row):
            if wrong_cell(name, column, cell):
                found.append(f"{where}: column {column + 1} is {cell!r}")
    # In patterns.tsv many lines begin with the same kind.
    names = Counter(row[1] + row[0] if name == "patterns" else row[0] for row in table if row[1:])
    return found + [f"{name}.tsv: {first!r} twice" for first, n in names.items() if n > 1]


def wrong_cell(name: str, column: int, cell: str) -> bool:
    """Whether a cell cannot be right."""
    if not cell:
        return (name, column) != ("verbs", COMPLEMENTS)
    if cell != unicodedata.normalize("NFC", cell) or cell != " ".join(cell.split()):
        return True
    if (name, column) in VALUES:
        return cell not in VALUES[name, column]
    if (name, column) == ("verbs", COMPLEMENTS):
        return any(item.count("=") != 1 for item in cell.split(" / "))
    return name in ("nouns", "adjectives") and not WORD.fullmatch(cell)
