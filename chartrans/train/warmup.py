"""Compiles the kernels once, by small work of each kind, so that later starts find them ready.

Of the recurrent cells those of the LSTM alone, which most nets are of: another cell's are compiled
when a net of it is first used, in about 3 seconds.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.cache import set_complete
from chartrans.core.host import HAS_BF16
from chartrans.core.optimiser import RULES
from chartrans.core.threads import ShardPool
from chartrans.core.workspace import Workspace
from chartrans.decode.beam import beam_search
from chartrans.decode.search import greedy
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.precision import FLOAT32, for_translating
from chartrans.train.averaging import Average
from chartrans.train.config import TrainConfig
from chartrans.train.step import Gradients, update

# Between them these nets reach all other kernels: residual layers, both attentions, the
# transducer.
CONFIGS = (
    NetConfig(hidden=4, layers=3, embedding=4, attention="general"),
    NetConfig(net="transducer", hidden=4, layers=1, embedding=4, bidirectional=False),
)
ALPHABET = 8


def compile_kernels() -> None:
    """Trains each net for one step and decodes with it, in every precision of this machine."""
    with ShardPool(2) as pool:
        for config in CONFIGS:
            _use(config, pool)
    set_complete()


def _use(config: NetConfig, pool: ShardPool) -> None:
    net = build_net(config, ALPHABET, ALPHABET, seed=1)
    lines = [np.arange(4, ALPHABET, dtype=np.int32), np.array([5], np.int32)]
    recipes = [TrainConfig(optimizer=rule, clip_norm=1e-6, clip_value=1e-3) for rule in RULES]
    for bf16 in {False, HAS_BF16}:
        net.bf16 = bf16
        gradients = Gradients(net, recipes[0], pool)
        loss = gradients.compute([(line, line) for line in lines * 2], 0)
        for recipe in recipes:
            state = RULES[recipe.optimizer].state(net.parameters.flat.size)
            update(net.parameters.flat, gradients.flat, loss, state, recipe, 0.001, pool)
    Average(net.parameters.flat, 0.9).follow(net.parameters.flat, 1, pool)
    workspace = Workspace()
    for precision in {FLOAT32, for_translating("auto")}:
        decoding = net.decoding(precision)
        greedy(decoding, lines, workspace)
        beam_search(decoding, lines, workspace, 2, 1.0)
