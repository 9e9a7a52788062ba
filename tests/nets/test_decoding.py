"""Decoding step by step tells the same story as the loss under teacher forcing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chartrans.core.workspace import Workspace
from chartrans.nets.config import NetConfig
from chartrans.nets.net import Decoding, IdPair, Net
from chartrans.text.alphabet import BEGIN, END
from tests.nearness import assert_same_bits
from tests.nets.nets import TARGET_SIZE, random_net, some_pairs

NEAR = 1e-5


def step_by_step(decoding: Decoding, pairs: list[IdPair]) -> list[np.ndarray]:
    """For each pair the log-probabilities (n + 1, V), the previous character given each time."""
    workspace = Workspace()
    state = decoding.start([x for x, _ in pairs], workspace)
    ticks = max(len(y) for _, y in pairs) + 1
    given = np.full((len(pairs), ticks), END, np.int32)  # after the end anything may come
    for row, (_, y) in enumerate(pairs):
        given[row, 0] = BEGIN
        given[row, 1 : len(y) + 1] = y
    rows = np.stack([decoding.step(state, given[:, t].copy()).copy() for t in range(ticks)], axis=1)
    return [scores[: len(y) + 1] for scores, (_, y) in zip(rows, pairs, strict=True)]


def nll_of(scores: np.ndarray, target: np.ndarray) -> float:
    wanted = np.append(target, END)
    return -float(scores[np.arange(len(wanted)), wanted].sum(dtype=np.float64))


def test_steps_sum_to_the_loss(config: NetConfig, rng: np.random.Generator) -> None:
    net, _ = random_net(config, rng)
    pairs = some_pairs(rng)
    for pair, scores in zip(pairs, step_by_step(net.decoding(), pairs), strict=True):
        assert scores.shape == (len(pair[1]) + 1, TARGET_SIZE)
        np.testing.assert_allclose(np.exp(scores).sum(axis=1), 1.0, rtol=NEAR)
        assert nll_of(scores, pair[1]) == pytest.approx(net.loss([pair], Workspace()).nll, rel=NEAR)


def test_another_target_is_noticed(config: NetConfig, rng: np.random.Generator) -> None:
    """The measure above tells one character from another."""
    net, _ = random_net(config, rng)
    (pair,) = some_pairs(rng, [(4, 3)])
    (scores,) = step_by_step(net.decoding(), [pair])
    other = pair[1].copy()
    other[2] = 3 + (other[2] - 2) % (TARGET_SIZE - 3)
    assert nll_of(scores, other) != pytest.approx(net.loss([pair], Workspace()).nll, rel=NEAR)


def test_a_line_does_not_depend_on_its_neighbours(
    config: NetConfig, rng: np.random.Generator
) -> None:
    net, _ = random_net(config, rng)
    pairs = some_pairs(rng)
    decoding = net.decoding()
    together = step_by_step(decoding, pairs)
    for pair, scores in zip(pairs, together, strict=True):
        assert_same_bits(step_by_step(decoding, [pair])[0], scores)
    order = rng.permutation(len(pairs))
    permuted = step_by_step(decoding, [pairs[k] for k in order])
    for k, scores in zip(order, permuted, strict=True):
        assert_same_bits(scores, together[k])


def run(decoding: Decoding, state: Any, ids: list[int]) -> np.ndarray:
    return decoding.step(state, np.array(ids, np.int32)).copy()


def test_selected_rows_go_on_as_they_would_have(
    config: NetConfig, rng: np.random.Generator
) -> None:
    """Rows left out, repeated and swapped; the state that was selected from stays as it was."""
    net, _ = random_net(config, rng)
    sources = [x for x, _ in some_pairs(rng, [(5, 1), (0, 1), (8, 1)])]
    decoding, workspace = net.decoding(), Workspace()
    state = decoding.start(sources, workspace)
    run(decoding, state, [BEGIN] * 3)
    chosen = state.select(np.array([2, 0, 2, 2]))
    untouched = chosen.select(np.arange(4))
    on = run(decoding, chosen, [4, 5, 4, 6])
    further = run(decoding, chosen, [7, 7, 7, 7])
    right = run(decoding, state, [5, 5, 4])
    assert_same_bits(on[[1, 0, 2]], right[[0, 2, 2]])
    assert_same_bits(run(decoding, state, [7, 7, 7])[[0, 2, 2]], further[[1, 0, 2]])
    assert_same_bits(run(decoding, untouched, [4, 5, 4, 6]), on)


def test_a_decoding_is_a_snapshot(config: NetConfig, rng: np.random.Generator) -> None:
    net, _ = random_net(config, rng)
    pairs = some_pairs(rng)
    decoding = net.decoding()
    before = step_by_step(decoding, pairs)
    net.parameters.flat[:] = rng.standard_normal(net.parameters.flat.size)
    for scores, right in zip(step_by_step(decoding, pairs), before, strict=True):
        assert_same_bits(scores, right)
    fresh = step_by_step(net.decoding(), pairs)
    assert not np.allclose(fresh[0], before[0])


def test_two_decodings_side_by_side(config: NetConfig, rng: np.random.Generator) -> None:
    """States in workspaces of their own do not meet, though they share the weights."""
    net: Net = random_net(config, rng)[0]
    decoding = net.decoding()
    (one, _), (two, _) = some_pairs(rng, [(6, 1), (3, 1)])
    first, second = (decoding.start([x], Workspace()) for x in (one, two))
    mixed = [run(decoding, state, [BEGIN]) for state in (first, second, first, second)]
    state = decoding.start([one], Workspace())
    assert_same_bits(run(decoding, state, [BEGIN]), mixed[0])
    assert_same_bits(run(decoding, state, [BEGIN]), mixed[2])


def test_two_states_in_one_workspace(config: NetConfig, rng: np.random.Generator) -> None:
    """A line that is begun between two steps of another changes nothing for it."""
    net, _ = random_net(config, rng)
    decoding, workspace = net.decoding(), Workspace()
    (one, _), (two, _) = some_pairs(rng, [(6, 1), (3, 1)])
    alone = decoding.start([one], Workspace())
    right = [run(decoding, alone, [given]) for given in (BEGIN, 4)]
    state = decoding.start([one], workspace)
    first = run(decoding, state, [BEGIN])
    run(decoding, decoding.start([two], workspace), [BEGIN])
    assert_same_bits(first, right[0])
    assert_same_bits(run(decoding, state, [4]), right[1])
