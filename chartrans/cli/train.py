"""`chartrans train`: pairs in, a model out."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartrans.cli import terminal
from chartrans.cli.kernels import compile_all
from chartrans.cli.options import quiet_option
from chartrans.cli.recipe_options import recipe_options
from chartrans.cli.signals import on_request
from chartrans.errors import StoppedEarly, UsageProblem
from chartrans.nets.config import NetConfig
from chartrans.train.config import option
from chartrans.train.presets import DEFAULT_PRESET, PRESETS, Recipe, preset

if TYPE_CHECKING:
    from chartrans.corpus.pair import Dataset
    from chartrans.train.begin import Training
    from chartrans.train.events import Finished

RUNS = Path("runs")


@click.command(
    epilog="""\b
Examples:
  chartrans train
  chartrans train data/en-es -o runs/en-es --preset base --max-time 2h
  chartrans train pairs.tsv --dev dev.tsv --hidden 384 --batch-size 4000c
  chartrans train --resume -o runs/en-es
  chartrans train mine.tsv --start-from en-es -o runs/mine"""
)
@click.argument("data", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="The run folder to make. [default: runs/<data>-<preset>]",
)
@click.option(
    "--dev",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Pairs to steer by, instead of some of DATA.",
)
@click.option(
    "--preset",
    "preset_name",
    type=click.Choice(list(PRESETS)),
    help=f"What to start from; the options below replace its values. [default: {DEFAULT_PRESET}]",
)
@click.option(
    "--start-from",
    metavar="MODEL",
    help="Begin from the weights of MODEL, a file, a run folder or a bundled name; net and "
    "alphabets are its own.",
)
@recipe_options
@click.option("--resume", is_flag=True, help="Go on with the run in RUN where it stopped.")
@click.option("--overwrite", is_flag=True, help="Begin anew in RUN, in place of the run there.")
@click.option("--print-config", is_flag=True, help="Print what would be trained, as TOML; no more.")
@quiet_option
def command(
    data: Path | None,
    output: Path | None,
    dev: Path | None,
    preset_name: str | None,
    start_from: str | None,
    resume: bool,
    overwrite: bool,
    print_config: bool,
    **values: Any,  # one for each of recipe_options, None where it was not given
) -> None:
    """Train a model on DATA, a prepared folder or a file of pairs; without DATA, on the starter
    corpus.

    A file is cleaned and split on the fly. The run folder gets config.toml, metrics.jsonl,
    samples.txt, best.safetensors (the model to use) and last.safetensors (what --resume needs).
    Ctrl-C saves and ends with exit code 5; a second one leaves at once. On success the path of the
    best model and a line of scores are printed.
    """
    if resume and overwrite:
        raise UsageProblem("--resume goes on with a run and --overwrite discards it; give one")
    if resume and start_from:
        raise UsageProblem("--resume goes on with a run and --start-from begins one; give one")
    given = {name: value for name, value in values.items() if value is not None}
    path = output or RUNS / f"{_short_name(data)}-{preset_name or DEFAULT_PRESET}"
    training = _resumed(path, data, dev, preset_name, given) if resume else None
    if training:
        recipe, origin = training.at.recipe, training.at.origin
    else:
        recipe = _recipe(preset_name or DEFAULT_PRESET, given)
        if start_from:
            recipe = replace(recipe, net=_net_of(start_from, given))
            recipe.check()
        origin = _origin(preset_name or DEFAULT_PRESET, data, dev)
    if print_config:
        from chartrans.train.run import config_text

        click.echo(config_text(recipe, origin), nl=False)
        return
    training = training or _begun(path, recipe, origin, overwrite, start_from)
    try:
        _train(training)
    finally:
        training.run.release()


def _short_name(data: Path | None) -> str:
    """What a run on this data is called: `pairs` for pairs.tsv.gz, the folder's name, `starter`."""
    return data.resolve().name.split(".")[0] or "data" if data else "starter"


def _recipe(preset_name: str, given: dict[str, Any]) -> Recipe:
    values = {"epochs": None} | given if "max_time" in given else given
    return preset(preset_name).with_values(values)


def _net_of(start_from: str, given: dict[str, Any]) -> NetConfig:
    """The net of the model to start from; only its dropout may be another."""
    from chartrans.nets.model_header import read_header
    from chartrans.nets.model_path import find_model

    config = NetConfig.from_json(read_header(find_model(start_from))["architecture"])
    for field in fields(NetConfig):
        name, own = field.name, getattr(config, field.name)
        if name != "dropout" and given.get(name, own) != own:
            raise UsageProblem(
                f"{option(name)} is {given[name]} and that of {start_from} is {own}; leave it out, "
                "the net is that of the model to start from"
            )
    return replace(config, dropout=given.get("dropout", config.dropout))


