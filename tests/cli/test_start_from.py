"""`chartrans train --start-from MODEL`: weights and alphabets of another model, new pairs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from chartrans.cli.group import main
from chartrans.nets.model_file import load_model
from tests.cli.tiny_model import save_run

FEW = ("--batch-size", "4", "--epochs", "1", "--threads", "1", "--warmup", "1")


@pytest.fixture
def first(tmp_path: Path) -> Path:
    about = {"data": "letters", "attribution": "us", "licence": "CC0"}
    return save_run(tmp_path / "first", {"data": None}, **about)


def train(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["train", *map(str, arguments)])


def test_it_goes_on_from_the_weights(pairs_file: Path, first: Path, tmp_path: Path) -> None:
    still = ("--learning-rate", "1e-9")
    result = train(pairs_file, "-o", tmp_path / "second", "--start-from", first, *FEW, *still)
    assert result.exit_code == 0, result.stderr
    before = load_model(first / "best.safetensors")
    after = load_model(tmp_path / "second" / "best.safetensors")
    assert after.source == before.source
    assert after.target == before.target
    moved = np.abs(after.net.parameters.flat - before.net.parameters.flat).max()
    assert 0 < moved < 1e-5


def test_whose_data_it_learned_from_is_not_forgotten(
    pairs_file: Path, first: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    made = ["prepare", str(pairs_file), "-o", str(data), "--licence", "CC BY", "--attribution"]
    assert CliRunner().invoke(main, [*made, "them"]).exit_code == 0
    assert train(data, "-o", tmp_path / "second", "--start-from", first, *FEW).exit_code == 0
    card = load_model(tmp_path / "second" / "best.safetensors").card
    assert (card["data"], card["attribution"]) == ("letters; data", "us; them")
    assert card["licence"] == "CC0; CC BY"
    assert card["training"]["started_from"]["name"] == "noise"
    again = train(pairs_file, "-o", tmp_path / "third", "--start-from", tmp_path / "second", *FEW)
    assert again.exit_code == 0
    card = load_model(tmp_path / "third" / "best.safetensors").card
    assert card["attribution"] == "us; them"
    more = train(data, "-o", tmp_path / "fourth", "--start-from", tmp_path / "second", *FEW)
    assert more.exit_code == 0
    card = load_model(tmp_path / "fourth" / "best.safetensors").card
    assert (card["data"], card["attribution"]) == ("letters; data", "us; them")  # each told once


def test_dropout_alone_may_be_another(pairs_file: Path, first: Path, tmp_path: Path) -> None:
    options = ("--start-from", first, *FEW, "--dropout", "0.5", "--hidden", "8")
    assert train(pairs_file, "-o", tmp_path / "second", *options).exit_code == 0
    assert load_model(tmp_path / "second" / "best.safetensors").net.config.dropout == 0.5


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (["--hidden", "16"], "--hidden is 16 and that of"),
        (["--net", "transducer"], "--net is transducer and that of"),
        (["--attention-after", "first"], "--attention-after is first and that of"),
        (["--resume"], "--resume goes on with a run and --start-from begins one"),
    ],
)
def test_another_net_is_refused(
    pairs_file: Path, first: Path, tmp_path: Path, options: list[str], wrong: str
) -> None:
    result = train(pairs_file, "-o", tmp_path / "second", "--start-from", first, *options)
    assert result.exit_code == 2
    assert wrong in result.stderr
    assert not (tmp_path / "second").exists()


def test_no_such_model(pairs_file: Path, tmp_path: Path) -> None:
    result = train(pairs_file, "-o", tmp_path / "second", "--start-from", tmp_path / "none")
    assert result.exit_code == 4
    assert "none" in result.stderr
    assert not (tmp_path / "second").exists()
