"""The report: its parts agree with the whole, and its lists are in a fixed order."""

import json

import pytest

from chartrans.evaluate.report import Bits, evaluate

SOURCES = ["hi", "yes", "i like pizza", "it is hot today", "my dog is very hungry now"]
HYPOTHESES = ["hola", "si", "me gusta la pizza", "hoy hace color", "mi gato tiene hambre"]
REFERENCES = [
    ["hola"],
    ["sí", "claro"],
    ["me gusta la pizza", "me encanta la pizza"],
    ["hoy hace calor"],
    ["mi perro tiene mucha hambre ahora"],
]


def value(part, name: str):
    return part.scores[name].value


def test_overall_and_parts_by_hand() -> None:
    report = evaluate(SOURCES, HYPOTHESES, REFERENCES)
    assert report.overall.lines == 5
    assert value(report.overall, "exact_match") == pytest.approx(40)
    # 0 of 4, 1 of 2, 0 of 17, 1 of 14; gato/perro 4 + "mucha " 6 + " ahora" 6 of 33
    assert value(report.overall, "character_error_rate") == pytest.approx(100 * 18 / 70)
    assert list(report.by_length) == ["1-10", "11-20", "21-40"]
    assert [part.lines for part in report.by_length.values()] == [2, 2, 1]
    short, middle, long = report.by_length.values()
    assert value(short, "character_error_rate") == pytest.approx(100 * 1 / 6)
    assert value(short, "exact_match") == 50
    assert value(short, "bleu") is None  # single words
    assert value(middle, "character_error_rate") == pytest.approx(100 * 1 / 31)
    assert value(long, "exact_match") == 0


def test_bits_are_given_by_bucket_and_divided_once() -> None:
    bits = {0: Bits(4.0, 8), 1: Bits(30.0, 31), 2: Bits(11.0, 21)}
    report = evaluate(SOURCES, HYPOTHESES, REFERENCES, bits)
    assert value(report.overall, "bits_per_character") == pytest.approx(45 / 60)
    assert value(report.by_length["1-10"], "bits_per_character") == 0.5
    assert "bits_per_character" not in evaluate(SOURCES, HYPOTHESES, REFERENCES).overall.scores


def test_worst_and_best_are_stable() -> None:
    report = evaluate(
        ["a", "b", "cc", "d", "e"],
        ["x", "right", "right", "y", "riht"],
        [["z"], ["right"], ["right"], ["z"], ["right"]],
    )
    assert [line.number for line in report.worst(3)] == [1, 4, 5]
    assert [line.number for line in report.best(3)] == [3, 2, 5]  # perfect and longest first
    assert report.worst(0) == []
    assert len(report.worst(99)) == 5


def test_json_survives_the_trip_and_limits_the_lines() -> None:
    data = evaluate(SOURCES, HYPOTHESES, REFERENCES).to_json(show=2)
    data = json.loads(json.dumps(data, allow_nan=False))
    assert data["lines"] == 5
    assert data["scores"]["bleu"]["signature"].startswith("nrefs:var|")
    assert data["by_length"]["1-10"]["scores"]["exact_match"]["value"] == 50
    assert [line["number"] for line in data["worst"]] == [2, 5]
    assert data["worst"][0] == {
        "number": 2,
        "source": "yes",
        "hypothesis": "si",
        "references": ["sí", "claro"],
        "character_error_rate": 50.0,
    }
    assert [line["number"] for line in data["best"]] == [3, 1]


def test_lists_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2, 1 and 1"):
        evaluate(["a", "b"], ["a"], [["a"]])
    with pytest.raises(ValueError, match="no hypotheses"):
        evaluate([], [], [])
