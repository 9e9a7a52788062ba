"""Attention between two decoder layers, or above the last: what is read is mixed into the states.

The way of Luong et al. 2015: the context is a mean of the memory, weighted by how well each of its
rows suits the state, and the two are mixed to tanh([state ; context] W + b). There the mixed states
go to the output layer. After the first of several layers they enter the second instead, which so
learns over time what was looked at, and yet all ticks of a layer are attended to at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.attention import attention_backward, attention_forward
from chartrans.core.gemm import gemm_tn
from chartrans.core.packing import Packing
from chartrans.core.pointwise import tanh_backward, tanh_forward
from chartrans.core.rows import add_rows, join_columns, split_columns
from chartrans.nets.config import NetConfig
from chartrans.nets.encoder import Encoded
from chartrans.nets.linear import linear_backward, linear_forward
from chartrans.nets.one_pass import Pass


class Look:
    """The look back at what was encoded, of all rows that leave a decoder layer.

    partner int64 (B,) is the packed source line of each packed target line; dmemory (source rows,
    H) is the gradient of the memory after `backward`.
    """

    def __init__(
        self, config: NetConfig, encoded: Encoded, packing: Packing, partner: np.ndarray
    ) -> None:
        self.config, self.encoded = config, encoded
        self.packing, self.partner = packing, partner
        self.dmemory = np.empty((0, 0), np.float32)

    def forward(self, run: Pass, states: np.ndarray) -> np.ndarray:
        """The mixed states (N, H) of the states (N, H); the layer above may change them."""
        encoded = self.encoded
        self._attended = attend(
            run, self.config, states, self.packing, encoded.memory, encoded.packing, self.partner
        )
        mixed = self._attended.mixed
        if self.config.looks_after == self.config.layers - 1:
            return mixed  # the output layer leaves them as they are, and so needs the way back
        entered = run.workspace.take("attention.entered", states.shape)
        entered[:] = mixed
        return entered

    def backward(self, run: Pass, dmixed: np.ndarray) -> np.ndarray:
        """dL/dstates (N, H) from dmixed (N, H), which is changed."""
        dstates, self.dmemory = attend_backward(run, self.config, self._attended, dmixed)
        return dstates


@dataclass(frozen=True)
class Attended:
    """What attention's way forward left: rows as those of the target packing, float32."""

    top: np.ndarray  # (N, H) the states that look
    query: np.ndarray  # (N, H)
    memory: np.ndarray  # (source rows, H)
    joined: np.ndarray  # (N, 2H): [top ; context]
    mixed: np.ndarray  # (N, H): tanh(joined W + b)
    weights: np.ndarray  # flat, line by line
    layout: tuple[np.ndarray, ...]  # index arrays of the kernel
    longest: tuple[int, int]  # ticks of the longest target and source


def _line_buffers(run: Pass, longest: tuple[int, int], hidden: int) -> tuple[np.ndarray, ...]:
    target, source = longest
    take = run.workspace.take
    return (
        take("line.query", (target, hidden)),
        take("line.memory", (source, hidden)),
        take("line.context", (target, hidden)),
    )


def attend(
    run: Pass,
    config: NetConfig,
    top: np.ndarray,
    packing: Packing,
    memory: np.ndarray,
    source: Packing,
    partner: np.ndarray,
) -> Attended:
    """The mixed states of all target rows; target line b looks at source line partner[b]."""
    take = run.workspace.take
    rows, hidden = top.shape
    query = top
    if config.attention == "general":
        query = take("attention.query", (rows, hidden))
        run.multiply(query, top, "attention.general")
    sizes = packing.lengths * source.lengths[partner]
    ends = np.cumsum(sizes)
    layout = (
        partner, packing.lengths, packing.offsets, source.lengths, source.offsets, ends - sizes,
    )  # fmt: skip
    weights = take("attention.weights", (int(ends[-1]),))
    context = take("attention.context", (rows, hidden))
    longest = (int(packing.lengths[0]), int(source.lengths[0]))
    rest = (*layout, *_line_buffers(run, longest, hidden), run.scratch)
    attention_forward(context, weights, query, memory, *rest)
    run.drop(context, "attention")
    joined = take("attention.joined", (rows, 2 * hidden))
    join_columns(joined, top, context)
    mixed = take("attention.mixed", (rows, hidden))
    # The context is in `joined` now. A loop that may write what it reads cannot be vectorised.
    linear_forward(run, context, joined, "attention.mix.weight", "attention.mix.bias")
    tanh_forward(mixed, context)
    return Attended(top, query, memory, joined, mixed, weights, layout, longest)


def attend_backward(
    run: Pass, config: NetConfig, attended: Attended, dmixed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """dL/dtop (N, H) and dL/dmemory (source rows, H), from dmixed (N, H), which is changed."""
    take, scratch = run.workspace.take, run.scratch
    rows, hidden = dmixed.shape
    # forward: mixed = tanh(joined W + b)
    tanh_backward(dmixed, dmixed, attended.mixed)
    joined = attended.joined
    linear_backward(run, joined, dmixed, joined, "attention.mix.weight", "attention.mix.bias")
    djoined = joined  # what was joined is not needed any more
    # forward: joined = [top ; context]
    dtop = run.gradient_below((rows, hidden))
    dcontext = take("attention.context", (rows, hidden))  # the context itself lives on in `joined`
    split_columns(dtop, dcontext, djoined)
    run.drop(dcontext, "attention")
    dquery = dmixed  # whose memory is not needed any more either
    dmemory = take("attention.dmemory", attended.memory.shape)
    target, source = attended.longest
    rest = (
        *attended.layout, *_line_buffers(run, attended.longest, hidden),
        take("line.dmemory", (source, hidden)), take("line.dquery", (target, hidden)),
        take("line.dweights", (target * source,)), scratch,
    )  # fmt: skip
    attention_backward(
        dquery, dmemory, dcontext, attended.weights, attended.query, attended.memory, *rest
    )
    if config.attention == "general":
        # forward: query = top W
        gemm_tn(run.gradient("attention.general"), attended.top, dquery, True, run.bf16, scratch)
        run.multiply(dtop, dquery, "attention.general", transposed=True, add=True)
    else:
        add_rows(dtop, dquery)
    return dtop, dmemory
