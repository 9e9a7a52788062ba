"""A prepared dataset comes back as it was written, is never half there, and harms no other file."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartrans.corpus import folder as folder_module
from chartrans.corpus.building import Plan, build_dataset
from chartrans.corpus.folder import FILES, read_dataset, refuse_folder, write_dataset
from chartrans.corpus.pair import Dataset, Pair
from chartrans.corpus.split import PartSize, count_leaks
from chartrans.errors import ChartransError, DataError, UsageProblem

# Whatever a line may hold: all but what ends a line or a column, and what UTF-8 cannot carry.
LINE = st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]))
PAIR_LISTS = st.lists(st.builds(Pair, LINE, LINE), max_size=5)


def dataset(number: int = 20) -> Dataset:
    pairs = [Pair(f"source {n}", f"¿target {n}?") for n in range(number)]
    plan = Plan(dev=PartSize(count=3), test=PartSize(count=2))
    return build_dataset(pairs, plan, Counter(), "memory")


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(train=PAIR_LISTS, dev=PAIR_LISTS)
def test_any_text_comes_back(tmp_path: Path, train: list[Pair], dev: list[Pair]) -> None:
    write_dataset(tmp_path / "data", Dataset(train, dev, []), overwrite=True)
    found = read_dataset(tmp_path / "data")
    assert (found.train, found.dev, found.test) == (train, dev, [])


def test_what_is_written(tmp_path: Path) -> None:
    written = dataset()
    write_dataset(tmp_path / "new" / "data", written)
    assert set(contents(tmp_path / "new")) == {f"data/{name}" for name in FILES}
    text = (tmp_path / "new/data/dev.tsv").read_bytes().decode()
    assert text == "".join(f"{source}\t{target}\n" for source, target in written.dev)
    info = json.loads((tmp_path / "new/data/dataset.json").read_text("utf-8"))
    assert (info["format"], info["version"]) == ("chartrans-dataset", 1)
    assert info["parts"]["dev"]["sources"] == 3
    assert read_dataset(tmp_path / "new/data").info == info == written.info


def test_same_data_same_bytes(tmp_path: Path) -> None:
    write_dataset(tmp_path / "a", dataset())
    write_dataset(tmp_path / "b", dataset())
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_folder_that_exists_is_replaced_only_on_request(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", dataset(20))
    before = contents(tmp_path)
    with pytest.raises(UsageProblem, match=r"data exists; choose another folder or add --overw"):
        write_dataset(tmp_path / "data", dataset(30))
    assert contents(tmp_path) == before
    write_dataset(tmp_path / "data", dataset(30), overwrite=True)
    assert len(read_dataset(tmp_path / "data").train) == 25
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_overwriting_takes_no_other_file_with_it(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", dataset())
    (tmp_path / "data" / "notes.txt").write_text("mine")
    before = contents(tmp_path)
    with pytest.raises(UsageProblem, match=r"holds 'notes\.txt', which is no part of a dataset"):
        write_dataset(tmp_path / "data", dataset(), overwrite=True)
    with pytest.raises(UsageProblem, match="is a file"):
        refuse_folder(tmp_path / "data" / "notes.txt", overwrite=True)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("failing", ["_write", "_put_in_place"])
def test_a_failing_disk_leaves_the_old_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    write_dataset(tmp_path / "data", dataset(20))
    before = contents(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_module, failing, fail)
    with pytest.raises(ChartransError, match=r"cannot be written \(No space left on device\)"):
        write_dataset(tmp_path / "data", dataset(30), overwrite=True)
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_failing_rename_brings_the_old_dataset_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset(tmp_path / "data", dataset(20))
    before = contents(tmp_path)
    rename = Path.rename

    def fail_for_the_new_one(self: Path, target: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
    with pytest.raises(ChartransError, match="Input/output error"):
        write_dataset(tmp_path / "data", dataset(30), overwrite=True)
    assert contents(tmp_path) == before


def test_a_pair_that_would_break_the_file_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a tab or line end"):
        write_dataset(tmp_path / "data", Dataset([Pair("a\tb", "c")], [], []))
    assert list(tmp_path.iterdir()) == []


def failure(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_dataset(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert not message.endswith(".")
    return message


def test_a_tampered_part_is_refused(tmp_path: Path) -> None:
    """The leak that the change brings in is what the digest protects the dev scores from."""
    write_dataset(tmp_path / "data", dataset())
    intact = read_dataset(tmp_path / "data")
    assert not any(n for shared in count_leaks(intact.parts()).values() for n in shared.values())
    leaked = intact.dev[0]
    with (tmp_path / "data/train.tsv").open("a", encoding="utf-8") as file:
        file.write(f"{leaked.source}\t{leaked.target}\n")
    assert "train.tsv was changed after it was prepared" in failure(tmp_path / "data")
    intact.train.append(leaked)
    assert count_leaks(intact.parts())["sources"]["train/dev"] == 1


def redone(folder: Path, content: bytes) -> Path:
    """The folder with another train part, as a program of somebody's own would write it."""
    (folder / "train.tsv").write_bytes(content)
    info = json.loads((folder / "dataset.json").read_bytes())
    info["parts"]["train"]["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "dataset.json").write_text(json.dumps(info), encoding="utf-8")
    return folder


def test_the_last_line_counts_with_and_without_its_end(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", dataset())
    for content in (b"a\tb\nc\td", b"a\tb\nc\td\n"):
        folder = redone(tmp_path / "data", content)
        assert read_dataset(folder).train == [Pair("a", "b"), Pair("c", "d")]
    assert "train.tsv is not UTF-8" in failure(redone(tmp_path / "data", b"a\t\xe9\n"))


def test_a_missing_part_is_told(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", dataset())
    (tmp_path / "data/test.tsv").unlink()
    assert "test.tsv cannot be read (No such file" in failure(tmp_path / "data")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 2}, "format version 2, this program reads 1; update chartrans"),
        ({"format": "other"}, "describes no chartrans dataset"),
        ({"parts": {}}, "lacks the digests"),
        ({"parts": {"train": 3}}, "lacks the digests"),
    ],
)
def test_foreign_descriptions(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    write_dataset(tmp_path / "data", dataset())
    path = tmp_path / "data/dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change))
    assert reason in failure(tmp_path / "data")


@pytest.mark.parametrize("text", ["", "[1", '"\\ud800', "\xff"])
def test_broken_descriptions(tmp_path: Path, text: str) -> None:
    write_dataset(tmp_path / "data", dataset())
    (tmp_path / "data/dataset.json").write_bytes(text.encode("latin-1"))
    assert "dataset.json cannot be read (" in failure(tmp_path / "data")


def test_no_dataset_at_all(tmp_path: Path) -> None:
    assert "has no dataset.json" in failure(tmp_path)
    assert "is no folder" in failure(tmp_path / "missing")
