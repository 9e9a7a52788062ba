"""The table on stdout, and the same figures as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import llvmlite.binding
import numba
import numpy

import chartrans
from chartrans.cli.output import open_output
from chartrans.core.host import HAS_BF16, LANES
from tests.bench.settings import Row, Settings

FORMAT = 1


def machine(settings: Settings) -> dict[str, Any]:
    """Where and when the figures were taken."""
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "cpu": llvmlite.binding.get_host_cpu_name(),
        "system": platform.platform(),
        "threads": settings.threads,
        "vector_lanes": LANES,
        "bfloat16": HAS_BF16,
        "load": [round(load, 2) for load in os.getloadavg()],
        "chartrans": chartrans.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "numba": numba.__version__,
        "quick": settings.quick,
    }


def heading(about: dict[str, Any]) -> str:
    """One line that says what machine the table is about."""
    bits = f"{32 * about['vector_lanes']}-bit vectors" + (", bfloat16" if about["bfloat16"] else "")
    return (
        f"chartrans {about['chartrans']} on {about['cpu']}, {bits}, {about['threads']} threads, "
        f"load {about['load'][0]}; medians; % of the peak of the threads used"
    )


def table(section: str, rows: Sequence[Row]) -> str:
    """The rows of a section, under its name, without the last line feed."""
    lines = [f"\n{section:<42}{'':>22}{'of peak':>9}{'ours/it':>9}"]
    for row in rows:
        value = "-" if row.value is None else f"{row.value:,.{_places(row.value)}f}"
        share = "" if row.share is None else f"{100 * row.share:.0f} %"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        line = f"  {row.what:<40}{value:>12} {row.unit:<9}{share:>9}{ratio:>9}  {row.note}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def _places(value: float) -> int:
    return 3 if value < 10 else 1 if value < 1000 else 0


def save(path: Path, about: dict[str, Any], sections: dict[str, list[Row]]) -> None:
    """All figures as JSON. Raises ChartransError where it cannot be written."""
    figures = {section: [asdict(row) for row in rows] for section, rows in sections.items()}
    content = {"format": FORMAT, "machine": about, "figures": figures}
    with open_output(path) as file:
        file.write(json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n")
