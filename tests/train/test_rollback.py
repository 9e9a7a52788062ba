"""The way back: what is kept, what is restored, and when it is given up."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.optimiser import RULES, AdamState
from chartrans.errors import ChartransError
from chartrans.train.rollback import MOST_IN_A_ROW, SNAPSHOT_STEPS, Snapshot


@pytest.fixture
def parameters() -> np.ndarray:
    return np.arange(5, dtype=np.float32)


@pytest.mark.parametrize("optimizer", RULES)
def test_parameters_and_moments_come_back_in_place(parameters: np.ndarray, optimizer: str):
    moments = RULES[optimizer].state(5)
    moments.step = 7
    for value, array in enumerate(moments.arrays.values()):
        array[:] = value
    mean = np.full(5, 0.5, np.float32)
    snapshot = Snapshot(parameters, moments, average=mean)
    for array in (parameters, mean, *moments.arrays.values()):
        array[:] = np.nan
    moments.step = 9
    snapshot.restore()
    assert parameters.tolist() == [0, 1, 2, 3, 4]
    for value, array in enumerate(moments.arrays.values()):
        assert array.tolist() == [value] * 5
    assert moments.step == 7
    assert mean.tolist() == [0.5] * 5


def test_a_later_snapshot_replaces_the_first(parameters: np.ndarray):
    snapshot = Snapshot(parameters, AdamState(5))
    assert not snapshot.due(SNAPSHOT_STEPS - 1)
    assert snapshot.due(SNAPSHOT_STEPS)
    parameters[:] = 9.0
    snapshot.take(SNAPSHOT_STEPS)
    assert not snapshot.due(SNAPSHOT_STEPS + 1)
    parameters[:] = np.nan
    snapshot.restore()
    assert parameters.tolist() == [9.0] * 5


def test_it_gives_up_when_restoring_does_not_help(parameters: np.ndarray):
    snapshot = Snapshot(parameters, AdamState(5))
    for _ in range(MOST_IN_A_ROW - 1):
        snapshot.restore()
    with pytest.raises(ChartransError, match=r"no finite loss after step 0.*lower --learning-rate"):
        snapshot.restore()


def test_a_sound_stretch_forgives(parameters: np.ndarray):
    snapshot = Snapshot(parameters, AdamState(5))
    for _ in range(3):
        for _ in range(MOST_IN_A_ROW - 1):
            snapshot.restore()
        snapshot.take(1)
