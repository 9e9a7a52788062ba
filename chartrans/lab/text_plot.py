"""Figures drawn with characters, for a terminal. No library, no colour."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

from chartrans.lab.figures import Bars, Curves, Figure, Heat

WIDTH, HEIGHT = 56, 14  # of the field of a plot of curves, in characters
MARKS = "●▲■◆○△"
BOUND = "┄"
SHADES = " ░▒▓█"
MANY, MOST = 1e3, 1e9  # numbers between which thousands are parted, and no powers of ten written
BAR = 40  # characters of the longest bar
WIDEST_HEAT = 72  # columns of a grid that a terminal still shows

Field = list[list[str]]
Point = tuple[float, float]


def text_plot(figure: Figure) -> str:
    """The figure as lines of text, without a line end after the last."""
    if isinstance(figure, Curves):
        return _curves(figure)
    return _bars(figure) if isinstance(figure, Bars) else _heat(figure)


def points_of(figure: Curves) -> list[list[Point]]:
    """For each curve the points that can be drawn."""

    def drawable(x: float, y: float) -> bool:
        above = (x > 0 or not figure.log_x) and (y > 0 or not figure.log_y)
        return math.isfinite(x) and math.isfinite(y) and above

    return [
        [(x, y) for x, y in zip(curve.x, curve.y, strict=True) if drawable(x, y)]
        for curve in figure.curves
    ]


class Axis:
    """From values to places 0 .. places - 1, and what is written at its two ends."""

    def __init__(self, low: float, high: float, log: bool, places: int) -> None:
        self.low, self.high, self._log, self._last = low, high, log, places - 1

    def place(self, value: float) -> int:
        """Where a value lies; beyond the ends it lies outside."""
        low, high, value = (self._scaled(one) for one in (self.low, self.high, value))
        return round((value - low) / (high - low) * self._last) if high > low else 0

    def _scaled(self, value: float) -> float:
        return math.log(value) if self._log else value


def _axis(
    values: Sequence[float], limits: tuple[float | None, float | None], log: bool, places: int
) -> Axis:
    low = min(values) if limits[0] is None else limits[0]
    high = max(values) if limits[1] is None else limits[1]
    return Axis(low, high, log, places)


def _curves(figure: Curves) -> str:
    curves = points_of(figure)
    every = [point for points in curves for point in points]
    if not every:
        return f"{figure.title}\n(nothing to draw: no finite point)"
    across = _axis([x for x, _ in every], (None, None), figure.log_x, WIDTH)
    up = _axis([y for _, y in every], figure.y_limits, figure.log_y, HEIGHT)
    field = [[" "] * WIDTH for _ in range(HEIGHT)]
    marks = iter(MARKS * (1 + len(curves) // len(MARKS)))
    legend = [""] * len(curves)
    # Bounds first, so that what was measured lies above them.
    order = sorted(range(len(curves)), key=lambda k: figure.curves[k].style != "bound")
    for k in order:
        curve = figure.curves[k]
        mark = BOUND if curve.style == "bound" else next(marks)
        places = [(across.place(x), up.place(y)) for x, y in curves[k]]
        if curve.style != "points":
            _join(field, places, mark if curve.style == "bound" else "·")
        for column, row in places:
            _put(field, column, row, mark)
        legend[k] = f"{mark} {curve.label}" if curve.label else ""
    return "\n".join(_framed(figure, field, across, up, legend))


def _join(field: Field, places: list[tuple[int, int]], mark: str) -> None:
    """Straight lines between the places, where nothing stands yet."""
    for (x0, y0), (x1, y1) in itertools.pairwise(places):
        steps = max(abs(x1 - x0), abs(y1 - y0))
        for k in range(1, steps):
            column, row = round(x0 + (x1 - x0) * k / steps), round(y0 + (y1 - y0) * k / steps)
            if 0 <= column < WIDTH and 0 <= row < HEIGHT and field[HEIGHT - 1 - row][column] == " ":
                field[HEIGHT - 1 - row][column] = mark


def _put(field: Field, column: int, row: int, mark: str) -> None:
    if 0 <= column < WIDTH and 0 <= row < HEIGHT:
        field[HEIGHT - 1 - row][column] = mark


def _framed(figure: Curves, field: Field, across: Axis, up: Axis, legend: list[str]) -> list[str]:
    low, high = f"{up.low:.3g}", f"{up.high:.3g}"
    left = max(len(low), len(high))
    names = [high, *[""] * (HEIGHT - 2), low]
    rows = [f"{name:>{left}} │{''.join(row)}" for name, row in zip(names, field, strict=True)]
    first, last = number(across.low), number(across.high)
    gap = max(1, WIDTH - len(first) - len(last))
    middle = _fitted(figure.x_label + (", log" if figure.log_x else ""), gap)
    return [
        figure.title,
        f"{figure.y_label}{', log' if figure.log_y else ''}",
        *(row.rstrip() for row in rows),
        f"{' ' * left} └{'─' * WIDTH}",
        f"{' ' * left}  {first}{middle}{last}",
        f"{' ' * left}  {'   '.join(name for name in legend if name)}",
    ]


def number(value: float) -> str:
    """As it is written at an axis of steps or sizes: 0.25, 12,000, 1e+12."""
    return f"{value:,.0f}" if MANY <= abs(value) < MOST else f"{value:.4g}"


def _fitted(text: str, width: int) -> str:
    return text.center(width) if len(text) + 2 <= width else " " * width


def _bars(figure: Bars) -> str:
    heights = [h for series in figure.series.values() for h in series if math.isfinite(h)]
    low = figure.y_limits[0] or 0.0
    high = figure.y_limits[1] or max(heights, default=0.0)
    left = max(len(name) for name in figure.series)
    out = [f"{figure.title}", figure.y_label]
    for place, label in enumerate(figure.labels):
        if label:
            out.append(label)
        for name, series in figure.series.items():
            height = series[place]
            share = (height - low) / (high - low) if high > low and math.isfinite(height) else 0.0
            bar = "█" * round(BAR * min(max(share, 0.0), 1.0))
            out.append(f"  {name:<{left}} │{bar} {height:.4g}")
    return "\n".join(out)


def _heat(figure: Heat) -> str:
    if len(figure.columns) > WIDEST_HEAT:
        return f"{figure.title}\n(too wide for a terminal: {len(figure.columns)} columns)"
    shade = _shader(figure)
    cells = figure.texts or [[""] * len(figure.columns) for _ in figure.rows]
    wide = max(len(text) for row in [*cells, figure.columns] for text in row)
    wide += wide > 1  # a space between words and numbers
    left = max(len(name) for name in figure.rows)
    out = [figure.title, f"{' ' * left} │" + "".join(f"{c:^{wide}}" for c in figure.columns)]
    for name, texts, values in zip(figure.rows, cells, figure.values, strict=True):
        row = "".join(
            f"{text or shade(value) * wide:^{wide}}"
            for text, value in zip(texts, values, strict=True)
        )
        out.append(f"{name:>{left}} │{row}".rstrip())
        if figure.texts and any(math.isfinite(value) for value in values):
            out.append(f"{'':>{left}} │{''.join(shade(value) * wide for value in values)}".rstrip())
    out.append(f"{' ' * left}  {figure.value_label}: {_scale(figure)}")
    return "\n".join(out)


def limits_of(figure: Heat) -> tuple[float, float]:
    """The values of the lightest and the darkest cell."""
    values = [value for row in figure.values for value in row if math.isfinite(value)]
    low, high = min(values, default=0.0), max(values, default=0.0)
    if figure.signed:
        high = max(-low, high)
        low = -high
    return figure.limits or (low, high)


def _shader(figure: Heat) -> Callable[[float], str]:
    low, high = limits_of(figure)

    def shade(value: float) -> str:
        if not math.isfinite(value) or high <= low:
            return " "
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return SHADES[round(share * (len(SHADES) - 1))]

    return shade


def _scale(figure: Heat) -> str:
    low, high = limits_of(figure)
    return f"{low:.3g} {SHADES} {high:.3g}"
