"""Nets with given or random parameters, in the shapes that tests/reference wants them."""

from __future__ import annotations

from dataclasses import asdict
from types import ModuleType
from typing import Any

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.workspace import Workspace
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.net import IdPair, LossSum, Net
from tests.reference import feedforward, seq2seq, transducer
from tests.reference.random_cases import random_pairs, random_parameters

SOURCE_SIZE, TARGET_SIZE = 9, 11
# (source, target) characters; both may be empty
LENGTHS = [(4, 3), (1, 6), (0, 2), (9, 0), (0, 0), (4, 5), (9, 6), (2, 3)]
CONFIGS = {
    "plain": NetConfig("seq2seq", 6, 1, 3, False, "none", dropout=0.0),
    "dot": NetConfig("seq2seq", 10, 2, 5, True, "dot", dropout=0.0),
    "general": NetConfig("seq2seq", 34, 3, 7, True, "general", dropout=0.0),
    "deep": NetConfig("seq2seq", 5, 4, 1, False, "dot", dropout=0.0),
    "looks first": NetConfig("seq2seq", 10, 3, 5, True, "general", "first", dropout=0.0),
    "looks between": NetConfig("seq2seq", 18, 2, 4, False, "dot", "first", dropout=0.0),
    "no attention": NetConfig("seq2seq", 18, 4, 2, True, "none", dropout=0.0),
    "lag 0": NetConfig("transducer", 7, 1, 3, lag=0, dropout=0.0),
    "lag 2": NetConfig("transducer", 16, 2, 5, lag=2, dropout=0.0),
    "lag full": NetConfig("transducer", 33, 4, 9, lag="full", dropout=0.0),
    "long lag": NetConfig("transducer", 1, 3, 1, lag=12, dropout=0.0),
    "fed back, lag 0": NetConfig("transducer", 7, 1, 3, lag=0, feedback=True, dropout=0.0),
    "fed back, lag 2": NetConfig("transducer", 16, 3, 5, lag=2, feedback=True, dropout=0.0),
    "fed back, lag full": NetConfig("transducer", 9, 2, 17, feedback=True, dropout=0.0),
    "gru": NetConfig("seq2seq", 10, 3, 5, True, "dot", cell="gru", dropout=0.0),
    "gru, lag 2": NetConfig("transducer", 33, 3, 5, lag=2, feedback=True, cell="gru", dropout=0.0),
    "peephole": NetConfig("seq2seq", 17, 1, 2, False, "none", cell="peephole", dropout=0.0),
    "peephole, lag full": NetConfig("transducer", 7, 3, 9, cell="peephole", dropout=0.0),
    "rnn": NetConfig("seq2seq", 10, 2, 7, True, "general", cell="rnn", dropout=0.0),
    "relu": NetConfig("seq2seq", 5, 3, 3, False, "dot", cell="rnn", activation="relu", dropout=0.0),
    "sigmoid, lag 0": NetConfig(
        "transducer", 6, 2, 3, lag=0, cell="rnn", activation="sigmoid", dropout=0.0
    ),
    "one character": NetConfig("feedforward", 7, 1, 3, window=0, dropout=0.0),
    "window": NetConfig("feedforward", 34, 3, 5, window=2, dropout=0.0),
    "wide window": NetConfig("feedforward", 5, 2, 1, window=11, dropout=0.0),
}
# Where a recurrent cell may stand; with every cell in `tests/nets/test_every_cell.py`.
PLACES = {
    "both ways": NetConfig("seq2seq", 10, 3, 5, True, "dot", dropout=0.0),
    "one way": NetConfig("seq2seq", 7, 1, 3, False, "general", dropout=0.0),
    "one way, deep": NetConfig("seq2seq", 5, 4, 2, False, "none", dropout=0.0),
    "lag 1": NetConfig("transducer", 9, 1, 3, lag=1, dropout=0.0),
    "fed back, deep": NetConfig("transducer", 6, 4, 5, feedback=True, dropout=0.0),
}
REFERENCES = {"seq2seq": seq2seq, "transducer": transducer, "feedforward": feedforward}


def reference_of(config: NetConfig) -> ModuleType:
    return REFERENCES[config.net]


def set_parameters(net: Net, parameters: dict[str, np.ndarray]) -> None:
    """Fails unless names and shapes are the net's own."""
    assert net.parameters.views.keys() == parameters.keys()
    for name, value in parameters.items():
        assert net.parameters[name].shape == value.shape, name
        net.parameters[name][:] = value


def random_net(
    config: NetConfig, rng: np.random.Generator, scale: float = 0.5
) -> tuple[Net, dict[str, np.ndarray]]:
    """A net with random parameters, and the same ones in float64 for the reference."""
    shapes = reference_of(config).parameter_shapes(asdict(config), SOURCE_SIZE, TARGET_SIZE)
    parameters = random_parameters(shapes, rng, scale)
    net = build_net(config, SOURCE_SIZE, TARGET_SIZE)
    set_parameters(net, parameters)
    return net, parameters


def some_pairs(rng: np.random.Generator, lengths: Any = tuple(LENGTHS)) -> list[IdPair]:
    pairs = random_pairs(lengths, SOURCE_SIZE, TARGET_SIZE, rng)
    return [(x.astype(np.int32), y.astype(np.int32)) for x, y in pairs]


def loss_and_gradients(
    net: Net,
    pairs: list[IdPair],
    smoothing: float = 0.0,
    seed: int | None = None,
    bptt: int = 0,
) -> tuple[LossSum, ParameterArena]:
    gradients = net.parameters.like()
    loss = net.loss(pairs, Workspace(), gradients, seed, smoothing, bptt=bptt)
    return loss, gradients
