"""What is known about a dataset: the content of `dataset.json`.

Keys of the description, beside `format` and `version`, which the folder adds:

- `name`, `source_language`, `target_language`, `licence`, `attribution`: as given, or "".
- `sources`: names of the files the pairs came from. `seed`: of the split.
- `cleaning`: `rules`, `max_length`, `max_ratio`, `swap`.
- `counts`: rows `read` and `kept`, and those left out, by `chartrans.corpus.cleaning.REASONS`.
- `parts`: for train, dev and test the number of `pairs` and of distinct `sources`; the folder
  adds the file's `sha256`.
- `alphabets`: for `source` and `target` each character with how often it occurs, most frequent
  first. `lengths`: for both the number of characters at each percentile of `PERCENTILES`.
- `leaks`: sources and targets that parts share, see `chartrans.corpus.split.count_leaks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

from chartrans.corpus.cleaning import REASONS, Cleaning
from chartrans.corpus.pair import Pair
from chartrans.corpus.split import count_leaks
from chartrans.text.code_points import character_counts

PERCENTILES = (50, 90, 99, 100)
RARE = 5  # a character seen fewer times than this is hardly learnt


@dataclass(frozen=True)
class Origin:
    """Where pairs come from and what may be done with them; all of it optional."""

    name: str = ""
    source_language: str = ""
    target_language: str = ""
    licence: str = ""
    attribution: str = ""
    sources: tuple[str, ...] = ()


def describe(
    parts: Mapping[str, Sequence[Pair]],
    origin: Origin,
    cleaning: Cleaning,
    counts: Mapping[str, int],
    seed: int,
) -> dict[str, Any]:
    """The description of a dataset, of values that JSON can carry."""
    pairs = [pair for part in parts.values() for pair in part]
    sides = {"source": [p.source for p in pairs], "target": [p.target for p in pairs]}
    return {
        **asdict(origin),
        "sources": list(origin.sources),
        "seed": seed,
        "cleaning": {**asdict(cleaning), "rules": list(cleaning.rules)},
        "counts": {name: counts.get(name, 0) for name in ("read", *REASONS, "kept")},
        "parts": {
            name: {"pairs": len(part), "sources": len({pair.source for pair in part})}
            for name, part in parts.items()
        },
        "alphabets": {
            side: most_frequent_first(character_counts(lines)) for side, lines in sides.items()
        },
        "lengths": {side: length_percentiles(lines) for side, lines in sides.items()},
        "leaks": count_leaks(parts),
    }


def most_frequent_first(counts: Mapping[str, int]) -> dict[str, int]:
    """The characters by how often they occur, then in code point order."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def length_percentiles(lines: Iterable[str]) -> dict[str, int]:
    """For each of `PERCENTILES` the length, in characters, that so many per cent do not exceed."""
    lengths = sorted(map(len, lines))
    if not lengths:
        return {}
    return {str(p): lengths[max(0, ceil(p / 100 * len(lengths)) - 1)] for p in PERCENTILES}


def rare_characters(alphabet: Mapping[str, int]) -> dict[str, int]:
    """The characters seen fewer than `RARE` times, with their counts."""
    return {character: count for character, count in alphabet.items() if count < RARE}
