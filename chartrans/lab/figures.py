"""Figures as data: what is to be drawn, for the terminal and for a picture alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Curve:
    """Points (x, y) that belong together. `style` is `line`, `points`, or `bound` (dashed grey).

    Curves without a label are left out of the legend.
    """

    label: str
    x: Sequence[float]
    y: Sequence[float]
    style: str = "line"


@dataclass(frozen=True)
class Curves:
    """Curves over a common axis. Points that are not finite, or not above 0 on a log axis, are
    left out.

    `name` is part of a file's name; labels of axes carry the unit in brackets; `y_limits` is the
    range that is shown, None at an end to let the points decide.
    """

    name: str
    title: str
    x_label: str
    y_label: str
    curves: list[Curve]
    log_x: bool = False
    log_y: bool = False
    y_limits: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True)
class Bars:
    """A bar for each label; with several series, groups of bars. `series` name -> heights."""

    name: str
    title: str
    y_label: str
    labels: list[str]
    series: dict[str, list[float]]
    y_limits: tuple[float | None, float | None] = (0.0, None)


@dataclass(frozen=True)
class Heat:
    """A grid of cells, `values[row][column]` told by colour, and `texts` written into them.

    A value of NaN leaves the cell empty. `limits` are the values of the lightest and the darkest
    cell, None for those of the data; `square` makes the picture's cells square. In a `signed` grid
    a picture tells values below 0 from those above by colour; its limits are then as far from 0.
    """

    name: str
    title: str
    x_label: str
    y_label: str
    value_label: str
    columns: list[str]
    rows: list[str]
    values: list[list[float]]
    texts: list[list[str]] = field(default_factory=list)
    limits: tuple[float, float] | None = None
    square: bool = False
    signed: bool = False


Figure = Curves | Bars | Heat
