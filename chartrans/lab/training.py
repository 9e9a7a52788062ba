"""Small trainings for experiments: pairs of texts in, losses and answers out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from chartrans.core.optimiser import RULES
from chartrans.core.threads import ShardPool
from chartrans.decode.search import greedy
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.net import IdPair, Ids, Net
from chartrans.text.alphabet import Alphabet
from chartrans.train.config import TrainConfig
from chartrans.train.encoded import EncodedPairs
from chartrans.train.schedule import learning_rate
from chartrans.train.step import BatchLoss, Gradients, update

TextPair = tuple[str, str]
ANSWER_LINES = 64  # lines that are decoded together


def recipe(seed: int, **values: Any) -> TrainConfig:
    """What an experiment trains with, but for the `values` it is about; `seed` draws the lines."""
    plain = TrainConfig(
        batch_size="32", learning_rate=0.005, warmup=20, label_smoothing=0.0, seed=seed
    )
    return replace(plain, **values)


@dataclass(frozen=True)
class Language:
    """The alphabets of some pairs of texts."""

    source: Alphabet
    target: Alphabet

    @classmethod
    def of(cls, pairs: Sequence[TextPair]) -> Language:
        """Of all characters that occur."""
        return cls(
            Alphabet.from_lines(source for source, _ in pairs),
            Alphabet.from_lines(target for _, target in pairs),
        )

    def encode(self, pairs: Sequence[TextPair]) -> EncodedPairs:
        """The pairs as ids int32 (length,)."""
        return EncodedPairs(self.source, self.target, pairs)

    def net(self, config: NetConfig, seed: int) -> Net:
        """A net between the two."""
        return build_net(config, self.source.size, self.target.size, seed)

    def answers(self, net: Net, pairs: Sequence[TextPair], pool: ShardPool) -> list[str]:
        """What the net writes, greedily, for the sources of the pairs."""
        decoding = net.decoding()
        sources = [self.source.encode(x) for x, _ in pairs]
        batches = [sources[i : i + ANSWER_LINES] for i in range(0, len(sources), ANSWER_LINES)]

        def answered(batch: list[Ids]) -> list[str]:
            with pool.workspace() as workspace:
                found = greedy(decoding, batch, workspace)
            return [self.target.decode(one.ids) for one in found]

        return list(chain.from_iterable(pool.run(answered, batches)))


def train(
    net: Net, pairs: Sequence[IdPair], config: TrainConfig, steps: int, pool: ShardPool
) -> Iterator[BatchLoss]:
    """Updates the net `steps` times, each on lines drawn from the pairs; the loss of each.

    Of `config` all is used that makes an update, with the batch size in lines and `steps` as the
    whole of the schedule. Where a batch's loss or gradient is no number, the net is left as it was.
    """
    gradients = Gradients(net, config, pool)
    state = RULES[config.optimizer].state(net.parameters.flat.size)
    draw = np.random.default_rng((config.seed, len(pairs)))
    for step in range(steps):
        batch = [pairs[i] for i in draw.integers(len(pairs), size=config.batches.count)]
        loss = gradients.compute(batch, step, config.forcing.at(step / steps))
        if loss.finite:
            rate = learning_rate(config, step, step / steps)
            update(net.parameters.flat, gradients.flat, loss, state, config, rate, pool)
        yield loss
