"""What a net sees as the previous characters: the true ones, or now and then its own."""

from __future__ import annotations

import numpy as np

from chartrans.core.workspace import Workspace
from chartrans.decode.search import forbid
from chartrans.nets.net import Decoding, IdPair, Ids
from chartrans.text.alphabet import BEGIN, END


def decoder_inputs(
    decoding: Decoding,
    pairs: list[IdPair],
    workspace: Workspace,
    share: float,
    generator: np.random.Generator,
) -> list[Ids]:
    """For each target int32 (n,) what to see in its place: int32 (n + 1,), BEGIN first.

    Each character is the true one with probability `share`, else the likeliest after what was
    seen before it (Bengio et al. 2015, section 2.4). That is never END, which no net is ever shown:
    where a line would have ended too early it goes on. No gradient flows through the choice.
    """
    lengths = np.array([len(target) for _, target in pairs])
    seen = np.full((len(pairs), lengths.max() + 1), BEGIN, np.int32)
    own = np.zeros(seen.shape, bool)
    for line, (_, target) in enumerate(pairs):
        seen[line, 1 : len(target) + 1] = target
        own[line, 1 : len(target) + 1] = generator.random(len(target)) >= share
    # Nothing is computed behind the last place of a line that wants a character of the net's own.
    needed = (own * np.arange(seen.shape[1])).max(axis=1)
    lines = np.flatnonzero(needed)
    if len(lines):
        state = decoding.start([pairs[line][0] for line in lines], workspace)
    for tick in range(needed.max()):
        rows = np.flatnonzero(needed[lines] > tick)
        if len(rows) < len(lines):
            state, lines = state.select(rows), lines[rows]
        likeliest = _likeliest(decoding.step(state, seen[lines, tick]))
        true = seen[lines, tick + 1]
        seen[lines, tick + 1] = np.where(own[lines, tick + 1], likeliest, true)
    return [line[: length + 1] for line, length in zip(seen, lengths, strict=True)]


def _likeliest(scores: np.ndarray) -> np.ndarray:
    """The best character int32 (B,) of scores (B, V), which are changed."""
    forbid(scores)
    scores[:, END] = -np.inf
    return scores.argmax(axis=1).astype(np.int32)
