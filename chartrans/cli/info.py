"""`chartrans info`: what a model says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartrans.cli import terminal
from chartrans.cli.options import json_option
from chartrans.errors import ModelError

if TYPE_CHECKING:
    from rich.table import Table

Rows = Iterable[tuple[str, str]]

# Settings that every net is saved with and that say nothing about this one.
ATTENTION = ("attention", "attention_after")
RECURRENT = ("cell", "activation", "initial", "spectral_radius")
UNUSED = {
    "seq2seq": ("window", "feedback", "lag"),
    "transducer": ("bidirectional", *ATTENTION, "window"),
    "feedforward": ("bidirectional", *ATTENTION, "feedback", "lag", *RECURRENT),
}


@click.command(
    epilog="""\b
Examples:
  chartrans info starter-en-es
  chartrans info runs/mine
  chartrans info runs/mine --json | jq .card.scores"""
)
@click.argument("name", metavar="MODEL")
@json_option
def command(name: str, as_json: bool) -> None:
    """Show what a model is and what it was trained on.

    MODEL is a model file, a run folder or a name that `chartrans models` lists. Only the
    description in the file is read, not the weights.
    """
    from chartrans.nets.model_header import read_header
    from chartrans.nets.model_path import find_model

    path = find_model(name)
    try:
        info = _info(path, read_header(path))
        table = None if as_json else _table(info)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ):  # JSON, and a format, but not what we write
        raise ModelError(f"{path} has a damaged header; train or copy it again") from None
    if table is None:
        click.echo(json.dumps(info, ensure_ascii=False))
    else:
        terminal.table_to_stdout(table)


def _info(path: Path, header: Mapping[str, Any]) -> dict[str, Any]:
    """What `--json` prints; characters and bytes are counted, alphabets without special ids."""
    return {
        "file": str(path),
        "bytes": path.stat().st_size,
        "format": header["format"],
        "architecture": dict(header["architecture"]),
        "parameters": int(header["parameters"]),
        "precision": str(header["precision"]),
        "alphabets": {side: str(header[side]["characters"]) for side in ("source", "target")},
        "rules": list(header["rules"]),
        "max_length": int(header["max_length"]),
        "sentences": bool(header.get("sentences", False)),
        "card": dict(header["card"]),
    }


def _table(info: Mapping[str, Any]) -> Table:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for rows in (_card(info["card"]), _net(info), _text(info), _history(info["card"])):
        for label, value in rows:
            if value:
                table.add_row(label, terminal.printable(value))
    return table


def _card(card: Mapping[str, Any]) -> Rows:
    """Who the model is and what may be done with it."""
    languages = [str(card.get(f"{side}_language") or "") for side in ("source", "target")]
    yield "name", str(card.get("name") or "")
    yield "languages", " → ".join(languages) if all(languages) else ""
    for key in ("created", "version", "data", "attribution", "licence"):
        yield _label(key), _value(card.get(key, ""))


def _net(info: Mapping[str, Any]) -> Rows:
    """The net and the file it is in."""
    yield "file", f"{info['file']} ({info['bytes']:,} bytes, format {info['format']})"
    architecture = info["architecture"]
    unused = UNUSED.get(str(architecture.get("net")), ())
    if architecture.get("cell") != "rnn":
        unused = (*unused, "activation")
    yield "architecture", _pairs({k: v for k, v in architecture.items() if k not in unused})
    yield "parameters", f"{info['parameters']:,} ({info['precision']})"


def _text(info: Mapping[str, Any]) -> Rows:
    """What the model can read and write."""
    for side, characters in info["alphabets"].items():
        yield f"{side} alphabet", f"{len(characters):,} characters: {characters}"
    yield "normalisation", ", ".join(info["rules"]) or "none"
    yield "longest source", f"{info['max_length']:,} characters"
    yield "sentences", "split, translated one by one" if info["sentences"] else ""


def _history(card: Mapping[str, Any]) -> Rows:
    """How the model was trained and what it reached."""
    yield "training", _pairs(card.get("training") or {})
    for name, value in (card.get("scores") or {}).items():
        yield f"score {_label(name)}", _value(value)


def _label(key: str) -> str:
    return {"version": "made by chartrans"}.get(key, key.replace("_", " "))


def _pairs(values: Mapping[str, Any]) -> str:
    """Settings in a row, without those that say no more than that there is nothing."""
    shown = {key: value for key, value in values.items() if value not in (None, "")}
    return ", ".join(f"{_label(key)} {_value(value)}" for key, value in shown.items())


def _value(value: Any) -> str:
    """A value of the card: a number, a text, or a score with its unit and signature."""
    if isinstance(value, Mapping):
        return _pairs(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
