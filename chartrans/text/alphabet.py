"""The alphabet: characters to ids and back, with the four ids every alphabet begins with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from chartrans.text.code_points import character_counts, code_points

PAD, BEGIN, END, UNKNOWN = 0, 1, 2, 3
SPECIAL = ("padding", "begin", "end", "unknown")


class Alphabet:
    """A fixed, ordered set of characters (Unicode code points).

    Id 0 is padding, 1 begins a line, 2 ends it, 3 stands for a character that is not here; the
    characters follow in the order given.
    """

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = "".join(characters)
        self._known = frozenset(self.characters)
        if len(self._known) != len(self.characters):
            raise ValueError("an alphabet holds each character once")
        # The id of each code point up to one above all that are known, which stands for the others.
        self._table = np.full(max(map(ord, self.characters), default=0) + 2, UNKNOWN, np.int32)
        self._table[code_points(self.characters)] = np.arange(len(SPECIAL), self.size)

    @classmethod
    def from_lines(cls, lines: Iterable[str], min_count: int = 1) -> Alphabet:
        """The characters seen at least `min_count` times, in code point order."""
        return cls([c for c, n in character_counts(lines).items() if n >= min_count])

    @property
    def size(self) -> int:
        """How many ids there are, the four special ones included."""
        return len(SPECIAL) + len(self.characters)

    def encode(self, text: str) -> np.ndarray:
        """Ids of the characters, int32 (len(text),); without begin and end."""
        return self._table[np.minimum(code_points(text), self._table.size - 1)]

    def decode(self, ids: Iterable[int]) -> str:
        """The text up to the first END; other special ids leave no character."""
        out = []
        for i in ids:
            if i == END:
                break
            if i >= len(SPECIAL):
                out.append(self.characters[i - len(SPECIAL)])
        return "".join(out)

    def unknown(self, text: str) -> str:
        """The distinct characters of `text` that are not here, in order of appearance."""
        return "".join(dict.fromkeys(c for c in text if c not in self._known))

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can carry."""
        return {"special": list(SPECIAL), "characters": self.characters}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Alphabet:
        """The alphabet that `to_json` wrote. Raises ValueError if its special ids are others."""
        if tuple(data.get("special", ())) != SPECIAL:
            raise ValueError(f"an alphabet with special ids {data.get('special')}, not {SPECIAL}")
        return cls(data["characters"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alphabet) and self.characters == other.characters

    def __hash__(self) -> int:
        return hash(self.characters)

    def __repr__(self) -> str:
        return f"Alphabet({self.characters!r})"
