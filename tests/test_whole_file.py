from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from chartrans.errors import ChartransError
from chartrans.whole_file import whole_file


def listing(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.mark.parametrize("before", [None, b"old"])
def test_it_appears_in_the_end(before: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "file"
    if before is not None:
        path.write_bytes(before)
    with whole_file(path) as file:
        file.write(b"new")
        assert (path.read_bytes() if path.exists() else None) == before
        assert len(listing(tmp_path)) == 1 + (before is not None)  # in the same folder
    assert path.read_bytes() == b"new"
    assert listing(tmp_path) == ["file"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_everything_as_it_was(error: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail() -> None:
        with whole_file(path) as file:
            file.write(b"new")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_bytes() == b"old"
    assert listing(tmp_path) == ["file"]


def test_no_folder_to_write_in(tmp_path: Path) -> None:
    with (
        pytest.raises(ChartransError, match=r"cannot write to .*gone"),
        whole_file(tmp_path / "gone" / "file"),
    ):
        pass


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_permissions_are_those_of_the_file_before_else_of_any_new_one(tmp_path: Path) -> None:
    other, private = tmp_path / "other", tmp_path / "private"
    other.touch()
    private.touch(0o600)
    for path, like in ((tmp_path / "new", other), (private, private)):
        mode = stat.S_IMODE(like.stat().st_mode)
        with whole_file(path) as file:
            file.write(b"new")
        assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such links")
def test_of_a_link_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    with whole_file(tmp_path / "link") as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    assert listing(tmp_path) == ["link", "real"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_what_is_no_ordinary_file_stays(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with (
            pytest.raises(ChartransError, match=f"{name} is no ordinary file; choose another"),
            whole_file(tmp_path / name),
        ):
            pass
    assert listing(tmp_path) == ["folder", "pipe"]
    assert (tmp_path / "pipe").is_fifo()


def test_a_full_disk_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="left") as caught, whole_file(tmp_path / "file"):
        raise OSError(28, "No space left on device")
    assert caught.value.filename == str(tmp_path / "file")
    assert listing(tmp_path) == []
