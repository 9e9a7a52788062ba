"""Lines that were translated less than faithfully: told on stderr, first few each, then counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from chartrans.cli import terminal

if TYPE_CHECKING:
    from chartrans.decode.stream import Answer

_TOLD_LINES = 3  # of each kind; the others are only counted
_SHOWN_CHARACTERS = 10  # of those the model never saw


class Degraded:
    """Looks at answers, warns of the first few degraded ones, and counts them all.

    `place` names a line by its number, as in `letter.txt:3`; `max_length` is the number of
    characters that the model reads, of each sentence where it takes `sentences`.
    """

    def __init__(
        self, place: Callable[[int], str], max_length: int, sentences: bool = False
    ) -> None:
        self.count = 0
        self._place = place
        self._cut = _Kind(
            f"{'has a sentence' if sentences else 'is'} longer than the {max_length} characters "
            "the model reads, "
            "only its beginning was translated; split it",
            "cut",
        )
        self._undecodable = _Kind(
            "is not UTF-8, bad bytes were read as U+FFFD; convert it with iconv",
            "not UTF-8",
        )
        self._unknown_lines = 0
        self._unknown: dict[str, None] = {}  # an ordered set

    def look_at(self, answers: Iterable[Answer]) -> None:
        """Count what is degraded among these answers, and warn of it where it is still new."""
        for answer in answers:
            cut, unknown = answer.translation.cut, answer.translation.unknown
            self.count += bool(cut or unknown or answer.undecodable)
            if cut:
                self._cut.tell(self._place(answer.number))
            if answer.undecodable:
                self._undecodable.tell(self._place(answer.number))
            if answer.undecodable:
                unknown = unknown.replace("\ufffd", "")  # stands for the bad bytes, told already
            if unknown:
                self._unknown_lines += 1
                self._unknown.update(dict.fromkeys(unknown))

    def summarise(self) -> None:
        """Warn of what has only been counted so far."""
        self._cut.summarise()
        self._undecodable.summarise()
        if self._unknown:
            lines = (
                "1 line has" if self._unknown_lines == 1 else f"{self._unknown_lines} lines have"
            )
            terminal.warn(f"{lines} characters the model never saw: {named(self._unknown)}.")


class _Kind:
    """One way of being degraded."""

    def __init__(self, problem: str, counted: str) -> None:
        self._problem, self._counted, self._lines = problem, counted, 0

    def tell(self, place: str) -> None:
        self._lines += 1
        if self._lines <= _TOLD_LINES:
            terminal.warn(f"{place} {self._problem}.")

    def summarise(self) -> None:
        untold = self._lines - _TOLD_LINES
        if untold > 0:
            lines = "line was" if untold == 1 else "lines were"
            terminal.warn(f"{untold} more {lines} {self._counted}.")


def named(characters: Iterable[str]) -> str:
    """Characters for a message: `漢 (U+6F22)`, the first ten; only the number if not printable."""
    distinct = list(dict.fromkeys(characters))
    shown = [_named(character) for character in distinct[:_SHOWN_CHARACTERS]]
    if len(distinct) > _SHOWN_CHARACTERS:
        shown.append(f"and {len(distinct) - _SHOWN_CHARACTERS} more")
    return ", ".join(shown)


def _named(character: str) -> str:
    number = f"U+{ord(character):04X}"
    alone = character.isprintable() and not unicodedata.combining(character)
    return f"{character} ({number})" if alone else number
