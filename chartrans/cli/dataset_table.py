"""A dataset's description, drawn: what was left out, the parts, lengths, rare characters, leaks."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chartrans.corpus.cleaning import REASONS
from chartrans.corpus.description import PERCENTILES, RARE, rare_characters

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

MOST_RARE_SHOWN = 40  # of each side; the description holds them all


def dataset_tables(info: Mapping[str, Any]) -> list[RenderableType]:
    """Tables and lines of a description, in the order to print them."""
    return [_rows(info), _parts(info), _lengths(info), *_rare(info), _leak_check(info)]


def visible(character: str) -> str:
    """The character, or its escape where it could not be seen alone: a space, a bare accent."""
    category = unicodedata.category(character)
    if character.isprintable() and category[0] not in "ZM":
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _rows(info: Mapping[str, Any]) -> Table:
    counts = info["counts"]
    table = _table("Rows", "", "rows")
    table.add_row("read", f"{counts['read']:,}")
    for reason, meaning in REASONS.items():
        if counts[reason]:
            table.add_row(f"left out: {meaning}", f"{counts[reason]:,}")
    table.add_row("kept", f"{counts['kept']:,}")
    return table


def _parts(info: Mapping[str, Any]) -> Table:
    table = _table("Parts", "", "pairs", "sources")
    for part, numbers in info["parts"].items():
        table.add_row(part, f"{numbers['pairs']:,}", f"{numbers['sources']:,}")
    return table


def _lengths(info: Mapping[str, Any]) -> Table:
    names = ["median length", *(f"{p} %" for p in PERCENTILES[1:-1]), "longest"]
    table = _table("Characters", "", "alphabet", "rare", *names)
    for side, alphabet in info["alphabets"].items():
        lengths = [f"{info['lengths'][side][str(p)]:,}" for p in PERCENTILES]
        rare = len(rare_characters(alphabet))
        table.add_row(side, f"{len(alphabet):,}", f"{rare:,}", *lengths)
    return table


def _rare(info: Mapping[str, Any]) -> list[RenderableType]:
    from rich.text import Text

    lines: list[RenderableType] = []
    for side, alphabet in info["alphabets"].items():
        rare = rare_characters(alphabet)
        shown = [f"{visible(c)} {n}x" for c, n in list(rare.items())[:MOST_RARE_SHOWN]]
        if len(rare) > MOST_RARE_SHOWN:
            shown.append(f"and {len(rare) - MOST_RARE_SHOWN:,} more")
        if shown:
            title = f"Rare {side} characters (seen fewer than {RARE} times): "
            lines.append(Text(title + ", ".join(shown)))
    return lines


def _leak_check(info: Mapping[str, Any]) -> RenderableType:
    from rich.text import Text

    found = [
        f"{number:,} {side} in {parts}"
        for side, shared in info["leaks"].items()
        for parts, number in shared.items()
        if number
    ]
    if found:
        return Text("Leak check: " + ", ".join(found) + " (without case and punctuation)")
    return Text("Leak check: no two parts share a source or a target")


def _table(title: str, first: str, *columns: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table
