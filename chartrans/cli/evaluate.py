"""`chartrans evaluate`: a model and pairs in, scores out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartrans.cli import terminal
from chartrans.cli.kernels import tell_if_cold
from chartrans.cli.options import (
    beam_size_option,
    check_rerank,
    chosen_model,
    from_option,
    json_option,
    length_penalty_option,
    overwrite_option,
    precision_option,
    quiet_option,
    rerank_option,
    threads_option,
    to_option,
)
from chartrans.cli.output import one_line, open_output, refuse_existing, write_rows
from chartrans.corpus.pair import PARTS
from chartrans.errors import UsageProblem

if TYPE_CHECKING:
    from chartrans.cli.held_out import HeldOut
    from chartrans.decode.translator import Translation, Translator
    from chartrans.evaluate.report import Bits, Report
    from chartrans.nets.model_file import Model

SLICE_LINES = 256  # between two moves of the progress bar


@click.command(
    epilog="""\b
Examples:
  chartrans evaluate runs/mine
  chartrans evaluate runs/mine data/mine --part dev --beam-size 1
  chartrans evaluate --from en --to es pairs.tsv --limit 1000 --show 20 -o hypotheses.txt
  chartrans evaluate runs/mine data/mine --json | jq .scores.chrf.value"""
)
@click.argument("name", metavar="MODEL", required=False)
@click.argument(
    "data", metavar="[DATA]", required=False, type=click.Path(path_type=Path, allow_dash=True)
)
@from_option
@to_option
@click.option(
    "--part",
    type=click.Choice(PARTS),
    help="The part of a prepared folder. [default: test, or dev where that is empty]",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only the first N distinct sources.",
)
@click.option(
    "--show",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    metavar="N",
    help="Show the N worst and the N best lines.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the model's translations to FILE, one a line, in the order of the sources.",
)
@overwrite_option
@beam_size_option
@length_penalty_option
@rerank_option
@json_option
@precision_option
@threads_option
@quiet_option
def command(
    name: str | None,
    data: Path | None,
    source_language: str | None,
    target_language: str | None,
    part: str | None,
    limit: int | None,
    show: int,
    output: Path | None,
    overwrite: bool,
    beam_size: int,
    length_penalty: float,
    rerank: str,
    as_json: bool,
    precision: str,
    threads: int | None,
) -> None:
    """Score a model on pairs it was not trained on.

    MODEL is a model file, a run folder or a name that `chartrans models` lists; --from and --to
    stand in its place. DATA is a prepared folder or a file of pairs; without it, what was held out
    of the data the model was trained on. Pairs with the same source are one line with several
    references.

    BLEU and chrF are sacrebleu's, 0 to 100, with the signature below the table. The character
    error rate counts characters to insert, delete or replace on the way to the closest reference,
    per character of it. Bits per character tell how well the model expects the references.
    """
    from chartrans.cli.held_out import held_out
    from chartrans.corpus.dataset import references
    from chartrans.decode.translator import Translator
    from chartrans.evaluate.report import evaluate
    from chartrans.nets.model_file import load_model
    from chartrans.nets.model_path import find_model, find_way_back

    refuse_existing(output, overwrite)
    check_rerank(rerank, beam_size)
    name, data = _named(name, data, source_language, target_language)
    path = find_model(name)
    tell_if_cold()
    model = load_model(path)
    held = held_out(data, part, path, model)
    if output is not None and output.resolve().is_relative_to(held.where.resolve()):
        raise UsageProblem(f"{output} is of the data to evaluate on; give -o another name")
    sources, targets = references(held.pairs)
    sources, targets = sources[:limit], targets[:limit]
    _tell(held, len(sources))
    back = find_way_back(path, rerank, beam_size)
    translator = Translator(
        model,
        beam_size=beam_size,
        length_penalty=length_penalty,
        threads=threads,
        precision=precision,
        reverse=load_model(back) if back else None,
    )
    with open_output(output) as file, translator:  # refused here rather than after the work
        translations = _translate(translator, sources)
        hypotheses = [one_line(translation.text) for translation in translations]
        if output:
            write_rows(file, hypotheses)
    report = evaluate(sources, hypotheses, targets, _bits(model, sources, targets, threads))
    about = {
        "model": str(path),
        "data": str(held.where),
        "part": held.part,
        "beam_size": beam_size,
        "length_penalty": length_penalty,
        "rerank": str(back) if back else None,
    }
    _print(report, about | _degraded(translations), show, as_json)


def _print(report: Report, about: dict[str, Any], show: int, as_json: bool) -> None:
    """The scores on stdout, as tables, or as JSON with what they are `about`."""
    if as_json:
        click.echo(json.dumps(about | report.to_json(show), ensure_ascii=False))
        return
    from chartrans.cli.score_tables import report_tables

    for table in report_tables(report, show):
        terminal.table_to_stdout(table)


def _named(
    name: str | None, data: Path | None, source: str | None, target: str | None
) -> tuple[str, Path | None]:
    """The model and the data; chosen by languages, a model leaves its place to the data.

    Raises UsageProblem where there is no model, or one too many.
    """
    if (source or target) and data is None:
        name, data = None, Path(name) if name else None
    chosen = chosen_model(name, source, target)
    if chosen is None:
        raise UsageProblem("no model to evaluate; give MODEL, or --from and --to")
    return chosen, data


def _tell(held: HeldOut, lines: int) -> None:
    """What the scores are about, and what is missing from it."""
    from chartrans.corpus.cleaning import REASONS

    part = f", {held.part} part" if held.part else ""
    terminal.note(f"Evaluating on {held.where}{part}; distinct sources: {lines:,}.")
    if held.left_out:
        reasons = ", ".join(f"{n:,} {REASONS[reason]}" for reason, n in held.left_out.items())
        terminal.note(f"Rows left out: {reasons}.")


def _translate(translator: Translator, sources: Sequence[str]) -> list[Translation]:
    """A translation for each source, in order; those of like length are translated together."""
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    found: dict[int, Translation] = {}
    with terminal.progress_bar(total=len(sources), label="translating") as bar:
        for begin in range(0, len(order), SLICE_LINES):
            slice_ = order[begin : begin + SLICE_LINES]
            translations = translator.translate([sources[i] for i in slice_])
            found.update(zip(slice_, translations, strict=True))
            bar.update(len(slice_))
    return [found[i] for i in range(len(sources))]


def _bits(
    model: Model, sources: Sequence[str], targets: Sequence[Sequence[str]], threads: int | None
) -> dict[int, Bits]:
    """What the model needs for the references, by length of their sources."""
    from chartrans.core.threads import ShardPool
    from chartrans.decode.scoring import bits
    from chartrans.evaluate.buckets import by_bucket
    from chartrans.evaluate.report import Bits

    found = {}
    buckets = by_bucket(sources)
    with ShardPool(threads) as pool:
        for bucket in terminal.progress_bar(buckets, label="weighing", unit=" lengths"):
            pairs = [(sources[i], target) for i in buckets[bucket] for target in targets[i]]
            found[bucket] = Bits(*bits(model, pairs, pool))
    return found


def _degraded(translations: Sequence[Translation]) -> dict[str, int]:
    """How many sources the model could not take whole, warned of and by reason."""
    cut = sum(translation.cut for translation in translations)
    unknown = sum(bool(translation.unknown) for translation in translations)
    if cut:
        terminal.warn(f"Sources too long, of which only the beginning was translated: {cut:,}.")
    if unknown:
        terminal.warn(f"Sources with characters the model never saw: {unknown:,}.")
    return {"cut": cut, "with_unknown_characters": unknown}
