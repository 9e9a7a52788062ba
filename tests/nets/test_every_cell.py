"""Every cell in every place of a net: trained exactly and truncated, and decoded."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

from chartrans.core.workspace import Workspace
from chartrans.nets.config import CELLS, NetConfig
from tests.nearness import assert_near
from tests.nets.nets import PLACES, loss_and_gradients, random_net, reference_of, some_pairs
from tests.nets.test_decoding import nll_of, step_by_step

NEAR = 5e-5  # relative to the largest element of each gradient
VARIANTS = {cell: {"cell": cell} for cell in CELLS} | {
    "relu": {"cell": "rnn", "activation": "relu"},
    "sigmoid": {"cell": "rnn", "activation": "sigmoid"},
}


@pytest.fixture(params=VARIANTS)
def variant(request: pytest.FixtureRequest) -> dict[str, Any]:
    return VARIANTS[request.param]


@pytest.fixture(params=PLACES)
def net_config(request: pytest.FixtureRequest, variant: dict[str, Any]) -> NetConfig:
    return replace(PLACES[request.param], **variant)


@pytest.mark.parametrize("bptt", [0, 2])
def test_gradients_are_those_of_the_reference(
    net_config: NetConfig, bptt: int, rng: np.random.Generator
) -> None:
    net, parameters = random_net(net_config, rng)
    pairs = some_pairs(rng, [(4, 3), (0, 2), (5, 6)])
    _, nll, _, right = reference_of(net_config).loss_and_gradients(
        parameters, asdict(net_config) | {"bptt": bptt}, pairs
    )
    loss, gradients = loss_and_gradients(net, pairs, bptt=bptt)
    assert loss.nll == pytest.approx(nll, rel=NEAR)
    for name, gradient in right.items():
        assert_near(gradients[name], gradient, NEAR, name)


def test_decoding_gives_the_loss_of_training(
    net_config: NetConfig, rng: np.random.Generator
) -> None:
    net, _ = random_net(net_config, rng)
    pairs = some_pairs(rng, [(4, 3), (5, 6)])
    for pair, scores in zip(pairs, step_by_step(net.decoding(), pairs), strict=True):
        assert nll_of(scores, pair[1]) == pytest.approx(net.loss([pair], Workspace()).nll, rel=NEAR)
