"""Fixtures that more than one room's tests need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

PAIRS = (
    ("the cat sleeps", "el gato duerme"),
    ("the dog sleeps", "el perro duerme"),
    ("the cat eats", "el gato come"),
    ("where is the cat?", "¿dónde está el gato?"),
    ("where is my key?", "¿dónde está mi llave?"),
    ("i am cold", "tengo frío"),
    ("i am hungry", "tengo hambre"),
    ("good morning", "buenos días"),
    ("see you tomorrow!", "¡hasta mañana!"),
    ("the door is open", "la puerta está abierta"),
    ("the window is open", "la ventana está abierta"),
    ("she drinks water", "ella bebe agua"),
)


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator that starts at the same place in every test."""
    return np.random.default_rng(20260101)


@pytest.fixture
def pairs() -> list[tuple[str, str]]:
    """A dozen English–Spanish pairs with accents, ¿ and ¡, normalised, no duplicates."""
    return list(PAIRS)


@pytest.fixture
def pairs_file(tmp_path: Path) -> Path:
    """`pairs` as a tab-separated file, UTF-8."""
    path = tmp_path / "pairs.tsv"
    lines = "".join(f"{source}\t{target}\n" for source, target in PAIRS)
    path.write_bytes(lines.encode())
    return path
