"""How much goes into one batch: so many lines, or so many target characters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chartrans.errors import UsageProblem

_FORM = re.compile(r"([1-9]\d{0,8})(c?)")


@dataclass(frozen=True)
class BatchSize:
    """`count` lines (at most), or with `in_characters` about `count` target characters."""

    count: int
    in_characters: bool = False

    @classmethod
    def parse(cls, text: str) -> BatchSize:
        """`128` is 128 lines, `4000c` is 4000 characters. Raises UsageProblem for anything else."""
        found = _FORM.fullmatch(text.strip().lower())
        if not found:
            raise UsageProblem(
                f"batch size {text!r} is neither a number of lines (128) "
                "nor of target characters (4000c), from 1 to 999999999"
            )
        return cls(int(found[1]), found[2] == "c")

    def __str__(self) -> str:
        return f"{self.count}c" if self.in_characters else str(self.count)
