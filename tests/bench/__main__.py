"""`python -m tests.bench`: measure, print a table, save figures and a picture."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from chartrans.core.threads import default_threads
from chartrans.errors import ChartransError
from tests.bench import picture, report
from tests.bench.peers import Torch
from tests.bench.processes import ProgramFailed
from tests.bench.settings import Row, Settings, WrongValues

# In this order: a peer's figures are taken right after ours in `training`, used again in `memory`.
SECTIONS = ("gemm", "training", "cells", "threads", "growth", "translating", "startup", "memory")

BUSY = 1.0  # load average from which a figure says more about the neighbours


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    add = options.add_argument
    add("--quick", action="store_true", help="small shapes, few runs: does the bench work?")
    add("--only", action="append", choices=SECTIONS, help="this section; may be repeated")
    add("--output", type=Path, default=Path("runs/bench"), metavar="FOLDER")
    add("--threads", type=int, default=default_threads(), metavar="N")
    add("--model", metavar="MODEL", help="translate with it instead of the bundled one")
    add("--torch", metavar="PYTHON", help="a Python that has PyTorch, to run --peer with")
    add("--peer", metavar="SCRIPT", help="a PyTorch program with `speed` and `translate`")
    add("--peer-model", metavar="FILE", help="the model that the peer's `translate` uses")
    add("--apertium", action="store_true", help="run `apertium -u eng-spa` on the same lines")
    return options


def read_settings(words: Sequence[str] | None) -> tuple[Settings, Path, list[str]]:
    """Settings, the folder to write to and the sections to measure; a wrong option ends it."""
    options = parser()
    chosen = options.parse_args(words)
    if (chosen.torch is None) != (chosen.peer is None):
        options.error("--torch and --peer go together: the Python, and the script it runs")
    if chosen.peer_model and not chosen.peer:
        options.error("--peer-model needs --torch and --peer")
    if chosen.threads < 1:
        options.error(f"--threads is {chosen.threads}; it must be at least 1")
    torch = Torch(chosen.torch, chosen.peer, chosen.peer_model) if chosen.peer else None
    settings = Settings(chosen.quick, chosen.threads, chosen.model, torch, chosen.apertium)
    return settings, chosen.output, chosen.only or list(SECTIONS)


def main(words: Sequence[str] | None = None) -> int:
    """Runs the bench; 0 when every value was right and every figure was taken."""
    settings, folder, names = read_settings(words)
    about = report.machine(settings)
    heading = report.heading(about)
    print(heading, flush=True)
    if about["load"][0] > BUSY:
        print("Warning: other programs are running; the figures will be low.", file=sys.stderr)
    sections: dict[str, list[Row]] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            if sys.stderr.isatty():
                print(f"{name} ...", file=sys.stderr)
            sections[name] = list(import_module(f"tests.bench.{name}").measure(settings))
            print(report.table(name, sections[name]), flush=True)
        report.save(folder / "bench.json", about, sections)
        if picture.can_draw():
            picture.draw(folder / "bench.png", heading, sections)
        else:
            print("No picture: pip install -e '.[plot]' brings what draws it.", file=sys.stderr)
    except (WrongValues, ProgramFailed, ChartransError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    print(f"Saved in {folder}.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
