"""The loop: what it tells, what it leaves on disk, and that stopping and resuming is harmless."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np
import pytest

from chartrans.core.threads import ShardPool
from chartrans.corpus.pair import Dataset
from chartrans.errors import ChartransError
from chartrans.evaluate.scores import Score
from chartrans.nets.model_file import load_extra, load_model
from chartrans.nets.model_header import read_header
from chartrans.train.begin import Training, resumed_training
from chartrans.train.checkpoint import load_last
from chartrans.train.events import Evaluated, Event, Finished, Progress, RolledBack, Saved, Started
from chartrans.train.loop import fit
from chartrans.train.rollback import MOST_IN_A_ROW
from chartrans.train.run import RunFolder
from chartrans.train.step import BatchLoss, Gradients

from .conftest import StartTraining


def of_kind(events: list[Event], kind: type) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def until_step(training: Training, step: int) -> list[Event]:
    """Train and ask to stop as soon as `step` updates are done."""
    return list(fit(training, stop=lambda: training.at.state.step >= step))


def resumed(training: Training, data: Dataset, **values: Any) -> Training:
    return resumed_training(load_last(training.run), data, values, training.run)


def metrics(training: Training) -> list[dict[str, Any]]:
    return [json.loads(line) for line in training.run.metrics.read_text().splitlines()]


def test_events_tell_the_whole_story(start: StartTraining):
    training = start(epochs=4)
    events = list(fit(training))
    assert isinstance(events[0], Started)
    assert events[0].batches == 3
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].step) == ("epochs", 12)
    assert [event.step for event in of_kind(events, Progress)] == list(range(1, 13))
    assert [event.step for event in of_kind(events, Evaluated)] == [3, 6, 9, 12]
    shares = [event.share for event in of_kind(events, Progress)]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    best = max(of_kind(events, Evaluated), key=lambda event: event.chrf)
    assert events[-1].chrf == best.chrf


def test_the_run_folder_is_a_record(start: StartTraining):
    training = start(epochs=2)
    events = list(fit(training))
    run = training.run
    names = {"config.toml", "metrics.jsonl", "samples.txt", "last.safetensors", "best.safetensors"}
    assert {file.name for file in run.path.iterdir()} == names
    assert [line["step"] for line in metrics(training)] == [3, 6]
    assert run.samples.read_text(encoding="utf-8").count("reference") == 2 * 3
    card = read_header(run.best)["card"]
    assert card["scores"]["dev"]["chrF"] == round(events[-1].chrf, 2)  # type: ignore[union-attr]
    assert card["training"]["steps"] == events[-1].best_step  # type: ignore[union-attr]
    assert load_model(run.best).rules == training.at.model.rules
    assert {event.path for event in of_kind(events, Saved)} == {run.last, run.best}


def test_it_learns(start: StartTraining):
    training = start(epochs=60, hidden=24, embedding=16, dropout=0.0, label_smoothing=0.0)
    evaluated = of_kind(list(fit(training)), Evaluated)
    assert evaluated[-1].train_bits < 0.5 * evaluated[0].train_bits


@pytest.mark.parametrize("forcing", ["1", "0.5"])
def test_two_runs_give_the_same_bytes_and_another_seed_does_not(start: StartTraining, forcing: str):
    first, again, other = (
        start(name, epochs=2, seed=seed, teacher_forcing=forcing)
        for name, seed in (("a", 1), ("b", 1), ("c", 7))
    )
    for training in (first, again, other):
        list(fit(training))
    flats = [training.at.model.net.parameters.flat.tobytes() for training in (first, again, other)]
    assert flats[0] == flats[1] != flats[2]


def test_the_truth_grows_rare_over_the_training(
    start: StartTraining, monkeypatch: pytest.MonkeyPatch
):
    shares: list[float] = []
    whole = Gradients.compute

    def compute(self: Gradients, pairs: Any, step: int, forcing: float) -> BatchLoss:
        shares.append(forcing)
        return whole(self, pairs, step, forcing)

    monkeypatch.setattr(Gradients, "compute", compute)
    list(fit(start(epochs=2, teacher_forcing="1:0.4")))
    assert shares == pytest.approx([1.0, 0.9, 0.8, 0.7, 0.6, 0.5])


def test_teacher_forcing_of_one_is_no_teacher_forcing(start: StartTraining):
    bare, forced, free = (
        start(name, epochs=2, **values)
        for name, values in (
            ("bare", {}),
            ("forced", {"teacher_forcing": "1:1"}),
            ("free", {"teacher_forcing": "0"}),
        )
    )
    for training in (bare, forced, free):
        list(fit(training))
    flats = [training.at.model.net.parameters.flat.tobytes() for training in (bare, forced, free)]
    assert flats[0] == flats[1] != flats[2]


@pytest.mark.parametrize("stops", [(10,), (9,), (1, 2, 17), (0,)])
def test_stopping_and_resuming_changes_nothing(
    start: StartTraining, data: Dataset, stops: tuple[int, ...]
):
    assert_resumes_exactly(start, data, stops)


@pytest.mark.parametrize(
    "values",
    [
        {"optimizer": "sgd"},
        {"optimizer": "momentum", "gradient": "sum"},
        {"optimizer": "rmsprop", "clip_value": 0.01, "clip_norm": 0.0},
        {"optimizer": "adam", "weight_decay": 0.1},
        {"average": 0.9},
        {"teacher_forcing": "0"},
        {"teacher_forcing": "1:0.2"},
        {"net": "transducer", "feedback": True, "teacher_forcing": "0.5"},
    ],
    ids=lambda values: " ".join(map(str, values.values())),
)
def test_whatever_makes_an_update_resumes_exactly(
    start: StartTraining, data: Dataset, values: dict[str, Any]
):
    assert_resumes_exactly(start, data, (7, 10), **values)


def assert_resumes_exactly(
    start: StartTraining, data: Dataset, stops: tuple[int, ...], **values: Any
) -> None:
    """A training stopped at these steps ends as one that was not, but for the clock."""
    whole, parted = (start(name, evaluate_every="4", **values) for name in ("whole", "parted"))
    list(fit(whole))
    for step in stops:
        events = until_step(parted, step)
        assert isinstance(events[-1], Finished)
        assert (events[-1].reason, events[-1].step) == ("stopped", step)
        parted = resumed(parted, data)
    list(fit(parted))
    for name in ("last.safetensors", "best.safetensors"):
        assert_same_model(whole.run.path / name, parted.run.path / name)
    timeless = [
        [{k: v for k, v in line.items() if k != "seconds"} for line in metrics(training)]
        for training in (whole, parted)
    ]
    assert timeless[0] == timeless[1]
    assert whole.run.samples.read_bytes() == parted.run.samples.read_bytes()


def assert_same_model(first: Any, second: Any) -> None:
    """The same bytes in every tensor, the same state but for the clock and the run's name."""
    one, two = load_model(first), load_model(second)
    assert one.net.parameters.flat.tobytes() == two.net.parameters.flat.tobytes()
    (tensors, extra), (tensors2, extra2) = load_extra(first), load_extra(second)
    assert tensors.keys() == tensors2.keys()
    assert all(tensors[name].tobytes() == tensors2[name].tobytes() for name in tensors)
    for part in (extra, extra2):
        for clocked in ("seconds", "log_bytes"):
            part.get("state", {}).pop(clocked, None)
    assert extra == extra2


