"""What a user could run instead, measured in the same run."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import Any

from tests.bench.processes import Finished, ProgramFailed, run
from tests.bench.steps import Shape

STEPS = 5


@dataclass(frozen=True)
class Torch:
    """A PyTorch program for the same nets: its Python, the script, a model of its own if any.

    Its `speed` prints one line of JSON with ms_per_step and peak_rss_mb; its
    `translate --model FILE` reads lines and writes their translations.
    """

    python: str
    script: str
    model: str | None = None

    def speed(self, shape: Shape, bf16: bool, threads: int) -> dict[str, Any]:
        """Figures of its training step. Raises ProgramFailed."""
        numbers = {
            "--hidden": shape.hidden,
            "--layers": shape.layers,
            "--emb": shape.embedding,
            "--batch": shape.batch,
            "--length": shape.length,
            "--vocab": shape.alphabet,
            "--threads": threads,
            "--steps": STEPS,
        }
        flags = ["--bf16"] * bf16 + ["--plain"] * (not shape.attention)
        options = [word for name, value in numbers.items() for word in (name, str(value))]
        output = run([self.python, self.script, "speed", *options, *flags]).output
        try:
            figures: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
        except (ValueError, IndexError):
            raise ProgramFailed(f"{self.script} speed printed no line of JSON") from None
        return figures

    def translate(self, text: str, threads: int) -> Finished:
        """Translates lines with its own model, greedily. Raises ProgramFailed."""
        options = ["--model", str(self.model), "--threads", str(threads)]
        return run([self.python, self.script, "translate", *options], text)


def apertium(text: str) -> Finished:
    """English lines into Spanish by the rules of Apertium. Raises ProgramFailed."""
    if shutil.which("apertium") is None:
        raise ProgramFailed("apertium is not installed")
    return run(["apertium", "-u", "eng-spa"], text)
