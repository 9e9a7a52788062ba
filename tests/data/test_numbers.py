"""The numbers in Spanish words: known ones, and all others read back by another way."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MAKE = Path(__file__).resolve().parents[2] / "data" / "numbers" / "make.py"
VALUES = {
    "cero": 0, "un": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13,
    "catorce": 14, "quince": 15, "dieciséis": 16, "diecisiete": 17, "dieciocho": 18,
    "diecinueve": 19, "veinte": 20, "veintiún": 21, "veintiuno": 21, "veintidós": 22,
    "veintitrés": 23, "veinticuatro": 24, "veinticinco": 25, "veintiséis": 26, "veintisiete": 27,
    "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
    "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100,
    "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}  # fmt: skip


@pytest.fixture(scope="module")
def make() -> Any:
    spec = importlib.util.spec_from_file_location("make_numbers", MAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def value(text: str) -> int:
    """The number that the words stand for, added up word by word."""
    thousands, mil, rest = text.rpartition("mil")
    total = 1000 * (value(thousands.strip()) if thousands.strip() else 1) if mil else 0
    return total + sum(VALUES[word] for word in rest.split() if word != "y")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "cero"),
        (21, "veintiuno"),
        (31, "treinta y uno"),
        (40, "cuarenta"),
        (100, "cien"),
        (101, "ciento uno"),
        (515, "quinientos quince"),
        (1000, "mil"),
        (1234, "mil doscientos treinta y cuatro"),
        (21_000, "veintiún mil"),
        (31_001, "treinta y un mil uno"),
        (100_100, "cien mil cien"),
        (201_722, "doscientos un mil setecientos veintidós"),
        (999_999, "novecientos noventa y nueve mil novecientos noventa y nueve"),
    ],
)
def test_words(make: Any, number: int, text: str) -> None:
    assert make.words(number) == text


def test_words_can_be_read_back(make: Any) -> None:
    texts = {number: make.words(number) for number in (*range(2200), *range(2200, 10**6, 97))}
    assert [number for number, text in texts.items() if value(text) != number] == []
    assert len(set(texts.values())) == len(texts)
    assert [text for text in texts.values() if "uno mil" in text or "veintiun " in text] == []
    assert value("dos mil tres") == 2003


def test_the_file(tmp_path: Path, make: Any) -> None:
    path = tmp_path / "numbers.tsv"
    subprocess.run([sys.executable, "-B", str(MAKE), str(path)], check=True)
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len({number for number, _ in rows}) == 3600
    assert all(make.words(int(number)) == text for number, text in rows)
    assert {str(number) for number in range(100)} <= {number for number, _ in rows}
    before = path.read_bytes()
    subprocess.run([sys.executable, "-B", str(MAKE), str(path)], check=True)
    assert path.read_bytes() == before
