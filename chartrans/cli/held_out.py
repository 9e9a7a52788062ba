"""Which pairs a model is evaluated on: those that are given, else some its training held out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartrans.cli import terminal
from chartrans.errors import DataError, ModelError, UsageProblem

if TYPE_CHECKING:
    from chartrans.corpus.pair import Dataset, Pair
    from chartrans.nets.model_file import Model

DEFAULT_PART = "test"
SECOND_CHOICE = "dev"  # for data with no test part; it has steered the training


@dataclass
class HeldOut:
    """Pairs to evaluate on. `part` is None for a whole file; `left_out` counts rows by reason."""

    pairs: list[Pair]
    where: Path
    part: str | None = None
    left_out: Counter[str] = field(default_factory=Counter)


def held_out(data: Path | None, part: str | None, path: Path, model: Model) -> HeldOut:
    """The pairs of `data`, else of the data that the model in `path` was trained on.

    Raises UsageProblem where neither is known, DataError for data that cannot be used.
    """
    if data is None:
        return _of_training(part, path, model)
    if data.is_dir():
        return _of_folder(data, part, model)
    if part is not None:
        raise UsageProblem(
            f"{data} is no prepared folder and has no {part} part; leave out --part, "
            "or make a folder by chartrans prepare"
        )
    return _read(data, None, model)


def _of_training(part: str | None, path: Path, model: Model) -> HeldOut:
    """Some of the data a model comes from, found by its run folder or its card."""
    from chartrans.corpus.dataset import load_data
    from chartrans.resources import starter_corpus

    origin = _origin(path, model)
    if origin is None:
        raise UsageProblem(
            f"where the data of {path} is, is not known; name a prepared folder or a file of pairs "
            "after the model"
        )
    data = Path(origin["data"]) if origin.get("data") else starter_corpus()
    if not data.exists():
        raise UsageProblem(
            f"{path} was trained on {data}, which is no longer there; name a prepared folder or a "
            "file of pairs after the model"
        )
    dev = Path(origin["dev"]) if origin.get("dev") else None
    began_with = origin.get("digest")
    if data.is_dir():
        if began_with and (dev is None or dev.exists()):
            _refuse_other(load_data(data, dev), began_with, path, data)
        return _of_folder(data, part, model)
    dataset = load_data(data, dev)
    if began_with:
        _refuse_other(dataset, began_with, path, data)
    part = part or SECOND_CHOICE  # a file is split in two when it is trained on
    pairs = dataset.parts()[part]
    if not pairs:
        raise DataError(f"{data} was trained on without a {part} part; choose another --part")
    return HeldOut(pairs, data, part)


def _refuse_other(dataset: Dataset, began_with: str, path: Path, data: Path) -> None:
    """Raises DataError where `dataset` is not what the training, by its digest, began with."""
    from chartrans.train.begin import digest

    if digest(dataset) != began_with:
        raise DataError(
            f"{data} has changed since {path} was trained on it, which may have learned what is "
            "held out now; name data after the model to evaluate on them all the same"
        )


def _origin(path: Path, model: Model) -> dict[str, Any] | None:
    """The `data` and `dev` a run was begun with (None: the starter corpus), and their `digest`.

    None where they are not known.
    """
    from chartrans.nets.model_header import read_header
    from chartrans.nets.model_path import LAST

    last = path.with_name(LAST)
    if last.is_file():
        try:
            header = read_header(last)
        except ModelError:  # damaged, but not the one that was asked for
            header = {}
        origin = header.get("extra", {}).get("origin")
        if origin and header.get("card", {}).get("name") == model.card.get("name"):
            return dict(origin)
    return {} if model.card.get("data") == _starter_name() else None


def _starter_name() -> str | None:
    from chartrans.corpus.folder import read_description
    from chartrans.resources import starter_corpus

    try:
        return str(read_description(starter_corpus())["name"])
    except (DataError, KeyError):
        return None


def _of_folder(folder: Path, part: str | None, model: Model) -> HeldOut:
    from chartrans.corpus.dataset import read_dataset

    if part is None and not read_dataset(folder).test:
        terminal.note(
            f"{folder} has no test part; its dev part is used, which may have steered the training."
        )
        part = SECOND_CHOICE
    return _read(folder, part or DEFAULT_PART, model)


def _read(data: Path, part: str | None, model: Model) -> HeldOut:
    from chartrans.corpus.cleaning import REASONS
    from chartrans.corpus.dataset import load_pairs

    counts: Counter[str] = Counter()
    pairs = load_pairs(data, part or DEFAULT_PART, model.rules, counts)
    left_out = Counter({reason: counts[reason] for reason in REASONS if counts[reason]})
    return HeldOut(pairs, data, part, left_out)
