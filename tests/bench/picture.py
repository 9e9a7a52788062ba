"""The figures drawn; needs matplotlib, which only the extra `plot` brings."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from chartrans.cli.output import open_output
from tests.bench.settings import Row

COLOURS = {"gemm": "#3b6ea8", "training": "#c06b2c", "cells": "#4f8a5b"}


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw(path: Path, title: str, sections: dict[str, list[Row]]) -> None:
    """Shares of peak, thread scaling and growth as one PNG. Raises ChartransError."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(14, 9), layout="constrained")
    figure.suptitle(title, fontsize=10)
    grid = figure.add_gridspec(2, 4)
    _shares(figure.add_subplot(grid[:, :2]), sections)
    _threads(figure.add_subplot(grid[0, 2]), sections.get("threads", []))
    for place, what in (((0, 3), "length"), ((1, 2), "batch"), ((1, 3), "hidden")):
        _growth(figure.add_subplot(grid[place]), what, sections.get("growth", []))
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=120)
    with open_output(path) as file:
        file.write(drawn.getvalue())


def _shares(axes: Any, sections: dict[str, list[Row]]) -> None:
    bars = [
        (f"{section}: {row.what}", 100 * row.share, COLOURS[section])
        for section in COLOURS
        for row in sections.get(section, [])
        if row.share is not None
    ]
    axes.set_title("share of peak, %")
    axes.set_xlim(0, 100)
    if bars:
        names, shares, colours = zip(*reversed(bars), strict=True)
        drawn = axes.barh(names, shares, color=colours)
        axes.bar_label(drawn, fmt="%.0f", padding=3, fontsize=8)
    axes.tick_params(labelsize=8)


def _threads(axes: Any, rows: list[Row]) -> None:
    axes.set_title("training step: times one thread")
    for name in dict.fromkeys(row.series for row in rows if row.series):
        points = [(row.at, row.value) for row in rows if row.series == name and row.value]
        first = points[0][1]
        axes.plot([n for n, _ in points], [rate / first for _, rate in points], "o-", label=name)
        axes.plot([n for n, _ in points], [n for n, _ in points], ":", color="grey")
        axes.set_xticks([n for n, _ in points])
        axes.legend(fontsize=8)
    axes.set_xlabel("threads")


def _growth(axes: Any, what: str, rows: list[Row]) -> None:
    points = [(row.at, row.value) for row in rows if row.series == what and row.value]
    axes.set_title(f"characters/s by {what}")
    axes.plot([at for at, _ in points], [rate for _, rate in points], "o-", color="#3b6ea8")
    if points:
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        axes.set_xticks([at for at, _ in points], [f"{at:.0f}" for at, _ in points])
