"""A translator that shouts, in the place of a trained one, to test what is around it.

Run as a program it is `chartrans` with that translator, for tests that need real files and pipes.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Any

from chartrans.cli import translate
from chartrans.cli.group import main
from chartrans.text.normalise import normalise

MAX_LENGTH = 40


@dataclass
class Hypothesis:
    text: str
    score: float
    mean: float


@dataclass
class Translation:
    source: str
    hypotheses: list[Hypothesis]
    unknown: str
    cut: bool


@dataclass
class Shouter:
    """Knows characters below U+0300, reads 40 of them; each rank ends in one `!` more."""

    beam_size: int = 1
    n_best: int = 1
    length_penalty: float = 1.0

    def translate(self, lines: list[str]) -> list[Translation]:
        time.sleep(float(os.environ.get("SHOUTER_SECONDS", "0")))
        return [self._one(normalise(line)) for line in lines]

    def _one(self, source: str) -> Translation:
        unknown = "".join(dict.fromkeys(c for c in source if ord(c) >= 0x300))
        shouted = source[:MAX_LENGTH].upper()
        ranks = range(self.n_best if source else 1)
        hypotheses = [Hypothesis(shouted + "!" * k, -2.0 * k - 1, -0.5 * k - 0.25) for k in ranks]
        return Translation(source, hypotheses, unknown, len(source) > MAX_LENGTH)


def open_shouter(
    name: str | None,
    beam_size: int,
    n_best: int,
    length_penalty: float,
    threads: int | None,
    precision: str,
    rerank: str,
    plain: bool,
) -> Any:
    title = f"{name or 'shouter'} (en → EN)"
    shouter: Any = Shouter(beam_size, n_best, length_penalty)
    return translate.Opened(shouter, title, MAX_LENGTH)


if __name__ == "__main__":
    translate.open_translator = open_shouter
    main(prog_name="chartrans")
