"""Timing on a machine that is never quite still: medians of runs taken in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

SHORTEST = 0.005  # seconds a timed piece lasts at least, so that the clock's own cost is nothing


def seconds_of(function: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


def medians_in_turn(functions: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The median seconds of one call of each function.

    Every round runs each of them once, so that a slow spell of the machine falls on all alike and
    their ratios hold. Each is called once before the clock starts; calls shorter than SHORTEST are
    repeated within a round.
    """
    repeats = []
    for function in functions:
        function()
        repeats.append(max(1, round(SHORTEST / max(seconds_of(function), 1e-7))))
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, times, runs in zip(functions, repeats, taken, strict=True):
            begin = time.perf_counter()
            for _ in range(times):
                function()
            runs.append((time.perf_counter() - begin) / times)
    return [statistics.median(runs) for runs in taken]


def median_seconds(function: Callable[[], object], rounds: int) -> float:
    """The median seconds of one call, after a first one that is not counted."""
    return medians_in_turn([function], rounds)[0]
