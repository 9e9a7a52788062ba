"""The program computes the same whether it has just compiled its kernels or finds them compiled."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chartrans.core import cache

GRADIENTS = """
import hashlib
import numpy as np
from chartrans.core.cache import is_complete
from chartrans.core.threads import ShardPool
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.train.config import TrainConfig
from chartrans.train.step import Gradients
from chartrans.train.warmup import compile_kernels

if not is_complete():  # as a training does
    compile_kernels()
rng = np.random.default_rng(1)
lines = [rng.integers(4, 40, n, np.int32) for n in rng.integers(1, 70, 64)]
for changed in (
    {}, {"attention": "general", "layers": 3, "dropout": 0.2},
    {"cell": "peephole"}, {"cell": "gru"}, {"cell": "rnn", "activation": "sigmoid"},
    {"net": "transducer", "bidirectional": False, "attention": "none"},
    {"net": "feedforward", "window": 2, "bidirectional": False, "attention": "none"},
):
    net = build_net(NetConfig(hidden=48, embedding=8, **changed), 40, 40, seed=2)
    with ShardPool(1) as pool:
        gradients = Gradients(net, TrainConfig(label_smoothing=0.1), pool)
        gradients.compute([(x, y) for x, y in zip(lines, reversed(lines))], 0)
    print(changed, hashlib.sha256(gradients.flat.tobytes()).hexdigest())
"""


def test_the_first_run_of_all_computes_what_later_ones_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel that is compiled into its callers must be the same code there as by itself."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    command = [sys.executable, "-c", GRADIENTS]
    first, second = (
        subprocess.run(command, text=True, capture_output=True, check=True).stdout for _ in range(2)
    )
    assert len(first.splitlines()) == 7
    assert first == second
