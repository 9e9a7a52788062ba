"""`chartrans prepare` as it is typed: tables, JSON, options, and one sentence for bad input."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartrans.cli.dataset_table import visible
from chartrans.cli.group import main
from chartrans.corpus.folder import FILES, read_dataset


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["prepare", *map(str, arguments)], input=stdin)


def refusal(*arguments: object, code: int) -> str:
    """The one sentence on stderr of a command that must leave with `code`, nothing on stdout."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert "Traceback" not in result.stderr
    return last


def test_tables_tell_what_was_done(tmp_path: Path, pairs_file: Path) -> None:
    with pairs_file.open("ab") as file:
        file.write(b"\xff\tbad\nalone\nhi\tna\xc3\xafve\nhi\tna\xc3\xafve\n")
    result = run(pairs_file, "-o", tmp_path / "data", "--dev", "2", "--test", "10%")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "data").iterdir()} == FILES
    words = [line.split() for line in result.stdout.splitlines()]
    assert ["read", "16"] in words
    assert ["left", "out:", "not", "UTF-8", "1"] in words
    assert ["left", "out:", "fewer", "than", "two", "columns", "1"] in words
    assert ["left", "out:", "the", "same", "pair", "again", "1"] in words
    assert ["kept", "13"] in words
    assert ["dev", "2", "2"] in words
    assert ["test", "1", "1"] in words
    assert "ï 1x" in result.stdout
    assert "Leak check: no two parts share a source or a target" in result.stdout
    assert result.stderr == (
        f"Warning: {pairs_file}:13 is not UTF-8; such rows left out: 1. "
        "Convert the file to UTF-8.\n"
        f"Written to {tmp_path / 'data'}. Next: chartrans train {tmp_path / 'data'}\n"
    )


def test_json_is_the_description(tmp_path: Path, pairs_file: Path) -> None:
    origin = ["--name", "toy", "--source-language", "en", "--target-language", "es"]
    rights = ["--licence", "CC0", "--attribution", "us", "--seed", "3", "--quiet"]
    result = run(pairs_file, "-o", tmp_path / "data", "--json", *origin, *rights)
    assert result.stderr == ""
    info = json.loads(result.stdout)
    assert info == read_dataset(tmp_path / "data").info
    assert (info["name"], info["licence"], info["attribution"], info["seed"]) == (
        "toy",
        "CC0",
        "us",
        3,
    )
    assert info["sources"] == ["pairs.tsv"]


def test_options_reach_the_cleaning(tmp_path: Path) -> None:
    rows = b"a\tB  b\nc\td\nlonger\te\n" + b"x" * 10 + b"\t" + b"y" * 40 + b"\nf\tg\n"
    options = ["--swap", "--max-length", "40", "--max-ratio", "3.5", "--rules", "none"]
    result = run("-", "-o", tmp_path / "data", "--json", "--dev", 0, *options, stdin=rows)
    assert result.exit_code == 0, result.output
    data = read_dataset(tmp_path / "data")
    assert data.dev == []
    assert ("B  b", "a") in data.train + data.test
    assert data.info["counts"]["length_ratio"] == 1
    assert data.info["name"] == "data"


def test_a_dev_set_of_ones_own_is_kept_apart(tmp_path: Path) -> None:
    (tmp_path / "dev.tsv").write_bytes(b"Hello!\tx\ny\tME\nboth\tother\n")
    rows = b"hello\tyo\nhi\tme\ngood bye\tadios\nother\tboth\nthanks\tmerci\nmany\tsome\n"
    options = ["--held-out", tmp_path / "dev.tsv", "--swap", "--dev", 0, "--test", 0]
    result = run("-", "-o", tmp_path / "data", "--json", *options, stdin=rows)
    assert result.exit_code == 0, result.output
    info = json.loads(result.stdout)
    assert (info["counts"]["held_out"], info["counts"]["kept"]) == (2, 4)
    sources = {pair.source for pair in read_dataset(tmp_path / "data").train}
    assert sources == {"adios", "both", "merci", "some"}
    missing = ["--held-out", tmp_path / "no.tsv"]
    assert "no.tsv" in refusal(tmp_path / "dev.tsv", "-o", tmp_path / "x", *missing, code=4)
    assert not (tmp_path / "x").exists()


