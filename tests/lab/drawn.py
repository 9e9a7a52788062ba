"""One figure of each kind."""

from __future__ import annotations

import math

from chartrans.lab.figures import Bars, Curve, Curves, Heat

CURVES = Curves(
    "growth", "Growth", "time (s)", "size (m)",
    [
        Curve("fast", [1.0, 2.0, 3.0], [1.0, 10.0, 100.0]),
        Curve("slow", [1.0, 2.0, 3.0], [1.0, math.inf, 3.0], "points"),
        Curve("the most", [1.0, 3.0], [100.0, 100.0], "bound"),
    ],
    log_y=True,
)  # fmt: skip
BARS = Bars("right", "Right", "share (%)", ["first", "second"],
            {"a": [50.0, 100.0], "b": [0.0, 25.0]}, (0.0, 100.0))  # fmt: skip
HEAT = Heat("grid", "Grid", "read", "written", "weight", ["x", "y"], ["p", "q"],
            [[0.0, 1.0], [math.nan, 0.5]], limits=(0.0, 1.0))  # fmt: skip
TEXTS = Heat("ticks", "Ticks", "tick", "", "probability", ["9", "10"], ["in", "out"],
             [[math.nan] * 2, [1.0, 0.0]], [["h", "i"], ["o", "n"]])  # fmt: skip
FIGURES = (CURVES, BARS, HEAT, TEXTS)
