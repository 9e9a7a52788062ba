"""`chartrans prepare`: files of sentence pairs, cleaned and split, as a dataset folder."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import click

from chartrans.cli import terminal
from chartrans.cli.options import json_option, quiet_option
from chartrans.corpus.building import Plan, build_dataset
from chartrans.corpus.cleaning import RATIO_FREE_LENGTH, Cleaning
from chartrans.corpus.description import Origin
from chartrans.corpus.folder import refuse_folder, write_dataset
from chartrans.corpus.pair import Pair
from chartrans.corpus.split import DEFAULT_SIZE, PartSize
from chartrans.errors import UsageProblem
from chartrans.text.normalise import DEFAULT_RULES, RULES

NO_RULES = "none"


class PartSizeType(click.ParamType):
    """A number of sources, or a share of them as `0.05` or `5%`."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> PartSize:
        if isinstance(value, PartSize):
            return value
        try:
            return PartSize.parse(str(value))
        except UsageProblem as error:
            self.fail(f"{error}.", param, ctx)


class RulesType(click.ParamType):
    """Names of normalisation rules, separated by commas; `none` for no rule."""

    name = "rules"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = () if value == NO_RULES else tuple(name.strip() for name in value.split(","))
        unknown = [name for name in names if name not in RULES]
        if unknown:
            known = ", ".join([*RULES, NO_RULES])
            self.fail(f"unknown rule {unknown[0]!r}; known are {known}.", param, ctx)
        return names


@click.command(
    epilog="""\b
Examples:
  chartrans prepare spa-eng.zip -o data/en-es --source-language en --target-language es
  chartrans prepare train.en train.es -o data/mine --dev 1000 --test 5%
  zcat pairs.tsv.gz | chartrans prepare - -o data/mine --swap"""
)
@click.argument(
    "sources",
    metavar="SOURCE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write; it appears when all is done.",
)
@click.option("--overwrite", is_flag=True, help="Replace the dataset in DIR if there is one.")
@click.option("--swap", is_flag=True, help="Translate from the second column to the first.")
@click.option(
    "--max-length",
    type=click.IntRange(min=1),
    default=Cleaning.max_length,
    show_default=True,
    metavar="N",
    help="Leave out pairs with more than N characters on either side.",
)
@click.option(
    "--max-ratio",
    type=click.FloatRange(min=1),
    default=Cleaning.max_ratio,
    show_default=True,
    metavar="X",
    help="Leave out pairs with one side more than X times as long as the other; "
    f"pairs of up to {RATIO_FREE_LENGTH} characters are not asked.",
)
@click.option(
    "--rules",
    type=RulesType(),
    default=",".join(DEFAULT_RULES),
    show_default=True,
    metavar="NAMES",
    help=f"Normalise lines by these rules, in this order; {NO_RULES!r} leaves them as they are.",
)
@click.option(
    "--dev",
    type=PartSizeType(),
    default=DEFAULT_SIZE,
    metavar="N|SHARE",
    help="Source sentences to steer training by: a number, 0.05 or 5%. [default: 5%, at most 1000]",
)
@click.option(
    "--test",
    type=PartSizeType(),
    default=DEFAULT_SIZE,
    metavar="N|SHARE",
    help="Source sentences to judge the model on in the end. [default: 5%, at most 1000]",
)
@click.option(
    "--held-out",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Leave out pairs that share a source or a target with FILE, a dev or test set of your "
    "own; may be given again.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, metavar="N", help="Decides who goes where."
)
@click.option("--name", metavar="TEXT", help="The dataset's name. [default: DIR's]")
@click.option("--source-language", default="", metavar="TEXT", help="Such as en.")
@click.option("--target-language", default="", metavar="TEXT", help="Such as es.")
@click.option("--licence", default="", metavar="TEXT", help="What the pairs may be used for.")
@click.option("--attribution", default="", metavar="TEXT", help="Whom to name as their authors.")
@json_option
@quiet_option
def command(
    sources: tuple[Path, ...],
    folder: Path,
    overwrite: bool,
    max_length: int,
    max_ratio: float,
    rules: tuple[str, ...],
    swap: bool,
    dev: PartSize,
    test: PartSize,
    held_out: tuple[Path, ...],
    seed: int,
    name: str | None,
    source_language: str,
    target_language: str,
    licence: str,
    attribution: str,
    as_json: bool,
) -> None:
    """Clean sentence pairs and split them into a dataset.

    SOURCE is a file with source, tab, target on each line (further columns are not looked at),
    plain or packed as .gz, .bz2, .xz or .zip (those of www.manythings.org/anki too); - is stdin;
    two files without tabs are taken as aligned line by line. The parts train, dev and test share
    no source and no target, compared without case and punctuation.
    """
    origin = Origin(
        name=folder.resolve().name if name is None else name,
        source_language=source_language,
        target_language=target_language,
        licence=licence,
        attribution=attribution,
        sources=tuple(source.name for source in sources),
    )
    refuse_folder(folder, overwrite)  # before the work, not after it
    apart = _held_out(held_out)
    plan = Plan(Cleaning(rules, max_length, max_ratio, swap), dev, test, seed, origin, apart)
    info = _prepare(sources, plan, folder, overwrite)
    if as_json:
        click.echo(json.dumps(info, ensure_ascii=False))
    else:
        from chartrans.cli.dataset_table import dataset_tables

        for table in dataset_tables(info):
            terminal.table_to_stdout(table)
        terminal.note(f"Written to {folder}. Next: chartrans train {shlex.quote(str(folder))}")


def _held_out(files: tuple[Path, ...]) -> tuple[Pair, ...]:
    """The pairs of files that are to be kept apart."""
    from chartrans.corpus.readers import read_pairs

    return tuple(pair for file in files for pair in read_pairs((file,), Counter(), {}))


def _prepare(
    sources: tuple[Path, ...], plan: Plan, folder: Path, overwrite: bool
) -> dict[str, Any]:
    """Read, build and write; the description of what was written."""
    from chartrans.corpus.archive import shown
    from chartrans.corpus.readers import read_pairs

    counts: Counter[str] = Counter()
    places: dict[str, str] = {}
    where = ", ".join(shown(source) for source in sources)
    read = read_pairs(sources, counts, places)
    pairs = terminal.progress_bar(read, label="reading", unit=" pairs")
    dataset = build_dataset(pairs, plan, counts, where)
    if counts["undecodable"]:
        terminal.warn(
            f"{places['undecodable']} is not UTF-8; such rows left out: "
            f"{counts['undecodable']:,}. Convert the file to UTF-8."
        )
    _warn(dataset.info, plan)
    write_dataset(folder, dataset, overwrite)
    return dataset.info


def _warn(info: dict[str, Any], plan: Plan) -> None:
    """Tell of parts that came out smaller than asked."""
    for part, size in (("dev", plan.dev), ("test", plan.test)):
        got = info["parts"][part]["sources"]
        short = got < size.count if size.count is not None else got == 0 and size.share > 0
        if short:
            asked = "" if size.count is None else f" of the {size.count:,} asked for"
            terminal.warn(
                f"The {part} part has {got:,} sources{asked}: there are too few pairs, or too many "
                "hang together by a common source or target."
            )
