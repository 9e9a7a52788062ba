"""A few lines are known to be few, wherever they come from, and none of them is lost by looking."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from chartrans.cli import sources
from chartrans.cli.sources import LINE_CHARACTERS, PLAIN_CHARACTERS, Begun, are_few, open_lines

NO_SELECT = pytest.mark.skipif(os.name == "nt", reason="Windows cannot wait for a pipe")


def rest(begun: Begun) -> bytes:
    return b"".join(iter(lambda: begun.read(3) or b"", b""))


@pytest.fixture
def pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", 0) as begin, os.fdopen(writing, "wb", 0) as end:
        yield begin, end


def test_lines_that_begin_and_end_cost_more_than_their_characters() -> None:
    longest = "a" * (PLAIN_CHARACTERS - LINE_CHARACTERS)
    assert are_few([longest])
    assert not are_few([longest + "a"])
    assert not are_few([longest, ""])
    assert are_few([b""] * (PLAIN_CHARACTERS // LINE_CHARACTERS))
    assert not are_few(["a"] * (PLAIN_CHARACTERS // LINE_CHARACTERS))


@NO_SELECT
@pytest.mark.parametrize(("most", "known"), [(7, b"one\ntwo"), (6, None)])
def test_a_pipe_that_has_ended_is_known_as_a_whole_if_it_is_short(
    most: int, known: bytes | None, pipe: tuple[IO[bytes], IO[bytes]]
) -> None:
    reading, writing = pipe
    writing.write(b"one\ntwo")
    writing.close()
    begun = Begun(reading)
    assert begun.whole(most) == known
    assert begun.whole(most) == known
    assert rest(begun) == b"one\ntwo"
    assert begun.read(9) == b""


@NO_SELECT
def test_one_that_stays_open_is_not_waited_for(pipe: tuple[IO[bytes], IO[bytes]]) -> None:
    reading, writing = pipe
    writing.write(b"one\n")
    begun = Begun(reading)
    began = time.monotonic()
    assert begun.whole(100) is None
    assert time.monotonic() - began < 10 * sources.PATIENCE + 1
    threading.Timer(0.1, lambda: (writing.write(b"two"), writing.close())).start()
    assert rest(begun) == b"one\ntwo"


def test_what_cannot_be_waited_for_is_read_later() -> None:
    begun = Begun(io.BytesIO(b"one\ntwo"))
    assert begun.whole(100) is None
    assert rest(begun) == b"one\ntwo"


@NO_SELECT
def test_a_file_of_a_few_lines(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    for text, known in [(b"", True), (b"one\r\ntwo", True), (b"a\n" * 60, False)]:
        path.write_bytes(text)
        with open_lines((), path) as (lines, few):
            assert list(lines) == text.removesuffix(b"\n").split(b"\n") * bool(text)
            assert few == known


TRANSLATE = """
import sys
from chartrans.cli.group import main
try:
    main(["translate", "-q", "-m", "starter-en-es"])
finally:
    print("numba" in sys.modules, file=sys.stderr)
"""


@NO_SELECT
@pytest.mark.parametrize(("count", "kernels"), [(1, "False"), (40, "True")])
def test_a_few_piped_lines_are_translated_without_kernels(count: int, kernels: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRANSLATE],
        input="i like pizza\n" * count,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "me gusta la pizza\n" * count
    assert done.stderr.split() == [kernels]
