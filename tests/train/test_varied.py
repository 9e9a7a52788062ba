"""Epochs of varied pairs: fixed by seed and epoch, harmless to resume, and nothing where off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from chartrans.corpus.pair import Dataset, Pair
from chartrans.errors import UsageProblem
from chartrans.nets.model_file import load_model
from chartrans.nets.net import IdPair
from chartrans.text.alphabet import UNKNOWN, Alphabet
from chartrans.train.begin import Training, resumed_training
from chartrans.train.checkpoint import load_last
from chartrans.train.loop import fit
from tests.train.conftest import StartTraining

ALL: dict[str, Any] = {
    "vary_plain": 0.5,
    "vary_accents": 0.5,
    "vary_typos": 0.5,
    "vary_copies": 0.5,
    "drop_characters": 0.1,
    "drop_words": 0.1,
}


@pytest.fixture
def data() -> Dataset:
    """Sentences in which everything can be varied; in place of those of the other tests."""
    lines = "Ĉu {}, aŭ {}, ne vidis {} fianĉojn?", "Didn't {}, or {}, see {} fiancés?"
    names = [("Olaf", "Petra"), ("Nils", "Greta"), ("Rolf", "Svea")]
    told = [(*names[n % 3], n) for n in range(20, 260)]
    train = [Pair(*(line.format(*words) for line in lines)) for words in told]
    return Dataset(train=train, dev=[Pair("Ĉu ne?", "Didn't see?")])


def text(alphabet: Alphabet, ids: np.ndarray) -> str:
    """What the ids stand for; unknown characters as ␣."""
    return "".join("␣" if i == UNKNOWN else alphabet.decode([i]) for i in ids)


def seen(training: Training, epoch: int) -> list[tuple[str, str]]:
    """What the epoch shows the net."""
    model, pairs = training.at.model, training.epoch_pairs(epoch)
    return [(text(model.source, s), text(model.target, t)) for s, t in pairs]


def stopped_at(training: Training, step: int) -> None:
    """Train, and stop as soon as `step` updates are done."""
    list(fit(training, stop=lambda: training.at.state.step >= step))


def test_without_shares_the_pairs_are_the_plain_ones(start: StartTraining, data: Dataset):
    training = start()
    assert training.varied is None
    assert training.epoch_pairs(0) is training.epoch_pairs(1) is training.pairs
    model = training.at.model
    assert model.source == Alphabet.from_lines(pair.source for pair in data.train)
    assert model.target == Alphabet.from_lines(pair.target for pair in data.train)
    for (source, target), (s, t) in zip(data.train, training.pairs, strict=True):
        assert np.array_equal(model.source.encode(source), s)
        assert np.array_equal(model.target.encode(target), t)


@pytest.mark.parametrize("name", ALL)
def test_each_share_varies_that_share_of_the_pairs(start: StartTraining, data: Dataset, name: str):
    share = 0.3 if name.startswith("vary") else 0.01
    epochs = [seen(start(name, **{name: share}), epoch) for epoch in (0, 1, 0)]
    assert epochs[0] == epochs[2] != epochs[1]
    differing = [old != new for old, new in zip(data.train, epochs[0], strict=True)]
    if name.startswith("vary"):
        assert np.mean(differing) == pytest.approx(share, abs=0.08)
    both = sum(old.target != new[1] for old, new in zip(data.train, epochs[0], strict=True))
    assert bool(both) == (name in ("vary_plain", "vary_copies"))
    unknown = sum(source.count("␣") for source, _ in epochs[0])
    assert bool(unknown) == name.startswith("drop")


def test_the_alphabets_have_what_variation_writes(start: StartTraining):
    training = start(vary_plain=1.0, vary_accents=1.0, vary_typos=1.0, vary_copies=1.0)
    for epoch in range(3):
        for source, target in training.epoch_pairs(epoch):
            assert UNKNOWN not in source
            assert UNKNOWN not in target


@pytest.mark.parametrize("name", ["vary_plain", "drop_words"])
def test_another_seed_varies_otherwise(start: StartTraining, name: str):
    values = {name: ALL[name]}
    assert seen(start("a", **values), 0) != seen(start("b", seed=2, **values), 0)


def test_every_epoch_trains_on_its_own_pairs(start: StartTraining, monkeypatch: pytest.MonkeyPatch):
    training = start(epochs=2, batch_size="40", vary_typos=1.0)
    asked: list[int] = []
    whole = Training.epoch_pairs

    def epoch_pairs(self: Training, epoch: int) -> Sequence[IdPair]:
        asked.append(epoch)
        return whole(self, epoch)

    monkeypatch.setattr(Training, "epoch_pairs", epoch_pairs)
    list(fit(training))
    assert asked == [0, 1]


def test_stopping_and_resuming_gives_the_same_bytes(start: StartTraining, data: Dataset):
    values = {"epochs": 2, "batch_size": "40", **ALL}
    whole, parted = start("whole", **values), start("parted", **values)
    list(fit(whole))
    for step in (2, 8):  # within the first epoch, and within the second
        stopped_at(parted, step)
        parted = resumed_training(load_last(parted.run), data, {}, parted.run)
    list(fit(parted))
    flats = [training.at.model.net.parameters.flat for training in (whole, parted)]
    assert flats[0].tobytes() == flats[1].tobytes()


def test_shares_stay_as_they_are_on_resuming_and_are_told(start: StartTraining, data: Dataset):
    training = start(epochs=1, batch_size="40", **ALL)
    list(fit(training))
    card = load_model(training.run.best).card["training"]
    assert {name: card[name] for name in ALL} == ALL
    for name in ALL:
        with pytest.raises(UsageProblem, match=f"--{name.replace('_', '-')} is 0"):
            resumed_training(load_last(training.run), data, {name: 0.7}, training.run)
