"""What the wheel and the source archive hold. `make smoke` installs the wheel and translates."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest

import chartrans

ROOT = Path(__file__).parents[1]
LARGEST_STARTER_MODEL = 2_000_000  # bytes


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive; nothing is written into the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist"]
    done = subprocess.run(
        [*command, "-o", str(folder), str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> dict[str, int]:
    """Names in the wheel -> sizes in bytes."""
    (path,) = built.glob("*.whl")
    with ZipFile(path) as archive:
        return {entry.filename: entry.file_size for entry in archive.infolist()}


@pytest.fixture(scope="module")
def metadata(built: Path) -> str:
    (path,) = built.glob("*.whl")
    folder = f"chartrans-{chartrans.__version__}.dist-info"
    with ZipFile(path) as archive:
        return "\n".join(
            archive.read(f"{folder}/{name}").decode() for name in ("METADATA", "entry_points.txt")
        )


def strays(names: Iterable[str]) -> set[str]:
    """Top-level names that an installation would spill beside the package."""
    tops = {name.split("/")[0] for name in names}
    return {top for top in tops if top != "chartrans" and not top.endswith(".dist-info")}


def left_behind(folder: Path, inside: str, names: Iterable[str]) -> list[str]:
    """Files of a folder of the checkout that are not in the wheel under `inside`."""
    carried = set(names)
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    # Not what makes corpus and models, nor what tools drop beside it.
    makers = (".py", ".sh", ".pyc", ".tmp")
    wanted = [n for n in files if not n.endswith(makers) and "/." not in f"/{n}"]
    return [name for name in sorted(wanted) if f"{inside}/{name}" not in carried]


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel: dict[str, int]) -> None:
    assert strays(wheel) == set()
    assert {"chartrans/__init__.py", "chartrans/py.typed", "chartrans/cli/group.py"} <= set(wheel)


def test_data_and_models_travel_inside_the_package(wheel: dict[str, int]) -> None:
    assert left_behind(ROOT / "data" / "starter", "chartrans/data/starter", wheel) == []
    assert left_behind(ROOT / "models", "chartrans/models", wheel) == []


@pytest.mark.parametrize("name", ["train.tsv", "dev.tsv", "test.tsv", "dataset.json"])
def test_the_starter_corpus_is_carried(wheel: dict[str, int], name: str) -> None:
    assert wheel.get(f"chartrans/data/starter/{name}", 0) > 0


def test_the_starter_model_is_carried_and_small(wheel: dict[str, int]) -> None:
    size = wheel.get("chartrans/models/starter-en-es.safetensors", 0)
    assert 0 < size <= LARGEST_STARTER_MODEL


def test_no_workshop_goes_into_the_wheel(wheel: dict[str, int]) -> None:
    unwanted = ("__pycache__", ".nbi", ".nbc", "chartrans/data/starter/grammar.py", "/tests/")
    assert [name for name in wheel if any(part in name for part in unwanted)] == []


def test_the_metadata_names_the_version_the_command_and_only_runtime_needs(metadata: str) -> None:
    assert f"\nVersion: {chartrans.__version__}\n" in metadata
    assert "chartrans = chartrans.cli.group:main" in metadata
    lines = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    needed = [line for line in lines if "extra ==" not in line]
    assert any("numba" in line for line in needed)
    assert not any(tool in line for line in needed for tool in ("pytest", "ruff", "mypy", "torch"))


def test_the_source_archive_can_build_and_test_itself(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    files = {"Makefile", "LICENSE", "README.md", ".ci/run", "tests/test_packaging.py"}
    assert files <= names
    assert left_behind(ROOT / "models", "models", names) == []
    assert left_behind(ROOT / "data", "data", names) == []
    assert not any(name.startswith((".venv", "runs", "dist")) for name in names)


def test_strays_are_seen() -> None:
    names = ["chartrans/a.py", "chartrans-1.dist-info/METADATA", "data/starter/x.tsv", "tests/t.py"]
    assert strays(names) == {"data", "tests"}


def test_files_left_behind_are_seen(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("a\tb\n")
    (tmp_path / "make.py").write_text("")
    (tmp_path / ".cache").write_text("")
    assert left_behind(tmp_path, "chartrans/data", ["chartrans/data/other.tsv"]) == ["train.tsv"]
