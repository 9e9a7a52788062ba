"""The files of results: numbers, a paragraph and pictures of each experiment, and a page of all."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chartrans.errors import ChartransError, UsageProblem
from chartrans.lab.page import Entry, page
from chartrans.whole_file import whole_file

PAGE = "index.html"


def refuse_folder(folder: Path, overwrite: bool) -> None:
    """Raise UsageProblem where results must not go.

    With `overwrite` files of the same names are replaced, and nothing else in the folder is
    touched.
    """
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise UsageProblem(f"{folder} is a file; give -o the name of a new folder")
    if not overwrite:
        raise UsageProblem(f"{folder} exists; choose another folder or add --overwrite")


def make_folder(folder: Path) -> None:
    """Make the folder if there is none. Raises ChartransError where the disk does not allow it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ChartransError(f"{folder} cannot be made ({reason}); choose another place") from error


def save(folder: Path, entry: Entry, program: dict[str, Any]) -> None:
    """NAME.json, NAME.txt and NAME-FIGURE.png, each of which appears whole.

    `program` is told in the JSON: the version, and how the experiment was run.
    """
    said = {"experiment": entry.name, **program, **entry.result.to_json()}
    text = json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False)
    _write(folder / f"{entry.name}.json", f"{text}\n".encode())
    _write(folder / f"{entry.name}.txt", f"{entry.result.paragraph}\n".encode())
    for name, picture in entry.pictures.items():
        _write(folder / f"{entry.name}-{name}.png", picture)


def save_page(folder: Path, entries: Sequence[Entry]) -> None:
    """index.html, with all pictures inside."""
    _write(folder / PAGE, page(entries).encode())


def _write(path: Path, content: bytes) -> None:
    with whole_file(path) as file:
        file.write(content)
