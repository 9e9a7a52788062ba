"""The running mean of the parameters: what it is, and that it is what is judged and kept."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.threads import ShardPool
from chartrans.nets.model_file import load_extra, load_model
from chartrans.train.averaging import Average
from chartrans.train.loop import fit
from tests.train.conftest import StartTraining


@pytest.mark.parametrize("threads", [1, 3])
def test_it_is_a_mean_that_forgets(threads: int):
    rng = np.random.default_rng(1)
    walk = rng.normal(size=(60, 7)).astype(np.float32)
    average = Average(walk[0], kept=0.8)
    expected = walk[0].astype(np.float64)
    with ShardPool(threads) as pool:
        for updates, parameters in enumerate(walk[1:], start=1):
            average.follow(parameters, updates, pool)
            kept = min(0.8, (1 + updates) / (10 + updates))
            expected = kept * expected + (1 - kept) * parameters
    np.testing.assert_allclose(average.mean, expected, rtol=1e-5)


def test_it_stands_in_only_for_a_while():
    parameters = np.arange(3, dtype=np.float32)
    average = Average(parameters, kept=0.9)
    parameters += 10.0
    with average.in_place_of(parameters):
        assert parameters.tolist() == [0, 1, 2]
    assert parameters.tolist() == [10, 11, 12]
    assert average.mean.tolist() == [0, 1, 2]


def test_the_mean_is_kept_as_best_and_training_goes_its_own_way(start: StartTraining):
    plain, averaged = start("plain"), start("averaged", average=0.9)
    for training in (plain, averaged):
        list(fit(training))
    flats = [load_model(run.run.last).net.parameters.flat for run in (plain, averaged)]
    assert flats[0].tobytes() == flats[1].tobytes()
    tensors, _ = load_extra(averaged.run.last)
    assert "average" not in load_extra(plain.run.last)[0]
    assert tensors["average"].tobytes() != flats[1].tobytes()
    best = averaged.at.state.best
    if best.step == averaged.at.state.step:  # the mean of that moment is the last one
        kept = load_model(averaged.run.best).net.parameters.flat
        assert kept.tobytes() == tensors["average"].tobytes()
