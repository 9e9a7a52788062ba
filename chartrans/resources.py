"""What comes with the program, in the wheel or beside a checkout: models, the starter corpus."""

from __future__ import annotations

from pathlib import Path

MODEL_SUFFIX = ".safetensors"
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
