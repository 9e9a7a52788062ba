"""One update: a batch split over threads, gradients summed, clipped, and given to a rule."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from chartrans.core.optimiser import (
    RULES,
    Moments,
    accumulate,
    clip,
    global_norm,
    scale,
    sum_of_squares,
)  # fmt: skip
from chartrans.core.packed import PackedWeights
from chartrans.core.threads import ShardPool, stretches
from chartrans.nets.net import Decoding, IdPair, LossSum, Net
from chartrans.train.config import TrainConfig
from chartrans.train.forcing import decoder_inputs

# Source and target characters of a pass: as many as keep the matrix products busy, which the wide
# ones are with fewer. At 512 units and two layers a pass over 1,280 takes some 45 MB.
FEWEST_AT_ONCE, MOST_AT_ONCE = 1280, 2560
PRODUCT_AT_ONCE = 1280 * 512**2
BLOCK = 1 << 17  # numbers of a flat buffer: half a megabyte


@dataclass(frozen=True)
class BatchLoss:
    """What a batch came to. Sums are in nats over `count` target characters, ends included."""

    nll: float
    count: int
    norm: float
    """Global norm of the gradient, before clipping."""
    finite: bool
    """Whether loss and gradient are numbers; if not, they must not be used."""


class Gradients:
    """Loss and gradient of a batch, computed by a few threads.

    The loss is a sum over the time slices of all lines; its gradient is divided by their number
    (`gradient` mean) or by that of the lines (sum).

    The gradient lies in `flat` float32 (P,) until the next call.
    """

    def __init__(self, net: Net, config: TrainConfig, pool: ShardPool) -> None:
        self._net, self._config, self._pool = net, config, pool
        self._arenas = [net.parameters.like() for _ in range(pool.threads)]
        self._packed = PackedWeights(net.parameters)
        self.flat = self._arenas[0].flat

    def compute(self, pairs: Sequence[IdPair], step: int, forcing: float = 1.0) -> BatchLoss:
        """The loss of the batch; its gradient is left in `flat`.

        The share `forcing` of time slices sees the true previous character, the others the net's
        own. Which ones, and dropout, depend on the seed, `step` and the shard. With the same number
        of threads the same call gives the same bytes.
        """
        shards = deal(pairs, self._pool.threads)
        decoding = self._net.decoding() if forcing < 1.0 else None
        self._packed.renew(self._pool.run)
        sums = self._pool.run(
            lambda k: self._shard(shards[k], step, k, decoding, forcing), range(len(shards))
        )
        total = sum(sums, start=LossSum(0.0, 0.0, 0))
        divisor = len(pairs) if self._config.gradient == "sum" else total.count
        parts = stretches(self.flat.size, self._pool.threads)
        squares = self._pool.run(lambda part: self._gather(part, len(shards), divisor), parts)
        norm = math.sqrt(sum(squares))
        finite = math.isfinite(total.objective) and math.isfinite(norm)
        return BatchLoss(total.nll, total.count, norm, finite)

    def _gather(self, part: slice, shards: int, divisor: int) -> float:
        """Sums the shards' gradients over a stretch of parameters; the mean's sum of squares."""
        squares = 0.0
        for block in blocks(part):
            for arena in self._arenas[1:shards]:
                accumulate(self.flat[block], arena.flat[block])
            scale(self.flat[block], 1.0 / divisor)
            squares += sum_of_squares(self.flat[block])
        return squares

    def _shard(
        self, pairs: list[IdPair], step: int, shard: int, decoding: Decoding | None, forcing: float
    ) -> LossSum:
        arena, at_once = self._arenas[shard], characters_at_once(self._net.config.hidden)
        seed, total = self._config.seed, LossSum(0.0, 0.0, 0)
        arena.flat.fill(0.0)
        with self._pool.workspace() as workspace:
            for number, piece in enumerate(pieces(pairs, at_once)):
                key = shard + number * self._pool.threads  # another for each piece of the batch
                inputs = None
                if decoding:
                    generator = forcing_generator(seed, step, key)
                    inputs = decoder_inputs(decoding, piece, workspace, forcing, generator)
                total += self._net.loss(
                    piece,
                    workspace,
                    gradients=arena,
                    dropout_seed=dropout_seed(seed, step, key),
                    label_smoothing=self._config.label_smoothing,
                    inputs=inputs,
                    bptt=self._config.bptt,
                    packed=self._packed,
                )
        return total


def update(
    parameters: np.ndarray,
    gradients: np.ndarray,
    loss: BatchLoss,
    state: Moments,
    config: TrainConfig,
    rate: float,
    pool: ShardPool,
) -> None:
    """Clip `gradients` float32 (P,) and move `parameters` (P,) by the rule of `config`.

    First each element is clipped to `clip_value`, then what that left to the norm `clip_norm`. The
    threads of `pool` share the parameters among them; every element is moved by itself.
    """
    norm = loss.norm
    if config.clip_value:
        clip(gradients, config.clip_value)
        norm = global_norm(gradients)
    shrink = config.clip_norm / norm if config.clip_norm and norm > config.clip_norm else 1.0
    rule = RULES[config.optimizer].update

    def move(part: slice) -> None:
        for block in blocks(part):
            if shrink < 1.0:
                scale(gradients[block], shrink)
            rule(
                parameters[block], gradients[block], state.part(block), rate,
                weight_decay=config.weight_decay,
            )  # fmt: skip

    pool.run(move, stretches(parameters.size, pool.threads))
    state.step += 1


def blocks(part: slice) -> Iterator[slice]:
    """The stretch in blocks that stay in a core's cache from one loop over them to the next."""
    for begin in range(part.start, part.stop, BLOCK):
        yield slice(begin, min(begin + BLOCK, part.stop))


def deal(pairs: Sequence[IdPair], shards: int) -> list[list[IdPair]]:
    """The pairs in at most `shards` parts of equal work, none empty: sorted, then dealt like cards.

    Which part a pair is in depends on the batch alone, not on which thread is free.
    """
    ordered = sorted(pairs, key=lambda pair: (len(pair[1]), len(pair[0])))
    return [ordered[k::shards] for k in range(min(shards, len(ordered)))]


def characters_at_once(hidden: int) -> int:
    """How many source and target characters a pass through layers of so many units may see."""
    return min(MOST_AT_ONCE, max(FEWEST_AT_ONCE, PRODUCT_AT_ONCE // hidden**2))


def pieces(pairs: Sequence[IdPair], at_once: int) -> list[list[IdPair]]:
    """The pairs of a shard in stretches of nearly equal work, of `at_once` characters each at most.

    But a stretch also has the whole of the pair that reaches into it from the one before. What a
    pass keeps for its way back grows with the characters it sees; so memory has a bound, however
    many the lines are.
    """
    ends = np.cumsum([len(source) + len(target) + 2 for source, target in pairs])
    count = -(-int(ends[-1]) // at_once)
    place = ((ends - 1) * count) // int(ends[-1])
    return [[pairs[int(i)] for i in np.flatnonzero(place == k)] for k in range(count) if k in place]


def dropout_seed(seed: int, step: int, shard: int) -> int:
    """A number in [0, 2^32) for what dropout drops, unlike that of any other step and shard."""
    return int(np.random.SeedSequence((seed, step, shard)).generate_state(1, np.uint32)[0])


def forcing_generator(seed: int, step: int, shard: int) -> np.random.Generator:
    """Draws which slices see the true previous character, apart from what dropout draws."""
    return np.random.default_rng(np.random.SeedSequence((seed, step, shard), spawn_key=(1,)))
