"""A function run in a fresh process, and the memory of that process.

A process's peak memory never falls, so that what it did before would hide what it does now.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from chartrans.errors import ChartransError

_STATUS = Path("/proc/self/status")


def peak_memory() -> int:
    """The most memory that this process has held at once, in bytes.

    Raises ChartransError where the system does not tell.
    """
    if _STATUS.exists():  # Linux: `getrusage` there counts what the parent held before the fork
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        raise ChartransError("this system does not tell how much memory a process held") from None
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


def run_apart(
    function: Callable[..., Iterator[Any]], *arguments: Any
) -> Generator[Any, None, None]:
    """What `function(*arguments)` yields, from a process of its own that does nothing else.

    The function is one of a module, by its name; arguments and results must go from one process to
    another. Raises ChartransError with what went wrong there.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, function, arguments), daemon=True)
    process.start()
    theirs.close()
    kind = ""
    try:
        while True:
            try:
                kind, value = ours.recv()
            except EOFError:
                raise ChartransError("a process of the experiment ended before its time") from None
            if kind == "error":
                raise ChartransError(f"a process of the experiment failed: {value}")
            if kind == "end":
                return
            yield value
    finally:
        if kind != "end":
            process.terminate()
        process.join()
        ours.close()


def _send(connection: Connection, function: Callable[..., Iterator[Any]], arguments: Any) -> None:
    try:
        for value in function(*arguments):
            connection.send(("value", value))
        connection.send(("end", None))
    except Exception as error:
        connection.send(("error", f"{type(error).__name__}: {error}"))
