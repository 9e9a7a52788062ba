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


def test_a_full_disk_is_one_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, "text"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == b"Error: cannot write the results: No space left on device.\n"


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
    command = [*PROGRAM, "-i", "-", "-o", str(tmp_path / "out.txt")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while not any(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert any(tmp_path.iterdir())
        process.terminate()
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert not any(tmp_path.iterdir())


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
