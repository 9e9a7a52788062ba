"""One pair of words in a tiny lstm, looked at after every tick, on the way there and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from chartrans.core.loss import cross_entropy
from chartrans.core.packing import Packing
from chartrans.lab.learner import Learner
from chartrans.lab.recurrent import Recurrent
from chartrans.text.alphabet import PAD, Alphabet
from chartrans.text.timeline import Timeline, lay_out

RATE = 0.02  # of Adam


class Ticks(NamedTuple):
    """All that happens in one pass: T ticks, H units, V characters; float32.

    d_hidden and d_cell are dL/d(state after the tick), from its own output and all later ticks;
    `shares` has what each tick adds to the gradient of each weight, `gradients` the whole of it.
    """

    gates: np.ndarray  # (T, 4H)
    hidden: np.ndarray  # (T, H)
    cell: np.ndarray  # (T, H)
    probabilities: np.ndarray  # (T, V)
    losses: np.ndarray  # (T,)
    d_hidden: np.ndarray  # (T, H)
    d_cell: np.ndarray  # (T, H)
    d_gates: np.ndarray  # (T, 4H), before their sigmoid or tanh
    shares: dict[str, np.ndarray]  # (T, *the weight's shape)
    gradients: dict[str, np.ndarray]


class Pair(NamedTuple):
    """The pair on its timeline, all of the source before the target; x (T, K), one-hot inputs."""

    source: Alphabet
    target: Alphabet
    line: Timeline
    x: np.ndarray

    @classmethod
    def of(cls, source: str, target: str) -> Pair:
        """The pair of these words, in alphabets of their own."""
        one, other = Alphabet.from_lines([source]), Alphabet.from_lines([target])
        line = lay_out(one.encode(source), other.encode(target), "full")
        x = np.eye(one.size, dtype=np.float32)[line.inputs]
        x[line.inputs == PAD] = 0.0  # nothing comes in
        return cls(one, other, line, x)


def unroll(net: Recurrent, pair: Pair) -> Ticks:
    """One pass forward and back, looked at after every tick."""
    ticks = len(pair.x)
    trace = net.forward(pair.x, Packing.of(np.array([ticks])))
    gates, hidden = trace.saved["gates"].copy(), trace.saved["hidden"].copy()
    logits = net.read(trace, np.arange(ticks)).copy()
    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    losses = -np.log(probabilities[np.arange(ticks), pair.line.targets]) * pair.line.weights
    cross_entropy(logits, pair.line.targets, pair.line.weights, 0.0, np.zeros(2))
    gradients = net.parameters.like()
    from_output = logits @ net.parameters["output"].T
    carry, d_hidden, d_cell = net.zero_states(1), np.empty_like(hidden), np.empty_like(hidden)
    for t in range(ticks - 1, -1, -1):
        d_hidden[t] = from_output[t] + carry[0][0]
        d_cell[t] = carry[1][0]
        net.backward_states(trace, from_output, carry, gradients, ticks=slice(t, t + 1))
    d_gates, previous = trace.saved["gates"].copy(), trace.saved["previous_hidden"]
    squashed = np.tanh(trace.saved["cell"])
    opened = gates[:, 3 * net.hidden :]
    d_cell += d_hidden * opened * (1.0 - squashed * squashed)
    shares = {
        "input": np.einsum("tk,tg->tkg", pair.x, d_gates),
        "recurrent": np.einsum("th,tg->thg", previous, d_gates),
        "bias": d_gates,
        "output": np.einsum("th,tv->thv", hidden, logits),
        "output bias": logits,
    }
    whole = net.parameters.like()
    again = net.forward(pair.x, trace.packing)
    net.backward(again, np.arange(ticks), logits.copy(), whole)
    return Ticks(
        gates, hidden, again.saved["cell"].copy(), probabilities, losses, d_hidden, d_cell,
        d_gates, shares, whole.views,
    )  # fmt: skip


def learn(net: Recurrent, pair: Pair, steps: int) -> Iterator[float]:
    """Trains on the one pair; yields the loss in nats a character, before each update."""
    learner, rows = Learner(net, RATE), np.arange(len(pair.x))
    packing = Packing.of(np.array([len(pair.x)]))
    due = float(pair.line.weights.sum())
    for _ in range(steps):
        trace = net.forward(pair.x, packing)
        logits, totals = net.read(trace, rows), np.zeros(2)
        cross_entropy(logits, pair.line.targets, pair.line.weights / due, 0.0, totals)
        net.backward(trace, rows, logits, learner.gradients)
        learner.step()
        yield float(totals[1])
