"""Which file a name means, and what is told where it means none."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartrans import resources
from chartrans.errors import ModelError
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model, save_model
from chartrans.nets.model_path import find_model
from chartrans.text.alphabet import Alphabet


def write_model(path: Path, created: str = "2026-01-01") -> Path:
    letters = Alphabet("ab")
    net = build_net(NetConfig(hidden=2, layers=1, embedding=1), letters.size, letters.size, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_model(path, Model(net, letters, letters, ("nfc",), 20, {"created": created}))
    return path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's folder of an installation that carries nothing yet."""
    package = tmp_path / "site" / "chartrans"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    monkeypatch.delenv("CHARTRANS_MODEL", raising=False)
    monkeypatch.chdir(tmp_path)
    return package


def refusal(name: str | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        find_model(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_path_is_itself(installed: Path, tmp_path: Path) -> None:
    path = write_model(tmp_path / "mine.safetensors")
    assert find_model(str(path)) == path
    assert find_model("mine.safetensors") == Path("mine.safetensors")


def test_a_run_folder_gives_its_best_else_its_last(installed: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    last = write_model(run / "last.safetensors")
    assert find_model(str(run)) == last
    best = write_model(run / "best.safetensors")
    assert find_model(str(run)) == best


def test_an_empty_folder_is_told(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "folder without a model" in refusal("empty")


def test_a_bundled_name(installed: Path) -> None:
    path = write_model(installed / "models" / "starter.safetensors")
    assert find_model("starter") == path


def test_an_unknown_name_lists_the_known_ones(installed: Path) -> None:
    assert "there is no model fr-de" in refusal("fr-de")
    assert "bundled: none" in refusal("fr-de")
    for name in ("b", "a"):
        write_model(installed / "models" / f"{name}.safetensors")
    assert "bundled: a, b" in refusal("fr-de")


def test_without_a_name_the_newest(installed: Path) -> None:
    assert "no model came with this installation" in refusal()
    only = write_model(installed / "models" / "only.safetensors", "2026-02-01")
    assert find_model() == only
    newest = write_model(installed / "models" / "another.safetensors", "2026-03-01")
    write_model(installed / "models" / "zero.safetensors", "2025-12-31")
    assert find_model() == newest


def test_a_damaged_bundled_model_is_told(installed: Path) -> None:
    for name in ("b", "a"):
        write_model(installed / "models" / f"{name}.safetensors")
    (installed / "models" / "b.safetensors").write_bytes(b"cut")
    assert "b.safetensors is not a model file, or is truncated" in refusal()


def test_the_environment_names_the_default(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = write_model(installed / "models" / "starter.safetensors")
    mine = write_model(tmp_path / "mine.safetensors")
    monkeypatch.setenv("CHARTRANS_MODEL", str(mine))
    assert find_model() == mine
    assert find_model("starter") == bundled  # what is typed goes first
    monkeypatch.setenv("CHARTRANS_MODEL", "")
    assert find_model() == bundled
    monkeypatch.setenv("CHARTRANS_MODEL", "gone")
    assert "there is no model gone" in refusal()
