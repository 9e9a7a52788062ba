"""The nets against the float64 references on odd shapes, dropout and bfloat16 included."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial

import numpy as np
import pytest

from chartrans.core.dropout import dropout
from chartrans.core.host import HAS_BF16
from chartrans.core.packing import Packing
from chartrans.core.workspace import Workspace
from chartrans.nets.config import DROPPED, NetConfig
from chartrans.nets.net import IdPair
from tests.nearness import assert_near, assert_same_bits
from tests.nets.nets import (
    CONFIGS,
    SOURCE_SIZE,
    TARGET_SIZE,
    loss_and_gradients,
    random_net,
    reference_of,
    some_pairs,
)  # fmt: skip

NEAR = 5e-5  # relative to the largest element of each gradient; most are within 1e-6
BF16_NEAR = 0.1  # two roundings to 8 bits in every product, through four layers
RATE, SEED = 0.4, 123456789

Masks = list[dict[str, np.ndarray]]


def check(
    net_config: NetConfig,
    rng: np.random.Generator,
    pairs: list[IdPair],
    masked: bool,
    bptt: int = 0,
) -> None:
    net, parameters = random_net(net_config, rng)
    settings = asdict(net_config) | {"bptt": bptt}
    masks = masks_of(net_config, pairs) if masked else None
    objective, nll, count, right = reference_of(net_config).loss_and_gradients(
        parameters, settings, pairs, 0.1, masks
    )
    loss, gradients = loss_and_gradients(net, pairs, 0.1, SEED if masked else None, bptt)
    assert loss.objective == pytest.approx(objective, rel=NEAR)
    assert loss.nll == pytest.approx(nll, rel=NEAR)
    assert loss.count == count
    for name, gradient in right.items():
        assert_near(gradients[name], gradient, NEAR, name)
    alone = net.loss(pairs, Workspace(), None, SEED if masked else None, 0.1)
    assert alone == loss


def masks_of(config: NetConfig, pairs: list[IdPair]) -> Masks:
    """The masks that dropout makes, for each pair and site, found by dropping ones.

    Sites are numbered in the order in which the net first comes to them; rows are packed, or for
    a feedforward net line after line. Of the embedding of a recurrent net the table is masked, so
    that a character loses the same elements wherever it stands.
    """
    reference = reference_of(config)
    shapes = [reference.dropout_shapes(asdict(config), *pair) for pair in pairs]
    masks: Masks = [{} for _ in pairs]
    asked = config.dropout_at.split(",")
    sites = sorted((s for s in shapes[0] if place_of(s) in asked), key=partial(when, config))
    ids = [reference.embedded_ids(asdict(config), *pair) for pair in pairs]
    for number, site in enumerate(sites):
        if site in ids[0]:
            size = SOURCE_SIZE if site in ("embedding", "encoder.embedding") else TARGET_SIZE
            table = np.ones((size, config.embedding), np.float32)
            dropout(table, config.dropout, SEED, number)
            for mask, seen in zip(masks, ids, strict=True):
                mask[site] = table[seen[site]].astype(np.float64)
            continue
        rows = rows_of(config, np.array([shape[site][0] for shape in shapes], np.int64))
        ones = np.ones((sum(map(len, rows)), shapes[0][site][1]), np.float32)
        dropout(ones, config.dropout, SEED, number)
        for line, its_rows in zip(masks, rows, strict=True):
            line[site] = ones[its_rows].astype(np.float64)
    return masks


def place_of(site: str) -> str:
    """What `NetConfig.dropout_at` calls it."""
    if site in ("attention", "output"):
        return site
    return "inputs" if site.endswith("embedding") else "states"


def when(config: NetConfig, site: str) -> tuple[int, bool, int]:
    """Sorts sites by when a net comes to them: encoder, decoder, output; by layer."""
    part = 2 if site == "output" else int(site.startswith(("decoder", "attention")))
    last = site.rpartition(".")[2]
    layer = int(last) if last.isdecimal() else 0
    if site == "attention":
        layer = config.looks_after or 0
    return part, not site.endswith("embedding"), 2 * layer + (site == "attention")


def rows_of(config: NetConfig, lengths: np.ndarray) -> list[np.ndarray]:
    """Where the ticks of each line, `lengths` (B,) of them, lie in a net's arrays."""
    if config.net == "feedforward":
        return np.split(np.arange(lengths.sum()), np.cumsum(lengths)[:-1])
    packing = Packing.of(lengths)
    packed = [packing.offsets[:n] + b for b, n in enumerate(packing.lengths)]
    return [packed[b] for b in np.argsort(packing.order)]


