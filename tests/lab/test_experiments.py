"""Every experiment, in its smallest size: all that the command needs of it is there."""

from __future__ import annotations

import io
import json
import math
from importlib import import_module

import pytest

from chartrans.cli.lab import drawn_table
from chartrans.errors import UsageProblem
from chartrans.lab.experiments import EXPERIMENTS, SIZES, run_experiment
from chartrans.lab.figures import Bars, Curves, Heat
from chartrans.lab.page import Entry, page
from chartrans.lab.result import Result
from chartrans.lab.text_plot import text_plot
from chartrans.lab.work import Work

LONGEST_LINE = 70


@pytest.fixture(scope="module", params=EXPERIMENTS)
def ran(request: pytest.FixtureRequest) -> tuple[str, Result, list[tuple[float, float]]]:
    told: list[tuple[float, float]] = []
    work = Work(seed=3, threads=2, tell=lambda done, total: told.append((done, total)))
    return request.param, run_experiment(request.param, "tiny", work), told


def test_a_result_tells_all_there_is_to_tell(ran) -> None:
    _, result, _ = ran
    assert result.tables
    assert result.figures
    assert all(len(row) == len(table.columns) for table in result.tables for row in table.rows)
    assert result.numbers["seed"] == 3
    assert result.numbers["size"]
    assert result.checks
    for text in (result.expected, result.seen):
        assert text[0].isupper()
        assert text.endswith(".")
        assert "nan" not in text.split()
    assert any(character.isdigit() for character in result.seen)
    assert any(character.isdigit() for character in result.source), "a source has a year"
    assert not result.source.endswith(".")


def test_tables_fit_into_a_terminal(ran) -> None:
    from rich.console import Console

    _, result, _ = ran
    console = Console(width=80, record=True, file=io.StringIO(), legacy_windows=False)
    for table in result.tables:
        console.print(drawn_table(table))
    assert "…" not in console.export_text()


def test_a_result_is_json_and_html(ran) -> None:
    name, result, _ = ran
    json.dumps(result.to_json(), allow_nan=False)
    assert result.tables[0].title in page([Entry(name, EXPERIMENTS[name][1], result)])


def test_figures_can_be_drawn_and_named(ran) -> None:
    _, result, _ = ran
    names = [figure.name for figure in result.figures]
    assert len(set(names)) == len(names)
    for figure in result.figures:
        assert figure.name.replace("_", "").isalnum()
        assert figure.title
        assert figure.title in text_plot(figure)
        if isinstance(figure, Curves):
            assert figure.x_label
            assert figure.y_label
            assert all(len(curve.x) == len(curve.y) for curve in figure.curves)
        elif isinstance(figure, Bars):
            assert all(len(bars) == len(figure.labels) for bars in figure.series.values())
        else:
            assert isinstance(figure, Heat)
            assert [len(row) for row in figure.values] == [len(figure.columns)] * len(figure.rows)


def test_the_progress_arrives(ran) -> None:
    _, _, told = ran
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 0
    assert all(math.isfinite(total) for _, total in told)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_it_is_registered_with_a_line_and_all_sizes(name: str) -> None:
    module, line = EXPERIMENTS[name]
    assert set(import_module(module).SIZES) == set(SIZES)
    assert module == f"chartrans.lab.{name}"
    assert 0 < len(line) <= LONGEST_LINE
    assert not line.endswith(".")


def test_the_seed_decides() -> None:
    numbers = [run_experiment("baseline", "tiny", Work(seed, 2)).numbers for seed in (1, 1, 2)]
    assert numbers[0] == numbers[1]
    assert numbers[0]["scores"] != numbers[2]["scores"]


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(UsageProblem, match="no experiment is called 'lags'; there are baseline"):
        run_experiment("lags", "tiny", Work())