def test_a_training_that_is_done_has_nothing_left_but_may_go_on_longer(
    start: StartTraining, data: Dataset
):
    training = start(epochs=2)
    list(fit(training))
    kept = training.run.last.read_bytes()
    events = list(fit(resumed(training, data)))
    assert [type(event) for event in events] == [Started, Finished]
    assert training.run.last.read_bytes() == kept
    events = list(fit(resumed(training, data, epochs=3)))
    assert (events[-1].reason, events[-1].step) == ("epochs", 9)  # type: ignore[union-attr]
    assert "epochs = 3" in training.run.config.read_text()


def test_what_was_logged_after_the_checkpoint_is_not_logged_twice(
    start: StartTraining, data: Dataset
):
    training = start(epochs=4)
    until_step(training, 7)
    training.run.add_metrics({"step": 9, "event": "evaluated, and then the power went"})
    list(fit(resumed(training, data)))
    assert [line["step"] for line in metrics(training)] == [3, 6, 9, 12]


def test_a_stop_during_an_evaluation_leaves_it_due(
    start: StartTraining, data: Dataset, monkeypatch: pytest.MonkeyPatch
):
    training = start(epochs=2)
    with monkeypatch.context() as patch:
        patch.setattr(training.dev, "evaluate", lambda *_: None)
        asked = iter([False] * 4 + [True] * 9)  # three updates, then the evaluation
        events = list(fit(training, stop=lambda: next(asked)))
    assert not of_kind(events, Evaluated)
    assert events[-1].reason == "stopped"  # type: ignore[union-attr]
    events = list(fit(resumed(training, data)))
    assert [event.step for event in of_kind(events, Evaluated)] == [3, 6]


def test_the_dev_set_stops_when_asked(start: StartTraining):
    training = start()
    assert training.dev.evaluate(training.at.model, ShardPool(1), lambda: True) is None


