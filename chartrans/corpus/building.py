"""From pairs as they were found to a dataset: clean, refuse what is of no use, split, describe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chartrans.corpus.cleaning import REASONS, Cleaning, clean
from chartrans.corpus.description import Origin, describe
from chartrans.corpus.pair import Dataset, Pair
from chartrans.corpus.split import DEFAULT_SIZE, PartSize, leak_key, split
from chartrans.errors import DataError
from chartrans.text.code_points import character_counts

# Chinese or Japanese prose needs three to eight thousand characters. What has more is no text, or
# text in the wrong encoding, and would make an output layer that dwarfs the rest of the net.
LARGEST_ALPHABET = 10_000


@dataclass(frozen=True)
class Plan:
    """How a dataset is to be made."""

    cleaning: Cleaning = field(default_factory=Cleaning)
    dev: PartSize = DEFAULT_SIZE
    test: PartSize = DEFAULT_SIZE
    seed: int = 0
    origin: Origin = field(default_factory=Origin)
    held_out: tuple[Pair, ...] = ()
    """Pairs kept apart, such as a dev set of one's own; columns as in what is read."""


def build_dataset(pairs: Iterable[Pair], plan: Plan, counts: Counter[str], where: str) -> Dataset:
    """The dataset that the plan makes of the pairs.

    `counts` is the one that the reader of `pairs` adds to; `where` names the pairs' file or files
    in messages. Raises DataError where fewer than two usable pairs are left or an alphabet is
    larger than `LARGEST_ALPHABET`, UsageProblem where the plan makes no sense.
    """
    kept = list(clean(pairs, plan.cleaning, counts))
    if plan.held_out:
        kept = without(kept, clean(plan.held_out, plan.cleaning, Counter()), counts)
    refuse_unusable(kept, where, counts)
    parts = split(kept, plan.dev, plan.test, plan.seed)
    return described(parts, plan, counts)


def without(pairs: Sequence[Pair], held_out: Iterable[Pair], counts: Counter[str]) -> list[Pair]:
    """The pairs that share no source and no target with those held out, as `leak_key` sees them.

    `counts` has the others under `held_out`, no longer under `kept`.
    """
    keys = [(leak_key(source), leak_key(target)) for source, target in held_out]
    sources, targets = {source for source, _ in keys}, {target for _, target in keys}
    apart = [
        pair
        for pair in pairs
        if leak_key(pair.source) not in sources and leak_key(pair.target) not in targets
    ]
    counts["held_out"] = len(pairs) - len(apart)
    counts["kept"] = len(apart)
    return apart


def described(
    parts: Mapping[str, Sequence[Pair]], plan: Plan, counts: Mapping[str, int]
) -> Dataset:
    """A dataset of parts that are made already, with its description."""
    info = describe(parts, plan.origin, plan.cleaning, counts, plan.seed)
    return Dataset(list(parts["train"]), list(parts["dev"]), list(parts["test"]), info)


def refuse_unusable(pairs: Sequence[Pair], where: str, counts: Mapping[str, int]) -> None:
    """Raises DataError for pairs that nothing can be learnt from."""
    if len(pairs) < 2:
        left_out = ", ".join(
            f"{counts[reason]:,} {meaning}"
            for reason, meaning in REASONS.items()
            if counts.get(reason)
        )
        why = f" (left out: {left_out})" if left_out else ""
        some = "one usable pair" if pairs else "no usable pair"
        raise DataError(f"{where} has {some}{why}; at least two different ones are needed")
    for side in ("source", "target"):
        characters = character_counts(getattr(pair, side) for pair in pairs)
        if len(characters) > LARGEST_ALPHABET:
            raise DataError(
                f"{where} has {len(characters):,} different {side} characters, more than "
                f"{LARGEST_ALPHABET:,}; check that it is text in UTF-8, or leave out the lines "
                "with rare ones"
            )
