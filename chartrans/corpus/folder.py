"""The prepared dataset on disk: a folder with three files of pairs and a description.

`train.tsv`, `dev.tsv`, `test.tsv` hold source, tab, target on each line, normalised, UTF-8.
`dataset.json` says what `chartrans.corpus.description` lists, and by its digests that the files
are still the ones that were written. A folder made otherwise needs only `format`, `version` and
`parts` with the `sha256` of each file in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chartrans.corpus.pair import PARTS, Dataset, Pair
from chartrans.errors import ChartransError, DataError, UsageProblem

FORMAT = "chartrans-dataset"
VERSION = 1
DESCRIPTION = "dataset.json"
FILES = frozenset({DESCRIPTION, *(f"{part}.tsv" for part in PARTS)})


def refuse_folder(folder: Path, overwrite: bool) -> None:
    """Raises UsageProblem where `write_dataset` would not write.

    Even with `overwrite` only a folder with nothing but a dataset's own files is replaced: a
    slip such as `-o ~` must not cost anything.
    """
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise UsageProblem(f"{folder} is a file; give -o the name of a new folder")
    if not overwrite:
        raise UsageProblem(f"{folder} exists; choose another folder or add --overwrite")
    strange = sorted(entry.name for entry in folder.iterdir() if entry.name not in FILES)
    if strange:
        raise UsageProblem(
            f"{folder} holds {strange[0]!r}, which is no part of a dataset, and is not "
            "overwritten; choose another folder"
        )


def write_dataset(folder: Path, dataset: Dataset, overwrite: bool = False) -> None:
    """Write the dataset as a folder, which appears whole or not at all.

    It is written under another name beside `folder` and renamed in the end; a dataset that is to
    be overwritten stays until then. Adds `format`, `version` and the digests of the files to
    `dataset.info`. Raises UsageProblem for a folder that exists, ChartransError where the disk
    does not allow it.
    """
    refuse_folder(folder, overwrite)
    target = folder.resolve()
    mark = secrets.token_hex(4)
    fresh = target.with_name(f".{target.name}.{mark}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.mkdir()
        _fill(fresh, dataset)
        _put_in_place(fresh, target, old=target.with_name(f".{target.name}.{mark}.old"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ChartransError(
            f"{folder} cannot be written ({reason}); nothing was written"
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def read_dataset(folder: Path) -> Dataset:
    """The dataset of a prepared folder.

    Raises DataError for a folder that is none, is of a newer format, or whose files are not the
    ones that were written.
    """
    info = read_description(folder)
    parts: dict[str, list[Pair]] = {}
    for part in PARTS:
        path = folder / f"{part}.tsv"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise DataError(
                f"{path} cannot be read ({error.strerror}); prepare the dataset again"
            ) from error
        if hashlib.sha256(content).hexdigest() != info["parts"][part]["sha256"]:
            raise DataError(
                f"{path} was changed after it was prepared; prepare the dataset again, or give "
                "the file itself instead of the folder"
            )
        parts[part] = _pairs(content, path)
    return Dataset(parts["train"], parts["dev"], parts["test"], info)


def read_description(folder: Path) -> dict[str, Any]:
    """What `dataset.json` says. Raises DataError for a folder without one this program reads."""
    path = folder / DESCRIPTION
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder; give one that `chartrans prepare` wrote")
    try:
        info = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise DataError(
            f"{folder} is no prepared dataset (it has no {DESCRIPTION}); make one with "
            "`chartrans prepare`"
        ) from None
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read ({error}); prepare the dataset again") from error
    if not isinstance(info, dict) or info.get("format") != FORMAT:
        raise DataError(f"{path} describes no chartrans dataset; make one with `chartrans prepare`")
    if info.get("version") != VERSION:
        raise DataError(
            f"{path} is of format version {info.get('version')}, this program reads {VERSION}; "
            "update chartrans or prepare the dataset again"
        )
    try:
        if all(isinstance(info["parts"][part]["sha256"], str) for part in PARTS):
            return info
    except (KeyError, TypeError):
        pass
    raise DataError(f"{path} lacks the digests of its parts; prepare the dataset again")


def _fill(folder: Path, dataset: Dataset) -> None:
    info = {"format": FORMAT, "version": VERSION, **dataset.info}
    info["parts"] = {part: dict(dataset.info.get("parts", {}).get(part, {})) for part in PARTS}
    for part, pairs in dataset.parts().items():
        content = _content(pairs)
        info["parts"][part]["sha256"] = hashlib.sha256(content).hexdigest()
        _write(folder / f"{part}.tsv", content)
    _write(folder / DESCRIPTION, (json.dumps(info, ensure_ascii=False, indent=1) + "\n").encode())
    dataset.info.update(info)


def _put_in_place(fresh: Path, target: Path, old: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _content(pairs: Iterable[Pair]) -> bytes:
    for source, target in pairs:
        if "\t" in source + target or "\n" in source + target:
            raise ValueError(f"a tab or line end inside a pair: {source!r}, {target!r}")
    return "".join(f"{source}\t{target}\n" for source, target in pairs).encode()


def _pairs(content: bytes, path: Path) -> list[Pair]:
    pairs = []
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise DataError(f"{path} is not UTF-8; write it as UTF-8, or prepare it again") from None
    # Only `\n` ends a line here: other rules than the default ones leave \r or U+2028 in a line.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else [], start=1):
        columns = line.split("\t")
        if len(columns) != 2:
            raise DataError(f"{path}:{number} has {len(columns)} columns, not two; prepare again")
        pairs.append(Pair(*columns))
    return pairs
