"""`chartrans info` on real model files."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chartrans.cli.group import main
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model, save_model
from chartrans.nets.model_header import KEY
from chartrans.text.alphabet import Alphabet
from tests.cli.tiny_model import LETTERS, save_run

CARD: dict[str, Any] = {
    "created": "2025-01-31",
    "source_language": "en",
    "target_language": "es",
    "data": "pairs",
    "attribution": "[i]Ana & co[/i]",
    "licence": "CC0-1.0",
    "training": {"pairs": 12345, "preset": "small", "seed": None, "bf16": True},
    "scores": {
        "chrF": {"value": 61.25, "signature": "nrefs:var|case:mixed"},
        "dev_bits": 1.5,
    },
    "version": "0.1.0",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_run(tmp_path_factory.mktemp("models") / "run", **CARD)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["info", *map(str, arguments)])


def rows(result: Result) -> dict[str, str]:
    """Label -> value of the table; what goes on on the next line is joined."""
    assert result.exit_code == 0, result.output
    start = len("source alphabet  ")
    found: dict[str, str] = {}
    for line in result.stdout.splitlines():
        label = line[:start].strip() or list(found)[-1]
        found[label] = f"{found.get(label, '')} {line[start:].strip()}".strip()
    return found


def test_everything_of_the_card_and_the_net(model: Path) -> None:
    found = rows(run(model))
    path = model / "best.safetensors"
    assert found["name"] == "noise"
    assert found["languages"] == "en → es"
    assert found["created"] == "2025-01-31"
    assert found["made by chartrans"] == "0.1.0"
    assert found["attribution"] == "[i]Ana & co[/i]"
    assert found["licence"] == "CC0-1.0"
    assert f"{path.stat().st_size:,} bytes, format 1" in found["file"]
    assert found["architecture"].startswith("net seq2seq, hidden 8, layers 1, embedding 4")
    assert "lag" not in found["architecture"]
    assert found["parameters"] == "1,520 (float32)"
    assert found["source alphabet"].startswith(f"{len(LETTERS)} characters: ")
    assert set(found["target alphabet"].split(": ", 1)[1]) >= set("abcáéíóúñ¿?.")
    assert found["normalisation"] == "controls, nfc, spaces"
    assert found["longest source"] == "30 characters"
    assert found["training"] == "pairs 12,345, preset small, bf16 yes"
    assert found["score chrF"] == "value 61.25, signature nrefs:var|case:mixed"
    assert found["score dev bits"] == "1.5"


def test_json_holds_the_same(model: Path) -> None:
    result = run(model, "--json")
    found = json.loads(result.stdout)
    assert result.stdout.count("\n") == 1
    assert found["card"] == {"name": "noise", **CARD}
    assert found["parameters"] == 1520
    assert found["precision"] == "float32"
    assert sorted(found["alphabets"]["source"]) == sorted(LETTERS)
    assert found["architecture"]["net"] == "seq2seq"
    assert found["rules"] == ["controls", "nfc", "spaces"]
    assert found["max_length"] == 30


def test_a_bare_transducer_with_odd_characters(tmp_path: Path) -> None:
    """No card, half precision, characters that a terminal would obey: nothing of it harms."""
    alphabet = Alphabet.from_lines(["a[b]\x1b\u200d漢"])
    config = NetConfig(net="transducer", hidden=4, layers=1, embedding=2, lag=3)
    net = build_net(config, alphabet.size, alphabet.size)
    path = tmp_path / "bare.safetensors"
    save_model(path, Model(net, alphabet, alphabet, (), 9), weights="float16")
    result = run(path)
    found = rows(result)
    assert {"name", "languages", "licence", "training"}.isdisjoint(found)
    assert found["architecture"].endswith(
        "lag 3, cell lstm, initial uniform, dropout 0.2, dropout at inputs,states,output"
    )
    assert not {"attention", "window"} & set(found["architecture"].split())
    assert found["parameters"].endswith("(float16)")
    assert found["normalisation"] == "none"
    assert found["source alphabet"] == r"7 characters: \x1b[]ab\u200d漢"
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("config", "shown"),
    [
        (
            NetConfig("seq2seq"),
            "bidirectional yes, attention dot, attention after last, cell lstm, initial uniform, "
            "dropout 0.2, dropout at inputs,states,output",
        ),
        (
            NetConfig("transducer", feedback=True, cell="rnn", spectral_radius=1.5),
            "feedback yes, lag full, cell rnn, activation tanh, initial uniform, "
            "spectral radius 1.5, dropout 0.2, dropout at inputs,states,output",
        ),
        (
            NetConfig("feedforward", window=4),
            "embedding 64, window 4, dropout 0.2, dropout at inputs,states,output",
        ),
    ],
    ids=lambda value: value.net if isinstance(value, NetConfig) else "",
)
def test_a_net_is_described_by_its_own_settings(
    config: NetConfig, shown: str, tmp_path: Path
) -> None:
    small = replace(config, hidden=4, layers=1)
    alphabet = Alphabet("ab")
    path = tmp_path / "model.safetensors"
    net = build_net(small, alphabet.size, alphabet.size)
    save_model(path, Model(net, alphabet, alphabet, (), 9))
    architecture = rows(run(path))["architecture"]
    assert architecture.startswith(f"net {config.net}, hidden 4, layers 1, embedding 64, ")
    assert architecture.endswith(shown)


def test_a_checkpoint_is_a_model_too(tmp_path: Path) -> None:
    folder = save_run(tmp_path / "run", {"data": None, "dev": None})
    assert rows(run(folder / "last.safetensors"))["name"] == "noise"


def test_no_net_is_loaded(model: Path) -> None:
    """The description alone is read: Numba would take longer to import than all the rest."""
    program = (
        "import sys; from chartrans.cli.group import main\n"
        f"main(['info', {str(model)!r}], standalone_mode=False)\n"
        "print(sorted({'numba', 'llvmlite', 'chartrans.core'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def with_header(path: Path, text: str) -> Path:
    """A safetensors file with this text where a model's description stands."""
    header = json.dumps({"__metadata__": {KEY: text}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no JSON", "damaged header"),
        ("[]", "damaged header"),
        ('{"format": 1}', "damaged header"),
        ('{"format": 1, "architecture": 3}', "damaged header"),
        (
            '{"format": 1, "architecture": {}, "source": {}, "target": {}, "rules": [], '
            '"max_length": 9, "card": {}, "extra": {}, "parameters": "many"}',
            "damaged header",
        ),
        (
            '{"format": 1, "architecture": {}, "source": {"characters": ""}, '
            '"target": {"characters": ""}, "rules": [], "max_length": 9, "extra": {}, '
            '"parameters": 1, "precision": "float32", "card": {"scores": [1]}}',
            "damaged header",
        ),
        ('{"format": 99}', "format 99, newer"),
    ],
)
def test_descriptions_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    path = with_header(tmp_path / "model.safetensors", text)
    result = run(path)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (4, "", 1)
    assert words in result.stderr
    assert str(path) in result.stderr


@pytest.mark.parametrize("content", [None, b"", b"no model at all", b"cut"])
def test_files_that_are_no_model(model: Path, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "model.safetensors"
    if content == b"cut":
        content = (model / "best.safetensors").read_bytes()[:-100]
    if content is not None:
        path.write_bytes(content)
    result = run(path)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (4, "", 1)
    assert result.stderr.startswith("Error: ")
    assert str(path) in result.stderr


def test_no_model_is_a_usage_error() -> None:
    assert run().exit_code == 2
