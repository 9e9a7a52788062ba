"""The door of this room: data for training and evaluating, from whatever the user gives."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path

from chartrans.corpus.archive import shown
from chartrans.corpus.building import Plan, build_dataset, refuse_unusable
from chartrans.corpus.cleaning import Cleaning, clean
from chartrans.corpus.description import Origin
from chartrans.corpus.folder import read_dataset, write_dataset
from chartrans.corpus.pair import Dataset, Pair
from chartrans.corpus.readers import read_pairs
from chartrans.corpus.split import DEFAULT_SIZE, NOTHING, count_leaks
from chartrans.errors import DataError
from chartrans.resources import starter_corpus
from chartrans.text.normalise import DEFAULT_RULES

__all__ = [
    "Dataset",
    "Pair",
    "load_data",
    "load_pairs",
    "read_dataset",
    "references",
    "write_dataset",
]

NO_LIMITS = Cleaning(max_length=sys.maxsize, max_ratio=inf)


def load_data(
    path: Path | None,
    dev: Path | None = None,
    *,
    seed: int = 0,
    max_length: int = Cleaning.max_length,
) -> Dataset:
    """Data to train on: a prepared folder, a file of pairs, or (None) the starter corpus.

    A file of pairs is cleaned, and 5 % of its sources, at most 1,000, are split off by `seed` as
    the dev part; with `dev`, a file or a prepared folder, that is the dev part and all of the
    file is trained on. Pairs longer than `max_length` characters are left out. `info` describes
    the data as `chartrans.corpus.description` says; its `cleaning` holds the normalisation rules
    to use, its `leaks` what train and dev share. Raises DataError, naming file and line, for data
    that cannot be used.
    """
    path = starter_corpus() if path is None else path
    if path.is_dir():
        dataset = _shortened(read_dataset(path), max_length)
        refuse_unusable(dataset.train, str(path), {})
    else:
        dataset = _split_file(path, hold_out=dev is None, seed=seed, max_length=max_length)
    if dev is not None:
        rules = dataset.info.get("cleaning", {}).get("rules", DEFAULT_RULES)
        counts: Counter[str] = Counter()
        dataset.dev = load_pairs(dev, "dev", rules, counts, max_length=max_length)
        _describe_part(dataset, "dev")
    if not dataset.dev:
        raise DataError(
            f"{shown(path)} gives no dev part, because none was asked for or all its pairs hang "
            "together by a common source or target; give one with --dev FILE"
        )
    return dataset


def load_pairs(
    path: Path,
    part: str,
    rules: Sequence[str] = DEFAULT_RULES,
    counts: Counter[str] | None = None,
    *,
    max_length: int | None = None,
) -> list[Pair]:
    """Pairs to evaluate on: a part ("train", "dev", "test") of a prepared folder, or a whole file.

    A file's pairs are normalised by `rules`; empty ones, repeated ones and those longer than
    `max_length` characters are left out and counted in `counts` (see `chartrans.corpus.cleaning`).
    Raises DataError where nothing is left.
    """
    counts = Counter() if counts is None else counts
    limits = NO_LIMITS if max_length is None else replace(NO_LIMITS, max_length=max_length)
    raw = read_dataset(path).parts()[part] if path.is_dir() else read_pairs([path], counts)
    pairs = list(clean(raw, replace(limits, rules=tuple(rules)), counts))
    if not pairs:
        what = f"has no usable {part} pair" if path.is_dir() else "has no usable pair"
        raise DataError(f"{shown(path)} {what}; give other data or prepare it again")
    return pairs


def references(pairs: Iterable[Pair]) -> tuple[list[str], list[list[str]]]:
    """The distinct sources, in order of first appearance, and for each all of its targets."""
    targets: dict[str, list[str]] = {}
    for source, target in pairs:
        targets.setdefault(source, []).append(target)
    return list(targets), list(targets.values())


def _split_file(path: Path, hold_out: bool, seed: int, max_length: int) -> Dataset:
    plan = Plan(
        cleaning=Cleaning(max_length=max_length),
        dev=DEFAULT_SIZE if hold_out else NOTHING,
        test=NOTHING,
        seed=seed,
        origin=Origin(name=path.stem, sources=(path.name,)),
    )
    counts: Counter[str] = Counter()
    return build_dataset(read_pairs([path], counts), plan, counts, shown(path))


def _shortened(dataset: Dataset, max_length: int) -> Dataset:
    """Without the pairs of train and dev that are too long; the description tells of it."""
    for part in ("train", "dev"):
        pairs: list[Pair] = getattr(dataset, part)
        kept = [pair for pair in pairs if max(map(len, pair)) <= max_length]
        setattr(dataset, part, kept)
        if lost := len(pairs) - len(kept):
            counts = dataset.info.setdefault("counts", {})
            counts["too_long"] = counts.get("too_long", 0) + lost
            if "kept" in counts:
                counts["kept"] -= lost
            _describe_part(dataset, part)
    if "leaks" not in dataset.info:  # of a folder that this program did not make
        dataset.info["leaks"] = count_leaks(dataset.parts())
    return dataset


def _describe_part(dataset: Dataset, part: str) -> None:
    """Bring the description up to date with a part that is not what it was."""
    pairs = dataset.parts()[part]
    sources = len({pair.source for pair in pairs})
    dataset.info["parts"][part] = {"pairs": len(pairs), "sources": sources}
    dataset.info["leaks"] = count_leaks(dataset.parts())
