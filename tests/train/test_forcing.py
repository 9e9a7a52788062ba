"""What the net sees as previous characters, against greedy search, the truth and a slow version."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from chartrans.core.workspace import Workspace
from chartrans.decode.search import NEVER_WRITTEN, greedy
from chartrans.nets.net import IdPair, Ids, Net
from chartrans.text.alphabet import BEGIN, END
from chartrans.train.forcing import decoder_inputs
from tests.nearness import assert_near
from tests.nets.nets import CONFIGS, TARGET_SIZE, random_net, reference_of, some_pairs
from tests.reference import seq2seq, transducer
from tests.reference.loss import cross_entropy_backward, cross_entropy_forward

FEEDING_BACK = ["plain", "dot", "general", "fed back, lag 2", "fed back, lag full"]


def inputs_of(net: Net, pairs: list[IdPair], share: float, seed: int = 1) -> list[Ids]:
    generator = np.random.default_rng(seed)
    return decoder_inputs(net.decoding(), pairs, Workspace(), share, generator)


def shifted(pairs: list[IdPair]) -> list[list[int]]:
    return [[BEGIN, *target] for _, target in pairs]


@pytest.fixture(params=FEEDING_BACK)
def net(request: pytest.FixtureRequest, rng: np.random.Generator) -> Net:
    return random_net(CONFIGS[request.param], rng, scale=1.0)[0]


@pytest.fixture
def pairs(rng: np.random.Generator) -> list[IdPair]:
    return some_pairs(rng)


def test_with_a_teacher_always_it_is_the_target(net: Net, pairs: list[IdPair]):
    inputs = inputs_of(net, pairs, 1.0)
    assert [line.tolist() for line in inputs] == shifted(pairs)
    assert {line.dtype for line in inputs} == {np.dtype(np.int32)}


def test_with_no_teacher_it_is_what_greedy_search_writes(net: Net, pairs: list[IdPair]):
    inputs = inputs_of(net, pairs, 0.0)
    found = greedy(net.decoding(), [source for source, _ in pairs], Workspace())
    compared = 0
    for line, (_, target), one in zip(inputs, pairs, found, strict=True):
        assert len(line) == len(target) + 1
        assert line[0] == BEGIN
        written = one.ids[: len(target)]
        assert line[1 : len(written) + 1].tolist() == written.tolist()
        compared += len(written)
        assert not np.isin(line[1:], (*NEVER_WRITTEN, END)).any()
    assert compared > 5


def test_a_line_that_would_have_ended_goes_on(net: Net, pairs: list[IdPair]):
    net.parameters["output.bias"][END] = 50.0
    assert all(len(one.ids) == 0 for one in greedy(net.decoding(), [pairs[0][0]], Workspace()))
    (line,) = inputs_of(net, pairs[:1], 0.0)
    assert len(line) == len(pairs[0][1]) + 1
    assert END not in line


def test_mixed_lines_follow_from_what_was_seen_before(net: Net, pairs: list[IdPair]):
    """Line by line, each character of the net's own is the likeliest after those before it."""
    inputs, decoding = inputs_of(net, pairs, 0.5), net.decoding()
    generator = np.random.default_rng(1)
    for line, (source, target) in zip(inputs, pairs, strict=True):
        state, workspace = decoding.start([source], Workspace()), Workspace()
        state.workspace = workspace
        true = generator.random(len(target)) < 0.5
        for tick, character in enumerate(target):
            scores = decoding.step(state, line[tick : tick + 1])[0].copy()
            scores[[*NEVER_WRITTEN, END]] = -np.inf
            assert line[tick + 1] == (character if true[tick] else scores.argmax())


def test_the_share_is_the_one_asked_for(rng: np.random.Generator):
    """The net of this test never writes a character of the targets: what it wrote is seen."""
    net, _ = random_net(CONFIGS["plain"], rng)
    net.parameters["output.bias"][TARGET_SIZE - 1] = 1000.0
    target = np.full(40, TARGET_SIZE - 2, np.int32)
    pairs = [(np.array([5], np.int32), target)] * 100
    for share in (0.1, 0.5, 0.9):
        seen = np.array([line[1:] for line in inputs_of(net, pairs, share)])
        bound = 4 * np.sqrt(share * (1 - share) / seen.size)  # four standard deviations
        assert abs((seen == TARGET_SIZE - 2).mean() - share) < bound
        assert (seen != seen[0]).any()


def test_the_same_seed_shows_the_same(net: Net, pairs: list[IdPair]):
    first, again, other = (
        b"".join(line.tobytes() for line in inputs_of(net, pairs, 0.5, seed)) for seed in (3, 3, 4)
    )
    assert first == again != other


def test_lines_without_characters_have_nothing_to_be_shown(net: Net):
    nothing = np.zeros(0, np.int32)
    inputs = inputs_of(net, [(nothing, nothing), (np.array([5], np.int32), nothing)], 0.0)
    assert [line.tolist() for line in inputs] == [[BEGIN], [BEGIN]]


@pytest.mark.parametrize("name", FEEDING_BACK)
def test_loss_and_gradients_against_the_reference(name: str, rng: np.random.Generator):
    """The reference runs on the inputs as if they were the target, and is asked for the target."""
    net, parameters = random_net(CONFIGS[name], rng)
    pairs, settings = some_pairs(rng), asdict(CONFIGS[name])
    inputs = inputs_of(net, pairs, 0.3)
    assert [line.tolist() for line in inputs] != shifted(pairs)
    gradients = net.parameters.like()
    loss = net.loss(pairs, Workspace(), gradients, label_smoothing=0.1, inputs=inputs)
    right = {key: np.zeros(value.shape) for key, value in parameters.items()}
    nll = 0.0
    for line, (source, target) in zip(inputs, pairs, strict=True):
        tape: Any
        if net.config.net == "seq2seq":
            wanted, weights = np.append(target, END), np.ones(len(target) + 1)
            tape = seq2seq.forward(parameters, settings, source, line[1:])
        else:
            ids, wanted, weights = transducer.timeline(source, target, net.config.lag)
            fed = transducer.fed_back(source, line[1:], net.config.lag)
            tape = transducer.forward(parameters, settings, ids, fed, None)
        nll += cross_entropy_forward(tape.logits, wanted, weights, 0.1).nll
        d_logits = cross_entropy_backward(tape.logits, wanted, weights, 0.1)
        reference_of(net.config).backward(d_logits, tape, parameters, settings, None, right)
    assert loss.nll == pytest.approx(nll, rel=5e-5)
    for key, gradient in right.items():
        assert_near(gradients[key], gradient, 5e-5, key)


def test_the_true_characters_as_inputs_change_no_bit(net: Net, pairs: list[IdPair]):
    bare, shown = net.parameters.like(), net.parameters.like()
    inputs = [np.array(line, np.int32) for line in shifted(pairs)]
    one = net.loss(pairs, Workspace(), bare)
    assert net.loss(pairs, Workspace(), shown, inputs=inputs) == one
    assert bare.flat.tobytes() == shown.flat.tobytes()
