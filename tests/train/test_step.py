"""One update: the split over threads changes nothing that matters, and clipping clips."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.optimiser import AdamState
from chartrans.core.threads import ShardPool
from chartrans.train.config import TrainConfig
from chartrans.train.step import BatchLoss, Gradients, deal, dropout_seed, update

from .conftest import StartTraining


def gradient(start: StartTraining, threads: int, **values: object) -> tuple[BatchLoss, np.ndarray]:
    training = start(f"{threads}-threads", **values)
    pool = ShardPool(threads)
    gradients = Gradients(training.at.model.net, training.at.recipe.train, pool)
    gradients.compute(training.pairs, step=3)  # the second call must not see the first one's sums
    loss = gradients.compute(training.pairs, step=3)
    pool.close()
    return loss, gradients.flat.copy()


def test_threads_change_only_the_rounding(start: StartTraining):
    one, flat_one = gradient(start, 1, dropout=0.0)
    three, flat_three = gradient(start, 3, dropout=0.0)
    assert one.count == three.count
    assert one.nll == pytest.approx(three.nll, rel=1e-5)
    np.testing.assert_allclose(flat_one, flat_three, rtol=1e-3, atol=1e-6)


def test_more_threads_than_pairs(start: StartTraining):
    one, flat_one = gradient(start, 1, dropout=0.0)
    many, flat_many = gradient(start, 20, dropout=0.0)
    assert one.count == many.count
    np.testing.assert_allclose(flat_one, flat_many, rtol=1e-3, atol=1e-6)


def test_the_same_call_gives_the_same_bytes(start: StartTraining):
    first, again = gradient(start, 2), gradient(start, 2)
    assert first[0] == again[0]
    assert first[1].tobytes() == again[1].tobytes()


def test_each_step_drops_other_elements(start: StartTraining):
    training = start(dropout=0.5)
    gradients = Gradients(training.at.model.net, training.at.recipe.train, ShardPool(1))
    assert gradients.compute(training.pairs, 3).nll != gradients.compute(training.pairs, 4).nll


def test_the_count_is_of_target_characters_with_ends(start: StartTraining):
    loss, _ = gradient(start, 2)
    training = start("counted")
    assert loss.count == sum(len(target) + 1 for _, target in training.pairs)


def test_a_parameter_that_is_no_number_is_noticed(start: StartTraining):
    training = start()
    training.at.model.net.parameters.flat[:] = np.nan
    gradients = Gradients(training.at.model.net, training.at.recipe.train, ShardPool(1))
    assert not gradients.compute(training.pairs, step=0).finite


def test_work_is_dealt_evenly_and_whole():
    pairs = [(np.zeros(m, np.int32), np.zeros(m + 1, np.int32)) for m in range(1, 31)]
    shards = deal(pairs[::-1], 3)
    work = [sum(len(target) for _, target in shard) for shard in shards]
    assert max(work) - min(work) <= 20
    assert sorted(len(s) for shard in shards for s, _ in shard) == list(range(1, 31))
    assert [len(shard) for shard in deal(pairs[:2], 5)] == [1, 1]


def test_dropout_differs_by_seed_step_and_shard():
    seeds = {dropout_seed(*key) for key in np.ndindex(5, 20, 4)}
    assert len(seeds) == 5 * 20 * 4
    assert all(0 <= seed < 2**32 for seed in seeds)


@pytest.mark.parametrize(("clip", "length"), [(1.0, 1.0), (0.0, 5.0), (9.0, 5.0)])
def test_long_gradients_are_shortened(clip: float, length: float):
    parameters, gradients = np.zeros(2, np.float32), np.array([3.0, 4.0], np.float32)
    loss = BatchLoss(nll=1.0, count=1, norm=5.0, finite=True)
    update(parameters, gradients, loss, AdamState(2), TrainConfig(clip_norm=clip), rate=0.1)
    assert np.linalg.norm(gradients) == pytest.approx(length)
    assert (parameters < 0).all()
