"""Beam search: the `width` best beginnings of each line go on together.

Hypotheses are ranked by score / length^penalty (Wu et al. 2016, section 7, in its simplest form),
END counted. One ends where END is among the `width` best continuations; the living keep their
number. A line is finished when `width` have ended and no living one is likely to beat the best of
them, or at its length limit: stopping at the count alone would let weak, early ends shut out the
best line.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from chartrans.core.workspace import Workspace
from chartrans.decode.search import Found, forbid, longest_output
from chartrans.nets.net import Decoding, Ids
from chartrans.text.alphabet import BEGIN, END

# How much longer a hypothesis may become and still be waited for. On 300 dev sentences of a trained
# model, waiting for twice the length changed no output and took half as long again.
GROWTH = 1.2
# What a net gives that allows no continuation, as one whose weights are NaN.
NOTHING = Found(np.empty(0, np.int32), -np.inf, False)


@dataclass
class Line:
    """One source's search: what has ended so far, and the most it may write."""

    index: int
    limit: int
    ended: list[Found] = field(default_factory=list)


@dataclass
class Beams:
    """The living hypotheses: rows line * width + rank, for the lines still searched.

    scores (L, width) float64, -inf where a rank is empty; written (L * width, tick) int32.
    """

    lines: list[Line]
    scores: np.ndarray
    written: np.ndarray


def rank(found: Found, penalty: float) -> float:
    """What hypotheses of one line are compared by; higher is better."""
    return found.score / (len(found.ids) + 1) ** penalty


def expand(
    beams: Beams, log_probabilities: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """The 2 * width best continuations of each line, best first.

    From log_probabilities (L * width, V): their totals float64 (L, 2 width) and flat positions
    rank * V + character (L, 2 width). Twice the width, so that `width` are left when ends go.
    """
    count, size = len(beams.lines), log_probabilities.shape[1]
    totals = beams.scores[:, :, None] + log_probabilities.reshape(count, width, size)
    totals = totals.reshape(count, width * size)
    keep = min(2 * width, totals.shape[1])
    best = np.argpartition(-totals, keep - 1, axis=1)[:, :keep]
    # The partition leaves those that it keeps in any order; of equal totals the first goes before.
    values = np.take_along_axis(totals, best, axis=1)
    order = np.lexsort((best, -values), axis=1)
    return np.take_along_axis(values, order, axis=1), np.take_along_axis(best, order, axis=1)


def finish(line: Line, beams: Beams, place: int, total: float, row: int, ended: bool) -> None:
    """Keeps a hypothesis that has ended; `row` is its rank in the beam, `place` its line's."""
    width = beams.scores.shape[1]
    line.ended.append(Found(beams.written[place * width + row].copy(), total, ended))


def settled(line: Line, tick: int, best_living: float, width: int, penalty: float) -> bool:
    """Whether nothing that lives is expected to beat what has ended.

    The score of what lives can only fall, its length is believed to grow by GROWTH at most. A beam
    of one is greedy search: it ends at its first end.
    """
    if len(line.ended) < width or width == 1:
        return len(line.ended) >= width
    longest = min(line.limit, GROWTH * tick + 2) + 1
    return best_living / longest**penalty <= max(rank(found, penalty) for found in line.ended)


def prune(
    beams: Beams, totals: np.ndarray, positions: np.ndarray, size: int, penalty: float
) -> tuple[Beams, np.ndarray, np.ndarray]:
    """Parts continuations into ended and living: new beams, their parent rows, their characters."""
    width, tick = beams.scores.shape[1], beams.written.shape[1]
    lines: list[Line] = []
    scores, rows, ids = [], [], []
    for place, line in enumerate(beams.lines):
        living: list[tuple[float, int, int]] = []
        for order, (total, position) in enumerate(
            zip(totals[place], positions[place], strict=True)
        ):
            row, character = divmod(int(position), size)
            if total == -np.inf:
                break
            if character != END:
                living.append((total, row, character))
            elif order < width:
                finish(line, beams, place, float(total), row, True)
        living = living[:width]
        if tick >= line.limit:
            for total, row, _ in living[:1] if not line.ended else []:
                finish(line, beams, place, float(total), row, False)
        elif living and not settled(line, tick, living[0][0], width, penalty):
            padding = [(-np.inf, living[0][1], living[0][2])] * (width - len(living))
            lines.append(line)
            scores.append([total for total, _, _ in living + padding])
            rows += [place * width + row for _, row, _ in living + padding]
            ids += [character for _, _, character in living + padding]
    parents, characters = np.array(rows, np.int64), np.array(ids, np.int32)
    written = np.concatenate((beams.written[parents], characters[:, None]), axis=1)
    return Beams(lines, np.array(scores), written), parents, characters


def beam_search(
    decoding: Decoding, sources: list[Ids], workspace: Workspace, width: int, penalty: float
) -> list[list[Found]]:
    """For each source, in order, up to `width` outputs, best first; at least one."""
    lines = [Line(index, longest_output(source)) for index, source in enumerate(sources)]
    scores = np.full((len(lines), width), -np.inf)
    scores[:, 0] = 0.0  # all ranks begin alike: one of them is enough
    beams = Beams(list(lines), scores, np.zeros((len(lines) * width, 0), np.int32))
    state = decoding.start(sources, workspace)
    state = state.select(np.repeat(np.arange(len(lines)), width))
    ids = np.full(len(lines) * width, BEGIN, np.int32)
    while beams.lines:
        log_probabilities = decoding.step(state, ids)
        forbid(log_probabilities)
        totals, positions = expand(beams, log_probabilities, width)
        beams, parents, ids = prune(beams, totals, positions, log_probabilities.shape[1], penalty)
        if beams.lines:
            state = state.select(parents)
    return [
        sorted(line.ended or [NOTHING], key=lambda found: -rank(found, penalty))[:width]
        for line in lines
    ]
