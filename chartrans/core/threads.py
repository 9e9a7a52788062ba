"""Threads for work that is already split: kernels run without the GIL, so plain threads do."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from chartrans.core.workspace import Workspace

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")

_CGROUP_LIMIT = Path("/sys/fs/cgroup/cpu.max")
_CPUS = Path("/sys/devices/system/cpu")


def default_threads() -> int:
    """The physical cores this process may use: its affinity mask, and the cgroup's limit if any.

    Two threads of one core share its arithmetic units, so that a second one gains nothing here.
    """
    if hasattr(os, "sched_getaffinity"):
        cores = len({_core(cpu) for cpu in os.sched_getaffinity(0)})
    else:
        cores = os.cpu_count() or 1
    try:
        quota, period = _CGROUP_LIMIT.read_text(encoding="ascii").split()
        if quota != "max":
            cores = min(cores, max(1, int(quota) // int(period)))
    except (OSError, ValueError):
        pass  # no cgroup, or one of another form: the mask decides
    return cores


def _core(cpu: int) -> str:
    """A name for the core that a logical CPU is a thread of."""
    try:
        siblings = _CPUS / f"cpu{cpu}" / "topology" / "thread_siblings_list"
        return siblings.read_text(encoding="ascii").strip()
    except OSError:
        return str(cpu)  # a system that does not tell: each by itself


def stretches(size: int, parts: int) -> list[slice]:
    """0 .. size in at most `parts` stretches of nearly equal length, none empty."""
    ends = [size * k // parts for k in range(parts + 1)]
    return [slice(a, b) for a, b in itertools.pairwise(ends) if b > a]


class ShardPool:
    """Runs a function over a few items, one thread each, and gives the results in order.

    threads  how many; None is all cores that the process may use

    They begin with the first work for more than one of them. The memory they work in is kept, so
    that one thing after another, as training and evaluating, takes it only once.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or default_threads()
        self._pool: ThreadPoolExecutor | None = None
        self._free: list[Workspace] = []

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """One that nobody else works in until the `with` ends; it holds what was left there."""
        try:
            lent = self._free.pop()
        except IndexError:
            lent = Workspace()
        try:
            yield lent
        finally:
            self._free.append(lent)

    def run(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """[function(item) for item in items], side by side; the first exception is raised."""
        if self.threads == 1 or len(items) < 2:
            return [function(item) for item in items]
        if self._pool is None:
            # Here, because a line or two are translated in little more time than the import takes.
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

            self._pool = ThreadPoolExecutor(self.threads)
        return list(self._pool.map(function, items))

    def close(self) -> None:
        """Ends the threads; as the end of a `with` does."""
        if self._pool is not None:
            self._pool.shutdown()

    def __enter__(self) -> ShardPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
