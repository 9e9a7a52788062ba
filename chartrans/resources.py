"""Where models and the starter corpus are found: by path, by name, in the wheel or a checkout."""

from __future__ import annotations

import json
import os
from pathlib import Path

from safetensors import SafetensorError, safe_open

from chartrans.errors import ModelError

_PACKAGE = Path(__file__).parent
SUFFIX = ".safetensors"
VARIABLE = "CHARTRANS_MODEL"


def _carried(name: str) -> Path:
    """A folder that travels in the wheel inside the package, and stands beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def starter_corpus() -> Path:
    """The prepared dataset that the project wrote itself."""
    return _carried("data") / "starter"


def bundled_models() -> list[Path]:
    """The models that came with the program, by name."""
    return sorted(_carried("models").glob(f"*{SUFFIX}"))


def _created(model: Path) -> str:
    """The ISO date on a bundled model's card, or "". Raises ModelError if there is no card."""
    try:
        with safe_open(model, framework="np") as file:
            card = json.loads(file.metadata()["chartrans"])["card"]
    except (OSError, SafetensorError, ValueError, KeyError, TypeError):
        raise ModelError(
            f"{model} is not a model file, or is truncated; install chartrans again"
        ) from None
    return str(card.get("created", ""))


def _newest_bundled() -> Path:
    models = bundled_models()
    if not models:
        raise ModelError("no model came with this installation; name one with -m, or train one")
    if len(models) == 1:
        return models[0]
    return max(models, key=_created)


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
        for candidate in ("best", "last"):
            if (path / f"{candidate}{SUFFIX}").is_file():
                return path / f"{candidate}{SUFFIX}"
        raise ModelError(f"{path} is a folder without a model in it; train with -o {path}")
    if path.is_file():
        return path
    for bundled in bundled_models():
        if name == bundled.stem:
            return bundled
    names = ", ".join(model.stem for model in bundled_models()) or "none"
    raise ModelError(f"there is no model {name}: no such file or run folder; bundled: {names}")
