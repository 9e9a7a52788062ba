"""Batches: every pair once, little padding, and a position that can be taken up again."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.errors import UsageProblem
from chartrans.text.batch_size import BatchSize
from chartrans.text.batches import epoch_batches


def some_lengths(count: int) -> list[tuple[int, int]]:
    rng = np.random.default_rng(5)
    sources = rng.gamma(4.0, 8.0, count).astype(int) + 1
    targets = np.maximum(1, (sources * rng.uniform(0.8, 1.3, count)).astype(int))
    return list(zip(sources.tolist(), targets.tolist(), strict=True))


SIZES = [BatchSize(1), BatchSize(7), BatchSize(64), BatchSize(5000), BatchSize(900, True)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("count", [1, 2, 63, 1000])
def test_every_pair_comes_exactly_once(size: BatchSize, count: int):
    batches = epoch_batches(some_lengths(count), size, seed=1, epoch=0, chunk_batches=3)
    assert sorted(np.concatenate(batches).tolist()) == list(range(count))
    assert all(len(batch) for batch in batches)


def test_no_pairs_make_no_batches():
    assert epoch_batches([], BatchSize(8), seed=1, epoch=0) == []


def test_batches_of_lines_are_full_or_nearly():
    batches = epoch_batches(some_lengths(1003), BatchSize(64), seed=1, epoch=0)
    counts = [len(batch) for batch in batches]
    assert max(counts) <= 64
    assert min(counts) >= 62  # 1003 / 16 = 62.7: no rest of a few lines


def test_batches_of_characters_are_of_the_asked_weight():
    lengths = some_lengths(3000)
    batches = epoch_batches(lengths, BatchSize(2000, True), seed=1, epoch=0)
    weights = [sum(lengths[i][1] + 1 for i in batch) for batch in batches]
    longest = max(target for _, target in lengths)
    assert max(weights) <= 2000 + longest
    assert np.mean(weights) > 1800


def test_a_line_above_the_limit_stands_nearly_alone():
    lengths = [(5, 5)] * 200 + [(5, 500)]
    batches = epoch_batches(lengths, BatchSize(60, True), seed=1, epoch=0)
    (with_it,) = [batch for batch in batches if 200 in batch]
    assert len(with_it) <= 1 + 60 // 6


def test_same_seed_and_epoch_give_the_same_batches_and_others_do_not():
    lengths = some_lengths(500)

    def order(seed: int, epoch: int) -> list[list[int]]:
        return [b.tolist() for b in epoch_batches(lengths, BatchSize(16), seed, epoch)]

    assert order(3, 2) == order(3, 2)
    assert order(3, 2) != order(3, 3)
    assert order(3, 2) != order(4, 2)
    assert order(3, 4) != order(4, 3)  # seed + epoch alone would make these two equal


def test_neighbours_change_from_epoch_to_epoch_even_in_one_chunk():
    lengths = [(10, 10)] * 100
    first, second = (
        {frozenset(b.tolist()) for b in epoch_batches(lengths, BatchSize(10), 1, epoch)}
        for epoch in (0, 1)
    )
    assert not first & second


@pytest.mark.parametrize("size", [BatchSize(64), BatchSize(2300, True)], ids=str)
def test_little_is_wasted_on_padding(size: BatchSize):
    lengths = np.array(some_lengths(20_000))

    def waste(batches: list[np.ndarray], side: int) -> float:
        padded = sum(lengths[b, side].max() * len(b) for b in batches)
        return 1 - lengths[:, side].sum() / padded

    pairs = [(int(s), int(t)) for s, t in lengths]
    batches = epoch_batches(pairs, size, seed=1, epoch=0)
    unsorted = np.array_split(np.arange(len(pairs)), len(batches))
    assert waste(batches, 1) < 0.05 < 0.4 < waste(unsorted, 1)
    assert waste(batches, 0) < 0.25


def test_short_and_long_batches_are_mixed():
    lengths = np.array(some_lengths(5000))
    batches = epoch_batches([(int(s), int(t)) for s, t in lengths], BatchSize(50), 1, 0)
    means = np.array([lengths[b, 1].mean() for b in batches])
    halves = means[: len(means) // 2].mean(), means[len(means) // 2 :].mean()
    assert abs(halves[0] - halves[1]) < 0.3 * means.mean()


@pytest.mark.parametrize(
    ("text", "size"), [("128", BatchSize(128)), (" 4000C", BatchSize(4000, True))]
)
def test_batch_size_is_read(text: str, size: BatchSize):
    assert BatchSize.parse(text) == size
    assert BatchSize.parse(str(size)) == size


@pytest.mark.parametrize("text", ["", "0", "-3", "c", "12x", "1.5", "4000 c", "99999999999"])
def test_batch_size_that_makes_no_sense_is_refused(text: str):
    with pytest.raises(UsageProblem, match="batch size"):
        BatchSize.parse(text)
