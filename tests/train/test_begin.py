"""How a training starts: from data that can be learned from, or from a checkpoint that fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chartrans.core.optimiser import AdamState
from chartrans.corpus.pair import Dataset, Pair
from chartrans.errors import DataError, ModelError, UsageProblem
from chartrans.nets.model_file import save_model
from chartrans.train.begin import LEAST_MAX_LENGTH, resumed_training
from chartrans.train.checkpoint import load_last, save_last
from chartrans.train.config import option
from chartrans.train.run import RunFolder

from .conftest import StartTraining


def test_the_model_knows_the_data_it_is_made_for(start: StartTraining, data: Dataset):
    data.info = {"name": "dozen", "licence": "CC0", "cleaning": {"rules": ["nfc"]}}
    data.train.append(Pair("x" * 300, "ß"))
    model = start().at.model
    assert "ß" in model.target.characters
    assert "ß" not in model.source.characters
    assert model.rules == ("nfc",)
    assert model.max_length == 300
    assert (model.card["data"], model.card["licence"]) == ("dozen", "CC0")
    assert model.card["name"] == "run"


def test_short_pairs_do_not_make_for_a_short_limit(start: StartTraining):
    assert start().at.model.max_length == LEAST_MAX_LENGTH


@pytest.mark.parametrize(("part", "wrong"), [("train", "to learn from"), ("dev", "--dev FILE")])
def test_data_without_enough_pairs_is_refused_and_no_folder_made(
    start: StartTraining, data: Dataset, tmp_path: Path, part: str, wrong: str
):
    setattr(data, part, [])
    with pytest.raises(DataError, match=wrong):
        start()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "values",
    [
        {"hidden": 16},
        {"learning_rate": 0.5},
        {"seed": 9, "batch_size": "4"},
        {"optimizer": "momentum"},
        {"gradient": "sum"},
        {"clip_value": 0.1},
        {"teacher_forcing": "1:0.5"},
    ],
)
def test_other_settings_are_refused_by_name(
    start: StartTraining, data: Dataset, values: dict[str, Any]
):
    training = start()
    save_last(training.run, training.at)
    with pytest.raises(UsageProblem, match="cannot be resumed") as told:
        resumed_training(load_last(training.run), data, values, training.run)
    for name, value in values.items():
        assert f"{option(name)} is " in str(told.value)
        assert f"{value} here" in str(told.value)


def test_how_long_and_on_how_many_threads_may_change(start: StartTraining, data: Dataset):
    training = start()
    save_last(training.run, training.at)
    values = {"epochs": 99, "max_time": 60.0, "patience": 3, "threads": 1, "precision": "auto"}
    again = resumed_training(load_last(training.run), data, values, training.run)
    config = again.at.recipe.train
    assert {name: getattr(config, name) for name in values} == values


def test_other_pairs_are_refused(start: StartTraining, data: Dataset):
    training = start()
    save_last(training.run, training.at)
    data.dev[0] = Pair(data.dev[0].source, "cambiado")
    with pytest.raises(UsageProblem, match=r"pairs of .* are not those"):
        resumed_training(load_last(training.run), data, {}, training.run)


def test_nothing_to_resume(tmp_path: Path):
    with pytest.raises(UsageProblem, match="nothing to resume"):
        load_last(RunFolder(tmp_path / "nowhere"))


def test_a_plain_model_is_no_checkpoint(start: StartTraining):
    training = start()
    save_model(training.run.last, training.at.model)
    with pytest.raises(ModelError, match="no training to resume"):
        load_last(training.run)


def test_moments_of_another_net_are_no_checkpoint(start: StartTraining):
    training = start()
    training.at.moments = AdamState(3)
    save_last(training.run, training.at)
    with pytest.raises(ModelError, match="no training to resume"):
        load_last(training.run)


def test_a_truncated_checkpoint_is_told(start: StartTraining):
    training = start()
    save_last(training.run, training.at)
    training.run.last.write_bytes(training.run.last.read_bytes()[:-100])
    with pytest.raises(ModelError, match="truncated"):
        load_last(training.run)
