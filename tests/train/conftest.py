"""A training small enough to be run many times: a dozen sentences, a net of eight units."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartrans.corpus.pair import Dataset, Pair
from chartrans.nets.config import NetConfig
from chartrans.train.begin import Training, new_training
from chartrans.train.config import TrainConfig
from chartrans.train.presets import Recipe
from chartrans.train.run import RunFolder

RECIPE = Recipe(
    NetConfig(hidden=8, layers=1, embedding=4, dropout=0.2),
    TrainConfig(
        batch_size="3", learning_rate=0.01, warmup=5, epochs=8, threads=2, precision="float32"
    ),
)

StartTraining = Callable[..., Training]


@pytest.fixture
def data(pairs: list[tuple[str, str]]) -> Dataset:
    known = [Pair(*pair) for pair in pairs]
    return Dataset(train=known[:9], dev=[*known[9:], Pair(known[9].source, "otra traducción")])


@pytest.fixture
def start(tmp_path: Path, data: Dataset) -> StartTraining:
    """A new training in `tmp_path / name`; keywords replace values of its recipe."""

    def make(name: str = "run", **values: Any) -> Training:
        run = RunFolder(tmp_path / name)
        return new_training(data, RECIPE.with_values(values), run, {"preset": "none"})

    return make
