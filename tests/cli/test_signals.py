"""Requests to end: each answered once, however often its signal is sent."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from chartrans.cli.group import _tidy_end
from chartrans.cli.signals import SAME_REQUEST, on_request

KNOWN = ("SIGINT", "SIGTERM", "SIGHUP")
NUMBERS = [signal.Signals[name] for name in KNOWN if name in signal.Signals.__members__]
NUMBERS = [number for number in NUMBERS if signal.getsignal(number) != signal.SIG_IGN]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that goes on only when it is told to."""
    now = 0.0

    def on(seconds: float) -> None:
        nonlocal now
        now += seconds

    monkeypatch.setattr("time.monotonic", lambda: now)
    return on


def test_each_request_is_answered_once(wait: Callable[[float], None]) -> None:
    answered: list[tuple[int, int]] = []
    before = [signal.getsignal(number) for number in NUMBERS]
    with on_request(lambda number, count: answered.append((number, count))):
        for seconds in (0.0, SAME_REQUEST / 2, SAME_REQUEST, SAME_REQUEST / 2, 9.0):
            wait(seconds)
            for number in NUMBERS:
                signal.raise_signal(number)
    assert answered == [(NUMBERS[0], 1), (NUMBERS[0], 2), (NUMBERS[0], 3)]
    assert [signal.getsignal(number) for number in NUMBERS] == before


def test_what_is_kept_out_stays_out() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with on_request(lambda number, _: pytest.fail(f"{number} was answered")):
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_sent_twice_does_not_disturb_tidying_up(number: signal.Signals) -> None:
    left = {"half-written file"}

    def work() -> None:
        with _tidy_end():
            try:
                signal.raise_signal(number)
            finally:
                signal.raise_signal(number)
                left.clear()

    interrupted = number == signal.SIGINT
    with pytest.raises(KeyboardInterrupt if interrupted else SystemExit) as ended:
        work()
    assert ended.value.args == (() if interrupted else (128 + number,))
    assert not left
