"""The two models of a run: `last`, with all that resuming needs, and `best`, to be used."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from chartrans.core.optimiser import RULES, Moments
from chartrans.errors import ModelError, UsageProblem
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model, load_extra, load_model, save_model
from chartrans.train.averaging import Average
from chartrans.train.config import TrainConfig
from chartrans.train.evaluation import DevScores
from chartrans.train.presets import Recipe
from chartrans.train.run import RunFolder
from chartrans.train.state import TrainState


@dataclass
class Checkpoint:
    """A training that can be taken up again."""

    model: Model
    moments: Moments
    state: TrainState
    recipe: Recipe
    origin: dict[str, Any]
    """What the run was begun from: preset, data, and a digest of the pairs."""
    average: Average | None = None
    """The running mean of the parameters, which then is what is evaluated and kept as best."""

    def averaged(self) -> AbstractContextManager[None]:
        """Within, the model's parameters are their running mean, where there is one."""
        if self.average is None:
            return nullcontext()
        return self.average.in_place_of(self.model.net.parameters.flat)


def new_average(model: Model, config: TrainConfig) -> Average | None:
    """The mean that `config` asks for, so far of the first parameters alone."""
    return Average(model.net.parameters.flat, config.average) if config.average else None


def save_last(run: RunFolder, checkpoint: Checkpoint) -> None:
    """Write `last.safetensors`: the model, the optimiser's moments, the state of the training."""
    checkpoint.state.log_bytes = run.log_bytes()
    optimizer = checkpoint.recipe.train.optimizer
    extra = {
        "state": checkpoint.state.to_json(),
        f"{optimizer}_step": checkpoint.moments.step,
        "net": checkpoint.recipe.net.to_json(),
        "train": checkpoint.recipe.train.to_json(),
        "origin": checkpoint.origin,
    }
    tensors = {f"{optimizer}.{name}": array for name, array in checkpoint.moments.arrays.items()}
    if checkpoint.average:
        tensors["average"] = checkpoint.average.mean
    save_model(run.last, checkpoint.model, extra_tensors=tensors, extra=extra)


def load_last(run: RunFolder) -> Checkpoint:
    """The training that `save_last` wrote.

    Raises UsageProblem where there is none, ModelError where the file is not usable for this.
    """
    if not run.last.is_file():
        raise UsageProblem(
            f"nothing to resume: {run.path} holds no {run.last.name}; "
            "begin a training without --resume"
        )
    model = load_model(run.last)
    tensors, extra = load_extra(run.last)
    try:
        recipe = Recipe(NetConfig.from_json(extra["net"]), TrainConfig.from_json(extra["train"]))
        optimizer = recipe.train.optimizer
        moments = RULES[optimizer].state(model.net.parameters.flat.size)
        moments.step = int(extra[f"{optimizer}_step"])
        for name, array in moments.arrays.items():
            np.copyto(array, tensors[f"{optimizer}.{name}"])
        if average := new_average(model, recipe.train):
            np.copyto(average.mean, tensors["average"])
        state = TrainState.from_json(extra["state"])
        return Checkpoint(model, moments, state, recipe, dict(extra["origin"]), average)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{run.last} is a model but holds no training to resume; begin a new run"
        ) from error


def save_best(run: RunFolder, checkpoint: Checkpoint, scores: DevScores) -> None:
    """Write `best.safetensors`: the model as it is, with a card of its training and scores."""
    state, recipe = checkpoint.state, checkpoint.recipe
    training = checkpoint.model.card.get("training", {}) | {
        "preset": checkpoint.origin.get("preset"),
        "steps": state.step,
        "seconds": round(state.seconds, 1),
        **recipe.train.to_json(),
    }
    card = checkpoint.model.card | {"training": training, "scores": scores.to_json()}
    save_model(run.best, replace(checkpoint.model, card=card))
