"""The promises of the everyday sentences: their patterns, and the pairs made of them."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

SENTENCES = Path(__file__).resolve().parents[2] / "data" / "sentences"
FILES = sorted(SENTENCES.glob("*.txt"))


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(SENTENCES / "make.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> Iterator[dict[str, ModuleType]]:
    """The modules of the folder, which are called as those of other folders are."""
    names = ("fillers", "checks", "make")
    others = {name: sys.modules.pop(name, None) for name in names}
    sys.path.insert(0, str(SENTENCES))
    try:
        yield {name: importlib.import_module(name) for name in names}
    finally:
        sys.path.remove(str(SENTENCES))
        for name in names:
            del sys.modules[name]
            if other := others[name]:
                sys.modules[name] = other


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """The rows for each source language."""
    folder = tmp_path_factory.mktemp("sentences")
    rows = {}
    for source in ("en", "es"):
        path = folder / f"{source}.tsv"
        done = run(path, "--from", source)
        assert (done.returncode, done.stderr) == (0, "")
        rows[source] = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        assert done.stdout == f"{len(rows[source]):,} pairs to {path}\n"
    return rows


def test_the_files_have_no_faults() -> None:
    done = run("--check", *FILES)
    assert done.returncode == 0, done.stdout
    assert all(line.endswith("pairs, 0 lines to look at") for line in done.stdout.splitlines())
    assert done.stdout.count("\n") == len(FILES)


def test_every_file_is_in_use(script: dict[str, ModuleType]) -> None:
    make = script["make"]
    assert {*make.TOPICS, *make.ONLY_FROM["en"], *make.ONLY_FROM["es"]} == {p.stem for p in FILES}
    readme = (SENTENCES / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in FILES if f"`{p.name}`" not in readme] == []


def test_pairs_are_whole_and_a_source_has_one_translation(made: dict[str, list[list[str]]]) -> None:
    readme = (SENTENCES / "README.md").read_text(encoding="utf-8")
    for source, rows in made.items():
        assert f"{len(rows):,}" in readme
        assert {len(row) for row in rows} == {2}
        assert not [row for row in rows if any(re.search(r"[<>{}|]|^ | $|  |^$", t) for t in row)]
        sources = Counter(row[source == "es"].casefold() for row in rows)
        assert sources.most_common(1)[0][1] == 1


def test_the_same_bytes_each_time(
    made: dict[str, list[list[str]]], script: dict[str, ModuleType]
) -> None:
    for path in FILES[:3]:
        first = list(script["make"].pairs_of(path))
        assert first == list(script["make"].pairs_of(path))


@pytest.mark.parametrize(
    ("pattern", "pairs"),
    [
        (("Hi.", "Hola."), [("Hi.", "Hola.")]),
        (
            ("My {A:dog|cats} {B:sleep|eat}.", "Mi{A:|s} {A:perro|gatos} {B:duerme|come}."),
            [
                ("My dog sleep.", "Mi perro duerme."),
                ("My cats sleep.", "Mis gatos duerme."),
                ("My dog eat.", "Mi perro come."),
                ("My cats eat.", "Mis gatos come."),
            ],
        ),
        (("{A:|So} good .", "Bien."), [("good.", "Bien."), ("So good.", "Bien.")]),
    ],
)  # fmt: skip
def test_choices(
    pattern: tuple[str, str], pairs: list[tuple[str, str]], script: dict[str, ModuleType]
) -> None:
    assert list(script["make"].expanded(pattern, Random(1))) == pairs


def test_of_many_choices_some_are_drawn(script: dict[str, ModuleType]) -> None:
    make = script["make"]
    letters = "{A:a|b|c|d} {B:e|f|g|h}"
    drawn = list(make.expanded((letters, letters), Random(1)))
    assert len(set(drawn)) == len(drawn) == make.MOST
    assert all(english == spanish for english, spanish in drawn)


def test_fillers_are_the_same_on_both_sides(script: dict[str, ModuleType]) -> None:
    make = script["make"]
    pair = "<woman1> and <woman2>: <price> at <time>", "<woman2>, <woman1>: <price> a las <time>"
    drawn = list(make.filled(pair, Random(1)))
    assert len(drawn) == make.DRAWS
    for english, spanish in drawn:
        first, second, price, time = re.fullmatch(
            r"(\w+) and (\w+): (\d+\.\d\d) at (\d+:\d\d)", english
        ).groups()  # type: ignore[union-attr]
        assert first != second
        assert spanish == f"{second}, {first}: {price.replace('.', ',')} a las {time}"
    assert {s for _, s in make.filled(("<city>", "<city>"), Random(5))}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no tab", "not two columns"),
        ("{A:a|b}\t{A:a}", "letter A offers different numbers"),
        ("{a|b}\tc", "braces that are no"),
        ("<man>\tJuan", "not the same on both sides"),
        ("<moon>\t<moon>", "no filler <moon>"),
    ],
)
def test_a_wrong_line_is_named(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(f"# a comment\n\nYes.\tSí.\n{line}\n", encoding="utf-8")
    done = run("--check", path)
    assert done.returncode == 1
    assert f"{path}:4: " in done.stderr
    assert message in done.stderr


@pytest.mark.parametrize(
    ("english", "spanish", "fault"),
    [
        ("Yes.", "", "one side is empty"),
        ("Yes…", "Sí.", "a strange character in English"),
        ("Yes.", "Sì.", "a strange character in Spanish"),
        ("I am am here.", "Estoy aquí.", "'am' twice"),
        ("It is a apple.", "Es una manzana.", "a or an"),
        ("It is an pear.", "Es una pera.", "a or an"),
        ("I go to the bank.", "Voy a el banco.", "al or del"),
        ("Come here.", "Ven aquí", "a final mark on one side only"),
        ("Come here!", "Ven aquí.", "different final marks"),
        ("Come here!", "Ven aquí!", "! without ¡"),
        ("come here.", "Ven aquí.", "a sentence without a capital"),
        ("Is it you?", "¿eres tú?", "a sentence without a capital"),
    ],
)
def test_faults(english: str, spanish: str, fault: str, script: dict[str, ModuleType]) -> None:
    assert fault in list(script["checks"].faults(english, spanish))


def test_two_translations_are_told(tmp_path: Path) -> None:
    path = tmp_path / "two.txt"
    path.write_text("Yes.\tSí.\nyes.\tClaro.\n", encoding="utf-8")
    done = run("--check", path)
    assert done.returncode == 1
    assert "line 1 translates it otherwise: Sí." in done.stdout
