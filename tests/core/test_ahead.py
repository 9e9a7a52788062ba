"""What is fetched ahead: all of the next panel where tiles suffice, and nothing beyond it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chartrans.core import gemm
from chartrans.core.ahead import LINES, first_line, following, sharing
from chartrans.core.host import CACHE_LINE, ROWS, WIDTH
from chartrans.core.panels import panel_words

ROW = 4 * WIDTH  # bytes


def fetched(tiles: int, depth: int, ahead_row: int, ahead_rows: int) -> set[int]:
    """The offsets that so many tiles ask for, as the tile's loop does."""
    slow = sharing(tiles * ROWS, ahead_rows)
    begins = [first_line(n, depth, slow, ahead_row, ahead_rows) for n in range(tiles)]
    pace = ahead_row * ahead_rows
    return {begin + (k >> slow) * pace for begin in begins for k in range(depth)}


@pytest.mark.parametrize("depth", [1, 2, 7, 64, 333])
@pytest.mark.parametrize(("ahead_row", "ahead_rows"), [(ROW, 1), (5 * ROW, 1), (5 * ROW, 2)])
def test_what_is_fetched(depth: int, ahead_row: int, ahead_rows: int) -> None:
    rows = np.arange(depth * ahead_rows) * ahead_row
    lines = {row + line * CACHE_LINE for row in rows.tolist() for line in range(LINES)}
    for tiles in range(1, 70):
        asked = fetched(tiles, depth, ahead_row, ahead_rows)
        assert asked <= lines, f"{tiles} tiles go beyond the panel"
        if tiles >= LINES * ahead_rows:
            assert asked == lines, f"{tiles} tiles leave something out"


def test_tiles_share_the_steps() -> None:
    few = LINES
    assert [sharing(tiles * ROWS, 1) for tiles in (1, few, 2 * few, 4 * few)] == [0, 0, 1, 2]
    assert sharing(2 * few * ROWS, 2) == 0


def test_the_panel_after_the_last_is_the_first() -> None:
    columns = 2 * WIDTH + 1
    assert [following(j, columns) for j in (0, WIDTH, 2 * WIDTH)] == [WIDTH, 2 * WIDTH, 0]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The memory, from and to, that products run as plain Python would have fetched."""
    memory: list[tuple[int, int]] = []

    def panel(*arguments: Any) -> None:
        _, _, _, _, _, _, _, depth, ahead, ahead_row, ahead_rows, *_ = arguments
        memory.append((ahead, ahead + (depth * ahead_rows - 1) * ahead_row + ROW))

    monkeypatch.setattr(gemm, "_panel", panel)
    return memory


def assert_inside(array: np.ndarray, asked: list[tuple[int, int]]) -> None:
    begin = array.ctypes.data
    assert asked
    assert all(begin <= first and last <= begin + array.nbytes for first, last in asked)


def test_of_a_packed_operand_nothing_beyond_it_is_fetched(asked: list[tuple[int, int]]) -> None:
    depth, columns = 9, 3 * WIDTH - 2
    panels = np.zeros(panel_words(depth, columns, False), np.int32)
    a, c = np.zeros((ROWS + 1, depth), np.float32), np.zeros((ROWS + 1, columns), np.float32)
    gemm.multiply.py_func(c, a, panels, False, False, np.zeros(gemm.SCRATCH_WORDS, np.int32))
    assert_inside(panels, asked)


def test_of_an_operand_nothing_beyond_it_is_fetched(
    asked: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gemm, "_block", gemm._block.py_func)
    a, b = np.zeros((9, ROWS + 1), np.float32), np.zeros((9, 3 * WIDTH), np.float32)
    c, scratch = np.zeros((ROWS + 1, 3 * WIDTH), np.float32), np.zeros(gemm.SCRATCH_WORDS, np.int32)
    gemm.product.py_func(c, a, b, True, False, False, False, scratch)
    assert_inside(b, asked)
