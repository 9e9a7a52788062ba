"""The share of steps that are shown the truth, over the training. Imports no NumPy.

Scheduled sampling (Bengio et al. 2015, section 2.4) with their linear schedule: a net that has
learned on true previous characters alone never saw its own mistakes until it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chartrans.errors import UsageProblem

_SHARE = r"(\d?\.\d{1,6}|[01])"
_FORM = re.compile(f"{_SHARE}(?::{_SHARE})?")


@dataclass(frozen=True)
class TeacherForcing:
    """A share 0..1 that goes in a straight line from `first` to `last` over the training."""

    first: float
    last: float

    @classmethod
    def parse(cls, text: str) -> TeacherForcing:
        """`0.9` is that share all the time, `1:0.5` goes from 1 down to 0.5.

        Raises UsageProblem for anything else.
        """
        found = _FORM.fullmatch(text.strip())
        first = float(found[1]) if found else -1.0
        last = float(found[2]) if found and found[2] else first
        if not (0.0 <= first <= 1.0 and 0.0 <= last <= 1.0):
            raise UsageProblem(
                f"teacher forcing {text!r} is neither a share from 0 to 1 (0.9) "
                "nor two of them, for the start and the end of the training (1:0.5)"
            )
        return cls(first, last)

    def __str__(self) -> str:
        shares = [self.first] if self.first == self.last else [self.first, self.last]
        return ":".join(f"{share:.6f}".rstrip("0").rstrip(".") for share in shares)

    def at(self, done: float) -> float:
        """The share when the part `done`, 0..1, of the training is done."""
        return self.first + (self.last - self.first) * done


ALWAYS = TeacherForcing(1.0, 1.0)
