"""The bundled translators: they are what they say, and they translate."""

from __future__ import annotations

from pathlib import Path

import pytest

import chartrans
from chartrans.api import LoadedModel
from chartrans.nets.model_header import read_header
from chartrans.resources import bundled_models

MODELS = {path.stem: path for path in bundled_models()}
LARGEST = 12_000_000  # bytes
TRANSLATED = {
    "en-es": {
        "i like pizza": "me gusta la pizza",
        "I like pizza.": "Me gusta la pizza.",
        "my dog is hungry": "mi perro tiene hambre",
        "I am hungry. Where is the station?": "Tengo hambre. ¿Dónde está la estación?",
    },
    "es-en": {
        "me gusta la pizza": "i like pizza",
        "Me gusta la pizza.": "I like pizza.",
        "¿Dónde está la estación?": "Where is the station?",
    },
}


@pytest.fixture(params=TRANSLATED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_file_is_small_and_says_whose_it_is(name: str) -> None:
    assert MODELS[name].stat().st_size <= LARGEST
    header = read_header(MODELS[name])
    card = header["card"]
    assert header["sentences"] is True
    assert f"{card['source_language']}-{card['target_language']}" == card["name"] == name
    assert "tatoeba.org" in card["attribution"]
    assert "CC BY 2.0" in card["licence"]


def test_the_card_beside_it_says_so_too(name: str) -> None:
    card = MODELS[name].with_suffix(".md").read_text(encoding="utf-8")
    header = read_header(MODELS[name])
    assert header["card"]["attribution"].split(";")[0] in card
    assert f"{header['parameters']:,}" in card
    assert f"{MODELS[name].stat().st_size:,} bytes" in card


def test_it_translates(name: str) -> None:
    lines = TRANSLATED[name]
    assert dict(zip(lines, chartrans.load(name).translate(list(lines)), strict=True)) == lines


def test_both_ways_judge_a_translation(name: str) -> None:
    lines = list(TRANSLATED[name])
    back = "-".join(reversed(name.split("-")))
    by_itself, named, alone = (
        [[h.text for h in t.hypotheses] for t in translator.translations(lines)]
        for translator in (_five_best(name, rerank=rerank) for rerank in ("auto", back, "none"))
    )
    assert by_itself == named != alone


def _five_best(name: str, rerank: str) -> LoadedModel:
    loaded = chartrans.load(name, beam_size=5, rerank=rerank)
    loaded.translator.n_best = 5
    return loaded


def test_every_model_has_a_name_of_its_own() -> None:
    for stem, path in MODELS.items():
        assert read_header(Path(path))["card"]["name"] == stem
