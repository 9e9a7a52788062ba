"""Figures drawn as PNG; needs matplotlib, which only the extra `plot` brings."""

from __future__ import annotations

import io
import math
from typing import Any

from matplotlib.figure import Figure as Sheet
from matplotlib.ticker import LogLocator, NullFormatter

from chartrans.lab.figures import Bars, Curves, Figure, Heat
from chartrans.lab.text_plot import limits_of, number, points_of

# Okabe & Ito 2008: told apart by the colour-blind too; after black, the strongest contrasts first.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = "o^sDvPX"
GREY = "#666666"
SHADES = "Blues"  # white to dark: the same to the colour-blind, and printed in grey
SIGNED = "RdBu"  # red below 0, white, blue above
DPI = 110
MOST_TICKS = 8  # values on a logarithmic axis that are each named, in place of powers of ten
FEW_DECADES = 200.0  # so much between the ends of a logarithmic axis is told in numbers
KEY, LEGEND = 7, 112  # characters that the key before a name takes, and those of a line
CELL = 0.19  # inches of a cell of a grid of many columns


def png(figure: Figure) -> bytes:
    """The figure as the bytes of a PNG, about as wide as a page of text."""
    if isinstance(figure, Heat):
        sheet = _heat(figure)
    else:
        sheet = Sheet(figsize=(7.5, 4.2), layout="constrained")
        axes = sheet.add_subplot()
        if isinstance(figure, Curves):
            _curves(axes, figure)
        else:
            _bars(axes, figure)
    drawn = io.BytesIO()
    sheet.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    return drawn.getvalue()


def _curves(axes: Any, figure: Curves) -> None:
    drawn = 0
    for curve, points in zip(figure.curves, points_of(figure), strict=True):
        x, y = [x for x, _ in points], [y for _, y in points]
        if curve.style == "bound":
            axes.plot(x, y, "--", color=GREY, linewidth=1.2, label=curve.label)
            continue
        colour, marker = COLOURS[drawn % len(COLOURS)], MARKERS[drawn % len(MARKERS)]
        line = "none" if curve.style == "points" else "-"
        marked = marker if len(points) <= 40 or line == "none" else None
        axes.plot(
            x, y, linestyle=line, color=colour, marker=marked, markersize=5, label=curve.label
        )
        drawn += 1
    if figure.log_x:
        axes.set_xscale("log")
        ticks = sorted({x for points in points_of(figure) for x, _ in points})
        if len(ticks) <= MOST_TICKS:
            axes.set_xticks(ticks, [number(tick) for tick in ticks])
            axes.set_xticks([], minor=True)
    else:
        axes.xaxis.set_major_formatter(lambda value, _: number(value))
    if figure.log_y:
        axes.set_yscale("log")
        heights = [y for points in points_of(figure) for _, y in points]
        if heights and max(heights) < FEW_DECADES * min(heights):
            axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axes.yaxis.set_major_formatter(lambda value, _: number(value))
            axes.yaxis.set_minor_formatter(NullFormatter())
    low, high = figure.y_limits
    axes.set_ylim(bottom=low, top=high)
    axes.set_title(figure.title)
    axes.set_xlabel(figure.x_label)
    axes.set_ylabel(figure.y_label)
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    if len(figure.curves) > 1:
        _legend(axes, -0.14)


def _bars(axes: Any, figure: Bars) -> None:
    width = 0.8 / len(figure.series)
    for nth, (name, heights) in enumerate(figure.series.items()):
        shift = (nth - (len(figure.series) - 1) / 2) * width
        places = [place + shift for place in range(len(figure.labels))]
        colour = COLOURS[nth % len(COLOURS)]
        drawn = axes.bar(places, heights, width * 0.92, color=colour, label=name)
        axes.bar_label(drawn, fmt="%.3g", padding=2, fontsize=9)
    axes.set_xticks(range(len(figure.labels)), figure.labels)
    low, high = figure.y_limits
    axes.set_ylim(bottom=low, top=None if high is None else _with_room(low or 0.0, high))
    axes.set_title(figure.title)
    axes.set_ylabel(figure.y_label)
    if len(figure.series) > 1:
        _legend(axes, -0.09)


def _legend(axes: Any, height: float) -> None:
    """Below the axes, where it hides nothing."""
    names = axes.get_legend_handles_labels()[1]
    lines = math.ceil(sum(len(name) + KEY for name in names) / LEGEND)
    axes.legend(fontsize=9, ncols=math.ceil(len(names) / lines), loc="upper center",
                bbox_to_anchor=(0.5, height), frameon=False)  # fmt: skip


def _with_room(low: float, high: float) -> float:
    """The upper end of an axis with room for a number above the highest bar."""
    return high + 0.08 * (high - low)


def is_dark(value: float, low: float, high: float, signed: bool) -> bool:
    """Whether a text on a cell of that value has to be white."""
    if not math.isfinite(value) or high <= low:
        return False
    share = (value - low) / (high - low)
    return abs(2.0 * share - 1.0) > 0.65 if signed else share > 0.55


def _heat(figure: Heat) -> Sheet:
    columns, rows = len(figure.columns), len(figure.rows)
    wide = min(11.0, max(6.0, 1.8 + columns * max(CELL, 0.28 if figure.texts else 0.0)))
    tall = (wide - 1.8) * rows / columns + 1.2 if figure.square else 1.3 + rows * 0.35
    sheet = Sheet(figsize=(wide, min(max(tall, 2.0), 11.0)), layout="constrained")
    axes = sheet.add_subplot()
    low, high = limits_of(figure)
    shown = axes.imshow(
        figure.values, cmap=SIGNED if figure.signed else SHADES, vmin=low, vmax=high,
        aspect="equal" if figure.square else "auto", interpolation="nearest",
    )  # fmt: skip
    for row, texts in enumerate(figure.texts):
        for column, text in enumerate(texts):
            dark = is_dark(figure.values[row][column], low, high, figure.signed)
            axes.text(column, row, text, ha="center", va="center", color="w" if dark else "k")
    size = 8 if max(columns, rows) > 20 else 10
    axes.set_xticks(range(columns), figure.columns, fontsize=size)
    axes.set_yticks(range(rows), figure.rows, fontsize=size)
    axes.tick_params(length=0)
    axes.set_title(figure.title)
    axes.set_xlabel(figure.x_label)
    axes.set_ylabel(figure.y_label)
    sheet.colorbar(shown, ax=axes, label=figure.value_label, shrink=0.9, pad=0.02)
    return sheet
