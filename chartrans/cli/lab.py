"""`chartrans lab`: what the theory says, measured and drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chartrans import __version__
from chartrans.cli import terminal
from chartrans.cli.kernels import compile_all
from chartrans.cli.options import quiet_option, threads_option
from chartrans.errors import UsageProblem
from chartrans.lab.experiments import (
    EXPERIMENTS,
    FULL,
    QUICK,
    SIZES,
    check_name,
    run_experiment,
)

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from chartrans.lab.page import Entry
    from chartrans.lab.result import Result, Table

ALL = "all"


@click.command(
    epilog="""\b
Examples:
  chartrans lab
  chartrans lab lag
  chartrans lab attention -o runs/attention
  chartrans lab all -o runs/lab"""
)
@click.argument("name", required=False)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder to make for the numbers (JSON), a paragraph and the pictures (PNG).",
)
@click.option("--overwrite", is_flag=True, help="Write into DIR if it exists.")
@click.option(
    "--full", is_flag=True, help="In the published size: from minutes to hours an experiment."
)
@click.option("--size", type=click.Choice(SIZES), hidden=True)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Decides the first parameters and what is drawn by lot.",
)
@threads_option
@quiet_option
def command(
    name: str | None,
    folder: Path | None,
    overwrite: bool,
    full: bool,
    size: str | None,
    seed: int,
    threads: int | None,
) -> None:
    """Run the experiment NAME; without NAME, list them.

    Each takes a minute or two, prints a table and a plot, and says what was expected, what was
    seen, and where to read about it. With -o the same is saved; the pictures need the extra
    chartrans[plot]. `all` runs every one of them, and with -o makes one page of them, index.html.
    """
    if name is None:
        if folder is not None or full:
            raise UsageProblem("an experiment is missing; `chartrans lab` lists them")
        terminal.table_to_stdout(_list())
        return
    if name != ALL:
        check_name(name)
    names = list(EXPERIMENTS) if name == ALL else [name]
    size = size or (FULL if full else QUICK)
    with _made(folder, overwrite):
        compile_all()
        entries = []
        for one in names:
            entries.append(_run(one, size, seed, threads, folder))
            if folder is not None and name == ALL:
                from chartrans.lab.folder import save_page

                # After each: who interrupts the rest keeps a page of what is done.
                save_page(folder, entries)
            _show(entries[-1])
    if folder is not None:
        terminal.note(f"Written to {folder}")


def _list() -> RichTable:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    for name, (_, line) in EXPERIMENTS.items():
        table.add_row(name, line)
    return table


@contextmanager
def _made(folder: Path | None, overwrite: bool) -> Iterator[None]:
    """The folder is made before the work, not after it; it goes again if nothing came of that."""
    if folder is None:
        yield
        return
    from chartrans.lab.folder import make_folder, refuse_folder

    refuse_folder(folder, overwrite)
    if not _can_draw():
        terminal.warn(
            "matplotlib is not installed, so no pictures are saved; everything else is. "
            "pip install 'chartrans[plot]' brings it."
        )
    make_folder(folder)
    try:
        yield
    except BaseException:
        with suppress(OSError):  # it holds something
            folder.rmdir()
        raise


def _can_draw() -> bool:
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def _run(name: str, size: str, seed: int, threads: int | None, folder: Path | None) -> Entry:
    """The result, saved if there is a folder."""
    from chartrans.core.threads import default_threads
    from chartrans.lab.page import Entry
    from chartrans.lab.work import Work

    begin = time.monotonic()
    threads = threads or default_threads()
    with terminal.progress_bar(label=name, unit=" steps") as bar:

        def tell(done: float, total: float) -> None:
            if bar.total != total:
                bar.reset(total)
            bar.update(done - bar.n)

        result = run_experiment(name, size, Work(seed, threads, tell))
    seconds = round(time.monotonic() - begin, 1)
    if folder is None:
        return Entry(name, EXPERIMENTS[name][1], result)
    from chartrans.lab.folder import save

    entry = Entry(name, EXPERIMENTS[name][1], result, _pictures(result))
    how = {"version": __version__, "run": size, "threads": threads, "seconds": seconds}
    save(folder, entry, how)
    return entry


def _pictures(result: Result) -> dict[str, bytes]:
    if not _can_draw():
        return {}
    from chartrans.lab.picture import png

    return {figure.name: png(figure) for figure in result.figures}


def _show(entry: Entry) -> None:
    """Tables, plots and the paragraph, on stdout."""
    from chartrans.lab.text_plot import text_plot

    click.echo(f"{entry.name}: {entry.line}\n")
    for table in entry.result.tables:
        click.echo(table.title)
        terminal.table_to_stdout(drawn_table(table))
        click.echo()
    for figure in entry.result.figures:
        click.echo(f"{text_plot(figure)}\n")
    result = entry.result
    for label, text in (("Expected", result.expected), ("Seen", result.seen)):
        click.echo(_wrapped(f"{label}: {text}"))
    click.echo(_wrapped(result.verdict))
    click.echo(_wrapped(f"Source: {result.source}.") + "\n")


def _wrapped(text: str) -> str:
    return click.wrap_text(text, 80)


def drawn_table(table: Table) -> RichTable:
    """The table as the terminal draws it."""
    from rich import box
    from rich.table import Table as RichTable

    from chartrans.lab.page import cell

    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(table.columns):
        numeric = all(cell(row[number])[:1] in "-0123456789" for row in table.rows)
        first = number == 0  # the names of the rows, which stay on their line
        drawn.add_column(
            column, justify="right" if numeric and not first else "left", no_wrap=first
        )
    for row in table.rows:
        drawn.add_row(*(cell(value) for value in row))
    return drawn
