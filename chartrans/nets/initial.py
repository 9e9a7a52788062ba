"""The values that parameters start from."""

from __future__ import annotations

import math

import numpy as np

from chartrans.core.arena import ParameterArena

# A gate that starts open lets gradients through (Gers et al. 2000; Jozefowicz et al. 2015).
FORGET_BIAS = 1.0
# Standard deviation; large enough to tell characters apart from the first step.
EMBEDDING_SCALE = 0.5


def initialise(parameters: ParameterArena, seed: int) -> None:
    """Fills an arena: embeddings normal, biases zero (forget gates 1), the others as follows.

    Recurrent matrices uniform in +-1/sqrt(H); input and output matrices uniform after Glorot &
    Bengio 2010, equation 16, a gate counted by itself.
    """
    rng = np.random.default_rng(seed)
    for name, shape in parameters.specs:
        view = parameters[name]
        kind = name.rpartition(".")[2]
        if kind == "embedding":
            view[:] = rng.normal(0.0, EMBEDDING_SCALE, shape)
        elif kind == "bias":
            view[:] = 0.0
            if name.startswith(("encoder.", "decoder.", "layer.")):
                hidden = shape[0] // 4
                view[hidden : 2 * hidden] = FORGET_BIAS
        elif kind == "recurrent":
            bound = 1.0 / math.sqrt(shape[0])
            view[:] = rng.uniform(-bound, bound, shape)
        else:
            outputs = shape[1] // 4 if kind == "input" else shape[1]
            bound = math.sqrt(6.0 / (shape[0] + outputs))
            view[:] = rng.uniform(-bound, bound, shape)
