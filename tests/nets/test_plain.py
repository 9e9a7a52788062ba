"""Decoding in plain NumPy gives what the kernels give, and needs none of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from chartrans.core.workspace import Workspace
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import save_model
from chartrans.nets.precision import has
from chartrans.text.alphabet import BEGIN
from tests.cli.tiny_model import tiny_model

SIZES = (9, 8)  # ids of the source and the target alphabet
CONFIGS = (
    NetConfig(hidden=6, layers=1, embedding=5, attention="dot"),
    NetConfig(hidden=6, layers=4, embedding=5, attention="general"),
    NetConfig(hidden=6, layers=3, embedding=5, attention="dot", attention_after="first"),
    NetConfig(hidden=5, layers=3, embedding=4, attention="none", bidirectional=False),
    NetConfig(net="transducer", hidden=6, layers=3, embedding=5, lag="full"),
    NetConfig(net="transducer", hidden=6, layers=1, embedding=5, lag=2),
    NetConfig(net="transducer", hidden=6, layers=3, embedding=5, lag=1, feedback=True),
    NetConfig(net="transducer", hidden=6, layers=2, embedding=5, lag="full", feedback=True),
    NetConfig(hidden=6, layers=3, embedding=5, attention="dot", cell="gru"),
    NetConfig(net="transducer", hidden=6, layers=2, embedding=5, lag=1, feedback=True, cell="gru"),
    NetConfig(hidden=6, layers=1, embedding=5, attention="general", cell="peephole"),
    NetConfig(net="transducer", hidden=6, layers=3, embedding=5, cell="peephole"),
    NetConfig(hidden=6, layers=3, embedding=5, attention="none", cell="rnn"),
    NetConfig(hidden=6, layers=1, embedding=5, cell="rnn", activation="relu", initial="identity"),
    NetConfig(net="transducer", hidden=6, layers=2, embedding=5, cell="rnn", activation="sigmoid"),
    NetConfig(net="feedforward", hidden=6, layers=1, embedding=5, window=0),
    NetConfig(net="feedforward", hidden=6, layers=3, embedding=5, window=2),
)


@pytest.mark.parametrize(
    "config", CONFIGS, ids=lambda config: f"{config.net}-{config.layers}-{config.cell}"
)
@pytest.mark.parametrize("precision", ["float32", "bfloat16", "int8"])
def test_steps_agree_with_the_kernels(
    config: NetConfig, precision: str, rng: np.random.Generator
) -> None:
    if not has(precision):
        pytest.skip(f"no {precision} here")
    kernels = build_net(config, *SIZES, seed=3)
    plain = build_net(config, *SIZES, plain=True)
    for name, view in kernels.parameters.views.items():
        if name.endswith(("peephole", "bias_recurrent", "bias")):
            view[:] = rng.standard_normal(view.shape)  # these start from zero
    plain.parameters.flat[:] = kernels.parameters.flat
    sources = [rng.integers(4, SIZES[0], n).astype(np.int32) for n in (3, 7, 1, 0)]
    states, steps = [], []
    for net in (kernels, plain):
        decoding = net.decoding(precision)
        states.append(decoding.start(sources, Workspace()))
        steps.append(decoding.step)
    ids = np.full(len(sources), BEGIN, np.int32)
    rows = np.arange(len(sources))
    apart = []
    for tick in range(12):
        right, found = (step(state, ids) for step, state in zip(steps, states, strict=True))
        apart.append(float(np.abs(found - right).max()))
        ids = rng.integers(4, SIZES[1], len(rows)).astype(np.int32)
        if tick == 2:  # rows leave, change places and are doubled
            rows = np.array([2, 0, 0, 3])
            states = [state.select(rows) for state in states]
            ids = ids[rows]
    # A number on the border of two small ones may be rounded to the one here and the other there.
    assert max(apart) < {"float32": 2e-5, "bfloat16": 2e-3, "int8": 2e-2}[precision]
    assert np.median(apart) < 2e-5


def test_a_plain_net_cannot_be_trained() -> None:
    with pytest.raises(TypeError, match="only decodes"):
        build_net(CONFIGS[0], *SIZES, plain=True).loss([], Workspace())


def test_a_short_text_is_translated_without_kernels_and_bars(tmp_path: Path) -> None:
    model = tmp_path / "tiny.safetensors"
    save_model(model, tiny_model())
    program = (
        "import sys\n"
        "from chartrans.cli.group import main\n"
        "code = main(['translate', '-m', sys.argv[1], 'abc'], standalone_mode=False)\n"
        "sys.stdout.flush()\n"
        "sys.exit(bool({'numba', 'rich', 'tqdm'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(model)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.count(b"\n") == 1
