"""How a model file holds a net's weights: as float32, in half of that, or in a quarter."""

from __future__ import annotations

from typing import Any

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.gemm_int8_plain import round_columns

WEIGHTS = ("float32", "float16", "int8")
SCALES = "scale/"  # prefix of the tensors that say what a step of int8 is worth, column by column


def stored(parameters: ParameterArena, weights: str) -> dict[str, np.ndarray]:
    """The tensors of a file, by name, with the weights held in one of `WEIGHTS`.

    With int8 the columns of a matrix are rounded to 127 steps up to their largest element, and the
    steps (columns,) are float32; what is no matrix, which is little, is float16.
    """
    tensors: dict[str, np.ndarray] = {}
    for name, view in sorted(parameters.views.items()):
        if weights == "int8" and view.ndim == 2:
            tensors[name], tensors[SCALES + name] = round_columns(view)
        else:
            dtype = np.float32 if weights == "float32" else np.float16
            tensors[name] = np.ascontiguousarray(view, dtype)
    return tensors


def restore(parameters: ParameterArena, file: Any, names: set[str]) -> None:
    """Fills the parameters from the tensors `names` of an open file.

    Raises ValueError for tensors that are not those of such a net.
    """
    scaled = {name for name in names if name.startswith(SCALES)}
    known = set(parameters.views) | {SCALES + name for name in parameters.views}
    if strange := sorted(names - known):
        raise ValueError(f"such a net has no {strange[0]}")
    for name, view in parameters.views.items():
        tensor = file.get_tensor(name)
        _check_shape(name, tensor, view.shape)
        if SCALES + name in scaled:
            step = file.get_tensor(SCALES + name)
            _check_shape(SCALES + name, step, view.shape[-1:])
            np.multiply(tensor, step, out=view, dtype=np.float32)
        else:
            view[:] = tensor
    if not np.isfinite(parameters.flat).all():
        raise ValueError("some of its weights are not finite numbers")


def _check_shape(name: str, tensor: np.ndarray, shape: tuple[int, ...]) -> None:
    if tensor.shape != shape:
        raise ValueError(f"{name} has shape {tensor.shape}, not {shape}")
