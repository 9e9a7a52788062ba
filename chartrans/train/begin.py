"""What a training starts from: data and recipe made into arrays, or a checkpoint taken up again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from chartrans import __version__
from chartrans.core.optimiser import RULES
from chartrans.corpus.pair import Dataset
from chartrans.errors import DataError, UsageProblem
from chartrans.nets.build import build_net
from chartrans.nets.model_file import Model
from chartrans.nets.net import IdPair
from chartrans.nets.precision import uses_bf16
from chartrans.text.normalise import DEFAULT_RULES
from chartrans.train.checkpoint import Checkpoint, new_average
from chartrans.train.config import option
from chartrans.train.encoded import EncodedPairs
from chartrans.train.evaluation import DevSet
from chartrans.train.presets import Recipe
from chartrans.train.run import RunFolder
from chartrans.train.state import TrainState
from chartrans.train.varied import VariedPairs, alphabets, varies

# Characters of a source that translating takes at the least, however short the pairs were.
LEAST_MAX_LENGTH = 200
# What may differ when a training is resumed: how long it goes on, and what it runs on.
FREE_ON_RESUME = ("epochs", "max_time", "patience", "threads", "precision")


@dataclass
class Training:
    """All that `fit` works on: where it stands, what it learns from, where it writes."""

    at: Checkpoint
    pairs: Sequence[IdPair]
    dev: DevSet
    run: RunFolder
    varied: VariedPairs | None = None
    """What makes other pairs of `pairs` for each epoch, if the recipe asks for it."""

    def epoch_pairs(self, epoch: int) -> Sequence[IdPair]:
        """The pairs as an epoch sees them."""
        return self.varied.of(epoch) if self.varied else self.pairs


def new_training(
    data: Dataset,
    recipe: Recipe,
    run: RunFolder,
    origin: Mapping[str, Any],
    start: Model | None = None,
) -> Training:
    """A training at its first step, in a run folder made for it when all else is well.

    `origin` says where data and recipe are from (`preset`, `data`, `dev`). With `start`, a model of
    the recipe's net, its weights and alphabets are what is begun from. Raises DataError for data
    that cannot be learned from.
    """
    _check(data, origin)
    if start:
        source, target = start.source, start.target
    else:
        source, target = alphabets(data.train, recipe.train)
    net = build_net(recipe.net, source.size, target.size, recipe.train.seed)
    longest = max(len(pair.source) for pair in data.train)
    model = Model(
        net=net,
        source=source,
        target=target,
        rules=tuple(data.info.get("cleaning", {}).get("rules", DEFAULT_RULES)),
        max_length=max(LEAST_MAX_LENGTH, longest),
        card=_card(data, run),
        sentences=recipe.train.sentences,
    )
    if start:
        _take_over(model, start)
    at = Checkpoint(
        model,
        RULES[recipe.train.optimizer].state(net.parameters.flat.size),
        TrainState(),
        recipe,
        dict(origin) | {"digest": digest(data)},
        new_average(model, recipe.train),
    )
    training = _training(at, data, run)
    run.create()
    return training


def _take_over(model: Model, start: Model) -> None:
    """What a model has from the one it starts from, whose data are part of its own now."""
    model.net.parameters.flat[:] = start.net.parameters.flat
    model.rules = start.rules
    model.max_length = max(model.max_length, start.max_length)
    model.sentences = model.sentences or start.sentences
    for name in ("data", "attribution", "licence"):
        both = f"{start.card.get(name) or ''}; {model.card[name]}".split("; ")
        model.card[name] = "; ".join(dict.fromkeys(told for told in both if told))
    model.card["training"]["started_from"] = {
        "name": start.card.get("name"),
        **start.card.get("training", {}),
    }


def resumed_training(
    at: Checkpoint, data: Dataset, values: Mapping[str, Any], run: RunFolder
) -> Training:
    """The training of a checkpoint, with `values` for what may change on the way.

    Raises UsageProblem where other values, or the data, differ from those it began with.
    """
    wanted = at.recipe.with_values(values)
    before, after = _flat(at.recipe), _flat(wanted)
    differing = [
        f"{option(name)} is {before[name]} there and {after[name]} here"
        for name in before
        if before[name] != after[name] and name not in FREE_ON_RESUME
    ]
    if digest(data) != at.origin.get("digest"):
        differing.append(f"the pairs of {at.origin.get('data')} are not those it began with")
    if differing:
        raise UsageProblem(
            f"{run.path} cannot be resumed with other settings: {'; '.join(differing)}; "
            "leave them out, or begin a new run"
        )
    at.recipe = wanted
    run.cut_logs(at.state.log_bytes)
    return _training(at, data, run)


def digest(data: Dataset) -> str:
    """A short fingerprint of the train and dev pairs, in their order."""
    sha = hashlib.sha256()
    for part in (data.train, data.dev):
        for pair in part:
            sha.update(f"{pair.source}\t{pair.target}\n".encode())
        sha.update(b"\n")
    return sha.hexdigest()[:16]


def _training(at: Checkpoint, data: Dataset, run: RunFolder) -> Training:
    at.model.net.bf16 = uses_bf16(at.recipe.train.precision)
    model, config = at.model, at.recipe.train
    pairs = EncodedPairs(model.source, model.target, data.train)
    dev = DevSet(data.dev, config.evaluate_lines)
    if not varies(config):
        return Training(at, pairs, dev, run)
    varied = VariedPairs(data.train, pairs, model.source, model.target, config)
    return Training(at, pairs, dev, run, varied)


def _check(data: Dataset, origin: Mapping[str, Any]) -> None:
    where = origin.get("data")
    if len(data.train) < 2:
        raise DataError(
            f"{where} leaves {len(data.train)} pair(s) to learn from; give a file with more pairs"
        )
    if not data.dev:
        raise DataError(f"{where} leaves no pair to steer by; give more pairs, or --dev FILE")


def _card(data: Dataset, run: RunFolder) -> dict[str, Any]:
    told = ("source_language", "target_language", "attribution", "licence")
    return {
        "name": run.path.name,
        "created": datetime.now(timezone.utc).date().isoformat(),
        **{name: data.info.get(name, "") for name in told},
        "data": data.info.get("name", ""),
        "training": {"pairs": len(data.train), "dev_pairs": len(data.dev)},
        "scores": {},
        "version": __version__,
    }


def _flat(recipe: Recipe) -> dict[str, Any]:
    return {**asdict(recipe.net), **asdict(recipe.train)}
