"""The lab's recurrent layer against the float64 references: every cell, there and back."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.packing import Packing
from chartrans.lab.recurrent import GATES
from tests.lab.layers import INPUTS, OUTPUTS, Reference, random_net, rows_of, some_states
from tests.nearness import assert_near, assert_same_bits

NEAR = 1e-5  # float32 against float64, relative to the largest element
LENGTHS = np.array([4, 9, 1, 6, 9])
CELLS = [(cell, "tanh") for cell in GATES] + [("rnn", "relu"), ("rnn", "sigmoid")]


@pytest.mark.parametrize(("cell", "activation"), CELLS)
def test_states_and_outputs(cell: str, activation: str, rng) -> None:
    net = random_net(cell, rng, activation)
    packing = Packing.of(LENGTHS)
    x = rng.normal(size=(packing.rows, INPUTS)).astype(np.float32)
    first = some_states(net, len(LENGTHS), rng)
    trace = net.forward(x, packing, first)
    last, outputs = trace.last_states(), net.read(trace, np.arange(packing.rows))
    reference = Reference(net, activation)
    weight, bias = (net.parameters[name].astype(np.float64) for name in ("output", "output bias"))
    for line in range(len(LENGTHS)):
        rows = rows_of(packing, line)
        begin = [state[line].astype(np.float64) for state in first]
        h, states, _ = reference.forward(x[rows], begin)
        assert_near(trace.saved["hidden"][rows], h, NEAR, f"hidden of line {line}")
        assert_near(outputs[rows], h @ weight + bias, NEAR, f"outputs of line {line}")
        for ours, right in zip(last, states, strict=True):
            assert_near(ours[line], right, NEAR, f"last state of line {line}")


@pytest.mark.parametrize("bptt", [0, 1, 4, 9])
@pytest.mark.parametrize(("cell", "activation"), CELLS)
def test_gradients_exact_and_truncated(cell: str, activation: str, bptt: int, rng) -> None:
    net = random_net(cell, rng, activation)
    packing = Packing.of(LENGTHS)
    x = rng.normal(size=(packing.rows, INPUTS)).astype(np.float32)
    first = some_states(net, len(LENGTHS), rng)
    asked = np.sort(rng.permutation(packing.rows)[:8])
    doutputs = rng.normal(size=(len(asked), OUTPUTS)).astype(np.float32)
    gradients = net.parameters.like()
    gradients.flat[:] = 1.0  # it is added to
    net.backward(net.forward(x, packing, first), asked, doutputs, gradients, bptt)

    reference = Reference(net, activation)
    upstream = np.zeros((packing.rows, OUTPUTS))
    upstream[asked] = doutputs
    output = net.parameters["output"].astype(np.float64)
    right = {name: np.ones(view.shape) for name, view in gradients.views.items()}
    right["output bias"] += upstream.sum(axis=0)
    for line in range(len(LENGTHS)):
        rows = rows_of(packing, line)
        h, states, cache = reference.forward(x[rows], [s[line].astype(np.float64) for s in first])
        right["output"] += h.T @ upstream[rows]
        nothing = tuple(np.zeros_like(state) for state in states)
        parts, _ = reference.backward(upstream[rows] @ output.T, nothing, cache, bptt)
        for name, part in parts.items():
            right[name] += part
    for name, view in gradients.views.items():
        assert_near(view, right[name], NEAR, name)


@pytest.mark.parametrize("cell", GATES)
def test_a_truncation_as_long_as_the_line_is_exact(cell: str, rng) -> None:
    net = random_net(cell, rng)
    packing = Packing.of(np.full(3, 12))
    x = rng.normal(size=(packing.rows, INPUTS)).astype(np.float32)
    rows = np.arange(packing.rows - 3, packing.rows)
    found = {}
    for bptt in (0, 11, 12, 13):
        gradients = net.parameters.like()
        net.backward(net.forward(x, packing), rows, np.ones((3, OUTPUTS), np.float32), gradients,
                     bptt)  # fmt: skip
        found[bptt] = gradients.flat
    assert_same_bits(found[12], found[0])
    assert_same_bits(found[13], found[0])
    assert np.abs(found[11] - found[0]).max() > 1e-3


@pytest.mark.parametrize("cell", GATES)
def test_the_gradient_of_first_states_comes_through_any_stretches(cell: str, rng) -> None:
    """Tick by tick from the end the same arrives as in one go, and as in the reference."""
    net = random_net(cell, rng)
    packing = Packing.of(np.full(2, 6))
    x = rng.normal(size=(packing.rows, INPUTS)).astype(np.float32)
    first, after = some_states(net, 2, rng), some_states(net, 2, rng)
    dhidden = rng.normal(size=(packing.rows, net.hidden)).astype(np.float32)

    def arrived(stretches: list[slice]) -> tuple[np.ndarray, ...]:
        trace, carry = net.forward(x, packing, first), tuple(state.copy() for state in after)
        for stretch in stretches:
            net.backward_states(trace, dhidden.copy(), carry, net.parameters.like(), ticks=stretch)
        return carry

    whole = arrived([slice(None)])
    by_tick = arrived([slice(t, t + 1) for t in range(5, -1, -1)])
    reference = Reference(net)
    for line in range(2):
        rows = rows_of(packing, line)
        _, _, cache = reference.forward(x[rows], [s[line].astype(np.float64) for s in first])
        last = tuple(state[line].astype(np.float64) for state in after)
        _, right = reference.backward(dhidden[rows].astype(np.float64), last, cache, 0)
        for one, other, expected in zip(whole, by_tick, right, strict=True):
            assert_near(one[line], expected, NEAR)
            assert_near(other[line], expected, NEAR)


@pytest.mark.parametrize("cell", GATES)
def test_states_carried_on_are_those_of_one_long_run(cell: str, rng) -> None:
    net = random_net(cell, rng)
    x = rng.normal(size=(30, INPUTS)).astype(np.float32)
    whole = net.forward(x, Packing.of(np.array([30]))).saved["hidden"].copy()
    states, packing, parts = net.zero_states(1), Packing.of(np.array([10])), []
    for begin in range(0, 30, 10):
        trace = net.forward(x[begin : begin + 10], packing, states)
        states = trace.last_states()
        parts.append(trace.saved["hidden"].copy())
    assert_near(np.concatenate(parts), whole, NEAR)
    assert_near(states[0], whole[-1:], NEAR)
