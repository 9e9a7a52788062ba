"""The whole report on a set of translations: scores, scores by length, the worst and best lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from chartrans.evaluate.buckets import LABELS, by_bucket
from chartrans.evaluate.edit import Edits, edits, error_rate, exact_match
from chartrans.evaluate.scores import Score, bleu, chrf


class Bits(NamedTuple):
    """What a model needs to write down some references: bits, and the characters they cover."""

    bits: float
    characters: int


@dataclass(frozen=True)
class Line:
    """One source with what was made of it and what it should have been."""

    number: int  # position in the data, from 1
    source: str
    hypothesis: str
    references: tuple[str, ...]
    edits: Edits

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can carry; the error rate in percent."""
        return {
            "number": self.number,
            "source": self.source,
            "hypothesis": self.hypothesis,
            "references": list(self.references),
            "character_error_rate": 100 * self.edits.rate,
        }


@dataclass(frozen=True)
class Summary:
    """The scores of a set of lines.

    Keyed `bleu`, `chrf`, `character_error_rate`, `exact_match`, and `bits_per_character` where
    bits were given.
    """

    lines: int
    scores: dict[str, Score]

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can carry."""
        return {"lines": self.lines, "scores": {k: s.to_json() for k, s in self.scores.items()}}


@dataclass(frozen=True)
class Report:
    """What `evaluate` found; `by_length` is keyed by the labels of `buckets`, shortest first."""

    overall: Summary
    by_length: dict[str, Summary]
    lines: tuple[Line, ...]

    def worst(self, count: int) -> list[Line]:
        """Up to `count` lines by falling character error rate, equals in the order of the data."""
        return sorted(self.lines, key=lambda line: -line.edits.rate)[:count]

    def best(self, count: int) -> list[Line]:
        """Up to `count` lines by rising character error rate, the longer source first.

        Of many perfect lines the long ones say more than a single word does.
        """
        order = sorted(self.lines, key=lambda line: (line.edits.rate, -len(line.source)))
        return order[:count]

    def to_json(self, show: int = 5) -> dict[str, Any]:
        """A form that JSON can carry, with `show` lines each of the worst and the best."""
        return {
            **self.overall.to_json(),
            "by_length": {label: part.to_json() for label, part in self.by_length.items()},
            "worst": [line.to_json() for line in self.worst(show)],
            "best": [line.to_json() for line in self.best(show)],
        }


def evaluate(
    sources: Sequence[str],
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    bits: Mapping[int, Bits] | None = None,
) -> Report:
    """Score hypotheses against their references, as a whole and by length of the source.

    `bits` holds, for each index of `buckets.by_bucket(sources)`, what the model needs for all
    references of that bucket. Raises ValueError if there is nothing to score or the lists differ
    in length.
    """
    if not len(sources) == len(hypotheses) == len(references):
        sizes = f"{len(sources)}, {len(hypotheses)} and {len(references)}"
        raise ValueError(f"sources, hypotheses and references differ in number: {sizes}")
    lines = tuple(
        Line(number, source, hypothesis, tuple(texts), edits(hypothesis, texts))
        for number, (source, hypothesis, texts) in enumerate(
            zip(sources, hypotheses, references, strict=True), start=1
        )
    )
    overall = _summary(lines, None if bits is None else list(bits.values()))
    parts = {
        LABELS[b]: _summary([lines[i] for i in positions], None if bits is None else [bits[b]])
        for b, positions in by_bucket(sources).items()
    }
    return Report(overall, parts, lines)


def _summary(lines: Sequence[Line], bits: Sequence[Bits] | None) -> Summary:
    hypotheses = [line.hypothesis for line in lines]
    references = [line.references for line in lines]
    rate = error_rate([line.edits for line in lines])
    exact = exact_match(hypotheses, references)
    scores = {
        "bleu": bleu(hypotheses, references),
        "chrf": chrf(hypotheses, references),
        "character_error_rate": Score("character error rate", 100 * rate, "%"),
        "exact_match": Score("exact match", 100 * exact, "%"),
    }
    if bits is not None:
        per_character = sum(b.bits for b in bits) / sum(b.characters for b in bits)
        scores["bits_per_character"] = Score("bits per character", per_character, "bits")
    return Summary(len(lines), scores)
