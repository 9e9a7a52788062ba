"""The program itself: what it imports, what it says of errors, how it leaves."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from types import ModuleType
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from chartrans import __version__
from chartrans.cli import group
from chartrans.cli.options import DURATION, quiet_option
from chartrans.cli.terminal import quiet
from chartrans.errors import DataError, ModelError, StoppedEarly, UsageProblem

HEAVY = ("numpy", "numba", "rich", "tqdm", "sacrebleu", "rapidfuzz", "safetensors")


def imported_by(*arguments: str, first: str = "pass") -> set[str]:
    """The heavy packages in `sys.modules` after the program has run with these arguments."""
    code = (
        f"{first}\nimport sys\nfrom chartrans.cli.group import main\n"
        f"try:\n    main({list(arguments)!r})\nexcept SystemExit:\n    pass\n"
        f"print('\\n', *[m for m in {HEAVY!r} if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


def run_failing(monkeypatch: pytest.MonkeyPatch, error: BaseException, **options: Any) -> Result:
    """The program with one subcommand, `fail`, which raises this error."""

    @click.command
    @quiet_option
    def command() -> None:
        click.echo("a result")
        raise error

    module: Any = ModuleType("failing")
    module.command = command
    monkeypatch.setitem(sys.modules, "failing", module)
    monkeypatch.setitem(group.COMMANDS, "fail", ("failing", "Fails."))
    return CliRunner().invoke(group.main, ["fail"], **options)


def test_a_name_that_no_file_can_hold_is_told_by_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "first\n  name caf\udce9 here\nlast"
    with pytest.raises(UnicodeEncodeError) as caught:
        text.encode()
    result = run_failing(monkeypatch, caught.value)
    told = "'name caf\\udce9' cannot be written as utf-8; give names in UTF-8"
    assert (result.exit_code, result.stderr) == (1, f"Error: {told}.\n")


def program_that(does: str) -> str:
    """Python code of the program with one subcommand, `x`, called, which does this."""
    return f"""
import sys, types, click
from chartrans.cli import group

def callback():
    {does}

module = types.ModuleType("module")
module.command = click.Command("x", callback=callback)
sys.modules["module"] = module
group.COMMANDS["x"] = ("module", "")
group.main(["x"])
"""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["translate", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    assert imported_by(*arguments) == set()


def test_the_import_check_sees_what_is_imported() -> None:
    assert imported_by("--help", first="import numpy") == {"numpy"}


def test_help_lists_every_command_with_its_line() -> None:
    result = CliRunner().invoke(group.main, ["--help"])
    assert result.exit_code == 0
    for name, (_, line) in group.COMMANDS.items():
        assert f"{name} " in result.stdout
        assert line in result.stdout


def test_version() -> None:
    result = CliRunner().invoke(group.main, ["--version"])
    assert result.stdout == f"chartrans {__version__}\n"


def test_python_m_is_the_same_program() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "chartrans", "--version"], capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (0, f"chartrans {__version__}\n")


@pytest.mark.parametrize("arguments", [["tranlsate"], ["--loud"]])
def test_unknown_command_or_option_is_a_usage_error(arguments: list[str]) -> None:
    result = CliRunner().invoke(group.main, arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert arguments[0] in result.stderr


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (UsageProblem("two of one thing."), 2),
        (DataError("pairs.tsv:3: one column."), 4),
        (ModelError("no model."), 4),
        (StoppedEarly("saved; go on with --resume."), 5),
        (OSError(errno.ENOSPC, "No space left on device", "out.txt"), 1),
    ],
)
def test_a_mendable_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, error: Exception, exit_code: int
) -> None:
    result = run_failing(monkeypatch, error)
    assert result.exit_code == exit_code
    assert result.stdout == "a result\n"
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("error", [ZeroDivisionError("a bug"), OSError(errno.EDOM, "a bug")])
def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    result = run_failing(monkeypatch, error)
    assert result.exit_code == 1
    assert result.exception is error


def test_a_bug_exits_with_1_and_a_traceback_on_stderr() -> None:
    code = program_that("1 / 0")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 1
    assert "ZeroDivisionError" in run.stderr


def test_ctrl_c_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_failing(monkeypatch, KeyboardInterrupt())
    assert result.exit_code == 130
    assert result.stderr == "\nInterrupted.\n"


def test_a_closed_pipe_is_left_quietly() -> None:
    """The reader takes one line of very many and goes away."""
    code = program_that("while True: print('line')")
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stdout.readline() == b"line\n"
        run.stdout.close()
        assert run.stderr.read() == b""
        assert run.wait(timeout=30) == group.EXIT_PIPE_CLOSED


def test_a_pipe_closed_before_the_last_flush_is_left_quietly() -> None:
    """Little output stays in Python's buffer until the end, when nobody reads any more."""
    code = program_that("sys.stdin.read(); print('line')")
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=buffered,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        run.stdin.close()  # only now it prints
        assert run.stderr.read() == b""
        assert run.wait(timeout=30) == group.EXIT_PIPE_CLOSED


def test_quiet_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command
    @quiet_option
    def command() -> None:
        click.echo(quiet())

    assert CliRunner().invoke(command, ["-q"]).stdout == "True\n"
    assert CliRunner().invoke(command).stdout == "False\n"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("90", 90), ("20m", 1200), ("2h", 7200), ("1h30m", 5400), ("1.5h", 5400)],
)
def test_durations(text: str, seconds: float) -> None:
    assert DURATION.convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "m", "ten", "-5m", "5 m", "0", "0s", "5x", "1h30", "nan"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no duration"):
        DURATION.convert(text, None, None)
