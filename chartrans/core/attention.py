"""Luong attention: each target row looks at all source rows of its line.

Luong, Pham & Manning 2015, "Effective approaches to attention-based neural machine translation",
equations 7 and 8:

    score_ts = q_t . m_s        weight = softmax over s        context_t = sum_s weight_ts m_s

`dot` takes the decoder's state as q, `general` takes it times a matrix, before this kernel. The
source lines and the target lines of a batch are packed in orders of their own: target line b
belongs to source line `partner[b]`. There are no padded ticks, so the softmax needs no mask.

What the kernels for a whole batch share (matrices float32 and C-contiguous, integers int64):

    lengths (B,), offsets (T,)                 the packing of the target lines
    source_lengths (B,), source_offsets (S,)   the packing of the source lines; S of the longest
    partner (B,)                               the source line of each target line
    weights (sum of T_b S_b,)                  the weights (T_b, S_b) of each line, row-major
    weight_offsets (B,)                        where those of line b begin
    line_query (longest target, H)             three buffers for one line at a time
    line_memory (longest source, H)
    line_context (longest target, H)
    scratch                                    that of `gemm`
"""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import product
from chartrans.core.jit import kernel, reducing_kernel
from chartrans.core.pointwise import exp
from chartrans.core.rows import copy_row


@kernel
def gather_line(line, rows, b, offsets):
    """Copies to line (T_b, H) the rows of line b, tick by tick, from rows (N, H); offsets (T,)."""
    for t in range(line.shape[0]):
        copy_row(line[t], rows[offsets[t] + b])


@reducing_kernel
def softmax_rows(rows):
    """Each row of rows (n, S) becomes its softmax, in place. float32; S >= 1."""
    for r in range(rows.shape[0]):
        row = rows[r]
        highest = row[0]
        for s in range(row.shape[0]):
            highest = max(highest, row[s])
        total = np.float32(0.0)
        for s in range(row.shape[0]):
            row[s] = exp(row[s] - highest)
            total += row[s]
        for s in range(row.shape[0]):
            row[s] /= total


@reducing_kernel
def softmax_rows_backward(drows, rows):
    """Turns drows (n, S) from dL/dsoftmax to dL/dscore, float32; rows (n, S) is the softmax."""
    for r in range(rows.shape[0]):
        d, p = drows[r], rows[r]
        along = np.float32(0.0)
        for s in range(p.shape[0]):
            along += d[s] * p[s]
        for s in range(p.shape[0]):
            # forward: p = softmax(score)
            d[s] = p[s] * (d[s] - along)


@kernel
def scatter_line(rows, line, b, offsets):
    """The inverse of `gather_line`: the rows of line b in rows (N, H) become line (T_b, H)."""
    for t in range(line.shape[0]):
        copy_row(rows[offsets[t] + b], line[t])


@kernel
def attention_forward(
    context, weights, query, memory, partner, lengths, offsets, source_lengths, source_offsets,
    weight_offsets, line_query, line_memory, line_context, scratch,
):  # fmt: skip
    """Writes context (N, H) and weights, from query (N, H) and memory (source rows, H)."""
    for b in range(lengths.shape[0]):
        ticks, source = lengths[b], partner[b]
        size = source_lengths[source]
        q, m, c = line_query[:ticks], line_memory[:size], line_context[:ticks]
        gather_line(q, query, b, offsets)
        gather_line(m, memory, source, source_offsets)
        begin = weight_offsets[b]
        weight = weights[begin : begin + ticks * size].reshape(ticks, size)
        product(weight, q, m, False, True, False, False, scratch)
        softmax_rows(weight)
        product(c, weight, m, False, False, False, False, scratch)
        scatter_line(context, c, b, offsets)


@kernel
def attention_backward(
    dquery, dmemory, dcontext, weights, query, memory, partner, lengths, offsets, source_lengths,
    source_offsets, weight_offsets, line_query, line_memory, line_context, line_dmemory,
    line_dquery, dweights, scratch,
):  # fmt: skip
    """Writes dquery (N, H) and dmemory (source rows, H) from dcontext (N, H).

    `weights` are those of the way forward. `line_dmemory` (longest source, H), `line_dquery`
    (longest target, H) and `dweights` (longest target * longest source,) float32 hold one line.
    """
    for b in range(lengths.shape[0]):
        ticks, source = lengths[b], partner[b]
        size = source_lengths[source]
        q, m, dc = line_query[:ticks], line_memory[:size], line_context[:ticks]
        gather_line(q, query, b, offsets)
        gather_line(m, memory, source, source_offsets)
        gather_line(dc, dcontext, b, offsets)
        begin = weight_offsets[b]
        weight = weights[begin : begin + ticks * size].reshape(ticks, size)
        dscore = dweights[: ticks * size].reshape(ticks, size)
        dm, dq = line_dmemory[:size], line_dquery[:ticks]
        # forward: context = weight @ m
        product(dscore, dc, m, False, True, False, False, scratch)
        product(dm, weight, dc, True, False, False, False, scratch)
        # forward: weight = softmax(score)
        softmax_rows_backward(dscore, weight)
        # forward: score = q @ m^T
        product(dq, dscore, m, False, False, False, False, scratch)
        product(dm, dscore, q, True, False, True, False, scratch)
        scatter_line(dquery, dq, b, offsets)
        scatter_line(dmemory, dm, source, source_offsets)


@reducing_kernel
def attend_step(context, weights, query, memory, starts, lengths):
    """One decoding step: context (B, H) from query (B, H), each row over its stretch of memory.

    memory (M, H) holds `lengths[b]` rows from `starts[b]` on for row b; several rows may share a
    stretch. weights (B, longest) receives the softmax, zero beyond a row's length. Matrices are
    float32, starts and lengths int64 (B,).
    """
    size = query.shape[1]
    for b in range(query.shape[0]):
        q, p, out = query[b], weights[b], context[b]
        n, start = lengths[b], starts[b]
        for s in range(n):
            m = memory[start + s]
            total = np.float32(0.0)
            for j in range(size):
                total += q[j] * m[j]
            p[s] = total
        softmax_rows(weights[b : b + 1, :n])
        p[n:] = np.float32(0.0)
        out[:] = np.float32(0.0)
        for s in range(n):
            m, share = memory[start + s], p[s]
            for j in range(size):
                out[j] += share * m[j]
