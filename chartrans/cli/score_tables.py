"""A report on translations, drawn: scores, scores by length, the worst and the best lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chartrans.cli.terminal import printable

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from chartrans.evaluate.report import Line, Report, Summary
    from chartrans.evaluate.scores import Score

DECIMALS = {"bits": 3}  # by unit; a point of BLEU is told apart from the next by one decimal
UNDEFINED = "-"


def report_tables(report: Report, show: int) -> list[RenderableType]:
    """Tables and lines of a report, in the order to print them."""
    from rich.text import Text

    scores = report.overall.scores.values()
    signatures = [Text(f"{s.name} {s.signature}") for s in scores if s.signature]
    shown = [("Worst lines", report.worst(show)), ("Best lines", report.best(show))]
    return [
        _scores(report),
        *signatures,
        *(_lines(title, lines) for title, lines in shown if lines),
    ]


def _scores(report: Report) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    title = "Scores by source length"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("characters")
    table.add_column("lines", justify="right")
    for score in report.overall.scores.values():
        table.add_column(_heading(score), justify="right")
    for label, part in report.by_length.items():
        table.add_row(label, *_row(part))
    table.add_section()
    table.add_row("all", *_row(report.overall), style="bold")
    return table


def _heading(score: Score) -> str:
    return f"{score.name} %" if score.unit == "%" else score.name


def _row(part: Summary) -> list[str]:
    return [f"{part.lines:,}", *(_number(score) for score in part.scores.values())]


def _number(score: Score) -> str:
    if score.value is None:
        return UNDEFINED
    return f"{score.value:.{DECIMALS.get(score.unit, 1)}f}"


def _lines(title: str, lines: Sequence[Line]) -> Table:
    """A block for each line: its number and error rate, and below each other what to compare."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("line", justify="right")
    table.add_column("errors %", justify="right")
    table.add_column("")
    table.add_column("text", overflow="fold")
    for line in lines:
        head = f"{line.number:,}", f"{100 * line.edits.rate:.1f}"
        table.add_row(*head, "source", printable(line.source))
        for reference in line.references:
            table.add_row("", "", "reference", printable(reference))
        table.add_row("", "", "model", printable(line.hypothesis), end_section=True)
    return table
