"""The table of cells: what it says fits the nets, and it loads what is used and no more."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from chartrans.core import rnn
from chartrans.core.workspace import Workspace
from chartrans.nets import config as names
from chartrans.nets.build import build_net
from chartrans.nets.cells import CELLS, cell_of
from chartrans.nets.config import NetConfig
from chartrans.nets.precision import has
from tests.nearness import assert_near
from tests.nets.nets import random_net, some_pairs
from tests.nets.test_decoding import step_by_step

PROGRAM = """
import sys
import numpy as np
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.core.workspace import Workspace

def loaded():
    cells = ("lstm", "peephole", "gru", "rnn")
    return [cell for cell in cells if "chartrans.core." + cell in sys.modules]

print(*loaded(), sep=" ", end=";")
net = build_net(NetConfig(hidden=4, layers=1, embedding=2, cell=sys.argv[1]), 6, 6, 1)
state = net.decoding().start([np.array([4], np.int32)], Workspace())
print(*loaded(), sep=" ")
"""


def test_every_name_has_its_cell() -> None:
    assert tuple(CELLS) == names.CELLS
    assert tuple(rnn.ACTIVATIONS) == names.ACTIVATIONS


def test_no_kernel_of_another_cell_is_loaded() -> None:
    """Each would be compiled when it is new, for some seconds."""
    command = [sys.executable, "-c", PROGRAM, "gru"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == ";gru\n"


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_finds_its_kernels_and_setting(name: str) -> None:
    cell = cell_of(NetConfig(cell=name, activation="relu"))
    assert cell.core.__name__ == f"chartrans.core.{name}"
    assert getattr(cell, "activation", rnn.RELU) == rnn.RELU


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("precision", ["bfloat16", "int8"])
def test_decoding_in_smaller_numbers_is_a_rougher_float32(
    name: str, precision: str, rng: np.random.Generator
) -> None:
    if not has(precision):
        pytest.skip(f"no {precision} here")
    config = NetConfig("seq2seq", 18, 2, 5, True, "dot", cell=name, dropout=0.0)
    net, _ = random_net(config, rng, scale=0.3)
    pairs = some_pairs(rng)
    fine, rough = (
        np.concatenate(step_by_step(net.decoding(one), pairs)) for one in ("float32", precision)
    )
    assert_near(rough, fine, 0.02)
    assert not np.array_equal(rough, fine)


def test_a_relu_passes_what_a_tanh_would_squash() -> None:
    """The activation reaches training, decoding by kernels and decoding in NumPy."""
    ids, found = np.array([4, 5], np.int32), {}
    for activation in names.ACTIVATIONS:
        config = NetConfig(
            "transducer", 6, 1, 4, lag=0, cell="rnn", activation=activation, dropout=0.0
        )
        net, plain = (build_net(config, 6, 6, 1, plain=plain) for plain in (False, True))
        plain.parameters.flat[:] = net.parameters.flat
        steps = [step_by_step(one.decoding(), [(ids, ids)])[0] for one in (net, plain)]
        assert_near(steps[0], steps[1], 1e-5)
        wanted = np.append(ids, 2)
        nll = -steps[0][np.arange(3), wanted].sum()
        assert net.loss([(ids, ids)], Workspace()).nll == pytest.approx(nll, rel=1e-5)
        found[activation] = nll
    assert len({round(float(nll), 4) for nll in found.values()}) == 3
