"""Which model file is meant: by path, by run folder, by bundled name, or the default one."""

from __future__ import annotations

import os
from pathlib import Path

from chartrans.errors import ModelError
from chartrans.nets.model_header import read_header
from chartrans.resources import MODEL_SUFFIX, bundled_models

VARIABLE = "CHARTRANS_MODEL"  # names the default model
BEST, LAST = f"best{MODEL_SUFFIX}", f"last{MODEL_SUFFIX}"  # of a run folder


def find_model(name: str | None = None) -> Path:
    """The model file for a path, a run folder or a bundled name.

    Without a name, the one that $CHARTRANS_MODEL names, else the newest bundled model. Raises
    ModelError if there is none.
    """
    name = name or os.environ.get(VARIABLE)
    if not name:
        return _newest_bundled()
    path = Path(name)
    if path.is_dir():
        for candidate in (path / BEST, path / LAST):
            if candidate.is_file():
                return candidate
        raise ModelError(
            f"{path} is a folder without a model in it; give a run folder or a model file"
        )
    if path.is_file():
        return path
    for bundled in bundled_models():
        if name == bundled.stem:
            return bundled
    names = ", ".join(model.stem for model in bundled_models()) or "none"
    raise ModelError(f"there is no model {name}: no such file or run folder; bundled: {names}")


def _newest_bundled() -> Path:
    models = bundled_models()
    if not models:
        raise ModelError("no model came with this installation; name one with -m, or train one")
    if len(models) == 1:
        return models[0]  # not even opened: a start is as quick as it can be
    return max(models, key=_created)


def _created(model: Path) -> str:
    """The ISO date on a model's card, or ""."""
    return str(read_header(model)["card"].get("created", ""))
