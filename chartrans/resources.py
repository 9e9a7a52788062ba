"""What comes with the program, in the wheel or beside a checkout, and where a user adds models."""

from __future__ import annotations

import os
from pathlib import Path

MODEL_SUFFIX = ".safetensors"
MODELS_VARIABLE = "CHARTRANS_MODELS"  # names another folder for the user's models
_PACKAGE = Path(__file__).parent


def _carried(name: str) -> Path:
    """A folder that travels in the wheel inside the package, and stands beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def starter_corpus() -> Path:
    """The prepared dataset that the project wrote itself."""
    return _carried("data") / "starter"


def bundled_models() -> list[Path]:
    """The models that came with the program, by name."""
    return sorted(_carried("models").glob(f"*{MODEL_SUFFIX}"))


def own_models_folder() -> Path:
    """Where the user puts models to have them found by name; it need not exist."""
    named = os.environ.get(MODELS_VARIABLE)
    if named:
        return Path(named)
    # Only here: its import takes longer than anything else that finding a bundled model needs.
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("chartrans", appauthor=False) / "models"


def own_models() -> list[Path]:
    """The models in that folder, by name."""
    return sorted(p for p in own_models_folder().glob(f"*{MODEL_SUFFIX}") if p.is_file())
