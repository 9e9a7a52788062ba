"""A training step as training takes it, on a batch of random characters of one length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.optimiser import AdamState
from chartrans.core.threads import ShardPool
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.net import IdPair
from chartrans.text.alphabet import UNKNOWN
from chartrans.train.config import TrainConfig
from chartrans.train.step import Gradients, update

RECIPE = TrainConfig(label_smoothing=0.0, clip_norm=1.0)
RATE = 0.001
# Forward one product with a matrix, back two: for what was multiplied with it, and for itself.
PASSES = 3


@dataclass(frozen=True)
class Shape:
    """A net and a batch for it; `length` is characters on each side, END included."""

    hidden: int = 512
    layers: int = 2
    embedding: int = 64
    batch: int = 128
    length: int = 35
    attention: bool = True
    alphabet: int = 100
    cell: str = "lstm"

    def __str__(self) -> str:
        return f"hidden {self.hidden}, batch {self.batch}, length {self.length}"


def net_config(shape: Shape) -> NetConfig:
    """Without attention the encoder reads one way only, as the plainest seq2seq does."""
    attention = "dot" if shape.attention else "none"
    return NetConfig(
        "seq2seq", shape.hidden, shape.layers, shape.embedding, shape.attention, attention,
        cell=shape.cell, dropout=0.0,
    )  # fmt: skip


def random_batch(shape: Shape, lines: int, seed: int = 3) -> list[IdPair]:
    """Pairs of ids, each `length` long once END is added."""
    rng = np.random.default_rng(seed)
    ids = rng.integers(UNKNOWN + 1, shape.alphabet, (lines, 2, shape.length - 1), np.int32)
    return [(source, target) for source, target in ids]


class TrainingStep:
    """Loss, gradients, clipping and Adam; calling it is one step. Closing it ends its threads."""

    def __init__(self, shape: Shape, bf16: bool, threads: int) -> None:
        self.shape, self.threads = shape, threads
        self.net = build_net(net_config(shape), shape.alphabet, shape.alphabet, seed=4)
        self.net.bf16 = bf16
        self._pool = ShardPool(threads)
        self.gradients = Gradients(self.net, RECIPE, self._pool)
        self._state = AdamState(self.net.parameters.flat.size)
        self._pairs = random_batch(shape, shape.batch)

    def __call__(self) -> None:
        loss = self.gradients.compute(self._pairs, self._state.step)
        flat = self.net.parameters.flat
        update(flat, self.gradients.flat, loss, self._state, RECIPE, RATE, self._pool)

    def __enter__(self) -> TrainingStep:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    @property
    def characters(self) -> int:
        """Target characters of a step, ENDs included."""
        return self.shape.batch * self.shape.length

    @property
    def flop(self) -> float:
        """Floating-point operations of the matrix products of a step, forward and back.

        A multiplication and an addition count as two. Counted as if every row met every matrix,
        whatever the program saves itself; embeddings are looked up, peepholes go unit by unit:
        neither counts.
        """
        shape = self.shape
        each = sum(
            int(np.prod(size))
            for name, size in self.net.parameters.specs
            if len(size) == 2 and not name.endswith(("embedding", "peephole"))
        )
        looks = 2 * shape.length * shape.hidden if shape.attention else 0  # scores and contexts
        return 2.0 * PASSES * self.characters * (each + looks)
