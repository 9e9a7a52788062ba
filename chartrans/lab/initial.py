"""The values that a `Recurrent` starts from."""

from __future__ import annotations

import math

import numpy as np

from chartrans.lab.recurrent import Recurrent
from chartrans.nets.initial import orthogonal

KEEP_BIAS = 1.0  # of the gates that keep the state: open, so that gradients pass


def initialise(
    net: Recurrent,
    rng: np.random.Generator,
    radius: float = 1.0,
    keep_bias: float = KEEP_BIAS,
    span: int = 0,
) -> None:
    """Fills the parameters of `net` in the customary way.

    Input and output are uniform after Glorot & Bengio 2010, a gate counted by itself. Each H x H
    block of the recurrent matrix is orthogonal times `radius`, which then is its norm as well as
    the size of all its eigenvalues. Biases are zero, but for the gates that keep the state (forget
    of lstm and peephole, update of gru): `keep_bias`, or, with a `span` of ticks to be remembered,
    log u with u uniform from [1, span - 1), and in lstm and peephole its negative for the input
    gates (the chrono initialisation of Tallec & Ollivier 2018).
    """
    p, hidden = net.parameters, net.hidden
    p.flat[:] = 0.0
    for name, fan in (("input", hidden), ("output", net.outputs)):
        bound = math.sqrt(6.0 / (p[name].shape[0] + fan))
        p[name][:] = rng.uniform(-bound, bound, p[name].shape)
    for gate in range(net.gates):
        block = slice(gate * hidden, (gate + 1) * hidden)
        p["recurrent"][:, block] = radius * orthogonal(rng, hidden)
    if net.cell == "rnn":
        return
    keep = np.log(rng.uniform(1.0, span - 1.0, hidden)) if span > 2 else np.full(hidden, keep_bias)
    p["bias"][hidden : 2 * hidden] = keep
    if span > 2 and net.cell != "gru":
        p["bias"][:hidden] = -keep
