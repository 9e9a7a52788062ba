"""How translations are written: the shapes of an output line, and a file that appears whole."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from chartrans.errors import ChartransError, UsageProblem
from chartrans.whole_file import whole_file

if TYPE_CHECKING:
    from chartrans.decode.stream import Answer

# In columns a translation is one column, whatever the model may have learnt.
_TO_COLUMN = str.maketrans("\n\r\t", "   ")


def one_line(text: str) -> str:
    """A translation without line ends, should the model have learnt any."""
    return text.replace("\n", " ").replace("\r", " ")


@dataclass(frozen=True)
class Layout:
    """What is written for a line: its translation, n-best rows, scores, or a JSON object."""

    n_best: int | None = None
    scores: bool = False
    as_json: bool = False

    def rows(self, answer: Answer) -> list[str]:
        """The output lines for one answer; exactly one unless `n_best` is set and not `as_json`.

        A score is the mean natural log-probability of a character, at most 0.
        """
        if self.as_json:
            return [_json(answer)]
        hypotheses = answer.translation.hypotheses
        if self.n_best is None and not self.scores:
            return [one_line(hypotheses[0].text)]
        rows = []
        for rank, hypothesis in enumerate(hypotheses[: self.n_best or 1], start=1):
            place = [str(answer.number), str(rank)] if self.n_best else []
            score = [f"{hypothesis.mean:.4f}"] if self.scores else []
            rows.append("\t".join([*place, hypothesis.text.translate(_TO_COLUMN), *score]))
        return rows


def _json(answer: Answer) -> str:
    translation = answer.translation
    return json.dumps(
        {
            "index": answer.number,
            "source": translation.source,
            "text": translation.hypotheses[0].text,
            "score": round(float(translation.hypotheses[0].mean), 6),
            "hypotheses": [
                {"text": h.text, "score": round(float(h.mean), 6)} for h in translation.hypotheses
            ],
            "unknown": translation.unknown,
            "cut": translation.cut,
            "undecodable": answer.undecodable,
        },
        ensure_ascii=False,
    )


def refuse_existing(path: Path | None, overwrite: bool) -> None:
    """Raise UsageProblem where `open_output` would replace a file without leave."""
    if path is not None and path.is_dir():
        raise UsageProblem(f"{path} is a folder; give -o the name of a file")
    if path is not None and path.is_file() and not overwrite:
        raise UsageProblem(f"{path} exists; choose another name or add --overwrite")


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """A file for results: stdout for None, else `path`, which appears only when all went well.

    A device or a named pipe is written to as it is. Raises ChartransError where the file cannot
    be made.
    """
    if path is None:
        if sys.stdout is None:
            raise ChartransError("stdout is closed; give -o a file to write to")
        yield sys.stdout.buffer
        return
    is_device = path.exists() and not path.is_file()
    with _opened(path) if is_device else whole_file(path) as file:
        yield file


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise ChartransError(
            f"cannot write to {path}: {error.strerror}; choose another place"
        ) from error


def write_rows(file: BinaryIO, rows: list[str]) -> None:
    """Write lines as UTF-8, each with a line feed, and hand them on at once."""
    file.write("".join(f"{row}\n" for row in rows).encode("utf-8", "replace"))
    file.flush()
