"""`chartrans translate` with a real model file: a small net of random weights, saved and found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartrans.cli.group import main
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model, save_model
from chartrans.text.alphabet import END, Alphabet
from chartrans.text.normalise import DEFAULT_RULES

LINES = ["i like pizza", "", "it is hot today", "   ", "x" * 31, "漢 pizza", "a"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder; the model reads 30 characters and writes noise."""
    alphabet = Alphabet.from_lines(["abcdefghijklmnopqrstuvwxyz ¿?ñ"])
    net = build_net(NetConfig(hidden=8, layers=1, embedding=4), alphabet.size, alphabet.size, 7)
    net.parameters.views["output.bias"][END] = 2.0  # outputs of a few characters, that end
    folder = tmp_path_factory.mktemp("run")
    card = {"name": "noise", "source_language": "en", "target_language": "es"}
    save_model(folder / "best.safetensors", Model(net, alphabet, alphabet, DEFAULT_RULES, 30, card))
    return folder


def run(*arguments: str | Path, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["translate", *map(str, arguments)], input=stdin)


@pytest.mark.parametrize("beam", ["1", "3"])
def test_a_line_for_each_line(model: Path, beam: str) -> None:
    result = run("-m", model, "-b", beam, stdin="\n".join(LINES))
    assert result.exit_code == 0
    out = result.stdout.split("\n")
    assert len(out) == len(LINES) + 1
    assert [out[1], out[3], out[-1]] == ["", "", ""]
    assert "line 5 is longer than the 30 characters" in result.stderr
    assert "漢 (U+6F22)" in result.stderr


def test_lines_and_arguments_and_company_make_no_difference(model: Path) -> None:
    together = run("-m", model, stdin="\n".join(LINES)).stdout
    assert run("-m", model, *LINES).stdout == together
    alone = "".join(run("-m", model, line).stdout for line in LINES)
    assert alone == together


def test_json_from_a_real_model(model: Path) -> None:
    result = run("-m", model, "--json", "--n-best", "5", *LINES)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["index"] for answer in answers] == list(range(1, len(LINES) + 1))
    assert [answer["cut"] for answer in answers] == [False] * 4 + [True] + [False] * 2
    assert answers[5]["unknown"] == "漢"
    assert len(answers[0]["hypotheses"]) == 5
    scores = [hypothesis["score"] for hypothesis in answers[0]["hypotheses"]]
    assert scores == sorted(scores, reverse=True)
    assert max(scores) <= 0


def test_the_model_of_the_environment(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTRANS_MODEL", str(model))
    assert run("i like pizza").stdout == run("-m", model, "i like pizza").stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "there is no model"), (b"", ""), (b"not a model at all", ""), (b"cut", "")],
)
def test_a_file_that_is_no_model(
    model: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "model.safetensors"
    if content == b"cut":
        content = (model / "best.safetensors").read_bytes()[:-100]
    if content is not None:
        path.write_bytes(content)
    result = run("-m", path, "text")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith("Error: ")
    assert str(path) in result.stderr
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
