"""What asks a program to end: Ctrl-C, `kill`, `timeout`, a terminal that closes."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# `timeout`, and a terminal that closes, may send their signal twice in a row; nobody types so.
SAME_REQUEST = 0.5  # seconds


@contextmanager
def on_request(answer: Callable[[int, int], None]) -> Iterator[None]:
    """Within, each request to end is answered by `answer(signal number, how many by now)`.

    It runs in the main thread, between any two steps of what that does. A signal that comes within
    `SAME_REQUEST` of a request is part of it.
    """
    count, last = 0, -SAME_REQUEST

    def note(number: int, frame: object) -> None:
        nonlocal count, last
        now = time.monotonic()
        if now - last >= SAME_REQUEST:
            count, last = count + 1, now
            answer(number, count)

    before = {number: signal.signal(number, note) for number in _requests()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _requests() -> list[signal.Signals]:
    """SIGINT, SIGTERM and SIGHUP, without those that `nohup`, or a shell's `&`, keeps out."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    known = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    return [number for number in known if signal.getsignal(number) != signal.SIG_IGN]
