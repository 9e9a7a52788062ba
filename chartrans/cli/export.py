"""`chartrans export`: a trained model as one small file to keep, to copy and to give away."""

from __future__ import annotations

from pathlib import Path

import click

from chartrans.cli import terminal
from chartrans.cli.options import overwrite_option, quiet_option
from chartrans.cli.output import refuse_existing


@click.command(
    epilog="""\b
Examples:
  chartrans export runs/mine -o en-es.safetensors
  chartrans export runs/mine -o en-es.safetensors --name en-es --weights float32"""
)
@click.argument("name", metavar="MODEL")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The model file to write.",
)
@click.option(
    "--weights",
    type=click.Choice(["int8", "float16", "float32"]),
    default="float16",
    show_default=True,
    help="How a weight is stored: float16 halves the file and changes hardly any translation, int8 "
    "quarters it and changes a few.",
)
@click.option("--name", "title", metavar="TEXT", help="The model's name. [default: that of FILE]")
@click.option(
    "--sentences/--no-sentences",
    default=None,
    help="Whether a line of several sentences is split for the model. [default: as it is]",
)
@overwrite_option
@quiet_option
def command(
    name: str,
    output: Path,
    weights: str,
    title: str | None,
    sentences: bool | None,
    overwrite: bool,
) -> None:
    """Write a model as one small file, without what only training needs.

    MODEL is a run folder, a model file or a name that `chartrans models` lists. The file has the
    alphabet, the scores and the licence in it and is all that `chartrans translate -m FILE` needs;
    in your models folder, which `chartrans models` names, it is found by its name.
    """
    refuse_existing(output, overwrite)
    from chartrans.nets.model_file import load_model, save_model
    from chartrans.nets.model_path import find_model

    model = load_model(find_model(name), plain=True)
    model.card["name"] = title or output.stem
    model.sentences = model.sentences if sentences is None else sentences
    save_model(output, model, weights=weights)
    terminal.note(f"{output}: {output.stat().st_size:,} bytes, weights in {weights}.")
