from __future__ import annotations

from pathlib import Path

import pytest

from chartrans import resources
from chartrans.resources import bundled_models, own_models, own_models_folder, starter_corpus


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's folder of an installation that carries nothing yet."""
    package = tmp_path / "site" / "chartrans"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    return package


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_bundled_models_by_name(installed: Path) -> None:
    assert bundled_models() == []
    models = [touch(installed / "models" / f"{name}.safetensors") for name in ("b", "a")]
    touch(installed / "models" / "a.md")
    assert bundled_models() == models[::-1]


def test_what_is_in_the_package_goes_before_what_stands_beside_it(installed: Path) -> None:
    beside = touch(installed.parent / "models" / "starter.safetensors")
    assert bundled_models() == [beside]
    inside = touch(installed / "models" / "starter.safetensors")
    assert bundled_models() == [inside]


def test_the_starter_corpus_travels_with_the_package(installed: Path) -> None:
    assert starter_corpus() == installed.parent / "data" / "starter"
    (installed / "data").mkdir()
    assert starter_corpus() == installed / "data" / "starter"


def test_own_models_lie_in_the_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHARTRANS_MODELS", raising=False)
    assert own_models_folder().parts[-2:] == ("chartrans", "models")
    monkeypatch.setenv("CHARTRANS_MODELS", str(tmp_path / "mine"))
    assert own_models_folder() == tmp_path / "mine"
    assert own_models() == []  # the folder need not exist
    models = [touch(tmp_path / "mine" / f"{name}.safetensors") for name in ("b", "a")]
    touch(tmp_path / "mine" / "notes.txt")
    (tmp_path / "mine" / "folder.safetensors").mkdir()
    assert own_models() == models[::-1]