def test_the_seed_alone_decides(tmp_path: Path, pairs_file: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run(pairs_file, "-o", tmp_path / name, "--name", "x", "--seed", seed, "--dev", "4")
    a, b, c = (
        [(tmp_path / name / file).read_bytes() for file in sorted(FILES)]
        for name in ("a", "b", "c")
    )
    assert a == b
    assert a != c


def test_the_zip_of_manythings(tmp_path: Path) -> None:
    row = "{0}\tEs {0}.\tCC-BY 2.0 (France) Attribution: tatoeba.org #1 (a) & #2 (b)\n"
    with zipfile.ZipFile(tmp_path / "spa-eng.zip", "w") as archive:
        archive.writestr("_about.txt", "Tab-delimited pairs\tof sentences\n")
        archive.writestr("spa.txt", "".join(row.format(f"It is {n}") for n in range(20)))
    result = run(tmp_path / "spa-eng.zip", "-o", tmp_path / "data")
    assert result.exit_code == 0, result.output
    data = read_dataset(tmp_path / "data")
    assert len(data.train + data.dev + data.test) == 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "spa-eng.zip"]


def test_aligned_files(tmp_path: Path) -> None:
    english, spanish = tmp_path / "train.en", tmp_path / "train.es"
    english.write_text("".join(f"it is {n}\n" for n in range(20)))
    spanish.write_text("".join(f"es {n}\n" for n in range(20)))
    assert run(english, spanish, "-o", tmp_path / "data").exit_code == 0
    data = read_dataset(tmp_path / "data")
    assert ("it is 3", "es 3") in data.train + data.dev + data.test
    spanish.write_text("es 1\n")
    message = refusal(english, spanish, "-o", tmp_path / "other", code=4)
    assert "train.en has 20 lines and " in message
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "pairs.tsv is empty;"),
        (b"one column\n", "pairs.tsv:1 has one column,"),
        (b"\xff\n", "pairs.tsv:1 is not UTF-8,"),
        (b"a\tb\n", "pairs.tsv has one usable pair;"),
        (b"a\t\n\tb\n", "pairs.tsv has no usable pair (left out: 2 source or target empty);"),
        (
            "".join(f"{chr(0x4E00 + n)}\ta\n" for n in range(10_001)).encode(),
            "pairs.tsv has 10,001 different source characters,",
        ),
    ],
)
def test_data_that_cannot_be_used(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_bytes(content)
    assert reason in refusal(path, "-o", tmp_path / "data", code=4)
    assert [entry.name for entry in tmp_path.iterdir()] == ["pairs.tsv"]


def test_missing_and_broken_files(tmp_path: Path) -> None:
    missing = tmp_path / "missing.tsv"
    assert f"{missing} does not exist" in refusal(missing, "-o", tmp_path / "data", code=4)
    for name in ("a.zip", "a.tsv.gz"):
        (tmp_path / name).write_bytes(b"no archive")
        assert f"{name} cannot be read" in refusal(tmp_path / name, "-o", tmp_path / "data", code=4)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_exists(tmp_path: Path, pairs_file: Path) -> None:
    target = tmp_path / "data"
    assert run(pairs_file, "-o", target).exit_code == 0
    before = {path: path.read_bytes() for path in target.iterdir()}
    assert "data exists" in refusal(pairs_file, "-o", target, "--dev", "5", code=2)
    # Refused before the work: not even the missing source is noticed.
    assert "data exists" in refusal(tmp_path / "missing.tsv", "-o", target, code=2)
    assert {path: path.read_bytes() for path in target.iterdir()} == before
    assert run(pairs_file, "-o", target, "--dev", "5", "--overwrite").exit_code == 0
    assert len(read_dataset(target).dev) == 5
    # Overwriting what then proves unusable loses nothing.
    refusal(tmp_path / "missing.tsv", "-o", target, "--overwrite", code=4)
    assert len(read_dataset(target).dev) == 5


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--dev", "lots"),
        ("--test", "100%"),
        ("--dev", "500"),
        ("--max-length", "0"),
        ("--max-ratio", "0.5"),
        ("--max-ratio", "nan"),
        ("--rules", "nfc,shouting"),
        ("--seed", "x"),
    ],
)
def test_option_values_without_sense(
    tmp_path: Path, pairs_file: Path, option: str, value: str
) -> None:
    refusal(pairs_file, "-o", tmp_path / "data", option, value, code=2)
    assert not (tmp_path / "data").exists()


def test_parts_smaller_than_asked_are_told(tmp_path: Path) -> None:
    path = tmp_path / "nouns.tsv"
    path.write_text("".join(f"noun {n}\tfeminine\n" for n in range(20)))
    result = run(path, "-o", tmp_path / "data", "--dev", "5", "--test", "0")
    assert result.exit_code == 0, result.output
    assert "Warning: The dev part has 0 sources of the 5 asked for" in result.stderr
    assert "test part" not in result.stderr


def test_characters_that_cannot_be_seen_are_escaped() -> None:
    assert [visible(c) for c in ("ñ", "[", "\u0301", "\u3000", "\u200d", "\U000e0001")] == [
        "ñ",
        "[",
        "\\u0301",
        "\\u3000",
        "\\u200d",
        "\\U000e0001",
    ]
