"""A training as it is watched: a live board on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chartrans.cli import terminal
from chartrans.train.events import Evaluated, Event, Progress, RolledBack, Started

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.table import Table

PLAIN_SECONDS = 30.0  # between two plain lines: a log of an hour is then two pages long
REFRESH_PER_SECOND = 4
BARS = "▁▂▃▄▅▆▇█"
SPARKS = 40  # evaluations that the sparkline shows


@contextmanager
def shown(title: str) -> Iterator[Callable[[Event], None]]:
    """A function that shows an event, on stderr in the way that suits it; rollbacks always."""
    if not terminal.progress_wanted():
        yield Lines().show
        return
    from rich.live import Live
    from rich.text import Text

    board = Board(title)
    console = terminal.console()

    def show(event: Event) -> None:
        if isinstance(event, RolledBack):
            # above the board; terminal.warn would write into it
            live.console.print(Text.assemble(("Warning: ", "yellow"), rollback_line(event)))
        board.take(event)

    with Live(board, console=console, refresh_per_second=REFRESH_PER_SECOND) as live:
        yield show


class Lines:
    """One line for each evaluation, and one for the progress every `PLAIN_SECONDS`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()

    def show(self, event: Event) -> None:
        """Print the event if it is worth a line."""
        if isinstance(event, RolledBack):
            terminal.warn(rollback_line(event))
        elif isinstance(event, Started):
            terminal.note(started_line(event))
        elif isinstance(event, Evaluated):
            terminal.note(evaluated_line(event))
        elif isinstance(event, Progress) and self._clock() - self._last >= PLAIN_SECONDS:
            terminal.note(progress_line(event))
        else:
            return
        self._last = self._clock()


@dataclass
class Board:
    """What is drawn while training: numbers, a bar, the course of chrF, sample translations."""

    title: str
    started: Started | None = None
    progress: Progress | None = None
    evaluated: Evaluated | None = None
    chrf: list[float] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take note of an event; the next refresh draws it."""
        if isinstance(event, Started):
            self.started = event
        elif isinstance(event, Progress):
            self.progress = event
        elif isinstance(event, Evaluated):
            self.evaluated = event
            self.chrf.append(event.chrf)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.progress_bar import ProgressBar
        from rich.rule import Rule
        from rich.text import Text

        yield Rule(Text(f"training {self.title}", "bold"))
        if self.started:
            yield Text(started_line(self.started), "dim")
        if self.progress:
            yield ProgressBar(total=1.0, completed=self.progress.share)
            yield Text()  # the bar does not end its line
            yield self._numbers(self.progress)
        else:
            yield Text("preparing the first step", "dim")
        if self.evaluated:
            yield Text.assemble(
                "dev chrF ",
                (sparkline(self.chrf[-SPARKS:]), "green"),
                f" {self.evaluated.chrf:.1f}, best {self.evaluated.best_chrf:.1f}, "
                f"{self.evaluated.exact:.1%} exact, {self.evaluated.dev_bits:.3f} bits/char",
            )
            yield self._samples(self.evaluated)

    def _numbers(self, now: Progress) -> Table:
        from rich.table import Table

        cells = {
            "epoch": f"{now.epoch:.2f}",
            "step": f"{now.step:,}",
            "char/s": f"{now.characters_per_second:,.0f}",
            "bits/char": f"{now.bits:.3f}",
            "rate": f"{now.rate:.2g}",
            "time": duration(now.seconds),
            "left": "?" if now.left is None else duration(now.left),
        }
        table = Table(box=None, padding=(0, 2, 0, 0))
        for name in cells:
            table.add_column(name, header_style="dim")
        table.add_row(*cells.values())
        return table

    def _samples(self, event: Evaluated) -> Table:
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 1))
        table.add_column(style="dim")
        table.add_column()
        for sample in event.samples:
            right = sample.hypothesis == sample.reference
            table.add_row("source", Text(sample.source))
            table.add_row("reference", Text(sample.reference))
            table.add_row("net", Text(sample.hypothesis, "green" if right else "yellow"))
        return table


def started_line(event: Started) -> str:
    """What is about to be trained, in a line."""
    doing = f"going on from step {event.step:,} with" if event.step else "training"
    return (
        f"{doing} {event.parameters:,} parameters on {event.train_pairs:,} pairs, "
        f"{event.batches:,} batches an epoch; {event.dev_pairs:,} dev pairs"
    )


def progress_line(event: Progress) -> str:
    """Where the training stands, in a line."""
    left = "" if event.left is None else f", {duration(event.left)} left"
    return (
        f"epoch {event.epoch:.2f}, step {event.step:,}: {event.bits:.3f} bits/char, "
        f"{event.characters_per_second:,.0f} char/s, rate {event.rate:.2g}, "
        f"{duration(event.seconds)}{left}"
    )


def evaluated_line(event: Evaluated) -> str:
    """What an evaluation found, in a line."""
    trained = "" if event.train_bits is None else f" (train {event.train_bits:.3f})"
    best = ", the best so far" if event.best else ""
    return (
        f"epoch {event.epoch:.2f}, step {event.step:,}: dev chrF {event.chrf:.2f}, "
        f"{event.exact:.1%} exact, {event.dev_bits:.3f} bits/char{trained}, "
        f"{duration(event.seconds)}{best}"
    )


def rollback_line(event: RolledBack) -> str:
    """What was undone and what happens instead, in a line."""
    return (
        f"no finite loss at step {event.step:,} (epoch {event.epoch}, batch {event.batch}): back "
        f"to the parameters of step {event.back_to:,}, {event.rate_factor:.3g} of the planned rate"
    )


def sparkline(values: list[float]) -> str:
    """One block a value, the higher the fuller, between the least and the greatest of them."""
    low, span = min(values), max(values) - min(values)
    top = len(BARS) - 1
    return "".join(BARS[round((value - low) / span * top)] if span else BARS[0] for value in values)


def duration(seconds: float) -> str:
    """45s, 12m05s or 3h07m."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02d}m"
