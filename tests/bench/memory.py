"""Peak memory of training, asked of a process that does nothing else.

That process is this file run as a program, with the seven numbers that `main` reads.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator

from chartrans.core.host import HAS_BF16
from tests.bench.processes import ProgramFailed, run
from tests.bench.settings import Row, Settings, left_out
from tests.bench.steps import Shape, TrainingStep

STEPS = 3
MEBIBYTE = 2**20


def measure(settings: Settings) -> Iterator[Row]:
    """Each precision at the shape of the training section, and the peer at the same."""
    shape, threads = settings.shape, settings.threads
    sizes = (shape.hidden, shape.layers, shape.embedding, shape.batch, shape.length)
    for bf16 in (False, True) if HAS_BF16 else (False,):
        name = "bfloat16" if bf16 else "float32"
        words = [str(int(number)) for number in (*sizes, threads, bf16)]
        ours = float(run([sys.executable, "-m", "tests.bench.memory", *words]).output)
        yield Row(f"training, {name}", ours, "MiB", note="less is better")
        if settings.torch is None:
            continue
        try:
            theirs = float(settings.torch.speed(shape, bf16, threads)["peak_rss_mb"])
        except ProgramFailed as failed:
            yield left_out(f"training, {name}, PyTorch", failed)
        else:
            yield Row(f"training, {name}, PyTorch", theirs, "MiB", ratio=ours / theirs)


def main(words: list[str]) -> None:
    """Trains for a few steps and prints the most memory the process held, in MiB."""
    hidden, layers, embedding, batch, length, threads, bf16 = (int(word) for word in words)
    with TrainingStep(Shape(hidden, layers, embedding, batch, length), bool(bf16), threads) as step:
        for _ in range(STEPS):
            step()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(held * (1 if sys.platform == "darwin" else 1024) / MEBIBYTE)  # Linux counts in KiB


if __name__ == "__main__":
    main(sys.argv[1:])
