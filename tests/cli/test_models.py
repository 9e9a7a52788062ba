"""`chartrans models`, and the choice of a model by its languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartrans import resources
from chartrans.cli.group import main
from tests.cli.pseudo_terminal import Terminal
from tests.cli.tiny_model import save_named

SCORES = {"dev": {"chrF": 61.25, "BLEU": 40.5, "sources": 12}, "speed": 7, "note": "none"}


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """An installation with two bundled models and a user with one, by name."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "site" / "chartrans")
    monkeypatch.setenv("CHARTRANS_MODELS", str(tmp_path / "own"))
    monkeypatch.delenv("CHARTRANS_MODEL", raising=False)
    bundled, own = tmp_path / "site" / "models", tmp_path / "own"
    return {
        "en-es": save_named(bundled / "en-es", "en", "es", scores=SCORES),
        "es-en": save_named(bundled / "es-en", "es", "en"),
        "mine": save_named(own / "mine", "fr", "es", seed=3, created="2026-02-03"),
    }


def run(*arguments: object, stdin: str = "") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def test_a_line_for_each_model_in_a_pipe(models: dict[str, Path], tmp_path: Path) -> None:
    result = run("models")
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert rows == [
        [name, languages, str(models[name].stat().st_size), scores, str(models[name])]
        for name, languages, scores in (
            ("en-es", "en → es", "dev: chrF 61.25, BLEU 40.5; speed 7"),
            ("es-en", "es → en", ""),
            ("mine", "fr → es", ""),
        )
    ]
    assert result.stderr == f"Your own models go into {tmp_path / 'own'}.\n"
    assert run("models", "--quiet").stderr == ""


def test_json(models: dict[str, Path]) -> None:
    found = json.loads(run("models", "--json").stdout)
    assert [model["name"] for model in found] == ["en-es", "es-en", "mine"]
    assert [model["bundled"] for model in found] == [True, True, False]
    assert [model["default"] for model in found] == [True, False, False]
    assert found[0]["scores"] == SCORES
    assert found[2] == {
        "name": "mine",
        "source_language": "fr",
        "target_language": "es",
        "bytes": models["mine"].stat().st_size,
        "created": "2026-02-03",
        "licence": "",
        "scores": {},
        "bundled": False,
        "default": False,
        "path": str(models["mine"]),
    }


def test_a_table_on_a_terminal(tmp_path: Path) -> None:
    """As a program, with the models of this checkout."""
    terminal = Terminal(tmp_path, [], CHARTRANS_MODELS=str(tmp_path), subcommand="models")
    assert terminal.end() == 0
    assert "languages" in terminal.shown
    assert "starter-en-es" in terminal.shown
    assert "bundled" in terminal.shown
    assert "\t" not in terminal.shown


@pytest.mark.parametrize("content", [b"", b"no model", b"cut"])
def test_a_broken_file_is_told_and_the_others_listed(
    models: dict[str, Path], content: bytes
) -> None:
    broken = models["mine"].with_name("broken.safetensors")
    broken.write_bytes(content if content != b"cut" else models["mine"].read_bytes()[:-9])
    result = run("models", "-q")
    assert result.exit_code == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == list(models)
    assert result.stderr.startswith(f"Warning: {broken} is not a model file, or is truncated")
    assert result.stderr.count("\n") == 1


def test_a_default_that_is_not_there_is_told(
    models: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTRANS_MODEL", "gone")
    result = run("models", "-q", "--json")
    assert [model["default"] for model in json.loads(result.stdout)] == [False] * 3
    assert result.stderr.startswith("Warning: there is no model gone")
    monkeypatch.setenv("CHARTRANS_MODEL", "mine")
    assert [model["default"] for model in json.loads(run("models", "--json").stdout)][2]


def test_a_card_that_a_terminal_would_obey(models: dict[str, Path]) -> None:
    save_named(models["mine"].with_suffix(""), "\x1b[31m", "a\tb", scores=["odd"])
    line = run("models", "-q").stdout.splitlines()[2]
    assert line.split("\t")[1] == r"\x1b[31m → a\tb"


# Choosing by language


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["--from", "en", "--to", "es"], "en-es"),
        (["--from", "Spanish"], "es-en"),
        (["--to", "EN"], "es-en"),
        (["--from", "French", "--to", "es"], "mine"),
    ],
)
def test_translate_and_evaluate_choose(
    models: dict[str, Path], pairs_file: Path, options: list[str], name: str
) -> None:
    assert (
        run("translate", *options, "the cat").stdout
        == run("translate", "-m", models[name], "the cat").stdout
    )
    chosen = json.loads(run("evaluate", *options, pairs_file, "--json", "-b", 1).stdout)
    assert chosen["model"] == str(models[name])
    assert chosen["data"] == str(pairs_file)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["translate", "--to", "es", "-m", "en-es", "x"], 2, "--from and --to choose the model"),
        (["evaluate", "en-es", "pairs.tsv", "--to", "es"], 2, "--from and --to choose the model"),
        (["evaluate"], 2, "no model to evaluate"),
        (["translate", "--to", "es", "x"], 2, "several models translate to es"),
        (["translate", "--to", "hu", "x"], 4, "no model translates to hu; there are en-es, es-en"),
        (["translate", "-m", "yours", "x"], 4, "there are en-es, es-en, mine"),
    ],
)
def test_choices_that_cannot_be(
    models: dict[str, Path], arguments: list[str], code: int, words: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (code, "", 1)
    assert result.stderr.startswith("Error: ")
    assert words in result.stderr
