from __future__ import annotations

import numpy as np

from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from tests.nearness import assert_same_bits

LARGE = NetConfig(hidden=64, layers=3, embedding=40, attention="general")


def test_a_seed_decides() -> None:
    one, again, other = (build_net(LARGE, 50, 60, seed).parameters for seed in (1, 1, 2))
    assert_same_bits(one.flat, again.flat)
    assert np.mean(one.flat == other.flat) < 0.05  # biases are alike


def test_every_parameter_has_the_size_it_should(config: NetConfig) -> None:
    parameters = build_net(config, 50, 60, 3).parameters
    assert np.isfinite(parameters.flat).all()
    for name, view in parameters.views.items():
        if name.endswith("bias"):
            gates = name.startswith(("encoder.", "decoder.", "layer."))
            hidden = view.size // 4
            ones = set(range(hidden, 2 * hidden)) if gates else set()
            assert set(np.flatnonzero(view)) == ones, name
            assert set(view[view != 0.0].tolist()) <= {1.0}
        else:
            assert view.any(), name


def test_scales() -> None:
    parameters = build_net(LARGE, 50, 60, 3).parameters
    embedding = parameters["decoder.embedding"]
    assert abs(embedding.std() - 0.5) < 0.05
    recurrent = parameters["decoder.0.recurrent"]  # uniform in +-1/8
    assert 0.12 < np.abs(recurrent).max() <= 1 / 8
    output = parameters["output.weight"]  # uniform in +-sqrt(6 / 124)
    assert 0.21 < np.abs(output).max() <= np.sqrt(6 / 124)
    entry = parameters["decoder.1.input"]  # a gate counts by itself: +-sqrt(6 / 128)
    assert 0.21 < np.abs(entry).max() <= np.sqrt(6 / 128)
