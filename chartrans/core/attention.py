"""Luong attention (Luong, Pham & Manning 2015, "Effective approaches to attention-based neural machine
translation", equations 7 and 8): each target row looks at all source rows of its line.

    score_ts = q_t . m_s            weight = softmax over s            context_t = sum_s weight_ts m_s

`dot` takes the decoder's state as q, `general` takes it times a matrix, before this kernel. The source
lines and the target lines of a batch are packed in orders of their own: target line b belongs to
source line `partner[b]`. There are no padded ticks, so the softmax needs no mask.

Line b's weights (T_b, S_b) lie row-major in `weights` float32 from `weight_offsets[b]`. The three `line_*`
buffers hold one line at a time: (longest target, H), (longest source, H), (longest target, H).
All lengths and offsets are int64, all matrices float32 and C-contiguous.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.gemm import gemm_nn, gemm_nt, gemm_tn
from chartrans.core.jit import kernel, reducing_kernel
from chartrans.core.pointwise import exp


@kernel
def gather_line(line, rows, b, offsets):
    """Line (T_b, H) = the rows of line b, tick by tick, from rows (N, H)."""
    for t in range(line.shape[0]):
        line[t] = rows[offsets[t] + b]


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
    """Drows (n, S): dL/dsoftmax becomes dL/dscore; rows (n, S) is the softmax."""
    for r in range(rows.shape[0]):
        d, p = drows[r], rows[r]
        along = np.float32(0.0)
        for s in range(p.shape[0]):
            along += d[s] * p[s]
        for s in range(p.shape[0]):
            # forward: p = softmax(score)
            d[s] = p[s] * (d[s] - along)


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
        gemm_nt(weight, q, m, False, False, scratch)
        softmax_rows(weight)
        gemm_nn(c, weight, m, False, False, scratch)
        for t in range(ticks):
            context[offsets[t] + b] = c[t]


@kernel
def attention_backward(
    dquery, dmemory, dcontext, weights, query, memory, partner, lengths, offsets, source_lengths,
    source_offsets, weight_offsets, line_query, line_memory, line_context, line_dmemory,
    line_dquery, dweights, scratch,
):  # fmt: skip
    """Writes dquery (N, H) and dmemory (source rows, H) from dcontext (N, H).

    `line_dmemory`, `line_dquery` are as the other line buffers, `dweights` float32 holds one line's
    (longest target * longest source,).
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
        gemm_nt(dscore, dc, m, False, False, scratch)
        gemm_tn(dm, weight, dc, False, False, scratch)
        # forward: weight = softmax(score)
        softmax_rows_backward(dscore, weight)
        # forward: score = q @ m^T
        gemm_nn(dq, dscore, m, False, False, scratch)
        gemm_tn(dm, dscore, q, True, False, scratch)
        for t in range(ticks):
            dquery[offsets[t] + b] = dq[t]
        for s in range(size):
            dmemory[source_offsets[s] + source] = dm[s]


@reducing_kernel
def attend_step(context, weights, query, memory, starts, lengths):
    """One decoding step: context (B, H) from query (B, H); row b looks at its own stretch of memory.

    memory (M, H) float32 holds `lengths[b]` rows from `starts[b]` (int64) for row b; several rows may
    share a stretch. weights (B, longest) receives the softmax, zero beyond a row's length.
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
