"""`chartrans translate` as a process among others: pipes, terminals, signals, full disks."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from chartrans.cli.group import EXIT_PIPE_CLOSED
from tests.cli.fake import MAX_LENGTH
from tests.cli.pseudo_terminal import Terminal

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "tests.cli.fake", "translate"]
LONG = "a" * (MAX_LENGTH + 1)
NEEDS_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


@NEEDS_FULL
def test_a_full_disk_is_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, "text"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == b"Error: cannot write the results: No space left on device.\n"


@NEEDS_FULL
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["train", "--help"]])
def test_so_it_is_where_help_finds_no_room(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "chartrans", *arguments]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == b"Error: cannot write the results: No space left on device.\n"


@NEEDS_FULL
def test_warnings_that_cannot_be_written_cost_no_results(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes(b"a\xff\nb\n")
    files = ["-i", str(tmp_path / "in.txt"), "-o", str(tmp_path / "out.txt")]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *files], cwd=ROOT, stderr=full)
    assert done.returncode == 0
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "A\ufffd\nB\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps folders that are in use")
def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[2])\n"
        "os.chdir(sys.argv[1]); os.rmdir(sys.argv[1])\n"
        "from chartrans.cli.group import main; main(['train', 'pairs.tsv'])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "gone"), str(ROOT)]
    (tmp_path / "gone").mkdir()
    done = subprocess.run(command, cwd=ROOT, capture_output=True)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"Error: the folder you are in is no longer there; change to another.\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_closed_terminal_leaves_nothing_half_written(tmp_path: Path) -> None:
    assert _ended_by(signal.SIGHUP, tmp_path) == 129


def test_an_undecodable_argument_is_patched_and_named() -> None:
    done = subprocess.run([*PROGRAM, b"caf\xe9"], cwd=ROOT, capture_output=True)
    assert (done.returncode, done.stdout) == (0, "CAF\ufffd\n".encode())
    assert b"Warning: text 1 is not UTF-8" in done.stderr


def next_line(stdout: IO[bytes]) -> bytes:
    """What is answered while the input stays open; nothing where too long nothing comes."""
    ready, _, _ = select.select([stdout], [], [], 20)
    return stdout.readline() if ready else b""


def test_each_line_is_answered_before_the_next_comes() -> None:
    with subprocess.Popen(
        PROGRAM, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for word in (b"one", b"two", b""):
            process.stdin.write(word + b"\n")
            assert next_line(process.stdout) == word.upper() + b"\n"
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_a_reader_that_leaves_ends_it_quietly_though_input_goes_on() -> None:
    with subprocess.Popen(
        PROGRAM, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        bufsize=0,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"one\n")
        assert next_line(process.stdout) == b"ONE\n"
        process.stdout.close()
        process.stdin.write(b"two\n")  # stdin stays open: the reading thread waits for more
        assert process.wait(timeout=30) == EXIT_PIPE_CLOSED
        assert process.stderr.read() == b""


def test_ctrl_c_while_waiting_for_input() -> None:
    with subprocess.Popen(
        PROGRAM, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        bufsize=0,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"one\n")
        assert next_line(process.stdout) == b"ONE\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr.read() == b"\nInterrupted.\n"


def test_being_ended_leaves_nothing_half_written(tmp_path: Path) -> None:
    assert _ended_by(signal.SIGTERM, tmp_path) == 143


def _ended_by(number: int, tmp_path: Path) -> int:
    """The exit code of a translation that a signal reaches before it has ended."""
    command = [*PROGRAM, "-i", "-", "-o", str(tmp_path / "out.txt")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while not any(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert any(tmp_path.iterdir())
        process.send_signal(number)
        code = process.wait(timeout=30)
    assert not any(tmp_path.iterdir())
    return code


@pytest.mark.parametrize(("arguments", "bar"), [([], True), (["-q"], False)])
def test_a_long_file_shows_a_bar_on_the_terminal(
    tmp_path: Path, arguments: list[str], bar: bool
) -> None:
    pytest.importorskip("pty")
    source, target = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text(f"{LONG}\n" + "short\n" * 299)
    terminal = Terminal(tmp_path, ["-i", str(source), "-o", str(target), *arguments])
    assert terminal.end() == 0
    assert ("translating" in terminal.shown) == bar
    assert ("/300" in terminal.shown) == bar
    assert "in.txt:1 is longer" in terminal.shown
    assert target.read_text().count("\n") == 300


def test_no_bar_where_translations_run_over_the_terminal(tmp_path: Path) -> None:
    pytest.importorskip("pty")
    source = tmp_path / "in.txt"
    source.write_text("one\ntwo\n")
    terminal = Terminal(tmp_path, ["-i", str(source)])
    assert terminal.end() == 0
    assert terminal.shown == "ONE\r\nTWO\r\n"


def test_output_is_utf8_whatever_the_locale() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(
        PROGRAM, cwd=ROOT, env=environment, input="ñ → ñ\n".encode(), capture_output=True
    )
    assert (done.returncode, done.stdout.decode()) == (0, "Ñ → Ñ\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_closed_streams_are_told(closed: str) -> None:
    command = f'"$0" -m tests.cli.fake translate {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode in (1, 2)
    assert done.stderr.startswith("Error: std")
    assert "Traceback" not in done.stderr
