"""The output layer, and the loss: from the top states to a score for each character."""

from __future__ import annotations

import numpy as np

from chartrans.core.loss import cross_entropy
from chartrans.nets.linear import linear_backward, linear_forward
from chartrans.nets.net import LossSum
from chartrans.nets.one_pass import Pass


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
    dstates = run.gradient_below(states.shape)
    if run.drops("output"):
        dstates[:] = states
        states = dstates
        run.drop(states, "output")
    columns = len(run.parameters["output.bias"])
    logits = run.workspace.take("output.logits", (len(states), columns))
    linear_forward(run, logits, states, "output.weight", "output.bias")
    totals = np.zeros(2)
    cross_entropy(logits, targets, weights, label_smoothing, totals)
    loss = LossSum(float(totals[0]), float(totals[1]), int(np.count_nonzero(weights)))
    if run.gradients is None:
        return loss, None
    linear_backward(run, dstates, logits, states, "output.weight", "output.bias")
    run.drop(dstates, "output")
    return loss, dstates
