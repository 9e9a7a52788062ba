"""Softmax cross-entropy with label smoothing, and log-probabilities for decoding."""

from __future__ import annotations

import math

import numpy as np

from chartrans.core.jit import reducing_kernel
from chartrans.core.pointwise import exp


@reducing_kernel
def cross_entropy(logits, targets, weights, smoothing, totals):
    """The loss of each row, and its gradient in place of the logits.

    For a row of logits (N, V) float32 with target y (targets int32 (N,)) and weight w (weights
    float32 (N,); 0 for a padded tick), p = softmax(logits) and epsilon = `smoothing` in [0, 1)
    (Szegedy et al. 2016, section 7):

        nll = -w log p_y        objective = (1 - epsilon) nll - w epsilon / V sum_v log p_v
        dobjective/dlogits_v = w (p_v - (1 - epsilon) [v = y] - epsilon / V)

    totals (2,) float64 receives += sum of objective, += sum of nll, in nats.
    """
    size = logits.shape[1]
    spread = np.float32(smoothing / size)
    objective, nll = 0.0, 0.0
    for r in range(logits.shape[0]):
        row, weight = logits[r], weights[r]
        if weight == np.float32(0.0):
            row[:] = np.float32(0.0)
            continue
        highest = row[0]
        mean = np.float32(0.0)
        for v in range(size):
            highest = max(highest, row[v])
            mean += row[v]
        mean /= np.float32(size)
        wanted = row[targets[r]]
        total = np.float32(0.0)
        for v in range(size):
            row[v] = exp(row[v] - highest)
            total += row[v]
        log_total = highest + np.float32(math.log(total))
        row_nll = log_total - wanted
        nll += weight * row_nll
        objective += weight * (1.0 - smoothing) * row_nll
        if smoothing > 0.0:  # without it, a logit of -inf is no loss: 0 * inf would be NaN
            objective += weight * smoothing * (log_total - mean)
        share = weight / total
        for v in range(size):
            row[v] = row[v] * share - weight * spread
        row[targets[r]] -= weight * np.float32(1.0 - smoothing)
    totals[0] += objective
    totals[1] += nll


@reducing_kernel
def log_softmax(rows):
    """Each row of rows (n, V) float32 becomes its log-softmax, in place."""
    for r in range(rows.shape[0]):
        row = rows[r]
        highest = row[0]
        for v in range(row.shape[0]):
            highest = max(highest, row[v])
        total = np.float32(0.0)
        for v in range(row.shape[0]):
            total += exp(row[v] - highest)
        log_total = highest + np.float32(math.log(total))
        for v in range(row.shape[0]):
            row[v] -= log_total
