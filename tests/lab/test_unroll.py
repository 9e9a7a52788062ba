"""What `unroll` shows of a net, against the float64 reference, tick by tick."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.lab import unroll
from chartrans.lab.initial import initialise
from chartrans.lab.recurrent import Recurrent
from chartrans.lab.tick_by_tick import Pair, Ticks, learn
from chartrans.lab.tick_by_tick import unroll as look
from chartrans.text.alphabet import END
from tests.lab.layers import Reference
from tests.nearness import assert_near

NEAR = 1e-5
HIDDEN = 5
PAIR = Pair.of("cat", "gato")
TICKS = len("cat") + len("gato") + 1


@pytest.fixture(scope="module")
def net() -> Recurrent:
    net = Recurrent("lstm", PAIR.source.size, HIDDEN, PAIR.target.size)
    initialise(net, np.random.default_rng(2))
    for _ in learn(net, PAIR, 20):
        pass
    return net


@pytest.fixture(scope="module")
def ticks(net: Recurrent) -> Ticks:
    return look(net, PAIR)


def test_the_pair_lies_on_its_timeline() -> None:
    assert PAIR.x.shape == (TICKS, PAIR.source.size)
    assert PAIR.x.sum(axis=1).tolist() == [1.0] * 3 + [0.0] * 5
    assert PAIR.line.weights.tolist() == [0.0] * 3 + [1.0] * 5
    assert PAIR.line.targets[-1] == END


def reference(net: Recurrent) -> tuple[np.ndarray, np.ndarray, list, np.ndarray]:
    """Hidden states, logits, the cache of every tick by itself, and dL/dlogits; float64."""
    layer, states, caches, hidden = Reference(net), [np.zeros(HIDDEN)] * 2, [], []
    for t in range(TICKS):
        h, last, cache = layer.forward(PAIR.x[t : t + 1], list(states))
        states = list(last)
        caches.append(cache)
        hidden.append(h[0])
    weight, bias = (net.parameters[n].astype(np.float64) for n in ("output", "output bias"))
    logits = np.array(hidden) @ weight + bias
    slope = np.exp(logits - logits.max(axis=1, keepdims=True))
    slope /= slope.sum(axis=1, keepdims=True)
    slope[np.arange(TICKS), PAIR.line.targets] -= 1.0
    return np.array(hidden), logits, caches, slope * PAIR.line.weights[:, None]


def test_states_gates_and_losses(net: Recurrent, ticks: Ticks) -> None:
    hidden, logits, caches, _ = reference(net)
    assert_near(ticks.hidden, hidden, NEAR, "hidden")
    assert_near(ticks.cell, np.array([cache.c[0] for cache in caches]), NEAR, "cell")
    gates = [np.concatenate([c.i[0], c.f[0], c.g[0], c.o[0]]) for c in caches]
    assert_near(ticks.gates, np.array(gates), NEAR, "gates, in the order of GATE_NAMES")
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = shifted / shifted.sum(axis=1, keepdims=True)
    assert_near(ticks.probabilities, probabilities, NEAR, "probabilities")
    losses = -np.log(probabilities[np.arange(TICKS), PAIR.line.targets]) * PAIR.line.weights
    assert_near(ticks.losses, losses, NEAR, "losses")
    assert not ticks.losses[:3].any()


def test_gradients_of_states_and_shares_of_weights(net: Recurrent, ticks: Ticks) -> None:
    """Back tick by tick: what leaves one tick is what arrives at the one before."""
    hidden, _, caches, slope = reference(net)
    layer = Reference(net)
    from_output = slope @ net.parameters["output"].astype(np.float64).T
    d_h, d_c = np.zeros(HIDDEN), np.zeros(HIDDEN)
    for t in range(TICKS - 1, -1, -1):
        arriving = from_output[t] + d_h
        assert_near(ticks.d_hidden[t], arriving, 1e-4, f"dL/dh of tick {t}")
        squashed = np.tanh(caches[t].c[0])
        through = arriving * caches[t].o[0] * (1.0 - squashed**2)
        assert_near(ticks.d_cell[t], d_c + through, 1e-4, f"dL/dc of tick {t}")
        parts, (d_h, d_c) = layer.backward(from_output[t : t + 1], (d_h, d_c), caches[t], 0)
        for name, part in parts.items():
            assert_near(ticks.shares[name][t], part, 1e-4, f"share of tick {t} in {name}")
        assert_near(ticks.d_gates[t], parts["bias"], 1e-4, f"dL/da of tick {t}")
        assert_near(ticks.shares["output"][t], np.outer(hidden[t], slope[t]), 1e-4)


def test_the_shares_sum_up_to_the_gradient(ticks: Ticks) -> None:
    assert ticks.shares.keys() == ticks.gradients.keys()
    for name, parts in ticks.shares.items():
        assert_near(parts.sum(axis=0), ticks.gradients[name], NEAR, name)


def test_the_table_says_what_comes_in_and_out(net: Recurrent, ticks: Ticks) -> None:
    rows = unroll.by_tick(PAIR, ticks).rows
    assert "".join(str(row[1]) for row in rows) == "cat·····"
    assert [row[2] for row in rows] == ["·", "·", "·", "g", "a", "t", "o", "END"]
    assert [row[4] == "" for row in rows] == [True] * 3 + [False] * 5
    numbers = unroll.measured(net, PAIR, ticks, unroll.Size(HIDDEN, 20), 2)
    assert numbers["graph"]["gates"] == TICKS * 4 * HIDDEN
    assert numbers["parameters"] == net.parameters.flat.size
    assert numbers["weights"]["output"]["ticks"] == 5
    assert numbers["weights"]["input"]["ticks"] == 3
    total = unroll.held(numbers).rows[-2]
    assert total[2] == sum(numbers["graph"].values()) == TICKS * total[1]


def test_what_is_claimed(net: Recurrent, ticks: Ticks) -> None:
    numbers = unroll.measured(net, PAIR, ticks, unroll.Size(HIDDEN, 20), 2)
    numbers["training_losses"] = [3.0]
    assert all(unroll.checks(numbers).values())
    numbers["weights"]["bias"]["sum_is_off_by"] = 1e-3
    numbers["training_losses"] = [0.001]
    numbers["d_cell"] = [0.0]
    failed = [claim for claim, held in unroll.checks(numbers).items() if not held]
    assert len(failed) == 3
    assert "to within 1.0e-03" in unroll.seen(numbers)


def test_learning_yields_the_loss_before_each_update() -> None:
    net = Recurrent("lstm", PAIR.source.size, HIDDEN, PAIR.target.size)
    losses = list(learn(net, PAIR, 60))
    assert losses[0] == pytest.approx(np.log(PAIR.target.size), rel=1e-5)  # all weights zero
    assert len(losses) == 60
    assert losses[-1] < 0.95 * losses[0]