def _origin(preset_name: str, data: Path | None, dev: Path | None) -> dict[str, Any]:
    """Where a run comes from; paths hold from any folder, for a later --resume."""
    return {
        "preset": preset_name,
        "data": str(data.resolve()) if data else None,
        "dev": str(dev.resolve()) if dev else None,
    }


def _load(origin: dict[str, Any]) -> Dataset:
    from chartrans.corpus.dataset import load_data

    data, dev = (Path(origin[name]) if origin[name] else None for name in ("data", "dev"))
    dataset = load_data(data, dev)
    undecodable = dataset.info.get("counts", {}).get("undecodable", 0)
    if undecodable and data is not None and data.is_file():  # of a folder, prepare has told it
        terminal.warn(
            f"{data} has rows that are not UTF-8; left out: {undecodable:,}. "
            "Convert the file to UTF-8."
        )
    leaked = dataset.info["leaks"]["sources"]["train/dev"]
    if leaked:
        terminal.warn(
            f"{leaked:,} dev sources are among those trained on too; the scores flatter the model."
        )
    return dataset


def _begun(
    path: Path, recipe: Recipe, origin: dict[str, Any], overwrite: bool, start_from: str | None
) -> Training:
    """A new run; its folder is there once all that can be refused has been."""
    from chartrans.train.begin import new_training
    from chartrans.train.run import RunFolder

    run = RunFolder(path)
    run.check_free(overwrite)
    if start_from is None:
        return new_training(_load(origin), recipe, run, origin)
    from chartrans.nets.model_file import load_model
    from chartrans.nets.model_path import find_model

    return new_training(_load(origin), recipe, run, origin, load_model(find_model(start_from)))


def _resumed(
    path: Path, data: Path | None, dev: Path | None, preset_name: str | None, given: dict[str, Any]
) -> Training:
    """The run in `path`, with the data it was begun on unless other paths are given."""
    from chartrans.train.begin import resumed_training
    from chartrans.train.checkpoint import load_last
    from chartrans.train.run import RunFolder

    run = RunFolder(path)
    if path.is_dir():
        run.claim()
    at = load_last(run)
    began = at.origin["preset"]
    if preset_name not in (None, began):
        raise UsageProblem(
            f"{path} was begun with preset {began}; leave out --preset {preset_name}, "
            "or begin a new run"
        )
    moved = _origin(began, data, dev)
    at.origin |= {name: moved[name] for name in ("data", "dev") if moved[name]}
    return resumed_training(at, _load(at.origin), given, run)


def _train(training: Training) -> None:
    """Train, showing what happens; the results on stdout, or StoppedEarly."""
    from chartrans.cli.progress import shown
    from chartrans.train.events import Finished
    from chartrans.train.loop import fit

    compile_all()
    finished = None
    with shown(training.at.model.card["name"]) as show, asked_to_stop() as stop:
        for event in fit(training, stop):
            show(event)
            if isinstance(event, Finished):
                finished = event
    assert finished is not None, "fit ends with Finished"
    run = training.run
    if finished.reason == "stopped":
        raise StoppedEarly(
            f"stopped after step {finished.step:,}; `chartrans train --resume -o "
            f"{shlex.quote(str(run.path))}` goes on from there, all is saved"
        )
    click.echo(run.best)
    click.echo(_scores(finished))


def _scores(finished: Finished) -> str:
    from chartrans.cli.progress import duration

    why = {"epochs": "all epochs done", "time": "time is up", "patience": "no longer better"}
    return (
        f"dev chrF {finished.chrf:.2f} at step {finished.best_step:,} "
        f"({why[finished.reason]} after {finished.step:,} step{'s' * (finished.step != 1)}, "
        f"{duration(finished.seconds)})"
    )


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C came, or what else ends a program, instead of what it does.

    A second request interrupts at once.
    """
    asked = False

    def note_it(_: int, count: int) -> None:
        nonlocal asked
        if count > 1:
            raise KeyboardInterrupt
        asked = True
        # Not through Python's buffers: the signal may have come while they were being written to.
        with suppress(OSError):
            os.write(2, b"\nFinishing this step and saving; once more leaves at once.\n")

    with on_request(note_it):
        yield lambda: asked
