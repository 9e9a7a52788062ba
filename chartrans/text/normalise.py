"""What is done to a line before its characters are looked at, as rules that a model names."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from chartrans.errors import UsageProblem


def compose(line: str) -> str:
    """Unicode normal form C: one code point for `é`, however it was typed."""
    return unicodedata.normalize("NFC", line)


def drop_controls(line: str) -> str:
    """Without control and format characters (Cc and Cf); tabs and line ends become spaces."""
    if line.isprintable():  # nearly every line: the slow look at each character is spared
        return line
    kept = (" " if c.isspace() else c for c in line)
    return "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf"))


def single_spaces(line: str) -> str:
    """Every run of white space is one space; none at either end."""
    return " ".join(line.split())


RULES: dict[str, Callable[[str], str]] = {
    "controls": drop_controls,
    "nfc": compose,
    "spaces": single_spaces,
}
# Controls go first: an accent may meet its letter only when what stood between them is gone.
DEFAULT_RULES = ("controls", "nfc", "spaces")


def normalise(line: str, rules: Sequence[str] = DEFAULT_RULES) -> str:
    """The line after the named rules, in their order.

    Raises UsageProblem for a rule this version does not know.
    """
    for name in rules:
        try:
            rule = RULES[name]
        except KeyError:
            known = ", ".join(RULES)
            raise UsageProblem(f"unknown normalisation rule {name!r}; known are {known}") from None
        line = rule(line)
    return line
