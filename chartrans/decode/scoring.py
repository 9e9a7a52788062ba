"""How well a model expects given translations: the bits it would need to write them down."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from chartrans.core.packed import PackedWeights
from chartrans.core.threads import ShardPool
from chartrans.nets.model_file import Model
from chartrans.nets.net import IdPair, LossSum
from chartrans.text.normalise import normalise

BATCH_LINES = 64
BATCH_CHARACTERS = 1280  # source and target, padding counted: bounds memory where lines are long


def bits(model: Model, pairs: Iterable[tuple[str, str]], pool: ShardPool) -> tuple[float, int]:
    """Bits for the targets of (source, target) pairs, and how many characters they cover.

    A target counts with the end of its line; sources are normalised and cut as translating does,
    but the sentences of a line stay together, as its target does.
    A target character the model never saw costs what it gives to an unknown one.
    """
    batches = list(_batches([_encode(model, source, target) for source, target in pairs]))
    packed = PackedWeights(model.net.parameters)
    shards = pool.run(
        lambda first: _losses(model, batches[first :: pool.threads], pool, packed),
        range(pool.threads),
    )
    losses = [loss for shard in shards for loss in shard]
    nats = math.fsum(loss.nll for loss in losses)  # exact, whatever thread had which batch
    return nats / math.log(2), sum(loss.count for loss in losses)


def _losses(
    model: Model, batches: list[list[IdPair]], pool: ShardPool, packed: PackedWeights
) -> list[LossSum]:
    with pool.workspace() as workspace:
        return [model.net.loss(batch, workspace, packed=packed) for batch in batches]


def _encode(model: Model, source: str, target: str) -> IdPair:
    return model.source.encode(model.prepare(source)[0]), model.target.encode(
        normalise(target, model.rules)
    )


def _batches(pairs: list[IdPair]) -> Iterator[list[IdPair]]:
    """The pairs, those of like length together, each batch within both limits or a single pair."""
    batch: list[IdPair] = []
    for pair in sorted(pairs, key=lambda pair: (len(pair[1]), len(pair[0]))):
        grown = [*batch, pair]
        width = max(len(source) for source, _ in grown) + len(pair[1])
        if batch and (len(grown) > BATCH_LINES or len(grown) * width > BATCH_CHARACTERS):
            yield batch
            grown = [pair]
        batch = grown
    if batch:
        yield batch
