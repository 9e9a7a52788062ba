"""From the decoder's top states to the loss: attention, the mixing layer, the output layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.attention import attention_backward, attention_forward
from chartrans.core.gemm import gemm_nn, gemm_nt, gemm_tn
from chartrans.core.linear import linear_backward, linear_forward
from chartrans.core.loss import cross_entropy
from chartrans.core.packing import Packing
from chartrans.core.pointwise import tanh_backward, tanh_forward
from chartrans.core.rows import add_rows, join_columns, split_columns
from chartrans.nets.config import NetConfig
from chartrans.nets.net import LossSum
from chartrans.nets.one_pass import Pass


@dataclass(frozen=True)
class Attended:
    """What attention's way forward left: rows as those of the target packing, float32."""

    top: np.ndarray  # (N, H) the decoder's output
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
        gemm_nn(query, top, run.parameters["attention.general"], False, run.bf16, run.scratch)
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
    joined = take("attention.joined", (rows, 2 * hidden))
    join_columns(joined, top, context)
    mixed = take("attention.mixed", (rows, hidden))
    weight, bias = run.parameters["attention.mix.weight"], run.parameters["attention.mix.bias"]
    linear_forward(mixed, joined, weight, bias, run.bf16, run.scratch)
    tanh_forward(mixed, mixed)
    return Attended(top, query, memory, joined, mixed, weights, layout, longest)


def attend_backward(
    run: Pass, config: NetConfig, attended: Attended, dmixed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """dL/dtop (N, H) and dL/dmemory (source rows, H), from dmixed (N, H), which is changed."""
    take, scratch = run.workspace.take, run.scratch
    rows, hidden = dmixed.shape
    # forward: mixed = tanh(joined W + b)
    tanh_backward(dmixed, dmixed, attended.mixed)
    djoined = take("attention.djoined", (rows, 2 * hidden))
    linear_backward(
        djoined, run.gradient("attention.mix.weight"), run.gradient("attention.mix.bias"),
        dmixed, attended.joined, run.parameters["attention.mix.weight"], run.bf16, scratch,
    )  # fmt: skip
    # forward: joined = [top ; context]
    dtop = take("attention.dtop", (rows, hidden))
    dcontext = take("attention.context", (rows, hidden))  # the context itself lives on in `joined`
    split_columns(dtop, dcontext, djoined)
    dquery = take("attention.dquery", (rows, hidden))
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
        gemm_nt(dtop, dquery, run.parameters["attention.general"], True, run.bf16, scratch)
    else:
        add_rows(dtop, dquery)
    return dtop, dmemory


def output_loss(
    run: Pass,
    states: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    label_smoothing: float,
) -> tuple[LossSum, np.ndarray | None]:
    """Loss of the rows, and dL/dstates (N, H) when gradients are wanted.

    states (N, H) stay as they are; targets int32 (N,), weights float32 (N,).
    """
    if run.seed is not None:
        kept = run.workspace.take("output.states", states.shape)
        kept[:] = states
        states = kept
        run.drop(states, "output")
    weight, bias = run.parameters["output.weight"], run.parameters["output.bias"]
    logits = run.workspace.take("output.logits", (len(states), weight.shape[1]))
    linear_forward(logits, states, weight, bias, run.bf16, run.scratch)
    totals = np.zeros(2)
    cross_entropy(logits, targets, weights, label_smoothing, totals)
    loss = LossSum(float(totals[0]), float(totals[1]), int(np.count_nonzero(weights)))
    if run.gradients is None:
        return loss, None
    dstates = run.workspace.take("output.dstates", states.shape)
    linear_backward(
        dstates, run.gradient("output.weight"), run.gradient("output.bias"),
        logits, states, weight, run.bf16, run.scratch,
    )  # fmt: skip
    run.drop(dstates, "output")
    return loss, dstates
