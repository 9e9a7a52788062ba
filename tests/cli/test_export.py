"""`chartrans export`: one small file that translates like the run it came from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from chartrans.cli.group import main
from chartrans.nets.model_file import load_model
from chartrans.nets.model_header import read_header
from tests.cli.tiny_model import save_run

SOURCES = ["hola", "el perro tiene hambre", "¿qué?"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "run"
    return save_run(folder, origin={"data": "secret/place.tsv"}, licence="CC0-1.0")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(("weights", "bytes_each"), [("int8", 1), ("float16", 2), ("float32", 4)])
def test_the_file_holds_the_net_in_the_weights_asked_for(
    model: Path, tmp_path: Path, weights: str, bytes_each: int
) -> None:
    path = tmp_path / "en-es.safetensors"
    result = run("export", model, "-o", path, "--weights", weights)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    header = read_header(path)
    assert header["precision"] == weights
    assert header["card"]["licence"] == "CC0-1.0"
    assert header["card"]["name"] == "en-es"
    size = header["parameters"] * bytes_each
    assert size < path.stat().st_size < size + 9000  # with a header, and scales
    exact, stored = (load_model(p).net.parameters.flat for p in (model / "best.safetensors", path))
    if weights == "int8":
        np.testing.assert_allclose(stored, exact, rtol=0, atol=np.abs(exact).max() / 250)
    else:
        share = 0 if weights == "float32" else 2.0**-11
        np.testing.assert_allclose(stored, exact, rtol=share, atol=0)


def test_it_translates_as_the_run_does(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    assert run("export", model, "-o", path).exit_code == 0
    before, after = (run("translate", "-m", each, *SOURCES).stdout for each in (model, path))
    assert before == after
    assert len(after.splitlines()) == len(SOURCES)


def test_where_the_data_lay_is_not_given_away(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    run("export", model / "last.safetensors", "-o", path)
    assert b"secret" not in path.read_bytes()


def test_the_name_can_be_chosen(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    run("export", model, "-o", path, "--name", "poems")
    assert json.loads(run("info", path, "--json").stdout)["card"]["name"] == "poems"


def test_sentences_can_be_switched_on(model: Path, tmp_path: Path) -> None:
    told = {}
    for path, of, option in (
        ("as it is", model, []),
        ("split", model, ["--sentences"]),
        ("still split", tmp_path / "split", []),
        ("whole again", tmp_path / "split", ["--no-sentences"]),
    ):
        assert run("export", of, "-o", tmp_path / path, *option).exit_code == 0
        told[path] = json.loads(run("info", tmp_path / path, "--json").stdout)["sentences"]
    assert told == {"as it is": False, "split": True, "still split": True, "whole again": False}
    assert "split, translated one by one" in run("info", tmp_path / "split").stdout
    assert "one by one" not in run("info", tmp_path / "as it is").stdout

    line, parts = "hola.  el perro", ["hola.", "el perro"]
    whole = run("translate", "-m", tmp_path / "as it is", line).stdout
    # Of random weights: nothing decides but the last digits, so none shall be rounded away.
    exact = ("--precision", "float32")
    split = run("translate", "-m", tmp_path / "split", line, *exact).stdout
    assert split != whole
    alone = run("translate", "-m", model, *parts, *exact).stdout.splitlines()
    assert split == "  ".join(alone) + "\n"
    long = run("translate", "-m", tmp_path / "split", "--strict", "hola. " * 10 + "Y " * 20)
    assert long.exit_code == 3
    assert "text 1 has a sentence longer than the 30 characters the model reads" in long.stderr
    fine = run("translate", "-m", tmp_path / "split", "--strict", "hola. " * 10)
    assert (fine.exit_code, fine.stderr) == (0, "")


def test_a_file_that_exists_is_kept_without_overwrite(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(b"precious")
    result = run("export", model, "-o", path)
    assert result.exit_code == 2
    assert "--overwrite" in result.stderr
    assert path.read_bytes() == b"precious"
    assert run("export", model, "-o", path, "--overwrite").exit_code == 0
    assert path.read_bytes() != b"precious"


def test_no_model_is_told_in_a_sentence_and_writes_nothing(tmp_path: Path) -> None:
    result = run("export", tmp_path / "nowhere", "-o", tmp_path / "x.safetensors")
    assert result.exit_code == 4
    assert "nowhere" in result.stderr
    assert not (tmp_path / "x.safetensors").exists()
