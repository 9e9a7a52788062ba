"""Ranking by a model that translates back: what it compares, and that it can change the order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from chartrans.core.workspace import Workspace
from chartrans.decode.rerank import NUMBER, Reranker, unlike_numbers
from chartrans.decode.search import Found
from chartrans.decode.translator import Translator
from chartrans.errors import UsageProblem
from chartrans.nets.model_file import Model
from tests.cli.tiny_model import tiny_model

TEXTS = [["uno", "dos", "tres tristes"], ["casa", "gato"]]
SOURCES = ["one", "a house"]


def some_found(rng: np.random.Generator) -> list[list[Found]]:
    return [
        [Found(np.zeros(len(text), np.int32), float(-rng.random() * 9), True) for text in line]
        for line in TEXTS
    ]


def log_probability(model: Model, source: str, target: str) -> float:
    """Of one pair, as training sees it."""
    pair = model.source.encode(source), model.target.encode(target)
    return -model.net.loss([pair], Workspace()).nll


@pytest.mark.parametrize("penalty", [0.0, 0.7, 1.0])
@pytest.mark.parametrize("weight", [0.0, 0.4, 100.0])
def test_both_ways_count(penalty: float, weight: float, rng: np.random.Generator) -> None:
    model, found = tiny_model(), some_found(rng)
    reranker = Reranker(model, model, "float32", weight)
    ranked = reranker.ranked(SOURCES, found, TEXTS, penalty, Workspace())
    for source, line, texts, got in zip(SOURCES, found, TEXTS, ranked, strict=True):
        value = {
            id(one): one.score / (len(text) + 1) ** penalty
            + weight * log_probability(model, text, source) / (len(source) + 1) ** penalty
            for one, text in zip(line, texts, strict=True)
        }
        assert [id(one) for one in got] == sorted(value, key=lambda k: -value[k])
        assert {id(one) for one in got} == set(value)


def test_the_translator_ranks_with_it() -> None:
    model = tiny_model()
    lines = ["hola", "el perro tiene hambre", "", "no. si."]
    options: dict[str, Any] = {"beam_size": 4, "n_best": 4, "threads": 1, "precision": "float32"}
    plain = Translator(model, **options).translate(lines)
    ranked = Translator(model, **options, reverse=model).translate(lines)
    for one, other in zip(plain, ranked, strict=True):
        assert sorted(h.text for h in one.hypotheses) == sorted(h.text for h in other.hypotheses)
    assert any(one.hypotheses != other.hypotheses for one, other in zip(plain, ranked, strict=True))


@pytest.mark.parametrize(
    ("source", "text", "count"),
    [
        ("no numbers", "nada", 0),
        ("12 chairs and 3 tables", "12 sillas y 3 mesas", 0),
        ("it costs 19.99", "cuesta 19,99", 0),
        ("12 chairs", "11 sillas", 2),
        ("12 chairs", "doce sillas", 1),
        ("555 0142", "555 0142 555", 1),
        ("7 and 7", "7", 1),
    ],
)
def test_numbers_that_are_not_on_both_sides(source: str, text: str, count: int) -> None:
    assert unlike_numbers(source, text) == count


def test_a_wrong_number_costs() -> None:
    model = tiny_model()
    ids = model.target.encode("ab")
    found = [[Found(ids, -1.0, True), Found(ids, -1.0 - 0.9 * 3 * NUMBER, True)]]
    ranked = Reranker(model, model, "float32", 0.0).ranked
    (same,) = ranked(["a 1"], found, [["a 1", "a 1"]], 1.0, Workspace())
    (other,) = ranked(["a 1"], found, [["a", "a 1"]], 1.0, Workspace())
    assert same == found[0]
    assert other == found[0][::-1]


def test_the_way_back_must_be_one() -> None:
    there = tiny_model(source_language="en", target_language="es")
    back = tiny_model(source_language="Spanish", target_language="English")
    Reranker(there, back, "float32")
    Reranker(there, replace(there, card={}), "float32")  # who says nothing is believed
    with pytest.raises(UsageProblem, match="translates en → es, which is not the way back"):
        Reranker(there, there, "float32")
