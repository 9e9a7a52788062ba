"""How long a user waits for one line, as whole processes: the first time ever, and afterwards."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from chartrans.errors import ModelError
from chartrans.nets.model_path import find_model
from tests.bench.processes import CHARTRANS, run
from tests.bench.settings import Row, Settings, WrongValues, left_out

ROUNDS = 7
LINE = "i like pizza"
CACHE = "CHARTRANS_CACHE"


def measure(settings: Settings) -> Iterator[Row]:
    """The bare interpreter for comparison, `--help`, and `translate` of one line."""
    rounds = settings.rounds(ROUNDS)
    for what, command in {
        "python -c pass": [sys.executable, "-c", "pass"],
        "chartrans --help": [*CHARTRANS, "--help"],
    }.items():
        yield Row(what, _median(command, rounds), "s")
    try:
        find_model(settings.model)
    except ModelError as error:
        yield left_out("translate one line", error)
        return
    command = [*CHARTRANS, "translate", "--quiet", LINE]
    if settings.model:
        command += ["--model", settings.model]
    if settings.quick:
        run(command)  # compiling takes longer than --quick may
        yield Row("translate one line, warm", _median(command, rounds), "s")
        return
    with tempfile.TemporaryDirectory() as folder:
        cold = run(command, **{CACHE: str(Path(folder, "one"))})
        yield Row("translate one line, first time ever", cold.seconds, "s", note="1 run")
        cache = {CACHE: str(Path(folder, "other"))}
        compiling = run([*CHARTRANS, "warmup", "--quiet"], **cache).seconds
        yield Row("warmup, first time ever", compiling, "s", note="compiles every kernel; 1 run")
        if run(command, **cache).output != cold.output:
            raise WrongValues(f"{LINE!r} is translated otherwise once the kernels are compiled")
        yield Row("translate one line, warm", _median(command, rounds, **cache), "s")


def _median(command: Sequence[str], rounds: int, **environment: str) -> float:
    return statistics.median(run(command, **environment).seconds for _ in range(rounds))
