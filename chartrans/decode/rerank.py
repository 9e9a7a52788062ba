"""Which of a beam's hypotheses gives the source back: ranking by a model that translates back.

A hypothesis that leaves something out may be likely after its source; the source is then unlikely
after it. Of Tu et al. 2017 ("Neural machine translation with reconstruction", AAAI) the ranking
alone, with a model of its own for the way back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from chartrans.core.workspace import Workspace
from chartrans.decode.search import Found
from chartrans.errors import UsageProblem
from chartrans.nets.model_file import Model
from chartrans.nets.model_path import languages_of
from chartrans.nets.net import Decoding, Ids
from chartrans.text.alphabet import BEGIN, END
from chartrans.text.languages import language_code

# How much the way back counts beside the way there. On the last 1,000 sources of a dev set 0.3
# gained 1.6 chrF, 0.5 gained 1.4 and 1.0 as much.
WEIGHT = 0.3
# What a number costs that only one side has, beside a mean log-probability of some -0.1 to -0.5: it
# decides between hypotheses that are both likely, as where one has a wrong digit.
NUMBER = 0.2
_NUMBER = re.compile(r"[0-9]+")
ROWS = 64  # hypotheses that go through the net together


class Reranker:
    """Ranks the hypotheses of `model` with `reverse`, a model that translates back.

    precision  of its matrix products, one that `nets.precision.for_translating` gives

    Raises UsageProblem where the cards of both tell languages that do not fit.
    """

    def __init__(
        self, model: Model, reverse: Model, precision: str, weight: float = WEIGHT
    ) -> None:
        _check_languages(model, reverse)
        self.reverse, self.weight = reverse, weight
        self._decoding = reverse.net.decoding(precision)

    def ranked(
        self,
        source: Sequence[str],
        found: Sequence[list[Found]],
        texts: Sequence[list[str]],
        penalty: float,
        workspace: Workspace,
    ) -> list[list[Found]]:
        """The hypotheses of each source line, best first.

        `found` has those of a line, `texts` what they say. They are compared by the sum of both
        ways' log-probabilities, each over its length^penalty, the way back times the weight, less
        `NUMBER` for each number in digits that is not on both sides.
        """
        target = self.reverse.target
        wanted = [np.append(target.encode(self.reverse.prepare(line)[0]), END) for line in source]
        pairs = [
            (self.reverse.source.encode(self.reverse.prepare(text)[0]), ids)
            for line, ids in zip(texts, wanted, strict=True)
            for text in line
        ]
        back = [
            score
            for begin in range(0, len(pairs), ROWS)
            for score in _scores(self._decoding, pairs[begin : begin + ROWS], workspace)
        ]
        out, at = [], 0
        for text, line, said, ids in zip(source, found, texts, wanted, strict=True):
            scores = [
                one.score / (len(one.ids) + 1) ** penalty
                + self.weight * back[at + k] / len(ids) ** penalty
                - NUMBER * unlike_numbers(text, said[k])
                for k, one in enumerate(line)
            ]
            at += len(line)
            order = sorted(range(len(line)), key=lambda k: -scores[k])  # equal ones stay in order
            out.append([line[k] for k in order])
        return out


def unlike_numbers(source: str, text: str) -> int:
    """How many numbers in digits stand in one of the lines and not in the other, each as often."""
    here, there = Counter(_NUMBER.findall(source)), Counter(_NUMBER.findall(text))
    return sum(((here - there) + (there - here)).values())


def _check_languages(model: Model, reverse: Model) -> None:
    there, back = languages_of(model.card), languages_of(reverse.card)
    codes = [[language_code(name) for name in pair if name] for pair in (there, back)]
    if all(len(pair) == 2 for pair in codes) and codes[0] != codes[1][::-1]:
        raise UsageProblem(
            f"the model to rank with translates {' → '.join(back)}, which is not the way back of "
            f"{' → '.join(there)}"
        )


def _scores(
    decoding: Decoding, pairs: Sequence[tuple[Ids, Ids]], workspace: Workspace
) -> np.ndarray:
    """The log p(target | source) of each pair, nats in float64; targets int32 (n,) end in END."""
    state = decoding.start([source for source, _ in pairs], workspace)
    totals = np.zeros(len(pairs))
    rows = list(range(len(pairs)))  # the pair of each row that is not at its end
    previous = np.full(len(pairs), BEGIN, np.int32)
    for tick in range(max(len(target) for _, target in pairs)):
        going = [k for k, row in enumerate(rows) if tick < len(pairs[row][1])]
        if len(going) < len(rows):
            state, previous = state.select(np.array(going)), previous[going]
            rows = [rows[k] for k in going]
        scores = decoding.step(state, previous)
        previous = np.array([pairs[row][1][tick] for row in rows], np.int32)
        totals[rows] += scores[np.arange(len(rows)), previous]
    return totals
