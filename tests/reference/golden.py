"""Read `golden.npz`: what PyTorch computes for small nets, written by `make_golden.py`.

The file holds, for each case, the parameters (as float32, which they fit exactly), the pairs, and
PyTorch's float64 logits, loss and gradients; and the course of Adam and AdamW over a few steps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int32]

GOLDEN_FILE = Path(__file__).with_name("golden.npz")


@dataclass(frozen=True)
class Case:
    """One small net on a batch of pairs of several lengths."""

    name: str
    config: dict[str, Any]  # net, hidden, layers, embedding, bidirectional, attention, lag
    source_size: int
    target_size: int
    label_smoothing: float
    parameters: dict[str, Array]  # float64, exactly representable in float32
    pairs: list[tuple[Ids, Ids]]  # without BEGIN and END
    loss: float  # the objective, with label smoothing, summed over all target characters
    nll: float  # the same without label smoothing
    count: int  # target characters, END included
    gradients: dict[str, Array]  # of the loss
    logits: list[Array]  # for each pair: (n + 1, V) for seq2seq, (T, V) for the transducer


@dataclass(frozen=True)
class AdamCase:
    """A few steps of Adam or AdamW from `start`; row k of `after` follows row k of `gradients`."""

    settings: dict[str, float]  # learning_rate, beta1, beta2, epsilon, weight_decay
    start: Array  # (P,)
    gradients: Array  # (steps, P)
    after: Array  # (steps, P)


def split(flat: npt.NDArray[Any], shapes: list[list[int]]) -> list[npt.NDArray[Any]]:
    """Cut a flat array into consecutive arrays of the given shapes."""
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    parts = np.split(flat, ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def cases() -> list[Case]:
    """Return all nets, seq2seq and transducer."""
    found = []
    with np.load(GOLDEN_FILE, allow_pickle=False) as file:
        for k, about in enumerate(json.loads(str(file["cases"]))):
            names, shapes = zip(*about.pop("shapes"), strict=True)
            lengths = [[n] for pair in about.pop("lengths") for n in pair]
            ids = split(file[f"{k}.ids"].astype(np.int32), lengths)
            parameters = split(file[f"{k}.parameters"].astype(np.float64), list(shapes))
            gradients = split(file[f"{k}.gradients"], list(shapes))
            logits = split(file[f"{k}.logits"], about.pop("logits"))
            found.append(
                Case(
                    parameters=dict(zip(names, parameters, strict=True)),
                    gradients=dict(zip(names, gradients, strict=True)),
                    pairs=list(zip(ids[::2], ids[1::2], strict=True)),
                    logits=logits,
                    **about,
                )
            )
    return found


def adam_cases() -> list[AdamCase]:
    """Return the courses of the optimiser: one of Adam, one of AdamW."""
    with np.load(GOLDEN_FILE, allow_pickle=False) as file:
        return [
            AdamCase(settings, file["adam.start"], file["adam.gradients"], file[f"adam.{k}.after"])
            for k, settings in enumerate(json.loads(str(file["adam.settings"])))
        ]
