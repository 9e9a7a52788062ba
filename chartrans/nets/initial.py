"""The values that parameters start from."""

from __future__ import annotations

import math

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.nets.cells import CELLS
from chartrans.nets.config import NetConfig

# A gate that starts open lets gradients through (Gers et al. 2000; Jozefowicz et al. 2015).
OPEN_BIAS = 1.0
# Standard deviation; large enough to tell characters apart from the first step.
EMBEDDING_SCALE = 0.5
# Standard deviation of what enters an identity with relu (Le, Jaitly & Hinton 2015, section 4).
IDENTITY_INPUT_SCALE = 0.001


def initialise(parameters: ParameterArena, config: NetConfig, seed: int) -> None:
    """Fills an arena: embeddings normal, biases and peepholes zero, the others as follows.

    The second gate of a layer, which keeps the state (`forget`, or a GRU's `update`), has bias 1.
    Input and output matrices are uniform after Glorot & Bengio 2010, equation 16, a gate counted
    by itself; recurrent matrices see `fill_recurrent`.
    """
    rng = np.random.default_rng(seed)
    cell = CELLS[config.cell]
    identity = config.cell == "rnn" and config.activation == "relu" and config.initial == "identity"
    for name, shape in parameters.specs:
        view = parameters[name]
        kind = name.rpartition(".")[2]
        if kind == "embedding":
            view[:] = rng.normal(0.0, EMBEDDING_SCALE, shape)
        elif kind == "bias":
            view[:] = 0.0
            if cell.keeps and name.startswith(("encoder.", "decoder.", "layer.")):
                hidden = shape[0] // cell.gates
                view[hidden : 2 * hidden] = OPEN_BIAS
        elif kind in cell.further:
            view[:] = 0.0
        elif kind == "recurrent":
            fill_recurrent(view, rng, config)
        elif kind == "input" and identity:
            view[:] = rng.normal(0.0, IDENTITY_INPUT_SCALE, shape)
        else:
            outputs = shape[1] // cell.gates if kind == "input" else shape[1]
            _fill_uniform(view, rng, _glorot_bound(shape[0], outputs))


def fill_recurrent(matrix: np.ndarray, rng: np.random.Generator, config: NetConfig) -> None:
    """Fills float32 (H, G), each of its H x H blocks drawn as `config.initial` says.

    `uniform` in +-1/sqrt(H); `glorot`, uniform in +-sqrt(3/H); `orthogonal`, all of them equally
    likely (Saxe et al. 2014); `identity` (Le, Jaitly & Hinton 2015). With a `spectral_radius` each
    block is then scaled so that the largest of its eigenvalues has that absolute value.
    """
    hidden, columns = matrix.shape
    blocks = np.hsplit(matrix, columns // hidden)
    if config.initial == "uniform":
        _fill_uniform(matrix, rng, 1.0 / math.sqrt(hidden))
    elif config.initial == "glorot":
        _fill_uniform(matrix, rng, _glorot_bound(hidden, hidden))
    else:
        draw = orthogonal if config.initial == "orthogonal" else _identity
        for block in blocks:
            block[:] = draw(rng, hidden)
    if config.spectral_radius is not None:
        for block in blocks:
            radius = np.abs(np.linalg.eigvals(block.astype(np.float64))).max()
            block *= config.spectral_radius / radius


def _fill_uniform(matrix: np.ndarray, rng: np.random.Generator, bound: float) -> None:
    """Row by row, as numbers are drawn in float64: of all at once the process keeps the memory."""
    for row in matrix:
        row[:] = rng.uniform(-bound, bound, len(row))


def _glorot_bound(inputs: int, outputs: int) -> float:
    return math.sqrt(6.0 / (inputs + outputs))


def orthogonal(rng: np.random.Generator, size: int) -> np.ndarray:
    """A random orthogonal matrix float64 (size, size): the Q of a normal one."""
    q, r = np.linalg.qr(rng.standard_normal((size, size)))
    return q * np.sign(np.diagonal(r))  # without the signs, not all are equally likely


def _identity(_: np.random.Generator, size: int) -> np.ndarray:
    return np.eye(size)
