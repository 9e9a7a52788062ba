"""`chartrans.load(...)`: the Python interface."""

from __future__ import annotations

import subprocess
import sys
from inspect import signature
from pathlib import Path

import click
import pytest

import chartrans
from chartrans.api import LoadedModel
from chartrans.cli.options import beam_size_option, precision_option, rerank_option
from chartrans.errors import ModelError, UsageProblem
from tests.nets.test_model_path import write_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "run" / "best.safetensors")


def test_lines_in_lines_out(model: Path) -> None:
    loaded = chartrans.load(str(model.parent), threads=1)
    assert loaded.path == model
    texts = loaded.translate(["ab", "", "ba", "ab"])
    assert len(texts) == 4
    assert texts[1] == ""
    assert texts[0] == texts[3]
    assert loaded.translate([]) == []


def test_translations_tell_more(model: Path) -> None:
    loaded = chartrans.load(str(model), threads=1)
    first, second = loaded.translations(["ab!", "b" * 21])
    assert (first.unknown, first.cut) == ("!", False)
    assert second.cut
    assert first.hypotheses[0].score <= 0.0
    assert [first.text, second.text] == loaded.translate(["ab!", "b" * 21])


def test_the_beam_is_within_reach(model: Path) -> None:
    loaded = chartrans.load(str(model), threads=1)
    loaded.translator.beam_size = loaded.translator.n_best = 3
    assert len(loaded.translations(["ab"])[0].hypotheses) == 3


def test_languages_choose_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTRANS_MODELS", str(tmp_path))
    path = write_model(tmp_path / "ab.safetensors", languages="klingon quenya")
    assert chartrans.load(source="Klingon", target="Quenya", threads=1).path == path
    assert chartrans.load(target="quenya", threads=1).path == path
    assert chartrans.load("ab", threads=1).path == path
    with pytest.raises(ModelError, match="from quenya"):
        chartrans.load(source="quenya")
    with pytest.raises(UsageProblem, match="give one of both"):
        chartrans.load("ab", target="quenya")


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        chartrans.load(str(tmp_path / "none"))


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, chartrans; print({'numpy', 'numba'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_version_is_told() -> None:
    assert chartrans.__version__.count(".") == 2


def test_it_searches_as_the_command_does() -> None:
    for function in (chartrans.load, LoadedModel):
        defaults = {p.name: p.default for p in signature(function).parameters.values()}
        for option in (beam_size_option, rerank_option, precision_option):
            (parameter,) = click.command()(option(lambda: None)).params
            assert defaults[str(parameter.name)] == parameter.default
