"""`chartrans translate`: texts, lines or a conversation, through a model."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TextIO

import click

from chartrans.cli import terminal
from chartrans.cli.degraded import Degraded
from chartrans.cli.kernels import are_cold, tell_if_cold
from chartrans.cli.options import (
    WIDEST_BEAM,
    beam_size_option,
    check_rerank,
    chosen_model,
    from_option,
    json_option,
    length_penalty_option,
    model_option,
    overwrite_option,
    precision_option,
    quiet_option,
    rerank_option,
    threads_option,
    to_option,
)
from chartrans.cli.output import Layout, open_output, refuse_existing, write_rows
from chartrans.cli.sources import line_name, open_lines
from chartrans.errors import DataError, UsageProblem

if TYPE_CHECKING:
    from tqdm import tqdm

    from chartrans.decode.translator import Translator

EXIT_DEGRADED = 3


class Opened(NamedTuple):
    """A model ready to translate."""

    translator: Translator
    title: str  # name and languages, for the prompt
    max_length: int  # characters of a source line; of a longer line the beginning is translated
    sentences: bool = False  # of a sentence instead


def open_translator(
    name: str | None,
    beam_size: int,
    n_best: int,
    length_penalty: float,
    threads: int | None,
    precision: str,
    rerank: str,
    plain: bool,
) -> Opened:
    """Find and load a model; with `plain`, without the kernels.

    Raises ModelError where there is none or it cannot be used.
    """
    from chartrans.decode.translator import Translator
    from chartrans.nets.model_file import load_model
    from chartrans.nets.model_path import find_model, find_way_back

    path = find_model(name)
    if not plain:
        tell_if_cold()
    model = load_model(path, plain)
    back = find_way_back(path, rerank, beam_size)
    languages = [model.card.get(f"{side}_language") for side in ("source", "target")]
    title = str(model.card.get("name") or "a model without a name")
    if all(languages):
        title += f" ({languages[0]} → {languages[1]})"
    translator = Translator(
        model,
        beam_size=beam_size,
        n_best=n_best,
        length_penalty=length_penalty,
        threads=threads,
        precision=precision,
        reverse=load_model(back, plain) if back else None,
    )
    return Opened(translator, title, model.max_length, model.sentences)


@click.command(
    epilog="""\b
Examples:
  chartrans translate "i like pizza" "my dog is hungry"
  chartrans translate --from es --to en "me gusta la pizza"
  chartrans translate < letter.txt > carta.txt
  chartrans translate -i letter.txt -o carta.txt --beam-size 8
  chartrans translate --n-best 3 --scores "it is hot today"
  chartrans translate --json --strict < letter.txt | jq .text"""
)
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@model_option
@from_option
@to_option
@click.option(
    "-i",
    "--input",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Translate the lines of FILE (UTF-8) instead of stdin's.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE instead of stdout; it appears when all lines are done.",
)
@overwrite_option
@beam_size_option
@click.option(
    "--n-best",
    type=click.IntRange(1, WIDEST_BEAM),
    metavar="N",
    help="Up to N translations a line, each as `line TAB rank TAB text`; a narrower beam is "
    "widened to N. Of a line of several sentences the k-th is made of the k-th of each.",
)
@click.option(
    "--scores",
    is_flag=True,
    help="Append TAB and the mean log-probability of a character (at most 0, nearer is better).",
)
@length_penalty_option
@rerank_option
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 3 when a line was degraded: cut, not UTF-8, or with unknown characters.",
)
@json_option
@precision_option
@threads_option
@quiet_option
def command(
    texts: tuple[str, ...],
    model: str | None,
    source_language: str | None,
    target_language: str | None,
    source: Path | None,
    target: Path | None,
    overwrite: bool,
    beam_size: int,
    n_best: int | None,
    scores: bool,
    length_penalty: float,
    rerank: str,
    strict: bool,
    as_json: bool,
    precision: str,
    threads: int | None,
) -> None:
    """Translate texts, or lines from stdin or a file, or whatever is typed at a prompt.

    Each TEXT, or else each input line, gives exactly one output line, in order, blank ones too
    (--n-best gives more). A model of sentences (see `chartrans info`) translates those of a line
    one by one. Lines end in LF or CRLF; input and output are UTF-8. With neither TEXT
    nor -i on a terminal a prompt opens. --json prints an object a line: index, source, text,
    score, hypotheses, unknown (characters the model never saw), cut (too long, only the beginning
    was translated), undecodable (not UTF-8).
    """
    if texts and source is not None:
        raise UsageProblem("give texts or -i FILE, not both")
    source, target = _unless_dash(source), _unless_dash(target)
    refuse_existing(target, overwrite)
    if source is not None and not source.exists():  # told before a model is loaded
        raise DataError(f"{source} does not exist; give -i a text file")
    model = chosen_model(model, source_language, target_language)
    wide = max(beam_size, n_best or 1)
    check_rerank(rerank, wide)
    open_model = partial(
        open_translator, model, wide, n_best or 1, length_penalty, threads, precision, rerank
    )
    if not texts and source is None and target is None and not as_json and _at_terminal():
        from chartrans.cli.prompt import Prompt

        # Nobody who talks waits for a compiler: plain NumPy answers a line in some 0.1 s as well.
        opened = open_model(plain=are_cold())
        Prompt(opened.translator, scores).run(None if terminal.quiet() else opened.title)
        return
    with open_lines(texts, source) as (lines, few):
        opened = open_model(plain=few)
        place = partial(line_name, texts=texts, source=source)
        degraded = Degraded(place, opened.max_length, opened.sentences)
        with open_output(target) as file, _bar(source, target) as bar:
            _translate(opened, lines, file, Layout(n_best, scores, as_json), degraded, bar)
    degraded.summarise()
    if strict and degraded.count:
        click.get_current_context().exit(EXIT_DEGRADED)


def _translate(
    opened: Opened,
    lines: Iterable[bytes | str],
    file: BinaryIO,
    layout: Layout,
    degraded: Degraded,
    bar: tqdm[Any] | None,
) -> None:
    """From lines to rows in the file, some at a time."""
    from chartrans.decode.stream import stream

    for answers in stream(opened.translator.translate, lines):
        write_rows(file, [row for answer in answers for row in layout.rows(answer)])
        degraded.look_at(answers)
        if bar is not None:
            bar.update(len(answers))


def _bar(source: Path | None, target: Path | None) -> AbstractContextManager[tqdm[Any] | None]:
    """A bar over the lines of the input file, where no results run over the same terminal."""
    shown = source is not None and (target is not None or not _is_terminal(sys.stdout))
    if source is None or not shown or not terminal.progress_wanted():
        return nullcontext()
    total = None
    if source.is_file():
        with source.open("rb") as file:  # counted first: cheap beside translating them
            total = sum(1 for _ in file)
    return terminal.progress_bar(total=total, label="translating")


def _unless_dash(path: Path | None) -> Path | None:
    """`-` is stdin or stdout, as if no file was given."""
    return None if path == Path("-") else path


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _at_terminal() -> bool:
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)
