"""The learning rate: where it rises, where it is level, and where it ends."""

from __future__ import annotations

import pytest

from chartrans.train.config import TrainConfig
from chartrans.train.schedule import learning_rate, share_done

CONFIG = TrainConfig(learning_rate=0.01, warmup=10, decay_from=0.5, final_rate=0.1, epochs=4)


def rate(step: int, share: float, **changes: object) -> float:
    return learning_rate(TrainConfig(**{**CONFIG.to_json(), **changes}), step, share)


def test_it_rises_in_equal_steps_and_never_from_zero():
    assert [rate(step, 0.0) for step in range(10)] == pytest.approx(
        [0.001 * (step + 1) for step in range(10)]
    )


def test_without_warmup_it_is_at_its_height_at_once():
    assert rate(0, 0.0, warmup=0) == 0.01


@pytest.mark.parametrize("decay", ["none", "linear", "cosine"])
def test_it_is_level_until_the_decay(decay: str):
    assert rate(10, 0.5, decay=decay) == rate(400, 0.2, decay=decay) == 0.01


@pytest.mark.parametrize(
    ("decay", "middle"), [("none", 0.01), ("linear", 0.0055), ("cosine", 0.0055)]
)
def test_it_falls_to_its_final_share(decay: str, middle: float):
    assert rate(99, 0.75, decay=decay) == pytest.approx(middle)
    assert rate(99, 1.0, decay=decay) == pytest.approx(0.01 if decay == "none" else 0.001)


def test_cosine_begins_and_ends_gently():
    assert rate(99, 0.55, decay="cosine") > rate(99, 0.55, decay="linear")
    assert rate(99, 0.95, decay="cosine") < rate(99, 0.95, decay="linear")


def test_a_decay_from_the_very_end_divides_by_nothing():
    assert rate(99, 1.0, decay_from=1.0) == 0.01


def test_what_is_done_is_the_greater_share():
    both = TrainConfig(epochs=10, max_time=100.0)
    assert share_done(both, epochs_done=2.0, seconds=50.0) == 0.5
    assert share_done(both, epochs_done=8.0, seconds=50.0) == 0.8
    assert share_done(both, epochs_done=8.0, seconds=500.0) == 1.0
    assert share_done(TrainConfig(epochs=None, max_time=100.0), 99.0, 25.0) == 0.25
    assert share_done(TrainConfig(epochs=4), 1.0, 1e9) == 0.25
