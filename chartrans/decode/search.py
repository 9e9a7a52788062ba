"""Greedy search: at each step the likeliest character; lines that end leave the batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.workspace import Workspace
from chartrans.nets.net import Decoding, Ids
from chartrans.text.alphabet import BEGIN, END, PAD, UNKNOWN

NEVER_WRITTEN = (PAD, BEGIN, UNKNOWN)


@dataclass(frozen=True)
class Found:
    """ids int32 (n,) without END, and the sum of log-probabilities in nats, END included.

    `ended` is False where the length limit came first; the score then counts, in the place of END,
    the character that the limit cut off.
    """

    ids: np.ndarray
    score: float
    ended: bool


def longest_output(source: Ids) -> int:
    """The most characters written for a source: three for each of its own, and 50 to spare."""
    return 3 * len(source) + 50


def forbid(scores: np.ndarray) -> None:
    """No score (B, V) for ids that stand for no character."""
    scores[:, NEVER_WRITTEN] = -np.inf


def greedy(decoding: Decoding, sources: list[Ids], workspace: Workspace) -> list[Found]:
    """The greedy output of each source, in order."""
    state = decoding.start(sources, workspace)
    limits = np.array([longest_output(source) for source in sources])
    written = np.zeros((len(sources), int(limits.max())), np.int32)
    totals = np.zeros(len(sources))
    found: list[Found | None] = [None] * len(sources)
    lines = np.arange(len(sources))  # the source of each row that is still in the batch
    ids = np.full(len(sources), BEGIN, np.int32)
    for tick in range(written.shape[1] + 1):
        scores = decoding.step(state, ids)
        forbid(scores)
        ids = scores.argmax(axis=1).astype(np.int32)
        totals[lines] += scores[np.arange(len(ids)), ids]
        ended = ids == END
        for line in lines[ended | (tick >= limits[lines])]:
            text = written[line, :tick].copy()
            found[line] = Found(text, float(totals[line]), bool(ended[lines == line][0]))
        rows = np.flatnonzero(~ended & (tick < limits[lines]))
        if len(rows) == 0:
            break
        if len(rows) < len(lines):
            state, lines, ids = state.select(rows), lines[rows], ids[rows]
        written[lines, tick] = ids
    return [one for one in found if one is not None]
