"""What a training can be told, and what it refuses to be told."""

from __future__ import annotations

import itertools
import math
import sys
from dataclasses import replace
from typing import Any

import pytest

from chartrans.core.optimiser import RULES
from chartrans.errors import UsageProblem
from chartrans.train.config import OPTIMIZERS, Every, TrainConfig, option

BAD: dict[str, Any] = {
    "batch_size": "many",
    "optimizer": "newton",
    "learning_rate": 0.0,
    "warmup": -1,
    "decay": "exponential",
    "decay_from": 1.1,
    "final_rate": -0.1,
    "gradient": "median",
    "bptt": -1,
    "clip_value": -0.5,
    "clip_norm": -1.0,
    "weight_decay": math.nan,
    "average": 1.0,
    "label_smoothing": 1.0,
    "vary_plain": 1.1,
    "vary_accents": -0.1,
    "vary_typos": math.nan,
    "vary_copies": 2.0,
    "drop_characters": 1.0,
    "drop_words": -0.5,
    "teacher_forcing": "1.5",
    "epochs": 0.0,
    "max_time": -5.0,
    "patience": -1,
    "precision": "float64",
    "evaluate_every": "0",
    "evaluate_lines": 0,
    "seed": -1,
    "sentences": "perhaps",
    "threads": 0,
}


def test_the_defaults_make_sense():
    TrainConfig().check()


@pytest.mark.parametrize("name", BAD)
def test_a_value_without_sense_is_refused_by_name(name: str):
    with pytest.raises(UsageProblem, match=f"{option(name)} is|{name.replace('_', ' ')} '"):
        replace(TrainConfig(), **{name: BAD[name]}).check()


def test_every_field_is_looked_at():
    assert set(BAD) == set(TrainConfig.__dataclass_fields__)


def test_every_rule_can_be_chosen():
    assert tuple(RULES) == OPTIMIZERS


def test_a_training_needs_an_end():
    with pytest.raises(UsageProblem, match="end"):
        TrainConfig(epochs=None, max_time=None).check()


@pytest.mark.parametrize(
    "config",
    [TrainConfig(), TrainConfig(epochs=None, max_time=90.0, threads=3, decay="cosine")],
)
def test_json_round_trip(config: TrainConfig):
    data = config.to_json()
    assert None not in data.values()
    assert TrainConfig.from_json(data) == config


def test_an_unknown_setting_is_refused():
    with pytest.raises(UsageProblem, match="friction"):
        TrainConfig.from_json({"friction": 0.9})


@pytest.mark.parametrize(
    ("text", "every"),
    [("500", Every(500, False)), ("0.5e", Every(0.5, True)), ("2E", Every(2, True))],
)
def test_every_is_read(text: str, every: Every):
    assert Every.parse(text) == every
    assert Every.parse(str(every)) == every


@pytest.mark.parametrize("text", ["", "e", "0e", "-1", "1.5", "1s", "1e3"])
def test_every_without_sense_is_refused(text: str):
    with pytest.raises(UsageProblem, match="evaluate every"):
        Every.parse(text)


def test_every_falls_once_on_each_multiple():
    every = Every.parse("0.5e")
    steps = [k / 10 for k in range(31)]
    passed = [b for a, b in itertools.pairwise(steps) if every.passed(a, b)]
    assert passed == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]


@pytest.mark.parametrize("batches", [7, 10, 100, 113])
def test_every_falls_as_often_as_it_says_whatever_rounding_does(batches: int):
    """0.3 / 0.1 is below 3, and so is what some sums of batches come to."""
    every = Every.parse("0.1e")
    epochs = [epoch + batch / batches for epoch in range(3) for batch in range(batches)]
    passed = [b for a, b in itertools.pairwise([*epochs, 3.0]) if every.passed(a, b)]
    assert len(passed) == (30 if batches >= 10 else 3 * batches)
    assert all(0 <= b % 0.1 < 1.001 / batches or b % 0.1 > 0.0999 for b in passed)


def test_config_and_presets_load_neither_numpy_nor_numba():
    import subprocess

    code = (
        "import sys, chartrans.train.presets; "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'numba')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
