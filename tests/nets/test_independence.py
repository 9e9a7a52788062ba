"""Padding changes nothing: a line's loss does not depend on what it is batched with."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.threads import ShardPool
from chartrans.core.workspace import Workspace
from chartrans.nets.config import NetConfig
from tests.nearness import assert_near, assert_same_bits
from tests.nets.nets import LENGTHS, loss_and_gradients, random_net, some_pairs

SUMS = 1e-6  # the same numbers added in another order


def test_losses_and_gradients_of_lines_add_up(config: NetConfig, rng: np.random.Generator) -> None:
    net, _ = random_net(config, rng)
    pairs = some_pairs(rng)
    together, gradients = loss_and_gradients(net, pairs, 0.1)
    total, summed = None, net.parameters.like()
    workspace = Workspace()
    for pair in pairs:
        loss = net.loss([pair], workspace, summed, None, 0.1)
        total = loss if total is None else total + loss
    assert total is not None
    assert total.nll == pytest.approx(together.nll, rel=SUMS)
    assert total.objective == pytest.approx(together.objective, rel=SUMS)
    assert total.count == together.count == sum(n + 1 for _, n in LENGTHS)
    assert_near(summed.flat, gradients.flat, 1e-5)


def test_a_line_twice_costs_twice(config: NetConfig, rng: np.random.Generator) -> None:
    """Beside a much longer line, so that most of its ticks in a padded batch would be padding."""
    net, _ = random_net(config, rng)
    line, long = some_pairs(rng, [(2, 1), (30, 25)])
    workspace = Workspace()
    one = net.loss([line], workspace).nll
    assert net.loss([line, line], workspace).nll == pytest.approx(2 * one, rel=SUMS)
    beside = net.loss([line, long], workspace).nll - net.loss([long], workspace).nll
    assert beside == pytest.approx(one, rel=1e-5)


def test_the_order_of_lines_does_not_matter(config: NetConfig, rng: np.random.Generator) -> None:
    net, _ = random_net(config, rng)
    pairs = some_pairs(rng)
    loss, gradients = loss_and_gradients(net, pairs)
    for _ in range(3):
        order = rng.permutation(len(pairs))
        permuted, others = loss_and_gradients(net, [pairs[k] for k in order])
        assert permuted.nll == pytest.approx(loss.nll, rel=SUMS)
        assert_near(others.flat, gradients.flat, 1e-5)


def test_the_same_call_gives_the_same_bits(config: NetConfig, rng: np.random.Generator) -> None:
    """In a fresh workspace and in one that other batches have used."""
    net, _ = random_net(config, rng)
    pairs, others = some_pairs(rng), some_pairs(rng, [(13, 2), (3, 17)])
    loss, gradients = loss_and_gradients(net, pairs, seed=5)
    used = Workspace()
    net.loss(others, used, net.parameters.like())
    again = net.parameters.like()
    assert net.loss(pairs, used, again, 5) == loss
    assert_same_bits(again.flat, gradients.flat)


def test_threads_do_not_disturb_each_other(config: NetConfig, rng: np.random.Generator) -> None:
    net, _ = random_net(config, rng)
    shards = [some_pairs(rng, [(n, 9 - n), (9 - n, n), (n, n)]) for n in range(1, 9)]
    right = [loss_and_gradients(net, shard) for shard in shards]
    pool = ShardPool(4)
    for _ in range(3):
        results = pool.run(lambda shard: loss_and_gradients(net, shard), shards)
        for (loss, gradients), (expected, others) in zip(results, right, strict=True):
            assert loss == expected
            assert_same_bits(gradients.flat, others.flat)
    pool.close()


def test_no_pair_is_refused(config: NetConfig, rng: np.random.Generator) -> None:
    net, _ = random_net(config, rng)
    with pytest.raises(ValueError, match="at least one line"):
        net.loss([], Workspace())