def test_time_ends_a_training_with_an_evaluation_and_a_low_rate(start: StartTraining):
    ticks = count()
    training = start(epochs=None, max_time=100.0, warmup=0, evaluate_every="1000")
    events = list(fit(training, clock=lambda: float(next(ticks))))
    assert events[-1].reason == "time"  # type: ignore[union-attr]
    assert len(of_kind(events, Evaluated)) == 1
    assert training.run.best.exists()
    rates = [event.rate for event in of_kind(events, Progress)]
    assert rates[0] == 0.01
    assert rates[-1] < 0.002
    left = [event.left for event in of_kind(events, Progress)]
    assert left[0] == pytest.approx(100 - of_kind(events, Progress)[0].seconds, abs=1)


def test_a_long_epoch_is_saved_on_the_way(start: StartTraining, data: Dataset):
    ticks = count(step=100)
    training = start(epochs=1)
    events = fit(training, clock=lambda: float(next(ticks)))
    saved = next(event for event in events if isinstance(event, Saved))
    assert saved.step == 1
    events.close()  # as good as a power cut
    assert load_last(training.run).state.step == 1


def test_patience_ends_a_training(start: StartTraining, monkeypatch: pytest.MonkeyPatch):
    training = start(patience=2, epochs=50)
    scores = (Score("chrF", value, "0-100") for value in (10.0, 20.0, 15.0, 19.0, 99.0))
    monkeypatch.setattr("chartrans.train.evaluation.chrf", lambda *_: next(scores))
    events = list(fit(training))
    assert events[-1].reason == "patience"  # type: ignore[union-attr]
    assert (events[-1].chrf, events[-1].best_step) == (20.0, 6)  # type: ignore[union-attr]
    assert [event.best for event in of_kind(events, Evaluated)] == [True, True, False, False]
    assert read_header(training.run.best)["card"]["scores"]["dev"]["chrF"] == 20.0


def poisoned(training: Training, steps: Iterator[bool]) -> Training:
    """The training with parameters that a bad update has broken, before each step where told."""
    net = training.at.model.net
    whole = net.loss

    def loss(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get("gradients") is not None and next(steps):
            net.parameters.flat[:] = np.nan
        return whole(*args, **kwargs)

    net.loss = loss  # type: ignore[method-assign]
    return training


def test_a_loss_that_is_no_number_is_rolled_back(start: StartTraining):
    steps = iter([False] * 4 + [True] + [False] * 9)
    training = poisoned(start(epochs=2, threads=1, warmup=0, decay="none"), steps)
    events = list(fit(training))
    (event,) = of_kind(events, RolledBack)
    assert (event.step, event.epoch, event.batch, event.rate_factor) == (4, 2, 2, 0.5)
    assert events[-1].reason == "epochs"  # type: ignore[union-attr]
    assert np.isfinite(training.at.model.net.parameters.flat).all()
    rates = {event.step: event.rate for event in of_kind(events, Progress)}
    assert (rates[4], rates[6]) == (0.01, 0.005)
    assert metrics(training)[1]["event"] == "rolled back"
    assert load_last(training.run).state.rate_factor == 0.5


def test_it_gives_up_when_no_rate_helps(start: StartTraining):
    training = poisoned(start(epochs=20, threads=1), iter(lambda: True, None))
    events: list[Event] = []
    with pytest.raises(ChartransError, match="lower --learning-rate"):
        events.extend(fit(training))
    assert len(of_kind(events, RolledBack)) == MOST_IN_A_ROW - 1


def test_the_way_back_is_short(start: StartTraining, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("chartrans.train.rollback.SNAPSHOT_STEPS", 3)
    steps = iter([False] * 8 + [True] + [False] * 9)
    events = list(fit(poisoned(start(epochs=4, threads=1), steps)))
    (event,) = of_kind(events, RolledBack)
    assert (event.step, event.back_to) == (8, 6)


def test_broken_parameters_are_never_saved(start: StartTraining):
    training = start(epochs=2)
    events = []
    for event in fit(training):
        events.append(event)
        if isinstance(event, Progress) and event.step == 3:  # just before the evaluation
            training.at.model.net.parameters.flat[:] = np.inf
        if isinstance(event, Saved):
            assert np.isfinite(load_model(event.path).net.parameters.flat).all()
    assert [event.step for event in of_kind(events, RolledBack)] == [3]


def test_one_dev_pair_and_two_training_pairs_are_enough(start: StartTraining, data: Dataset):
    data.train, data.dev = data.train[:2], data.dev[:1]
    events = list(fit(start(epochs=1)))
    assert len(of_kind(events, Evaluated)[0].samples) == 1


def test_a_run_folder_reads_its_own_checkpoint(start: StartTraining):
    training = start(epochs=1)
    list(fit(training))
    at = load_last(RunFolder(training.run.path))
    assert at.recipe == training.at.recipe
    assert at.state == training.at.state
    assert at.origin == training.at.origin
