"""What can be wrong with a pair, and with several pairs of one source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tables import Pair

ENDS = tuple(".?!")


def bare(text: str) -> str:
    """The sentence without case and punctuation; an apostrophe is part of its word."""
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower()))


def key(text: str) -> str:
    """The sentence without case and punctuation, apostrophes included."""
    return bare(text).replace("'", "")


def faults(source: str, target: str) -> list[str]:
    """What is wrong with a pair, a sentence each."""
    both = source + target
    spaced = any(text != " ".join(text.split()) or not text for text in (source, target))
    checks = {
        "empty, or with stray spaces": spaced,
        "not NFC": both != unicodedata.normalize("NFC", both),
        "with a gap not filled": bool(re.search(r"[{}/=]", both)),
        "with ¿? not in pairs": target.count("¿") != target.count("?"),
        "with ¡! not in pairs": target.count("¡") != target.count("!"),
        "a question on one side only": ("?" in source) != ("?" in target),
        "a sentence on one side only": source.endswith(ENDS) != target.endswith(ENDS),
        "said of nobody": bool(re.search(r"^(?!to ).*\bone(self|'s)\b", source)),
    }
    return [f"{fault}: {source!r}, {target!r}" for fault, there in checks.items() if there]


def contradictions(made: Iterable[Pair]) -> list[str]:
    """Sources that have two translations, case and punctuation aside."""
    first: dict[str, str] = {}
    return [
        f"two translations of one source: {source!r}"
        for source, target in made
        if bare(first.setdefault(bare(source), target)) != bare(target)
    ]


def stop_at(found: list[str]) -> None:
    """Ends the program with what is wrong, if anything is."""
    if found:
        raise SystemExit("\n".join(found))
