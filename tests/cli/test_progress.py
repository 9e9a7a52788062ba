"""What a training looks like: the board, the plain lines, the small parts both are made of."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from chartrans.cli import terminal
from chartrans.cli.progress import Board, Lines, duration, shown, sparkline
from chartrans.train.events import Evaluated, Progress, RolledBack, Sample, Started

STARTED = Started(parameters=1_234_567, train_pairs=5000, dev_pairs=250, batches=79, step=0)
PROGRESS = Progress(
    step=1200,
    epoch=3.25,
    share=0.4,
    bits=1.2345,
    characters_per_second=6543.2,
    rate=0.0015,
    norm=0.8,
    seconds=125.0,
    left=187.5,
)
EVALUATED = Evaluated(
    step=1200,
    epoch=3.0,
    chrf=45.678,
    exact=0.125,
    dev_bits=1.1,
    train_bits=1.3,
    best=True,
    best_chrf=47.91,
    samples=(Sample("i like pizza", "me gusta la pizza", "me gusta [bold]la pasta"),),
    seconds=126.0,
)
ROLLED_BACK = RolledBack(step=1201, epoch=4, batch=7, back_to=1100, rate_factor=0.25)


def drawn(board: Board, width: int = 80) -> str:
    out = io.StringIO()
    Console(file=out, width=width, markup=False).print(board)
    return out.getvalue()


def test_the_numbers_stand_under_their_names():
    board = Board("en-es")
    board.take(PROGRESS)
    console = Console(width=80, markup=False)
    lines = ["".join(s.text for s in line).split() for line in console.render_lines(board)]
    names = ["epoch", "step", "char/s", "bits/char", "rate", "time", "left"]
    below = lines[lines.index(names) + 1]
    assert below == ["3.25", "1,200", "6,543", "1.234", "0.0015", "2m05s", "3m08s"]


def test_the_board_shows_what_the_issue_asks_for():
    board = Board("en-es")
    for event in (STARTED, PROGRESS, replace(EVALUATED, chrf=20.0), EVALUATED):
        board.take(event)
    text = drawn(board)
    for part in (
        "en-es", "1,234,567 parameters", "3.25", "1,200", "6,543", "1.234", "0.0015", "2m05s",
        "3m08s", "▁█", "45.7, best 47.9", "i like pizza", "me gusta la pizza",
        "me gusta [bold]la pasta",
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("width", [20, 40, 200])
def test_the_board_can_be_drawn_at_every_moment_and_width(width: int):
    board = Board("x")
    assert "x" in drawn(board, width)
    for event in (STARTED, PROGRESS, replace(PROGRESS, left=None), EVALUATED, ROLLED_BACK):
        board.take(event)
        assert all(len(line) <= width for line in drawn(board, width).splitlines())


def test_plain_lines_are_few(capsys: pytest.CaptureFixture[str]):
    now = [0.0]
    lines = Lines(clock=lambda: now[0])
    lines.show(STARTED)
    for _ in range(100):
        now[0] += 1.0
        lines.show(PROGRESS)
    lines.show(EVALUATED)
    out, error = capsys.readouterr()
    assert out == ""
    assert len(error.splitlines()) == 1 + 3 + 1
    assert "epoch 3.25, step 1,200: 1.234 bits/char, 6,543 char/s" in error
    assert "dev chrF 45.68, 12.5% exact, 1.100 bits/char (train 1.300), 2m06s, the best" in error


def test_quiet_leaves_only_rollbacks(capsys: pytest.CaptureFixture[str]):
    terminal.set_quiet(True)
    try:
        with shown("x") as show:
            for event in (STARTED, PROGRESS, EVALUATED, ROLLED_BACK):
                show(event)
    finally:
        terminal.set_quiet(False)
    (line,) = capsys.readouterr().err.splitlines()
    assert line == (
        "Warning: no finite loss at step 1,201 (epoch 4, batch 7): back to the parameters of "
        "step 1,100, 0.25 of the planned rate"
    )


def test_the_board_is_drawn_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    out = io.StringIO()
    monkeypatch.setattr(terminal, "progress_wanted", lambda: True)
    console = Console(file=out, force_terminal=True, color_system=None, width=120)
    monkeypatch.setattr(terminal, "console", lambda: console)
    with shown("board") as show:
        for event in (STARTED, PROGRESS, ROLLED_BACK, EVALUATED):
            show(event)
    assert "Warning: no finite loss at step 1,201" in out.getvalue()
    assert "45.7" in out.getvalue()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("values", "blocks"), [([5.0], "▁"), ([1.0, 1.0], "▁▁"), ([0.0, 50.0, 100.0], "▁▅█")]
)
def test_sparkline(values: list[float], blocks: str):
    assert sparkline(values) == blocks


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59.4, "59s"), (59.6, "1m00s"), (725, "12m05s"), (11220, "3h07m")],
)
def test_duration(seconds: float, text: str):
    assert duration(seconds) == text
