"""The batches of an epoch: pairs of like length together, and yet in an order that chance chose.

    shuffle all pairs ▸ cut into chunks ▸ sort each by length ▸ cut into batches ▸ shuffle these

Sorting makes padding rare, chunks keep the same sentences from always meeting, and the last
shuffle keeps the net from seeing short sentences first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chartrans.text.batch_size import BatchSize

# Batches a chunk: the more, the less padding. 50 leave 4 to 7 % of it on the target side.
CHUNK_BATCHES = 50


def epoch_batches(
    lengths: Sequence[tuple[int, int]],
    size: BatchSize,
    seed: int,
    epoch: int,
    chunk_batches: int = CHUNK_BATCHES,
) -> list[np.ndarray]:
    """The batches of one epoch, each an int64 array of indices into `lengths`.

    `lengths` are (source, target) lengths in characters. Every index comes exactly once. A pure
    function of its arguments: whoever knows (seed, epoch) and how many batches are done can go on.
    """
    if not lengths:
        return []
    rng = np.random.default_rng((seed, epoch))
    sources, targets = np.asarray(lengths, dtype=np.int64).T
    weights = targets + 1 if size.in_characters else np.ones_like(targets)  # 1: the end of a line
    chunk_lines = chunk_batches * max(1, round(size.count / float(weights.mean())))
    shuffled = rng.permutation(len(lengths))
    batches: list[np.ndarray] = []
    for start in range(0, len(shuffled), chunk_lines):
        chunk = shuffled[start : start + chunk_lines]
        # Equal lengths stay in shuffled order: a small corpus gets new neighbours every epoch too.
        chunk = chunk[np.lexsort((sources[chunk], targets[chunk]))]
        batches += _cut(chunk, weights[chunk], size.count)
    return [batches[i] for i in rng.permutation(len(batches))]


def _cut(chunk: np.ndarray, weights: np.ndarray, limit: int) -> list[np.ndarray]:
    """Consecutive parts of about equal weight: as few as `limit` allows, and no small rest.

    A rest of one line would move the net as far as a full batch does, in a direction worth less.
    """
    total = int(weights.sum())
    parts = -(-total // limit)
    before = np.cumsum(weights) - weights
    part = before * parts // total
    return np.split(chunk, np.flatnonzero(np.diff(part)) + 1)
