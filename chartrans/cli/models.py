"""`chartrans models`: which models there are to be named, or chosen by their languages."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartrans.cli import terminal
from chartrans.cli.options import json_option, quiet_option
from chartrans.errors import ModelError

if TYPE_CHECKING:
    from rich.table import Table

# The scores that stand in the list, where a card has them; `chartrans info` tells all.
SHOWN_SCORES = ("chrF", "BLEU", "exact match %", "value")


@click.command(
    epilog="""\b
Examples:
  chartrans models
  chartrans models | cut -f 1
  chartrans models --json | jq '.[] | select(.default) | .path'"""
)
@json_option
@quiet_option
def command(as_json: bool) -> None:
    """List the models that came with the program and your own.

    A model file that lies in your models folder is found by its name without the ending, as by
    `chartrans translate -m NAME`, and by its languages, as by --from en --to es; there it goes
    before a bundled one of the same name. The folder is told below the list; the environment
    variable CHARTRANS_MODELS names another.

    On a terminal the list is a table. In a pipe it is a model a line: name, languages, size in
    bytes, scores and path, with tabs between.
    """
    from chartrans.resources import own_models_folder

    models = list(_models())
    if as_json:
        click.echo(json.dumps(models, ensure_ascii=False))
    elif sys.stdout is not None and sys.stdout.isatty():
        terminal.table_to_stdout(_table(models))
    else:
        for model in models:
            click.echo("\t".join(terminal.printable(cell) for cell in _cells(model)))
    terminal.note(f"Your own models go into {own_models_folder()}.")


def _models() -> Iterator[dict[str, Any]]:
    """What `--json` prints of each usable model; the others are warned of."""
    from chartrans.nets.model_header import read_header
    from chartrans.nets.model_path import known_models, languages_of
    from chartrans.resources import bundled_models

    bundled, default = bundled_models(), _default()
    for path in known_models():
        try:
            card = read_header(path)["card"]
        except ModelError as error:
            terminal.warn(f"{error}.")
            continue
        source, target = languages_of(card)
        scores = card.get("scores")
        yield {
            "name": path.stem,
            "source_language": source,
            "target_language": target,
            "bytes": path.stat().st_size,
            "created": str(card.get("created") or ""),
            "licence": str(card.get("licence") or ""),
            "scores": scores if isinstance(scores, dict) else {},
            "bundled": path in bundled,
            "default": path == default,
            "path": str(path),
        }


def _default() -> Path | None:
    from chartrans.nets.model_path import find_model

    try:
        return find_model()
    except ModelError as error:
        terminal.warn(f"{error}.")
        return None


def _cells(model: Mapping[str, Any]) -> list[str]:
    """The columns of a line."""
    languages = [model["source_language"], model["target_language"]]
    return [
        model["name"],
        " → ".join(languages) if all(languages) else "",
        str(model["bytes"]),
        "; ".join(_scores(model["scores"])),
        model["path"],
    ]


def _scores(scores: Mapping[str, Any]) -> Iterator[str]:
    """`dev: chrF 98.28, exact match % 93.0` for each group of scores on a card."""
    for name, value in scores.items():
        if isinstance(value, Mapping):
            told = ", ".join(f"{key} {value[key]}" for key in SHOWN_SCORES if key in value)
            if told:
                yield f"{name}: {told}"
        elif isinstance(value, (int, float)):
            yield f"{name} {value}"


def _table(models: list[dict[str, Any]]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("model", "languages"):
        table.add_column(heading, no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("scores", max_width=40)
    table.add_column("where", overflow="fold")
    for model in models:
        name, languages, _, scores, path = map(terminal.printable, _cells(model))
        size = f"{model['bytes'] / 1e6:.1f} MB"
        place = "bundled" if model["bundled"] else path
        default = ", the default" if model["default"] else ""
        table.add_row(name, languages, size, scores, f"{place}{default}")
    return table
