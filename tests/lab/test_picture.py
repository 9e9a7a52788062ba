from __future__ import annotations

import struct

import pytest

from tests.lab.drawn import FIGURES

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
