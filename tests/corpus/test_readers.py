"""Every format gives the same pairs; what holds none is told by file and line."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import threading
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from chartrans.corpus import lines
from chartrans.corpus.archive import BUFFER
from chartrans.corpus.pair import Pair
from chartrans.corpus.readers import read_pairs
from chartrans.errors import DataError, UsageProblem

ROWS = "Hi.\tHola.\nWho?\t¿Quién?\tCC-BY 2.0 (someone)\textra\n"
PAIRS = [Pair("Hi.", "Hola."), Pair("Who?", "¿Quién?")]


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def failure(*paths: Path) -> str:
    with pytest.raises(DataError) as caught:
        list(read_pairs(paths))
    message = str(caught.value)
    assert not message.endswith(".")
    assert "\n" not in message
    return message


def test_columns_beyond_the_second_are_ignored(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    assert list(read_pairs([write(tmp_path / "a.tsv", ROWS)], counts)) == PAIRS
    assert counts == {"read": 2}


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_packed_files(tmp_path: Path, suffix: str, pack: object) -> None:
    path = write(tmp_path / f"a.tsv{suffix}", pack(ROWS.encode()))  # type: ignore[operator]
    assert list(read_pairs([path])) == PAIRS


def test_zip_gives_the_file_of_pairs_and_nothing_lands_on_disk(tmp_path: Path) -> None:
    members = {"_about.txt": "about\tthe file\n", "../spa.txt": ROWS, "__MACOSX/spa.txt": "x\ty\n"}
    path = zipped(tmp_path / "spa-eng.zip", members)
    before = sorted(tmp_path.parent.rglob("*"))
    # The member's path climbs out of the archive, which harms nobody: it is never used as a path.
    assert failure(path).startswith(f"{path} holds no .txt or .tsv file")
    members = {"_about.txt": "about\tthe file\n", "spa.txt": ROWS, "__MACOSX/spa.txt": "x\ty\n"}
    assert list(read_pairs([zipped(path, members)])) == PAIRS
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_zip_with_several_files_names_them(tmp_path: Path) -> None:
    message = failure(zipped(tmp_path / "a.zip", {"one.txt": ROWS, "two.tsv": ROWS}))
    assert "2 text files ('one.txt', 'two.tsv')" in message


def test_zip_with_a_password(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"one.txt": ROWS})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # general purpose flag of the directory entry
    assert "password" in failure(write(path, bytes(content)))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_and_line_ends(tmp_path: Path, mark: str, end: str) -> None:
    text = mark + end.join(["Hi.\tHola.", "Who?\t¿Quién?"])  # and no end of the last line
    assert list(read_pairs([write(tmp_path / "a.tsv", text)])) == PAIRS


def test_several_files_follow_each_other(tmp_path: Path) -> None:
    one, two = write(tmp_path / "a.tsv", "a\tb\n"), write(tmp_path / "b.tsv", "c\td\n")
    three = write(tmp_path / "c.tsv", "e\tf\n")
    assert list(read_pairs([one, two])) == [("a", "b"), ("c", "d")]
    assert list(read_pairs([one, two, three])) == [("a", "b"), ("c", "d"), ("e", "f")]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(ROWS.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert list(read_pairs([Path("-")])) == PAIRS
    assert not stdin.buffer.closed
    with pytest.raises(UsageProblem, match="only once"):
        list(read_pairs([Path("-"), Path("-")]))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a POSIX thing")
def test_pipes_are_read_once(tmp_path: Path) -> None:
    """As in `chartrans prepare <(…) <(…)`: telling the format must not consume anything."""
    paths = [tmp_path / "en", tmp_path / "es"]
    for path, text in zip(paths, ("Hi.\nWho?\n", "Hola.\n¿Quién?\n"), strict=True):
        os.mkfifo(path)
        threading.Thread(target=path.write_text, args=(text, "utf-8"), daemon=True).start()
    assert list(read_pairs(paths)) == PAIRS


def test_aligned_files(tmp_path: Path) -> None:
    english = write(tmp_path / "train.en", "Hi.\n\nbad\nWho?\n")
    spanish = write(tmp_path / "train.es.gz", gzip.compress(b"Hola.\n\n\xff\n\xc2\xbfQu?"))
    counts: Counter[str] = Counter()
    found = list(read_pairs([english, spanish], counts))
    assert found == [("Hi.", "Hola."), ("", ""), ("Who?", "¿Qu?")]
    assert counts == {"read": 4, "undecodable": 1}


def test_a_late_tab_in_aligned_files_becomes_a_space(tmp_path: Path) -> None:
    filler = "a\n" * BUFFER  # further than anyone looks ahead
    english, spanish = write(tmp_path / "en", filler + "x\ty"), write(tmp_path / "es", filler + "z")
    assert list(read_pairs([english, spanish]))[-1] == ("x y", "z")


def test_aligned_files_of_different_length_name_both_counts(tmp_path: Path) -> None:
    english, spanish = write(tmp_path / "en", "a\nb\nc\n"), write(tmp_path / "es", "a\n")
    message = failure(english, spanish)
    assert f"{english} has 3 lines and {spanish} has 1" in message


def test_empty_aligned_files(tmp_path: Path) -> None:
    assert "empty" in failure(write(tmp_path / "en", ""), write(tmp_path / "es", ""))


def test_undecodable_aligned_files(tmp_path: Path) -> None:
    paths = write(tmp_path / "en", b"\xff\n"), write(tmp_path / "es", b"\xff\n")
    assert failure(*paths).startswith(f"{paths[0]}:1 is not UTF-8")
    write(paths[0], b"a\n")
    assert failure(*paths).startswith(f"{paths[1]}:1 is not UTF-8")


def test_the_place_of_the_first_bad_line_of_aligned_files(tmp_path: Path) -> None:
    paths = write(tmp_path / "en", b"a\nb\nc\n"), write(tmp_path / "es", b"a\n\xff\n\xff\n")
    places: dict[str, str] = {}
    assert list(read_pairs(paths, Counter(), places)) == [("a", "a")]
    assert places == {"undecodable": f"{paths[1]}:2"}


def test_bad_rows_are_counted_by_reason(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", b"a\tb\n\xff\tc\nalone\n\n  \n")
    counts: Counter[str] = Counter()
    assert list(read_pairs([path], counts)) == [("a", "b")]
    assert counts == {"read": 5, "undecodable": 1, "columns": 1, "empty": 2}


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b"", "", "is empty"),
        (b"\n\n", ":1", "is empty, like every other line"),
        (b"\none column\nanother\n", ":2", "has one column"),
        (b"\n\ncolumn\nse\xf1or\ta\n", ":4", "is not UTF-8"),
        ("Hi.\tHola.\n".encode("utf-16"), ":1", "is UTF-16"),
    ],
)
def test_a_file_without_pairs_names_its_line(
    tmp_path: Path, content: bytes, place: str, reason: str
) -> None:
    path = write(tmp_path / "a.tsv", content)
    assert failure(path).startswith(f"{path}{place} {reason}")


def test_a_file_without_line_ends_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 100)
    path = write(tmp_path / "a.tsv", "a\tb\n" + "x" * 101)
    assert failure(path).startswith(f"{path}:2 is longer than 100 bytes")
    assert list(read_pairs([write(path, "a\tb\n" + "x\t" + "y" * 98)]))[1].target == "y" * 98


@pytest.mark.parametrize("name", ["a.tsv.gz", "a.tsv.bz2", "a.tsv.xz", "a.zip"])
def test_a_file_that_is_not_packed_as_its_name_says(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, ROWS)
    assert failure(path).startswith(f"{path} cannot be read (")


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.gz", gzip.compress), ("a.bz2", bz2.compress), ("a.xz", lzma.compress)],
)
def test_a_packed_file_that_ends_too_early(tmp_path: Path, name: str, pack: object) -> None:
    content = pack(os.urandom(1000).hex().encode())  # type: ignore[operator]
    path = write(tmp_path / name, content[:-100])
    assert failure(path).startswith(f"{path} cannot be read (")


def test_a_zip_with_a_damaged_member(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:  # stored, so that the text can be found
        archive.writestr("a.txt", ROWS)
    assert failure(write(path, path.read_bytes().replace(b"Hola", b"Hula"))).startswith(
        f"{path} cannot be read (Bad CRC-32"
    )


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert failure(tmp_path / "no.tsv") == f"{tmp_path / 'no.tsv'} does not exist; check the path"
    assert failure(tmp_path).startswith(f"{tmp_path} is a folder")
