"""Named starting points: a net and how to train it, for a machine of a few cores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from chartrans.errors import UsageProblem
from chartrans.nets.config import NetConfig
from chartrans.train.config import RATES, TrainConfig, option
from chartrans.train.teacher_forcing import ALWAYS


@dataclass(frozen=True)
class Recipe:
    """A net and its training: all that a run is made from, besides its data."""

    net: NetConfig
    train: TrainConfig

    def check(self) -> None:
        """Raise UsageProblem for the first value that makes no sense."""
        self.net.check()
        self.train.check()
        if self.train.forcing != ALWAYS and not feeds_back(self.net):
            raise UsageProblem(
                f"{option('teacher_forcing')} is {self.train.teacher_forcing} and this "
                f"{self.net.net} sees no previous character; leave it out, choose --net seq2seq, "
                "or give a transducer --feedback"
            )
        if self.train.bptt and self.net.net == "feedforward":
            raise UsageProblem(
                f"{option('bptt')} is {self.train.bptt} and in a feedforward net nothing goes back "
                "through time; leave it out, or choose --net seq2seq or --net transducer"
            )

    def with_values(self, values: Mapping[str, Any]) -> Recipe:
        """The recipe with other values, each named as the field of `net` or `train` it replaces.

        Another optimizer without a learning rate comes with the one of `RATES`: what is a small
        step to the one is a leap to the other. Raises UsageProblem for a value that contradicts the
        kind of net, and for one that makes no sense by itself.
        """
        optimizer = values.get("optimizer", self.train.optimizer)
        if optimizer in RATES and optimizer != self.train.optimizer:
            values = {"learning_rate": RATES[optimizer], **values}
        net = replace(self.net, **_for(NetConfig, values))
        recipe = Recipe(_suited(net, values), replace(self.train, **_for(TrainConfig, values)))
        recipe.check()
        return recipe


DEFAULT_PRESET = "small"
PRESETS: dict[str, Recipe] = {
    # A few thousand short sentences in two or three minutes.
    "tiny": Recipe(
        NetConfig(hidden=256, layers=1, embedding=64, attention="dot", dropout=0.25),
        TrainConfig(
            batch_size="32",
            learning_rate=0.003,
            warmup=100,
            decay_from=0.3,
            label_smoothing=0.05,
            epochs=24,
            evaluate_every="2e",
        ),
    ),
    # Tens of thousands of sentences in an hour or so.
    "small": Recipe(
        NetConfig(hidden=256, layers=1, embedding=64, attention="dot", dropout=0.2),
        TrainConfig(batch_size="64", learning_rate=0.002, warmup=200, epochs=15, patience=6),
    ),
    # A hundred thousand sentences and more, in an hour or overnight.
    "base": Recipe(
        NetConfig(hidden=384, layers=2, embedding=64, attention="dot", dropout=0.2),
        TrainConfig(
            batch_size="64",
            learning_rate=0.002,
            warmup=400,
            average=0.999,
            epochs=20,
            patience=6,
            evaluate_every="0.5e",
        ),
    ),
    # A few thousand words, numbers, dates: short strings that are rewritten rather than translated.
    "strings": Recipe(
        NetConfig(hidden=256, layers=1, embedding=64, attention="dot", dropout=0.5),
        TrainConfig(
            batch_size="32",
            learning_rate=0.003,
            warmup=100,
            decay_from=0.3,
            average=0.995,
            label_smoothing=0.1,
            epochs=100,
            evaluate_every="2e",
        ),
    ),
}


def preset(name: str) -> Recipe:
    """The recipe of that name. Raises UsageProblem if there is none."""
    if name not in PRESETS:
        raise UsageProblem(f"no preset is called {name!r}; there are {', '.join(PRESETS)}")
    return PRESETS[name]


def feeds_back(net: NetConfig) -> bool:
    """Whether the net sees its previous character."""
    return net.net == "seq2seq" or net.feedback


def _for(config: type, values: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(config)}
    return {name: value for name, value in values.items() if name in names}


# What only some kinds of net have, and the value that stands for "without" in the others; None
# where no value does.
_ONLY_IN: tuple[tuple[str, tuple[str, ...], dict[str, Any]], ...] = (
    (
        "a seq2seq net",
        ("seq2seq",),
        {"attention": "none", "attention_after": "last", "bidirectional": False},
    ),
    ("a transducer net", ("transducer",), {"lag": "full", "feedback": False}),
    ("a feedforward net", ("feedforward",), {"window": None}),
    (
        "a recurrent net",
        ("seq2seq", "transducer"),
        {"cell": None, "activation": None, "initial": None, "spectral_radius": None},
    ),
)


def _suited(net: NetConfig, values: Mapping[str, Any]) -> NetConfig:
    """The net without what its kind does not have; a contradiction if that was asked for."""
    for whose, kinds, without in _ONLY_IN:
        if net.net in kinds:
            continue
        for name, absent in without.items():
            if values.get(name, absent) != absent:
                choice = " or ".join(f"--net {kind}" for kind in kinds)
                raise UsageProblem(
                    f"{option(name)} is of {whose} and this is a {net.net}; "
                    f"leave it out, or choose {choice}"
                )
        net = replace(net, **{k: absent for k, absent in without.items() if absent is not None})
    if net.cell != "rnn" and values.get("activation") is not None:
        raise UsageProblem(
            f"{option('activation')} is of the cell rnn and this one is {net.cell}; "
            "leave it out, or choose --cell rnn"
        )
    return net
