"""The dev set: distinct sources, all references, and scores that can be checked by hand."""

from __future__ import annotations

import math

import pytest

from chartrans.core.threads import ShardPool
from chartrans.core.workspace import Workspace
from chartrans.corpus.pair import Pair
from chartrans.train.encoded import EncodedPairs
from chartrans.train.evaluation import SAMPLES, DevSet

from .conftest import StartTraining

PAIRS = [Pair("ccc", "3"), Pair("a", "1"), Pair("bb", "2"), Pair("a", "eins"), Pair("d", "4")]


def never() -> bool:
    return False


def test_each_source_comes_once_with_all_its_references():
    dev = DevSet(PAIRS, lines=4)
    assert dev.sources == ["a", "bb", "ccc"]
    assert dev.references == [["1", "eins"], ["2"], ["3"]]


def test_samples_are_few_fixed_and_of_all_lengths(start: StartTraining):
    training = start()
    dev = DevSet([Pair("a" * n, "b") for n in range(1, 101)], lines=100)
    samples = [dev.evaluate(training.at.model, ShardPool(1), never).samples for _ in range(2)]  # type: ignore[union-attr]
    lengths = [len(sample.source) for sample in samples[0]]
    assert len(lengths) == SAMPLES
    assert lengths[0] < 30
    assert lengths[-1] > 70
    assert samples[0] == samples[1]


def test_bits_are_those_of_the_net_and_exact_counts_any_reference(
    start: StartTraining, monkeypatch: pytest.MonkeyPatch
):
    training = start()
    model = training.at.model
    monkeypatch.setattr(
        "chartrans.train.evaluation.Translator.translate",
        lambda self, lines: [Said("1" if line == "a" else "?") for line in lines],
    )
    scores = DevSet(PAIRS, lines=5).evaluate(model, ShardPool(2), never)
    loss = model.net.loss(list(EncodedPairs(model.source, model.target, PAIRS)), Workspace())
    assert scores is not None
    assert scores.bits == pytest.approx(loss.nll / loss.count / math.log(2), rel=1e-5)
    assert (scores.exact, scores.lines) == (0.25, 4)
    assert 0 < scores.chrf < 100
    assert scores.to_json()["dev"]["exact match %"] == 25.0
    assert scores.signature.startswith("nrefs:var")


class Said:
    def __init__(self, text: str) -> None:
        self.text = text
