"""A sequence of a million steps, learned and run in the memory of ten thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from chartrans.lab.apart import peak_memory, run_apart
from chartrans.lab.figures import Curve, Curves, Figure
from chartrans.lab.recurrent import GATES
from chartrans.lab.result import Result, Table
from chartrans.lab.stream import (
    CHUNK,
    HIDDEN,
    INPUTS,
    LEARNED,
    LONGEST,
    SHORTEST,
    WINDOWS,
    Following,
    follow,
)  # fmt: skip
from chartrans.lab.work import Work

CELL = "lstm"
WARM_UP = 1000  # steps beforehand, so that kernels are compiled and no process has to
MEBIBYTE = 2**20
SAME = 0.05  # share by which peak memories may differ and count as the same
LEARNABLE = 100_000  # steps in which the task can be learned
RECALLED = 0.99


@dataclass(frozen=True)
class Size:
    """Lengths of the sequences, and whether each is followed in a process of its own."""

    steps: tuple[int, ...]
    apart: bool


SIZES = {
    "tiny": Size((2_500, 5_000), apart=False),
    "quick": Size((10_000, 1_000_000), apart=True),
    "full": Size((10_000, 1_000_000, 10_000_000), apart=True),
}


def run(size: Size, work: Work) -> Result:
    """The sequences one after another, each from the beginning."""
    work.begin(sum(size.steps))
    for _ in follow(WARM_UP, work.seed, peak_memory, CELL):
        pass
    found = []
    for steps in size.steps:
        found.append(Following(steps))
        for so_far in _progress(steps, size.apart, work.seed):
            found[-1] = so_far
            work.advance(steps / WINDOWS)
    numbers = {
        "size": asdict(size),
        "seed": work.seed,
        "cell": CELL,
        "chunk": CHUNK,
        "block_ticks": [SHORTEST, LONGEST],
        "sequences": [measured(one) for one in found],
        "memory_ratio": found[-1].memory[-1] / found[0].memory[-1],
    }
    return Result(
        tables=[table(numbers)],
        figures=figures(found),
        numbers=numbers,
        expected=EXPECTED,
        seen=seen(numbers),
        checks=checks(numbers),
        source=SOURCE,
    )


def _progress(steps: int, apart: bool, seed: int) -> Iterator[Following]:
    arguments: tuple[int, int, Callable[[], int], str] = (steps, seed, peak_memory, CELL)
    return run_apart(follow, *arguments) if apart else follow(*arguments)


def measured(one: Following) -> dict[str, Any]:
    """What is told of a sequence; the last tenth is run without learning."""
    last = slice(round(LEARNED * WINDOWS), None)
    return {
        "steps": one.steps,
        "seconds": one.seconds,
        "steps_a_second": one.steps / one.seconds,
        "peak_bytes": one.memory[-1],
        "peak_bytes_by_window": one.memory,
        "unrolled_bytes": one.steps * unrolled_bytes(CELL),
        "recalled": _share(one.right[last], one.asked[last]),
        "recalled_over_a_cut": _share(one.carried_right[last], one.carried_asked[last]),
        "recalled_by_window": [
            _share(one.right[k : k + 1], one.asked[k : k + 1]) for k in range(WINDOWS)
        ],
        "questions": int(one.asked.sum()),
    }


def _share(right: np.ndarray, asked: np.ndarray) -> float | None:
    """None where nothing was asked."""
    return float(right.sum() / asked.sum()) if asked.sum() else None


def unrolled_bytes(cell: str) -> int:
    """What the exact gradient needs of each step until the sequence has ended: inputs, states."""
    blocks = GATES[cell] + 4  # gates; hidden, cell, and both of the step before
    return 4 * (INPUTS + blocks * HIDDEN)


EXPECTED = (
    "Truncated backpropagation needs the states of one chunk only, so that memory does not depend "
    "on the length of the sequence, while the exact gradient keeps every step. As the state is "
    "carried from chunk to chunk, a bit is recalled though a cut lies in between."
)
SOURCE = "Williams & Peng 1990, truncated backpropagation through time"


def table(numbers: dict[str, Any]) -> Table:
    """A row for each sequence."""
    rows: list[list[str | int | float]] = [
        [
            f"{one['steps']:,}", f"{one['peak_bytes'] / MEBIBYTE:.1f}",
            f"{one['unrolled_bytes'] / MEBIBYTE:,.1f}", f"{one['steps_a_second']:,.0f}",
            percent(one["recalled"]), percent(one["recalled_over_a_cut"]),
        ]
        for one in numbers["sequences"]
    ]  # fmt: skip
    columns = [
        "steps", "peak memory (MiB)", "all states would add (MiB)", "steps a second",
        "recalled, last tenth", "over a cut",
    ]  # fmt: skip
    return Table(f"One sequence in chunks of {CHUNK} steps", columns, rows)


def percent(share: float | None) -> str:
    """A share, or that there is none."""
    return "" if share is None else f"{100 * share:.1f} %"


def figures(found: list[Following]) -> list[Figure]:
    """Recall and memory along the longest sequence."""
    one = found[-1]
    at = [one.steps * (k + 1) / WINDOWS for k in range(WINDOWS)]
    shares = [_share(one.right[k : k + 1], one.asked[k : k + 1]) for k in range(WINDOWS)]
    held = [used / MEBIBYTE for used in one.memory]
    unrolled = [held[0] + step * unrolled_bytes(CELL) / MEBIBYTE for step in at]
    recalled = [float("nan") if share is None else share for share in shares]
    return [
        Curves(
            "recall", "Bits recalled at the end of their block", "steps of the one sequence",
            "share recalled",
            [Curve(CELL, at, recalled), Curve("chance", [0.0, at[-1]], [0.5, 0.5], "bound")],
            y_limits=(0.0, 1.05),
        ),
        Curves(
            "memory", "Peak memory along the sequence", "steps of the one sequence",
            "peak memory so far (MiB)",
            [
                Curve(f"chunks of {CHUNK} steps", at, held),
                Curve("with the states of all steps (computed)", at, unrolled, "bound"),
            ],
            y_limits=(0.0, None),
        ),
    ]  # fmt: skip


def seen(numbers: dict[str, Any]) -> str:
    """What came out, in numbers."""
    first, last = numbers["sequences"][0], numbers["sequences"][-1]
    return (
        f"Over {last['steps']:,} steps the process held {last['peak_bytes'] / MEBIBYTE:.1f} MiB at "
        f"most, {numbers['memory_ratio']:.3f} times the {first['peak_bytes'] / MEBIBYTE:.1f} MiB "
        f"of {first['steps']:,} steps, and did {last['steps_a_second']:,.0f} steps a second; the "
        f"states of all steps would take {last['unrolled_bytes'] / MEBIBYTE:,.0f} MiB. In the last "
        f"tenth, without learning, {percent(last['recalled'])} of the bits were recalled, of those "
        f"given before a cut {percent(last['recalled_over_a_cut'])}; blocks have {SHORTEST} to "
        f"{LONGEST} ticks."
    )


def checks(numbers: dict[str, Any]) -> dict[str, bool]:
    """The claims."""
    first, last = numbers["sequences"][0], numbers["sequences"][-1]
    same = abs(numbers["memory_ratio"] - 1.0) <= SAME
    claims = {
        f"peak memory for {last['steps']:,} steps is within {100 * SAME:.0f} % of that for "
        f"{first['steps']:,}": same
    }
    if last["steps"] >= LEARNABLE:
        for what in ("recalled", "recalled_over_a_cut"):
            name = "bits" if what == "recalled" else "bits given before a cut"
            claims[f"{100 * RECALLED:.0f} % of the {name} are recalled in the end"] = (
                last[what] or 0.0
            ) >= RECALLED
    return claims