def test_loss_and_gradients(config: NetConfig, rng: np.random.Generator) -> None:
    check(config, rng, some_pairs(rng), masked=False)


@pytest.mark.parametrize("lengths", [(0, 0), (0, 3), (5, 0), (1, 1), (20, 9)])
def test_one_line(config: NetConfig, lengths: tuple[int, int], rng: np.random.Generator) -> None:
    check(config, rng, some_pairs(rng, [lengths]), masked=False)


RECURRENT = [name for name, config in CONFIGS.items() if config.net != "feedforward"]


@pytest.mark.parametrize("bptt", [1, 3])
@pytest.mark.parametrize("name", RECURRENT)
def test_truncated_gradients(name: str, bptt: int, rng: np.random.Generator) -> None:
    check(CONFIGS[name], rng, some_pairs(rng), masked=False, bptt=bptt)


@pytest.mark.parametrize("name", RECURRENT)
def test_truncation_changes_the_gradient_and_not_the_loss(
    name: str, rng: np.random.Generator
) -> None:
    net, _ = random_net(CONFIGS[name], rng)
    pairs = some_pairs(rng)
    exact_loss, exact = loss_and_gradients(net, pairs)
    for bptt, same in ((2, False), (1000, True)):
        loss, gradients = loss_and_gradients(net, pairs, bptt=bptt)
        assert loss == exact_loss
        assert np.array_equal(gradients.flat, exact.flat) == same


def test_nothing_goes_through_time_in_a_feedforward_net(rng: np.random.Generator) -> None:
    net, _ = random_net(CONFIGS["window"], rng)
    pairs = some_pairs(rng)
    exact, cut = (loss_and_gradients(net, pairs, bptt=bptt)[1].flat for bptt in (0, 1))
    assert_same_bits(cut, exact)


def test_dropout(config: NetConfig, rng: np.random.Generator) -> None:
    check(replace(config, dropout=RATE), rng, some_pairs(rng), masked=True)


@pytest.mark.parametrize(
    "name", ["dot", "looks first", "no attention", "fed back, lag 2", "window"]
)
@pytest.mark.parametrize("places", ["inputs", "states", "attention", "output", ",".join(DROPPED)])
def test_dropout_in_some_places(name: str, places: str, rng: np.random.Generator) -> None:
    config = replace(CONFIGS[name], dropout=RATE, dropout_at=places)
    check(config, rng, some_pairs(rng), masked=True)


def test_dropout_drops(config: NetConfig, rng: np.random.Generator) -> None:
    """Other seeds give other losses; without a seed the rate means nothing."""
    net, _ = random_net(replace(config, dropout=RATE), rng)
    pairs = some_pairs(rng)
    plain, one, again, other = (
        net.loss(pairs, Workspace(), None, seed) for seed in (None, 1, 1, 2)
    )
    assert one == again
    assert len({plain.nll, one.nll, other.nll}) == 3
    bare, _ = random_net(config, np.random.default_rng(0))
    bare.parameters.flat[:] = net.parameters.flat
    assert bare.loss(pairs, Workspace(), None, 1) == plain


def test_gradients_are_added(config: NetConfig, rng: np.random.Generator) -> None:
    net, _ = random_net(config, rng)
    pairs = some_pairs(rng)
    _, once = loss_and_gradients(net, pairs)
    begun = net.parameters.like()
    begun.flat[:] = 1.0
    net.loss(pairs, Workspace(), begun)
    assert_near(begun.flat - 1.0, once.flat, 1e-5)


@pytest.mark.skipif(not HAS_BF16, reason="no bfloat16 here")
@pytest.mark.parametrize(
    "name",
    [
        *("general", "no attention", "lag full", "fed back, lag 2", "window"),
        *("gru", "peephole", "rnn"),
    ],
)
def test_bf16_is_a_rougher_float32(name: str, rng: np.random.Generator) -> None:
    net, _ = random_net(CONFIGS[name], rng, scale=0.3)
    pairs = some_pairs(rng)
    fine_loss, fine = loss_and_gradients(net, pairs)
    net.bf16 = True
    rough_loss, rough = loss_and_gradients(net, pairs)
    assert rough_loss.nll == pytest.approx(fine_loss.nll, rel=0.01)
    assert rough_loss != fine_loss
    for parameter, gradient in fine.views.items():
        assert_near(rough[parameter], gradient, BF16_NEAR, parameter)
