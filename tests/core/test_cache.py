"""Compiled kernels are kept, and never outlive the sources they were compiled from."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numba
import pytest

from chartrans.core import cache


def twice(x):
    return 2 * x


def compiled() -> Any:
    """A dispatcher that knows nothing but what is on disk."""
    return cache.keep(numba.njit(twice))


def hits(dispatcher: Any) -> int:
    return sum(dispatcher.stats.cache_hits.values())


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.nb[ci]"))


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    base = tmp_path / "deep" / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(base))
    return base


def test_a_kernel_is_compiled_once(base: Path) -> None:
    first, second = compiled(), compiled()
    assert first(3) == 6
    assert hits(first) == 0
    assert len(kept(base)) == 2  # the index and the code
    assert second(3) == 6
    assert hits(second) == 1
    assert {path.parent for path in kept(base)} == {cache.folder()}


def test_one_kernel_is_not_all_of_them(base: Path) -> None:
    """What a translation leaves behind is not all that a training needs."""
    assert cache.is_cold()
    cache.set_complete()  # there is no folder to note it in, and nothing to keep
    assert not cache.is_complete()
    compiled()(1)
    assert not cache.is_cold()
    assert not cache.is_complete()
    cache.set_complete()
    assert cache.is_complete()


def test_others_cannot_write_there(base: Path) -> None:
    compiled()(1)
    assert cache.folder().stat().st_mode & 0o077 == 0


def test_a_new_folder_removes_those_long_unused(base: Path) -> None:
    def make(name: str, days: float) -> Path:
        folder = base / name
        folder.mkdir(parents=True)
        (folder / "kernel.nbi").touch()
        age(folder, days)
        return folder

    def age(path: Path, days: float) -> None:
        then = time.time() - 24 * 3600 * days
        os.utime(path, (then, then))

    unused = make(f"kernels-{'0' * 16}", cache.UNUSED_DAYS + 1)
    recent = make(f"kernels-{'1' * 16}", cache.UNUSED_DAYS - 1)
    foreign = [make(name, 999) for name in ("kernels-0", "kernels-" + "x" * 16, "letters")]
    file = base / f"kernels-{'2' * 16}"
    file.touch()
    age(file, 999)
    elsewhere = make("elsewhere", 999)
    link = base / f"kernels-{'3' * 16}"
    link.symlink_to(elsewhere)
    compiled()(3)
    assert not unused.exists()
    assert all((path / "kernel.nbi").exists() for path in (recent, elsewhere, *foreign))
    assert file.exists()
    assert link.is_symlink()
    age(recent, 999)
    age(cache.folder(), 999)
    assert compiled()(3) == 6  # no new folder: nothing is looked for, but its use is noted
    assert recent.exists()
    assert time.time() - cache.folder().stat().st_mtime < 3600


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\x80\x05."])
@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_damaged_files_are_made_anew(content: bytes, ending: str, base: Path) -> None:
    compiled()(3)
    for path in kept(base):
        if path.suffix == f".{ending}":
            path.write_bytes(content)
    again = compiled()
    assert again(3) == 6
    assert hits(again) == 0
    healed = compiled()
    assert healed(3) == 6
    assert hits(healed) == 1


def test_without_a_folder_it_still_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv(cache.VARIABLE, str(blocked / "cache"))
    assert compiled()(3) == 6
    assert blocked.read_text() == ""


def test_any_change_of_a_source_names_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def digest() -> str:
        return cache.digest.__wrapped__()

    monkeypatch.setattr(cache, "_CORE", tmp_path)
    seen = [digest()]
    for name, text in [("a.py", "x = 1"), ("b.py", ""), ("a.py", "x = 2"), ("c.py", "x = 2")]:
        (tmp_path / name).write_text(text)
        seen.append(digest())
    (tmp_path / "c.py").rename(tmp_path / "d.py")
    seen.append(digest())
    assert len(set(seen)) == len(seen)
    (tmp_path / "notes.txt").write_text("not a source")
    assert digest() == seen[-1]
    monkeypatch.setattr(numba, "__version__", "99.0")
    assert digest() != seen[-1]


def test_the_sources_are_those_of_core() -> None:
    assert (cache._CORE / "gemm.py").is_file()
    assert cache.folder().name == f"kernels-{cache.digest()}"


USE_A_KERNEL = """
import sys
import numpy as np
sys.stdin.readline()  # all start together
from chartrans.core.rows import add_rows
y = np.ones((2, 3), np.float32)
add_rows(y, y.copy())
print(float(y.sum()), sum(add_rows.stats.cache_hits.values()))
"""


def test_processes_that_start_at_once_on_an_empty_cache(base: Path) -> None:
    command = [sys.executable, "-c", USE_A_KERNEL]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    at_once = [subprocess.Popen(command, text=True, **pipes) for _ in range(3)]
    for process in at_once:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in at_once:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out.split()[:1]) == (0, ["12.0"]), err
    later = subprocess.run(command, text=True, input="go\n", capture_output=True, check=True)
    assert later.stdout.split() == ["12.0", "1"]
