"""Runs of an experiment side by side: each is one thread's, all tell how far they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TypeVar

from chartrans.core.threads import ShardPool
from chartrans.lab.work import Work

Item = TypeVar("Item")
Result = TypeVar("Result")
Advance = Callable[[float], None]


def side_by_side(
    function: Callable[[Item, Advance], Result], items: Sequence[Item], work: Work
) -> list[Result]:
    """[function(item, advance) for each item], on the threads of `work`, results in order.

    `advance` is that of `work`, made safe to call from any thread. Items are begun in order, so
    that the whole ends soonest with the longest first.
    """
    lock = Lock()

    def advance(steps: float) -> None:
        with lock:
            work.advance(steps)

    with ShardPool(work.threads) as pool:
        return pool.run(lambda item: function(item, advance), items)
