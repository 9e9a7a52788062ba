"""Bits for given translations, against the probabilities that decoding gives step by step."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chartrans.core.threads import ShardPool
from chartrans.core.workspace import Workspace
from chartrans.decode import scoring
from chartrans.decode.scoring import bits
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model
from chartrans.text.alphabet import BEGIN, END, UNKNOWN, Alphabet
from chartrans.text.normalise import DEFAULT_RULES

LETTERS = "abcdefghijklmnopqrstuvwxyz áéíóúñ"
PAIRS = [
    ("i like pizza", "me gusta la pizza"),
    ("hi", "hola"),
    ("it is hot today and tomorrow it will be hotter", "hoy hace calor"),
    ("a", "una palabra mucho más larga que su origen"),
    ("漢 dog", "un pérro 漢"),
]
POOL = ShardPool(1)


@pytest.fixture(scope="module", params=["none", "dot"])
def model(request: pytest.FixtureRequest) -> Model:
    alphabet = Alphabet.from_lines([LETTERS])
    config = NetConfig(hidden=8, layers=1, embedding=4, attention=request.param)
    net = build_net(config, alphabet.size, alphabet.size, seed=3)
    return Model(net, alphabet, alphabet, DEFAULT_RULES, max_length=30)


def step_by_step(model: Model, source: str, target: str) -> tuple[float, int]:
    """The bits of one pair, by the net's decoding, which shares no batch and no loss."""
    decoding = model.net.decoding()
    workspace = Workspace()
    state = decoding.start([model.source.encode(source[: model.max_length])], workspace)
    total, previous = 0.0, BEGIN
    ids = [*model.target.encode(target).tolist(), END]
    for i in ids:
        total -= float(decoding.step(state, np.array([previous], np.int32))[0, i])
        previous = i
    return total / math.log(2), len(ids)


def test_bits_of_each_pair_alone(model: Model) -> None:
    for pair in PAIRS:
        expected = step_by_step(model, *pair)
        found = bits(model, [pair], POOL)
        assert found[1] == expected[1] == len(pair[1]) + 1
        assert found[0] == pytest.approx(expected[0], rel=1e-4)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(("lines", "characters"), [(64, 8192), (2, 8192), (64, 90), (1, 1)])
def test_batches_and_threads_make_no_difference(
    model: Model, monkeypatch: pytest.MonkeyPatch, threads: int, lines: int, characters: int
) -> None:
    each = [step_by_step(model, *pair) for pair in PAIRS]
    monkeypatch.setattr(scoring, "BATCH_LINES", lines)
    monkeypatch.setattr(scoring, "BATCH_CHARACTERS", characters)
    with ShardPool(threads) as pool:
        total, count = bits(model, PAIRS, pool)
    assert count == sum(n for _, n in each)
    assert total == pytest.approx(sum(b for b, _ in each), rel=1e-4)


def test_lines_go_through_the_models_rules(model: Model) -> None:
    decomposed = ("  i like\tpizza ", "un pe\u0301rro ")
    assert bits(model, [decomposed], POOL) == bits(model, [("i like pizza", "un pérro")], POOL)


def test_an_unknown_character_costs_what_the_unknown_one_does(model: Model) -> None:
    assert model.target.encode("漢")[0] == UNKNOWN
    assert bits(model, [("a", "漢")], POOL) == bits(model, [("a", "字")], POOL)


def test_no_pairs_no_bits(model: Model) -> None:
    assert bits(model, [], POOL) == (0.0, 0)
