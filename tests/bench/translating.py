"""Bulk translation: all lines of the starter corpus that the bundled model never saw."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from chartrans.core.workspace import Workspace
from chartrans.decode.search import greedy
from chartrans.decode.translator import Translator
from chartrans.errors import ModelError
from chartrans.nets.model_file import Model, load_model
from chartrans.nets.model_path import find_model
from chartrans.nets.precision import FASTEST_FIRST, has
from chartrans.resources import starter_corpus
from chartrans.text.normalise import normalise
from tests.bench.clock import median_seconds
from tests.bench.peers import apertium
from tests.bench.processes import CHARTRANS, Finished, ProgramFailed, run
from tests.bench.settings import Row, Settings, WrongValues, left_out
from tests.nets.nets import reference_of

ROUNDS, BEAM = 5, 4
CHECKED = 4  # lines whose score is compared with the float64 reference's
NEAR = 1e-3


def corpus_lines(quick: bool) -> list[str]:
    """Sources that no bundled model was trained on: those of dev and test."""
    lines = []
    for part in ("dev", "test"):
        text = (starter_corpus() / f"{part}.tsv").read_text(encoding="utf-8")
        lines += [line.split("\t")[0] for line in text.splitlines()]
    return lines[:20] if quick else lines


def check(model: Model, lines: list[str], translator: Translator) -> None:
    """Raises WrongValues unless scores are the reference's, and lines the same alone."""
    sources = [
        model.source.encode(normalise(line, model.rules)[: model.max_length])
        for line in lines[:CHECKED]
    ]
    reference = reference_of(model.net.config)
    views = {name: view.astype(np.float64) for name, view in model.net.parameters.views.items()}
    found = greedy(model.net.decoding(), sources, Workspace())
    for source, one in zip(sources, found, strict=True):
        right = reference.loss(views, asdict(model.net.config), [(source, one.ids)]).nll
        if one.ended and not math.isclose(-one.score, right, rel_tol=NEAR, abs_tol=NEAR):
            raise WrongValues(
                f"greedy search: a score of {one.score:.4f} is {-right:.4f} in float64"
            )
    together = [translation.text for translation in translator.translate(lines)]
    alone = [translator.translate([line])[0].text for line in lines[:CHECKED]]
    if together[:CHECKED] != alone:
        raise WrongValues("greedy search: a line is translated otherwise alone than with others")


def measure(settings: Settings) -> Iterator[Row]:
    """In this process with the model in memory, then as a whole process beside the peers."""
    try:
        model = load_model(find_model(settings.model))
    except ModelError as error:
        yield left_out("translation", error)
        return
    lines = corpus_lines(settings.quick)
    config = model.net.config
    about = f"{len(lines)} lines; {config.net}, hidden {config.hidden}, layers {config.layers}"
    translator = Translator(model, threads=settings.threads)
    check(model, lines, translator)
    for beam in (1, BEAM):
        translator.beam_size = beam
        written = sum(len(translation.text) for translation in translator.translate(lines))
        seconds = median_seconds(lambda: translator.translate(lines), settings.rounds(ROUNDS))
        name = "greedy" if beam == 1 else f"beam of {beam}"
        yield Row(f"{name}, model in memory", len(lines) / seconds, "lines/s", note=about)
        yield Row(f"{name}, model in memory", written / seconds, "chars/s", note="written")
    yield from _whole_processes(settings, lines)


def _whole_processes(settings: Settings, lines: list[str]) -> Iterator[Row]:
    text = "".join(f"{line}\n" for line in lines)
    options = ["--beam-size", "1", "--threads", str(settings.threads), "--quiet"]
    if settings.model:
        options += ["--model", settings.model]

    def rate(done: Finished) -> float:
        if len(done.output.splitlines()) != len(lines):
            raise ProgramFailed(f"{len(lines)} lines went in, {done.output.count(chr(10))} came")
        return len(lines) / done.seconds

    def median_rate(*more: str) -> float:
        command = [*CHARTRANS, "translate", *options, *more]
        return float(np.median([rate(run(command, text)) for _ in range(3)]))

    rates = {}
    for precision in filter(has, FASTEST_FIRST):
        rates[precision] = median_rate("--precision", precision)
        name = f"greedy, whole process, {precision}"
        yield Row(name, rates[precision], "lines/s", note="start-up included")
    fastest, *others = rates  # without a choice, the fastest is taken
    peers = {}
    torch = settings.torch
    if torch is not None and torch.model is not None:
        peers["PyTorch"] = lambda: torch.translate(text, settings.threads)
    if settings.apertium:
        peers["apertium"] = lambda: apertium(text)
    for name, translate in peers.items():
        try:
            theirs = rate(translate())
        except ProgramFailed as failed:
            yield left_out(f"{name}, whole process", failed)
            continue
        note = ", ".join(f"{rates[other] / theirs:.2f} with {other}" for other in others)
        ratio = rates[fastest] / theirs
        yield Row(f"{name}, whole process", theirs, "lines/s", ratio=ratio, note=note)
