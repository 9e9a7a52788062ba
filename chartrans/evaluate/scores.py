"""BLEU and chrF over a whole set of lines, computed by sacrebleu, each with its signature.

Every function here takes `hypotheses`, one text a source, and `references`, for each of them a
list of one or more texts that are all right; the lists need not be equally long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF


@dataclass(frozen=True)
class Score:
    """A number with its name and what is needed to compute it again.

    `value` is in `unit` ("0-100", higher is better; "%"; "bits"); None where the score is not
    defined. `signature` is sacrebleu's, empty for the other scores.
    """

    name: str
    value: float | None
    unit: str
    signature: str = ""

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can carry; the signature only where there is one."""
        data: dict[str, Any] = {"name": self.name, "value": self.value, "unit": self.unit}
        return data | {"signature": self.signature} if self.signature else data


def bleu(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> Score:
    """Corpus BLEU, 0 to 100, with sacrebleu's defaults (tokeniser 13a, mixed case).

    The value is None where no reference has four words: BLEU would then call even a perfect
    translation 0. Raises ValueError if a hypothesis has no reference or the other way round.
    """
    columns = _columns(hypotheses, references)
    metric = BLEU(force=True)  # only silences a warning about text that looks tokenised
    result = metric.corpus_score(hypotheses, columns)
    signature = metric.get_signature().format()
    value: float | None = result.score
    if not value and not _has_four_words(references):
        value = None
    return Score("BLEU", value, "0-100", signature)


def chrf(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> Score:
    """Corpus chrF, 0 to 100: character n-grams up to 6, recall counts twice (beta 2).

    Raises ValueError if a hypothesis has no reference or the other way round.
    """
    metric = CHRF()
    result = metric.corpus_score(hypotheses, _columns(hypotheses, references))
    return Score("chrF", result.score, "0-100", metric.get_signature().format())


def _columns(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[list[str]]:
    """References as sacrebleu wants them: the i-th reference of every line, then the next ones.

    A line with fewer references than others gets None, which sacrebleu leaves out (repeating one
    gives the same score, but a signature that claims more references than there are).
    """
    if not hypotheses:
        raise ValueError("no hypotheses to score")
    if len(hypotheses) != len(references):
        raise ValueError(f"{len(hypotheses)} hypotheses but references for {len(references)}")
    if any(isinstance(texts, str) or not texts for texts in references):
        raise ValueError("each hypothesis needs a list of at least one reference")
    most = max(len(texts) for texts in references)
    columns = [[texts[i] if i < len(texts) else None for texts in references] for i in range(most)]
    return cast("list[list[str]]", columns)  # sacrebleu takes None, though its types do not say so


def _has_four_words(references: Sequence[Sequence[str]]) -> bool:
    """Whether any reference is long enough for a four-gram, as BLEU counts words."""
    texts = [text for line in references for text in line]
    return bool(BLEU(force=True).corpus_score(texts, [texts]).totals[3])
