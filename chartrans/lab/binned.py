"""Long series made short enough to be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


def binned(
    values: Sequence[float],
    bins: int,
    log: bool = False,
    of: Callable[[np.ndarray], float] = np.mean,
) -> tuple[list[float], list[float]]:
    """(x, y) of at most `bins` stretches of values[0], values[1], ..., which are steps 1, 2, ...

    x is the last step of a stretch and y its mean, or what `of` makes of it. Stretches are of equal
    length, or with `log` of equal length on a logarithmic axis.
    """
    count = len(values)
    if count == 0:
        return [], []
    edges = np.geomspace(1, count, bins) if log else np.linspace(count / bins, count, bins)
    ends = sorted({max(1, round(edge)) for edge in edges})
    series = np.asarray(values, np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        heights = [float(of(series[a:b])) for a, b in zip([0, *ends], ends, strict=False)]
    return [float(end) for end in ends], heights
