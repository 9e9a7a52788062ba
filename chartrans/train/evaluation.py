"""How good the net is on the dev pairs: its translations, and its bits for the right ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chartrans.core.threads import ShardPool
from chartrans.corpus.dataset import references
from chartrans.corpus.pair import Pair
from chartrans.decode.scoring import bits
from chartrans.decode.translator import Translator
from chartrans.evaluate.scores import chrf
from chartrans.nets.model_file import Model
from chartrans.nets.precision import FLOAT32, for_translating
from chartrans.train.events import Sample

SAMPLES = 4
SLICE_LINES = 128  # between two looks at whether to stop


@dataclass(frozen=True)
class DevScores:
    """What an evaluation found."""

    chrf: float
    """0 to 100."""
    exact: float
    """Share of lines that equal a reference, 0..1."""
    bits: float
    """Per character of all references, line ends included."""
    lines: int
    """Distinct sources they were found on."""
    precision: str
    """Of the matrix products of translating."""
    signature: str
    """What sacrebleu needs to compute the same chrF again."""
    samples: tuple[Sample, ...]

    def to_json(self) -> dict[str, Any]:
        """The scores, as the card of a model holds them."""
        return {
            "dev": {
                "chrF": round(self.chrf, 2),
                "exact match %": round(100.0 * self.exact, 2),
                "bits per character": round(self.bits, 4),
                "sources": self.lines,
                "search": f"greedy, {self.precision}",
                "chrF signature": self.signature,
            }
        }


class DevSet:
    """The first `lines` dev pairs: each distinct source once, with all its references."""

    def __init__(self, pairs: Sequence[Pair], lines: int) -> None:
        sources, targets = references(pairs[:lines])
        of = dict(zip(sources, targets, strict=True))
        # Short lines first: a slice then holds lines of like length, which wastes no padding.
        self.sources = sorted(sources, key=lambda source: (len(source), source))
        self.references = [of[source] for source in self.sources]
        self.pairs = pairs[:lines]
        # Evenly over the lengths, and the same ones every time: one sees them grow better.
        share = len(self.sources) / (min(SAMPLES, len(self.sources)) or 1)
        self._shown = [int((k + 0.5) * share) for k in range(min(SAMPLES, len(self.sources)))]

    def evaluate(self, model: Model, pool: ShardPool, stop: Callable[[], bool]) -> DevScores | None:
        """The scores of greedy translation, or None as soon as `stop()` turns true."""
        # As its users will, with the fastest format; a net that knows float32 alone keeps to it.
        precision = for_translating("auto" if model.net.bf16 else FLOAT32)
        hypotheses = self._translations(model, pool, precision, stop)
        if hypotheses is None:
            return None
        total, characters = bits(model, self.pairs, pool)
        right = sum(h in r for h, r in zip(hypotheses, self.references, strict=True))
        score = chrf(hypotheses, self.references)
        return DevScores(
            chrf=score.value or 0.0,
            precision=precision,
            signature=score.signature,
            exact=right / len(hypotheses),
            bits=total / characters,
            lines=len(hypotheses),
            samples=tuple(
                Sample(self.sources[i], self.references[i][0], hypotheses[i]) for i in self._shown
            ),
        )

    def _translations(
        self, model: Model, pool: ShardPool, precision: str, stop: Callable[[], bool]
    ) -> list[str] | None:
        """Those of the sources; the translator's weights go with it, before others are packed."""
        hypotheses: list[str] = []
        with Translator(model, precision=precision, pool=pool) as translator:
            for begin in range(0, len(self.sources), SLICE_LINES):
                if stop():
                    return None
                lines = self.sources[begin : begin + SLICE_LINES]
                hypotheses += [translation.text for translation in translator.translate(lines)]
        return hypotheses
