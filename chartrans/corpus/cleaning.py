"""Cleaning: lines are normalised, and pairs that teach nothing left out, with a count a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chartrans.corpus.pair import Pair
from chartrans.errors import UsageProblem
from chartrans.text.normalise import DEFAULT_RULES, normalise

# Why a row is left out. The readers find the first two, and what is empty in their format; the last
# is found where parts are put together; the others here, in this order.
REASONS = {
    "undecodable": "not UTF-8",
    "columns": "fewer than two columns",
    "empty": "source or target empty",
    "too_long": "source or target too long",
    "length_ratio": "one side many times longer than the other",
    "duplicate": "the same pair again",
    "held_out": "source or target held out",
}

# Short lines are translated freely ("No." by a whole phrase), so up to this many characters on the
# longer side say nothing about whether two lines belong together.
RATIO_FREE_LENGTH = 30


@dataclass(frozen=True)
class Cleaning:
    """What is done to pairs before anything learns from them.

    `rules` are names of `chartrans.text.normalise.RULES`. `max_length` counts characters after
    normalising, on either side. `max_ratio` is the longer side's length over the shorter one's,
    asked of pairs whose longer side has more than `RATIO_FREE_LENGTH` characters. `swap` makes
    the second column the source.
    """

    rules: tuple[str, ...] = DEFAULT_RULES
    max_length: int = 200
    max_ratio: float = 9.0
    swap: bool = False

    def check(self) -> None:
        """Raises UsageProblem for a value that makes no sense."""
        normalise("", self.rules)
        if self.max_length < 1:
            raise UsageProblem(
                f"a longest length of {self.max_length} characters leaves no pair; use 1 or more"
            )
        if not self.max_ratio >= 1:  # said so that NaN is refused too
            raise UsageProblem(f"a length ratio of {self.max_ratio} leaves no pair; use 1 or more")


def clean(pairs: Iterable[Pair], cleaning: Cleaning, counts: Counter[str]) -> Iterator[Pair]:
    """The pairs that pass, normalised, in order.

    `counts` gains one for each pair left out, under its reason, and `kept` for the others.
    Pairs are remembered to tell duplicates: memory grows with what is kept.
    """
    cleaning.check()
    seen: set[Pair] = set()
    for raw in pairs:
        source, target = raw if not cleaning.swap else (raw.target, raw.source)
        pair = Pair(normalise(source, cleaning.rules), normalise(target, cleaning.rules))
        reason = _fault(pair, cleaning) or ("duplicate" if pair in seen else None)
        counts[reason or "kept"] += 1
        if reason is None:
            seen.add(pair)
            yield pair


def _fault(pair: Pair, cleaning: Cleaning) -> str | None:
    """Why the pair alone is of no use, or None."""
    if not pair.source.strip() or not pair.target.strip():
        return "empty"
    shorter, longer = sorted((len(pair.source), len(pair.target)))
    if longer > cleaning.max_length:
        return "too_long"
    if longer > RATIO_FREE_LENGTH and longer > shorter * cleaning.max_ratio:
        return "length_ratio"
    return None
