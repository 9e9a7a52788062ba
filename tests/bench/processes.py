"""Other programs, run to their end and timed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

CHARTRANS = (sys.executable, "-m", "chartrans")
# A process started here would count this one's memory in its own ru_maxrss, which survives exec.
# A shell between the two, which stays and is small, prevents that.
_SHELL = ("/bin/sh", "-c", '"$@"; exit $?', "sh")


class ProgramFailed(Exception):
    """A program could not be started, or ended with another code than 0."""


class Finished(NamedTuple):
    seconds: float
    output: str


def run(command: Sequence[str], text: str = "", **environment: str) -> Finished:
    """Runs the command with `text` as its input; raises ProgramFailed in one sentence."""
    begin = time.perf_counter()
    done = subprocess.run(
        [*_SHELL, *command],
        input=text.encode(),
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        raise ProgramFailed(f"{command[0]} ended with {done.returncode}: {said[-1]}")
    return Finished(seconds, done.stdout.decode(errors="replace"))
