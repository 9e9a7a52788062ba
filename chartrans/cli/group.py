"""The `chartrans` program: a table of subcommands, and the edge where errors become exit codes."""

from __future__ import annotations

import errno
import io
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from chartrans import __version__
from chartrans.cli.signals import on_request
from chartrans.cli.unfailing import send_nowhere, unfailing_stderr
from chartrans.errors import ChartransError

# name -> (module that holds `command`, help line). The help lines stand here so that
# `chartrans --help` imports no subcommand, and with it neither NumPy nor Numba.
COMMANDS: dict[str, tuple[str, str]] = {
    "prepare": ("chartrans.cli.prepare", "Clean sentence pairs and split them into a dataset."),
    "train": ("chartrans.cli.train", "Train a model on a dataset or a file of pairs."),
    "evaluate": ("chartrans.cli.evaluate", "Score a model on pairs it was not trained on."),
    "translate": ("chartrans.cli.translate", "Translate arguments, lines of a file, or a prompt."),
    "warmup": (
        "chartrans.cli.warmup",
        "Compile for this machine now, not at the first use.",
    ),
    "lab": ("chartrans.cli.lab", "Run small experiments: what the theory says, measured."),
    "export": ("chartrans.cli.export", "Write a model as one small file to give away."),
    "models": ("chartrans.cli.models", "List the models that are bundled and your own."),
    "info": ("chartrans.cli.info", "Show what a model is and what it was trained on."),
}

EXIT_INTERRUPTED = 130  # 128 + SIGINT, what a shell reports for Ctrl-C
EXIT_PIPE_CLOSED = 141  # 128 + SIGPIPE, what `seq 100000 | head -1` gives for `seq`

# The machine's fault and mendable by the user, so a sentence and not a traceback.
_ENVIRONMENT_ERRORS = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EIO,
    errno.EMFILE,
}


class Program(click.Group):
    """A click group that imports a subcommand only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def make_context(self, *arguments: Any, **values: Any) -> click.Context:
        with unfailing_stderr(), _edge():  # here the help of the program itself is printed
            return super().make_context(*arguments, **values)

    def invoke(self, ctx: click.Context) -> object:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # One that knows few characters shall write the others as question marks.
            sys.stdout.reconfigure(errors="replace")
        with unfailing_stderr(), _edge(), _tidy_end():
            result = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()  # here, where a closed pipe or a full disk can still be told
            return result


@contextmanager
def _edge() -> Iterator[None]:
    """Turn what the user can mend into one sentence and an exit code; bugs keep a traceback."""
    try:
        yield
    except ChartransError as error:
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        click.echo("\nInterrupted.", err=True)
        raise click.exceptions.Exit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        _drop_unwritable()
        raise click.exceptions.Exit(EXIT_PIPE_CLOSED) from None
    except UnicodeEncodeError as error:
        line = error.object[: error.end].rpartition("\n")[2].strip()
        _fail(f"{line!a} cannot be written as {error.encoding}; give names in UTF-8", 1)
    except OSError as error:
        if error.errno == errno.ENOENT and not _has_folder():
            _fail("the folder you are in is no longer there; change to another", 1)
        if error.errno not in _ENVIRONMENT_ERRORS:
            raise
        _drop_unwritable()
        # What has no name was open already: stdout, or the file of -o.
        where = error.filename or "cannot write the results"
        _fail(f"{where}: {error.strerror}.", 1)


@contextmanager
def _tidy_end() -> Iterator[None]:
    """Let what asks it to end the program by an exception: half-written files are removed."""
    if threading.current_thread() is not threading.main_thread():  # only there may it be said
        yield
        return

    def end(number: int, _: int) -> NoReturn:
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)  # what a shell reports

    with on_request(end):
        yield


def _has_folder() -> bool:
    try:
        return Path.cwd().is_dir()
    except FileNotFoundError:
        return False


def _fail(message: str, exit_code: int) -> NoReturn:
    click.echo(f"Error: {message.removesuffix('.')}.", err=True)
    raise click.exceptions.Exit(exit_code)


def _drop_unwritable() -> None:
    """Send what stdout cannot get rid of nowhere; Python would try again at its end."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            send_nowhere(sys.stdout)


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  chartrans translate "i like pizza"
  chartrans prepare pairs.tsv -o data/mine
  chartrans train data/mine -o runs/mine --preset small
  chartrans evaluate runs/mine data/mine
  chartrans translate -m runs/mine -i letter.txt -o carta.txt

`chartrans COMMAND --help` tells more.""",
)
@click.version_option(__version__, prog_name="chartrans", message="%(prog)s %(version)s")
def main() -> None:
    """Learn to rewrite one line of text into another, character by character.

    Exit codes: 0 done, 1 failed, 2 usage, 3 finished but some lines degraded (only with --strict),
    4 model or data unusable, 5 stopped early and resumable, 129 terminal closed, 130 interrupted,
    141 output closed, 143 ended by SIGTERM.
    """
