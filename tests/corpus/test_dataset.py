"""What training and evaluating get for each kind of data that a user may give."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from chartrans.corpus import dataset
from chartrans.corpus.building import Plan, build_dataset
from chartrans.corpus.dataset import Pair, load_data, load_pairs, references, write_dataset
from chartrans.corpus.split import NOTHING, PartSize
from chartrans.errors import DataError


def pairs_file(path: Path, numbers: range, suffix: str = "") -> Path:
    path.write_text("".join(f"source {n}{suffix}\ttarget {n}\n" for n in numbers), "utf-8")
    return path


def prepared(path: Path, dev: PartSize = PartSize(count=4)) -> Path:  # noqa: B008
    pairs = [Pair(f"source {n}", f"target {n}") for n in range(40)]
    plan = Plan(dev=dev, test=PartSize(count=3))
    write_dataset(path, build_dataset(pairs, plan, Counter(), "memory"))
    return path


def test_a_file_is_split_on_the_fly(tmp_path: Path) -> None:
    path = pairs_file(tmp_path / "a.tsv", range(100))
    data = load_data(path, seed=1)
    assert [len(part) for part in (data.train, data.dev, data.test)] == [95, 5, 0]
    assert data == load_data(path, seed=1)
    assert data.dev != load_data(path, seed=2).dev
    assert data.info["sources"] == ["a.tsv"]
    assert data.info["cleaning"]["rules"] == ["controls", "nfc", "spaces"]


def test_a_dev_file_leaves_the_whole_file_to_train_on(tmp_path: Path) -> None:
    path = pairs_file(tmp_path / "a.tsv", range(30))
    dev = pairs_file(tmp_path / "dev.tsv", range(28, 35), suffix="!")
    data = load_data(path, dev)
    assert (len(data.train), len(data.dev), data.test) == (30, 7, [])
    assert data.info["parts"]["dev"] == {"pairs": 7, "sources": 7}
    assert data.info["leaks"]["sources"]["train/dev"] == 2  # told, and left in


def test_without_data_the_starter_corpus_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(tmp_path / "data")
    monkeypatch.setattr(dataset, "starter_corpus", lambda: folder)
    assert load_data(None) == load_data(folder)


def test_a_prepared_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    data = load_data(prepared(tmp_path / "data"))
    assert [len(part) for part in (data.train, data.dev, data.test)] == [33, 4, 3]
    other = load_data(pairs_file(tmp_path / "a.tsv", range(50, 60)), dev=tmp_path / "data")
    assert other.dev == data.dev
    replaced = load_data(tmp_path / "data", dev=tmp_path / "a.tsv")
    assert len(replaced.dev) == 10
    assert replaced.train == data.train


def test_a_description_with_nothing_but_digests_will_do(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "data")
    info = json.loads((folder / "dataset.json").read_text("utf-8"))
    lean = {key: info[key] for key in ("format", "version", "parts")}
    (folder / "dataset.json").write_text(json.dumps(lean), "utf-8")
    data = load_data(folder, dev=pairs_file(tmp_path / "a.tsv", range(50, 60)))
    assert (len(data.train), len(data.dev)) == (33, 10)
    assert load_data(folder).info["leaks"] == load_data(prepared(tmp_path / "other")).info["leaks"]


def test_pairs_longer_than_the_limit_are_left_out_of_any_data(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "data")
    short = load_data(folder, max_length=len("source 1"))
    everything = load_data(folder)
    assert 0 < len(short.train) < len(everything.train)
    assert all(len(pair.source) <= 8 for pair in short.train + short.dev)
    left_out = len(everything.train + everything.dev) - len(short.train + short.dev)
    assert short.info["counts"]["too_long"] == left_out
    assert short.info["counts"]["kept"] == everything.info["counts"]["kept"] - left_out
    assert short.info["parts"]["train"]["pairs"] == len(short.train)
    path = pairs_file(tmp_path / "a.tsv", range(30))
    assert load_data(path, max_length=8).info["counts"]["too_long"] == 20


@pytest.mark.parametrize("text", ["a\tb\n", "a\tb\na\tb\n"])
def test_a_dataset_of_one_line_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "one.tsv"
    path.write_text(text)
    with pytest.raises(DataError, match=r"one\.tsv has one usable pair"):
        load_data(path)
    with pytest.raises(DataError, match="has no usable pair"):
        load_data(prepared(tmp_path / "data"), max_length=3)


def test_data_without_a_dev_part_asks_for_one(tmp_path: Path) -> None:
    knot = tmp_path / "knot.tsv"
    knot.write_text("".join(f"word {n}\tnoun\n" for n in range(9)))
    for path in (knot, prepared(tmp_path / "data", dev=NOTHING)):
        with pytest.raises(DataError, match=f"{path} gives no dev part.* give one with --dev"):
            load_data(path)
        assert load_data(path, dev=knot).dev


def test_evaluation_takes_a_part_or_a_whole_file(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "data")
    assert len(load_pairs(folder, "test")) == 3
    path = tmp_path / "a.tsv"
    path.write_text(f"a\tb\na\tc\n{'x' * 500}\ty\na\tb\n  a \td\n\te\n")
    counts: Counter[str] = Counter()
    found = load_pairs(path, "test", counts=counts)
    assert found == [("a", "b"), ("a", "c"), ("x" * 500, "y"), ("a", "d")]
    assert counts == {"read": 6, "kept": 4, "duplicate": 1, "empty": 1}
    assert load_pairs(path, "test", rules=())[3].source == "  a "
    (tmp_path / "blank.tsv").write_text("\t\n")
    with pytest.raises(DataError, match=r"blank\.tsv has no usable pair"):
        load_pairs(tmp_path / "blank.tsv", "test")
    with pytest.raises(DataError, match="has no usable dev pair"):
        load_pairs(prepared(tmp_path / "no-dev", dev=NOTHING), "dev")


def test_references_are_grouped_in_order_of_first_appearance() -> None:
    pairs = [Pair("b", "1"), Pair("a", "2"), Pair("b", "3"), Pair("c", "1")]
    assert references(pairs) == (["b", "a", "c"], [["1", "3"], ["2"], ["1"]])
    assert references([]) == ([], [])
