from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chartrans.nets.build import build_net
from chartrans.nets.cells import CELLS
from chartrans.nets.config import CELLS as CELL_NAMES
from chartrans.nets.config import INITIAL, NetConfig
from tests.nearness import assert_same_bits

LARGE = NetConfig(hidden=64, layers=3, embedding=40, attention="general")


def test_a_seed_decides() -> None:
    one, again, other = (build_net(LARGE, 50, 60, seed).parameters for seed in (1, 1, 2))
    assert_same_bits(one.flat, again.flat)
    assert np.mean(one.flat == other.flat) < 0.05  # biases are alike


def test_every_parameter_has_the_size_it_should(config: NetConfig) -> None:
    parameters = build_net(config, 50, 60, 3).parameters
    assert np.isfinite(parameters.flat).all()
    gates = CELLS[config.cell].gates
    for name, view in parameters.views.items():
        if name.endswith(("bias_recurrent", "peephole")):
            assert not view.any(), name
        elif name.endswith("bias"):
            gated = gates > 1 and name.startswith(("encoder.", "decoder.", "layer."))
            hidden = view.size // gates
            ones = set(range(hidden, 2 * hidden)) if gated else set()
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


def recurrent_blocks(cell: str, **settings: Any) -> list[np.ndarray]:
    """The H x H blocks of the recurrent matrix of a layer of 40 units, in float64."""
    config = NetConfig("transducer", hidden=40, layers=1, cell=cell, **settings)
    matrix = build_net(config, 9, 9, 7).parameters["layer.0.recurrent"]
    return np.hsplit(matrix.astype(np.float64), matrix.shape[1] // 40)


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_each_block_of_a_recurrent_matrix_is_drawn_by_itself(cell: str) -> None:
    for block in recurrent_blocks(cell, initial="orthogonal"):
        np.testing.assert_allclose(block @ block.T, np.eye(40), atol=1e-6)
    for block in recurrent_blocks(cell, initial="identity"):
        np.testing.assert_array_equal(block, np.eye(40))
    for initial, bound in (("uniform", (1 / 40) ** 0.5), ("glorot", (6 / 80) ** 0.5)):
        for block in recurrent_blocks(cell, initial=initial):
            assert 0.98 * bound < np.abs(block).max() <= np.float32(bound)


def test_gates_start_from_different_matrices() -> None:
    for initial in ("uniform", "glorot", "orthogonal"):
        one, other, *_ = recurrent_blocks("gru", initial=initial)
        assert np.abs(one - other).max() > 0.1


@pytest.mark.parametrize("initial", INITIAL)
@pytest.mark.parametrize("radius", [0.25, 4.0])
def test_each_block_gets_the_spectral_radius_asked_for(initial: str, radius: float) -> None:
    for cell in ("rnn", "gru"):
        as_drawn = recurrent_blocks(cell, initial=initial)
        scaled = recurrent_blocks(cell, initial=initial, spectral_radius=radius)
        for block, drawn in zip(scaled, as_drawn, strict=True):
            assert np.abs(np.linalg.eigvals(block)).max() == pytest.approx(radius, rel=1e-5)
            ratio = block[drawn != 0.0] / drawn[drawn != 0.0]
            np.testing.assert_allclose(ratio, ratio[0], rtol=1e-4)


def test_what_enters_an_identity_with_relu_is_small() -> None:
    def scale(**settings: Any) -> float:
        config = NetConfig("transducer", hidden=40, layers=1, cell="rnn", **settings)
        return float(build_net(config, 9, 9, 7).parameters["layer.0.input"].std())

    assert scale(activation="relu", initial="identity") == pytest.approx(0.001, rel=0.1)
    assert scale(activation="relu") > 0.05
    assert scale(initial="identity") > 0.05
