from __future__ import annotations

import math
import struct

import pytest

from tests.lab.drawn import CURVES, FIGURES

pytest.importorskip("matplotlib")


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_becomes_a_png_of_readable_width(figure) -> None:
    from chartrans.lab.picture import png

    drawn = png(figure)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", drawn[16:24])
    assert 600 <= width <= 1250
    assert height >= 200
    assert png(figure) == drawn


def drawn_lines(monkeypatch: pytest.MonkeyPatch, figure) -> list:
    """The lines of the axes that a picture was made of."""
    from matplotlib.figure import Figure

    from chartrans.lab.picture import png

    sheets = []
    monkeypatch.setattr(Figure, "savefig", lambda sheet, *_, **__: sheets.append(sheet))
    png(figure)
    return sheets[0].axes[0].lines


def test_points_are_not_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    fast, slow, most = drawn_lines(monkeypatch, CURVES)
    assert [line.get_linestyle() for line in (fast, slow, most)] == ["-", "None", "--"]
    assert slow.get_marker() != "None"


@pytest.mark.parametrize(
    ("value", "signed", "dark"),
    [(0.5, False, False), (0.9, False, True), (0.5, True, False), (0.05, True, True),
     (0.95, True, True), (math.nan, True, False)],
)  # fmt: skip
def test_texts_are_light_on_dark_cells(value: float, signed: bool, dark: bool) -> None:
    from chartrans.lab.picture import is_dark

    assert is_dark(value, 0.0, 1.0, signed) == dark
    assert not is_dark(value, 1.0, 1.0, signed)
