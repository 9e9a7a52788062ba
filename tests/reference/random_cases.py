"""Random parameters, pairs and dropout masks for tests, drawn from an explicit generator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.integer]
Pair = tuple[Ids, Ids]

FIRST_CHARACTER = 3  # PAD, BEGIN, END come before; UNKNOWN (3) is an id like any other here


def random_parameters(
    shapes: Mapping[str, tuple[int, ...]], generator: np.random.Generator, scale: float = 0.5
) -> dict[str, Array]:
    """Draw normal parameters, rounded to values that float32 holds exactly."""
    return {
        name: (scale * generator.standard_normal(shape)).astype(np.float32).astype(np.float64)
        for name, shape in shapes.items()
    }


def random_pairs(
    lengths: Sequence[tuple[int, int]],
    source_size: int,
    target_size: int,
    generator: np.random.Generator,
) -> list[Pair]:
    """Draw pairs of ids with the given (source, target) lengths, without BEGIN and END."""
    return [
        (
            generator.integers(FIRST_CHARACTER, source_size, m),
            generator.integers(FIRST_CHARACTER, target_size, n),
        )
        for m, n in lengths
    ]


def random_masks(
    shapes: Mapping[str, tuple[int, int]], rate: float, generator: np.random.Generator
) -> dict[str, Array]:
    """Draw inverted dropout masks: 0 with probability rate, else 1 / (1 - rate)."""
    return {
        site: (generator.random(shape) >= rate) / (1.0 - rate) for site, shape in shapes.items()
    }
