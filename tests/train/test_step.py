"""One update: the split over threads changes nothing that matters, and clipping clips."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.optimiser import RULES, AdamState
from chartrans.core.threads import ShardPool
from chartrans.nets.net import IdPair
from chartrans.nets.seq2seq import Seq2Seq
from chartrans.train import step as step_module
from chartrans.train.config import TrainConfig
from chartrans.train.step import (
    FEWEST_AT_ONCE,
    MOST_AT_ONCE,
    BatchLoss,
    Gradients,
    characters_at_once,
    deal,
    dropout_seed,
    forcing_generator,
    pieces,
    update,
)
from tests.nearness import assert_near, assert_same_bits

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


def gradient_of(start: StartTraining, pairs: list[IdPair], how: str) -> tuple[int, np.ndarray]:
    """Target characters, and the gradient by `how`, of the same untrained net for all pairs."""
    training = start(how, dropout=0.0, gradient=how, threads=1)
    gradients = Gradients(training.at.model.net, training.at.recipe.train, ShardPool(1))
    return gradients.compute(pairs, 0).count, gradients.flat.astype(np.float64)


def test_mean_and_sum_over_lines_of_different_length(start: StartTraining):
    pairs = sorted(start("pairs").pairs, key=lambda pair: len(pair[1]))
    short, long = pairs[0], pairs[-1]
    count = {len(target) + 1 for _, target in (short, long)}
    assert min(count) < 0.7 * max(count)
    (n, mean_short), (m, mean_long) = (gradient_of(start, [p], "mean") for p in (short, long))
    (_, sum_short), (_, sum_long) = (gradient_of(start, [p], "sum") for p in (short, long))
    # one line: the sum over its slices is their mean, times how many they are
    assert_near(sum_short, n * mean_short, 1e-5)
    assert_near(sum_long, m * mean_long, 1e-5)
    # two lines: each slice weighs the same in the mean, each line the same beside the sums
    both = [short, long]
    assert_near(gradient_of(start, both, "mean")[1], (sum_short + sum_long) / (n + m), 1e-4)
    assert_near(gradient_of(start, both, "sum")[1], (sum_short + sum_long) / 2, 1e-4)


def test_the_sum_is_of_the_whole_batch_on_any_number_of_threads(start: StartTraining):
    one, flat_one = gradient(start, 1, dropout=0.0, gradient="sum")
    three, flat_three = gradient(start, 3, dropout=0.0, gradient="sum")
    assert one.norm == pytest.approx(three.norm, rel=1e-4)
    assert_near(flat_one, flat_three, 1e-4)


def test_gradients_are_truncated_where_the_recipe_says(start: StartTraining):
    exact, cut, far = (gradient(start, 1, dropout=0.0, bptt=bptt)[1] for bptt in (0, 2, 1000))
    assert_same_bits(far, exact)
    assert 0.5 < np.dot(cut, exact) / np.linalg.norm(cut) / np.linalg.norm(exact) < 0.999999


def forced(start: StartTraining, share: float, threads: int = 2, **values: object) -> BatchLoss:
    training = start(f"forced-{share}", **values)
    with ShardPool(threads) as pool:
        gradients = Gradients(training.at.model.net, training.at.recipe.train, pool)
        return gradients.compute(training.pairs, 3, share)


def test_the_loss_is_of_what_the_net_was_shown(start: StartTraining):
    losses = [forced(start, share) for share in (0.0, 0.5, 1.0)]
    assert len({loss.nll for loss in losses}) == 3
    assert len({loss.count for loss in losses}) == 1
    assert losses[2] == gradient(start, 2)[0]  # the truth alone is what no share means
    assert losses == [forced(start, share) for share in (0.0, 0.5, 1.0)]


def test_the_truth_alone_asks_for_no_decoding(
    start: StartTraining, monkeypatch: pytest.MonkeyPatch
):
    def decoding(self: Seq2Seq) -> None:
        raise AssertionError("decoding was asked for")

    monkeypatch.setattr(Seq2Seq, "decoding", decoding)
    forced(start, 1.0)
    with pytest.raises(AssertionError, match="asked for"):
        forced(start, 0.9)


def test_each_step_shows_the_truth_elsewhere(start: StartTraining):
    training = start(dropout=0.0)
    gradients = Gradients(training.at.model.net, training.at.recipe.train, ShardPool(1))
    nll = [gradients.compute(training.pairs, step, 0.5).nll for step in (3, 4, 3)]
    assert nll[0] == nll[2] != nll[1]


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


def test_pieces_are_small_alike_and_whole():
    pairs = [(np.zeros(m, np.int32), np.zeros(m + 1, np.int32)) for m in range(1, 200)]
    found = pieces(pairs, 2560)
    work = [sum(len(x) + len(y) + 2 for x, y in piece) for piece in found]
    assert len(found) == -(-sum(work) // 2560) > 3
    assert max(work) - min(work) <= 2 * 402  # two of the longest lines
    assert [pair for piece in found for pair in piece] == pairs
    assert [len(piece) for piece in pieces(pairs[:2], 2560)] == [2]
    monster = (np.zeros(3 * 2560, np.int32), pairs[0][1])
    assert [len(piece) for piece in pieces([pairs[0], monster], 2560)] == [1, 1]


def test_wide_layers_see_fewer_characters_at_once():
    hidden = [1, 64, 384, 512, 2048]
    seen = [characters_at_once(h) for h in hidden]
    assert seen == [MOST_AT_ONCE, MOST_AT_ONCE, 2275, FEWEST_AT_ONCE, FEWEST_AT_ONCE]


def test_pieces_add_up(start: StartTraining, monkeypatch: pytest.MonkeyPatch):
    """The same loss and gradient, whether a shard goes through the net at once or in pieces."""
    found = []
    for most in (MOST_AT_ONCE, 40):
        monkeypatch.setattr(step_module, "MOST_AT_ONCE", most)
        training = start(f"at-most-{most}", dropout=0.0, precision="float32")
        gradients = Gradients(training.at.model.net, training.at.recipe.train, ShardPool(1))
        loss = gradients.compute(training.pairs[:24], 0)
        found.append((loss, gradients.flat.copy()))
    (whole, right), (pieced, flat) = found
    assert pieced.count == whole.count
    assert pieced.nll == pytest.approx(whole.nll, rel=1e-6)
    assert_near(flat, right, 1e-5)


@pytest.mark.parametrize("shown", [1.0, 0.5])
def test_what_memory_held_before_changes_nothing(start: StartTraining, shown: float):
    """The same memory serves one thing after another, training and evaluating."""
    training, pool = start("again"), ShardPool(1)
    model = training.at.model
    gradients = Gradients(model.net, training.at.recipe.train, pool)
    loss = gradients.compute(training.pairs, 3, shown)
    flat = gradients.flat.copy()
    scores = training.dev.evaluate(model, pool, lambda: False)
    with pool.workspace() as workspace:
        for buffer in workspace._buffers.values():
            buffer.view(np.uint8)[:] = 0xFF  # as float32, no number
    assert training.dev.evaluate(model, pool, lambda: False) == scores
    assert gradients.compute(training.pairs, 3, shown) == loss
    assert_same_bits(gradients.flat, flat)


def test_pieces_see_the_weights_of_now(start: StartTraining, monkeypatch: pytest.MonkeyPatch):
    """What one update packed is not used by the next."""
    monkeypatch.setattr(step_module, "MOST_AT_ONCE", 40)
    training = start("used", dropout=0.0)
    net, recipe = training.at.model.net, training.at.recipe.train
    used = Gradients(net, recipe, ShardPool(1))
    used.compute(training.pairs, 0)
    net.parameters.flat[:] *= 1.5
    loss = used.compute(training.pairs, 0)
    fresh = Gradients(net, recipe, ShardPool(1))
    assert fresh.compute(training.pairs, 0) == loss
    assert_same_bits(used.flat, fresh.flat)


def test_forcing_draws_apart_from_dropout_and_from_other_steps():
    keys = [(1, 0, 0), (1, 0, 1), (1, 1, 0), (2, 0, 0)]
    draws = [forcing_generator(*key).integers(2**62) for key in keys]
    assert len({*draws, *(np.random.default_rng(key).integers(2**62) for key in keys)}) == 8
    assert forcing_generator(*keys[2]).integers(2**62) == draws[2]


def test_dropout_differs_by_seed_step_and_shard():
    seeds = {dropout_seed(*key) for key in np.ndindex(5, 20, 4)}
    assert len(seeds) == 5 * 20 * 4
    assert all(0 <= seed < 2**32 for seed in seeds)


@pytest.mark.parametrize(("clip", "length"), [(1.0, 1.0), (0.0, 5.0), (9.0, 5.0)])
def test_long_gradients_are_shortened(clip: float, length: float):
    parameters, gradients = np.zeros(2, np.float32), np.array([3.0, 4.0], np.float32)
    loss = BatchLoss(nll=1.0, count=1, norm=5.0, finite=True)
    update(
        parameters, gradients, loss, AdamState(2), TrainConfig(clip_norm=clip), 0.1, ShardPool(1)
    )
    assert np.linalg.norm(gradients) == pytest.approx(length)
    assert (parameters < 0).all()


@pytest.mark.parametrize(
    ("value", "norm", "left"),
    [
        (0.0, 0.0, [3.0, -4.0]),
        (3.5, 0.0, [3.0, -3.5]),
        (1.0, 0.0, [1.0, -1.0]),
        (1.0, 0.5, [0.125**0.5, -(0.125**0.5)]),  # first the elements, then what is left of them
        (1.0, 2.0, [1.0, -1.0]),  # the norm was 5 and is now below 2
        (9.0, 1.0, [0.6, -0.8]),
    ],
)
def test_elements_are_clipped_before_the_norm(value: float, norm: float, left: list[float]):
    gradients = np.array([3.0, -4.0], np.float32)
    loss = BatchLoss(nll=1.0, count=1, norm=5.0, finite=True)
    config = TrainConfig(clip_value=value, clip_norm=norm)
    update(np.zeros(2, np.float32), gradients, loss, AdamState(2), config, 0.1, ShardPool(1))
    assert_near(gradients, left, 1e-6)


@pytest.mark.parametrize("name", RULES)
def test_threads_share_an_update(name: str):
    rng = np.random.default_rng(3)
    begun, gradients = (rng.standard_normal(101).astype(np.float32) for _ in range(2))
    loss = BatchLoss(nll=1.0, count=1, norm=float(np.linalg.norm(gradients)), finite=True)
    config = TrainConfig(optimizer=name, clip_norm=1.0)
    moved = []
    for threads in (1, 3):
        parameters, state = begun.copy(), RULES[name].state(101)
        with ShardPool(threads) as pool:
            for _ in range(2):
                update(parameters, gradients.copy(), loss, state, config, 0.1, pool)
        moved.append(parameters)
        assert state.step == 2
    assert_same_bits(moved[0], moved[1])
    assert not np.array_equal(moved[0], begun)


@pytest.mark.parametrize("name", RULES)
def test_the_rule_of_the_recipe_makes_the_update(name: str):
    parameters, gradients = np.zeros(2, np.float32), np.array([0.3, -0.4], np.float32)
    right, state = parameters.copy(), RULES[name].state(2)
    loss = BatchLoss(nll=1.0, count=1, norm=0.5, finite=True)
    config = TrainConfig(optimizer=name, weight_decay=0.1)
    for _ in range(3):
        update(parameters, gradients, loss, state, config, 0.1, ShardPool(1))
    again = RULES[name].state(2)
    for _ in range(3):
        RULES[name].update(right, gradients, again, 0.1, weight_decay=0.1)
    assert_same_bits(parameters, right)
    assert state.step == 3
