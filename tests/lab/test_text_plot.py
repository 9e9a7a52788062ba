from __future__ import annotations

from dataclasses import replace

import pytest

from chartrans.lab.figures import Curve, Curves
from chartrans.lab.text_plot import (
    HEIGHT,
    WIDTH,
    limits_of,
    number,
    points_of,
    text_plot,
)
from tests.lab.drawn import BARS, CURVES, HEAT, TEXTS


def field_of(text: str) -> list[str]:
    """What stands right of the axis, top line first."""
    return [line.split("│", 1)[1].ljust(WIDTH) for line in text.splitlines() if "│" in line]


def test_a_point_lies_where_its_values_say() -> None:
    field = field_of(text_plot(CURVES))
    assert len(field) == HEIGHT
    fast = {(x, y) for y, row in enumerate(field) for x, mark in enumerate(row) if mark == "●"}
    # logarithmic: 10 is half-way from 1 to 100; the slow curve's first point hides the first one
    assert (WIDTH - 1, 0) in fast
    assert any(abs(x - WIDTH / 2) <= 1 and abs(y - HEIGHT / 2) <= 1 for x, y in fast)
    assert field[-1][0] == "▲"
    assert field[0].count("┄") > WIDTH / 2


def test_axes_and_curves_are_named() -> None:
    lines = text_plot(CURVES).splitlines()
    assert lines[:2] == ["Growth", "size (m), log"]
    assert lines[2].startswith("100 │")
    assert lines[1 + HEIGHT].startswith("  1 │")
    assert lines[-2].split() == ["1", "time", "(s)", "3"]
    assert lines[-1].strip() == "● fast   ▲ slow   ┄ the most"


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert points_of(CURVES)[1] == [(1.0, 1.0), (3.0, 3.0)]
    curves = [Curve("a", [0.0, 1.0], [0.0, -1.0])]
    assert points_of(replace(CURVES, curves=curves)) == [[]]
    assert points_of(replace(CURVES, curves=curves, log_y=False)) == [[(0.0, 0.0), (1.0, -1.0)]]
    assert "nothing to draw" in text_plot(replace(CURVES, curves=curves))


@pytest.mark.parametrize("y", [[2.0], [2.0, 2.0]])
def test_a_flat_curve_can_be_drawn(y: list[float]) -> None:
    text = text_plot(Curves("a", "A", "x", "y", [Curve("a", list(range(len(y))), y)]))
    assert "●" in text


def test_what_lies_beyond_the_limits_is_not_drawn() -> None:
    text = text_plot(replace(CURVES, y_limits=(1.0, 20.0)))
    assert "●" not in field_of(text)[0]


def test_bars_are_as_long_as_their_share() -> None:
    lines = text_plot(BARS).splitlines()
    lengths = [line.count("█") for line in lines if "│" in line]
    assert lengths == [20, 0, 40, 10]
    assert lines[2] == "first"
    assert lines[3].endswith(" 50")


def test_a_curve_without_a_label_is_drawn_and_not_named() -> None:
    curves = [*CURVES.curves[:2], replace(CURVES.curves[2], label="")]
    text = text_plot(replace(CURVES, curves=curves))
    assert text.splitlines()[-1].strip() == "● fast   ▲ slow"
    assert "┄" in text


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.25, "0.25"), (999.0, "999"), (5_000.0, "5,000"), (1e6, "1,000,000"), (1e12, "1e+12")],
)
def test_large_numbers_are_parted(value: float, written: str) -> None:
    assert number(value) == written


def test_a_signed_grid_reaches_as_far_to_both_sides() -> None:
    grid = replace(HEAT, limits=None, values=[[-3.0, 1.0], [0.0, 0.5]])
    assert limits_of(grid) == (-3.0, 1.0)
    assert limits_of(replace(grid, signed=True)) == (-3.0, 3.0)


def test_cells_are_shaded() -> None:
    lines = text_plot(HEAT).splitlines()
    assert lines[1:4] == ["  │xy", "p │ █", "q │ ▒"]
    assert lines[4].strip() == "weight: 0  ░▒▓█ 1"


def test_texts_stand_above_their_shades() -> None:
    lines = text_plot(TEXTS).splitlines()
    assert [line.rstrip() for line in lines[1:5]] == [
        "    │ 9 10", " in │ h  i", "out │ o  n", "    │███"
    ]  # fmt: skip


def test_a_grid_too_wide_for_a_terminal_says_so() -> None:
    wide = replace(HEAT, columns=["x"] * 100, values=[[0.0] * 100] * 2)
    assert "too wide" in text_plot(wide)
