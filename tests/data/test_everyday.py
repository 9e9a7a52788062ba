"""The promises of the everyday set, checked on the files as they lie in the repository.

Each check is a function that returns what is wrong; each is also shown a bad example.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from chartrans.corpus.dataset import load_pairs, references

Rows = list[tuple[str, str]]

DATA = Path(__file__).resolve().parents[2] / "data"
EVERYDAY = DATA / "everyday"
LEAST = {"en-es": 200, "es-en": 120}  # inputs
ENGLISH = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,?!:'\"-")
SPANISH = ENGLISH | set("áéíóúüñÁÉÍÓÚÜÑ¿¡")
# Loanwords and names that keep their accents in English.
EITHER = ENGLISH | set("áéíèñ")


def rows_of(path: Path) -> Rows:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(source, target) for source, target in (line.split("\t") for line in lines)]


@pytest.fixture(params=LEAST)
def direction(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def rows(direction: str) -> Rows:
    return rows_of(EVERYDAY / f"{direction}.tsv")


def key(text: str) -> str:
    """The sentence without case, accents and punctuation."""
    letters = (
        c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c)
    )
    return " ".join(re.findall(r"\w+", "".join(letters).replace("'", "")))


def repeated(rows: Rows) -> list[tuple[str, str]]:
    return [row for row, count in Counter(rows).items() if count > 1]


def scattered(rows: Rows) -> list[str]:
    """Inputs whose rows do not stand together, or that differ only in case and marks."""
    order = [source for source, _ in rows]
    heads = [s for i, s in enumerate(order) if i == 0 or order[i - 1] != s]
    return [head for head, count in Counter(map(key, heads)).items() if count > 1]


def untidy(rows: Rows) -> list[str]:
    texts = [text for row in rows for text in row]
    return [
        text
        for text in texts
        if text != " ".join(text.split())
        or text != unicodedata.normalize("NFC", text)
        or re.search(r" [,.?!:]|[{}|/=#]|,,|\.\.$", text)
    ]


def wrong_surface(rows: Rows) -> list[tuple[str, str]]:
    """Answers that do not follow the case and the last mark of their input."""
    return [
        (source, target)
        for source, target in rows
        if (source == source.lower()) != (target == target.lower()) or mark(source) != mark(target)
    ]


def mark(text: str) -> str:
    """What stands at the end, if it ends a sentence."""
    return text[-1] if text[-1] in ".?!" else ""


def twice_said(rows: Rows) -> list[str]:
    """Answers in which a word follows itself, as patterns with braces may write."""
    return [target for _, target in rows if re.search(r"\b(\w+) \1\b", target.lower())]


CHECKS: list[Callable[[Rows], object]] = [repeated, scattered, untidy, wrong_surface, twice_said]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_set_keeps_its_promise(check: Callable[[Rows], object], rows: Rows) -> None:
    assert check(rows) == []


GOOD: Rows = [("where is it", "dónde está"), ("where is it", "en dónde está"), ("I run.", "Corro.")]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_nothing_is_found_in_a_good_example(check: Callable[[Rows], object]) -> None:
    assert check(GOOD) == []


@pytest.mark.parametrize(
    ("check", "row"),
    [
        (repeated, ("I run.", "Corro.")),
        (scattered, ("where is it", "dónde queda")),
        (scattered, ("Where is it?", "¿Dónde está?")),
        (untidy, ("a cat", "un  gato")),
        (untidy, ("a cat", "un ga\u0301to")),
        (untidy, ("a cat", "un {gato")),
        (untidy, ("A cat.", "Un gato .")),
        (wrong_surface, ("a cat", "Un gato")),
        (wrong_surface, ("A cat.", "un gato.")),
        (wrong_surface, ("A cat.", "Un gato")),
        (wrong_surface, ("a cat", "un gato.")),
        (twice_said, ("a cat", "un un gato")),
    ],
)
def test_a_broken_promise_is_found(check: Callable[[Rows], object], row: tuple[str, str]) -> None:
    assert check([*GOOD, row])


def strange_characters(rows: Rows, direction: str) -> set[str]:
    allowed = (ENGLISH, SPANISH) if direction == "en-es" else (SPANISH, EITHER)
    return {
        character
        for row in rows
        for text, good in zip(row, allowed, strict=True)
        for character in set(text) - good
    }


def test_characters(rows: Rows, direction: str) -> None:
    assert strange_characters(rows, direction) == set()
    assert strange_characters([("é", "ñ")], "en-es") == {"é"}
    assert strange_characters([("ñ", "ñ’")], "es-en") == {"’"}


def test_there_are_enough_of_each_kind(rows: Rows, direction: str) -> None:
    sources = list(dict.fromkeys(source for source, _ in rows))
    assert len(sources) >= LEAST[direction]
    hasty = [s for s in sources if s == s.lower() and s[-1] not in ".?!"]
    assert 0.6 < len(hasty) / len(sources) < 0.9
    assert sum(" " not in s for s in sources) >= 5
    assert sum(any(map(str.isdigit, s)) for s in sources) >= 8
    assert sum(bool(re.search(r"[.?!] ", s)) for s in sources) >= 8


def known(side: int) -> set[str]:
    """What the starter corpus has on one side, without case, accents and marks."""
    return {key(row[side]) for path in (DATA / "starter").glob("*.tsv") for row in rows_of(path)}


def test_no_input_stands_in_the_starter_corpus(rows: Rows, direction: str) -> None:
    starter = known(0 if direction == "en-es" else 1)
    assert key("I LIKE pizza!" if direction == "en-es" else "¡me gusta la PIZZA!") in starter
    assert {key(source) for source, _ in rows} & starter == set()


def test_evaluate_takes_the_rows_of_an_input_as_its_references(direction: str, rows: Rows) -> None:
    sources, targets = references(load_pairs(EVERYDAY / f"{direction}.tsv", "test"))
    assert sources == list(dict.fromkeys(source for source, _ in rows))
    assert [(s, t) for s, of in zip(sources, targets, strict=True) for t in of] == rows


def test_the_readme_tells_the_counts() -> None:
    text = (EVERYDAY / "README.md").read_text(encoding="utf-8")
    for name in LEAST:
        rows = rows_of(EVERYDAY / f"{name}.tsv")
        assert f"{len(rows):,}" in text
        assert str(len({source for source, _ in rows})) in text


# What makes it.


def make(folder: Path, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(folder / "make.py"), "--output", str(output)]
    return subprocess.run(command, capture_output=True, text=True)


def test_rebuilding_gives_the_same_bytes(tmp_path: Path) -> None:
    assert make(EVERYDAY, tmp_path).returncode == 0
    for name in LEAST:
        path = f"{name}.tsv"
        assert (tmp_path / path).read_bytes() == (EVERYDAY / path).read_bytes()


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("a = x", ["x"]),
        ("a = {x|y} z / w", ["x z", "y z", "w"]),
        ("a = x {y |}{z|v {w|}}", ["x y z", "x y v w", "x y v", "x z", "x v w", "x v"]),
        ("a = {A:x|y} {B:1|2} {A:p|q}", ["x 1 p", "x 2 p", "y 1 q", "y 2 q"]),
        ("a = it's {7:45|7.45} / it's 7:45", ["it's 7:45", "it's 7.45"]),
    ],
)
def test_patterns(tmp_path: Path, line: str, answers: list[str]) -> None:
    done = made_of(tmp_path, f"# heading\n\n{line}\n")
    assert done.returncode == 0, done.stderr
    assert rows_of(tmp_path / "en-es.tsv") == [("a", answer) for answer in answers]


@pytest.mark.parametrize(
    "line", ["a", "a = ", "a = {x|y", "a = {A:x|y} {A:z}", "a = " + "{a|b|c}" * 6]
)
def test_slips_stop_the_making(tmp_path: Path, line: str) -> None:
    done = made_of(tmp_path, line)
    assert (done.returncode, done.stdout) == (1, "")
    assert line.removeprefix("a = ") in done.stderr


def made_of(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "make.py").write_bytes((EVERYDAY / "make.py").read_bytes())
    (folder / "en-es.txt").write_text(text)
    (folder / "es-en.txt").write_text("a = b\n")
    return make(folder, folder)
