"""The options of `train` that replace a value of the preset; each is named as its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from chartrans.cli.options import DURATION, threads_option
from chartrans.errors import UsageProblem
from chartrans.nets.config import ACTIVATIONS, AFTER, ATTENTION, CELLS, DROPPED, INITIAL, NETS
from chartrans.text.batch_size import BatchSize
from chartrans.train.config import DECAYS, GRADIENTS, OPTIMIZERS, PRECISIONS, RATES, Every
from chartrans.train.teacher_forcing import TeacherForcing

Function = TypeVar("Function", bound=Callable[..., Any])


class Lag(click.ParamType):
    """A number of ticks, or `full`."""

    name = "lag"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        text = str(value).strip().lower()
        if text == "full":
            return text
        if not text.isdecimal():
            self.fail(f"{value!r} is no lag; give a number of ticks from 0, or full.", param, ctx)
        return int(text)


class Unrolled(click.ParamType):
    """A number of steps, or `full`, which is 0."""

    name = "steps"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip().lower()
        if text == "full":
            return 0
        if not text.isdecimal() or int(text) < 1:
            self.fail(f"{value!r} is no number of steps; give one from 1, or full.", param, ctx)
        return int(text)


class Read(click.ParamType):
    """Text that a function of the library can read; kept as text."""

    name = "text"

    def __init__(self, read: Callable[[str], object]) -> None:
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(self._read(str(value)))
        except UsageProblem as error:
            self.fail(f"{error}.", param, ctx)


_OTHER_RATES = ", ".join(f"{rate:g} with {rule}" for rule, rate in RATES.items() if rule != "adam")
_OPTIONS = [
    click.option("--net", type=click.Choice(NETS), help="The kind of net."),
    click.option(
        "--lag",
        type=Lag(),
        metavar="N|full",
        help="Of a transducer: how many characters it reads before it writes.",
    ),
    click.option(
        "--feedback/--no-feedback",
        default=None,
        help="Of a transducer: let the character written before enter as well, or not.",
    ),
    click.option(
        "--window",
        type=int,
        metavar="N",
        help="Of a feedforward net: the characters it sees to each side of a position.",
    ),
    click.option("--hidden", type=int, metavar="N", help="Units of a layer."),
    click.option("--layers", type=int, metavar="N", help="Layers, of encoder and decoder each."),
    click.option("--embedding", type=int, metavar="N", help="Numbers that stand for a character."),
    click.option(
        "--attention",
        type=click.Choice(ATTENTION),
        help="Of a seq2seq net: how it looks back at the source.",
    ),
    click.option(
        "--attention-after",
        type=click.Choice(AFTER),
        help="Of a seq2seq net: the decoder layer that looks back; what it saw enters the layer "
        "above it, or the output.",
    ),
    click.option(
        "--cell",
        type=click.Choice(CELLS),
        help="Of a recurrent net: lstm; peephole, an LSTM whose gates see its cell; gru; or rnn, "
        "the plain one without gates.",
    ),
    click.option(
        "--activation", type=click.Choice(ACTIVATIONS), help="Of the cell rnn: its nonlinearity."
    ),
    click.option(
        "--initial",
        type=click.Choice(INITIAL),
        help="Of a recurrent net: what its recurrent matrices start from; uniform lies within "
        "1/sqrt(hidden) of 0.",
    ),
    click.option(
        "--spectral-radius",
        type=float,
        metavar="X",
        help="Of a recurrent net: its recurrent matrices, each gate's by itself, are scaled so "
        "that the largest eigenvalue has this absolute value.",
    ),
    click.option(
        "--bidirectional/--one-directional",
        default=None,
        help="Of a seq2seq net: read the source both ways, or only forward.",
    ),
    click.option("--dropout", type=float, metavar="X", help="Share of elements dropped."),
    click.option(
        "--dropout-at",
        metavar="PLACES",
        help=f"Of what, some of {','.join(DROPPED)}: embeddings, what a layer hands to the next, "
        "what attention brings, what the output layer reads.",
    ),
    click.option(
        "--label-smoothing",
        type=float,
        metavar="X",
        help="Share of the probability given to all characters alike.",
    ),
    click.option(
        "--vary-plain",
        type=float,
        metavar="X",
        help="Share of the pairs that an epoch sees without capitals, final marks, or both.",
    ),
    click.option(
        "--vary-accents",
        type=float,
        metavar="X",
        help="Share of the sources without accents, half of these also without apostrophes.",
    ),
    click.option(
        "--vary-typos", type=float, metavar="X", help="Share of the sources with a typing error."
    ),
    click.option(
        "--vary-copies",
        type=float,
        metavar="X",
        help="Share of the pairs with a name or number on both sides that get another one there.",
    ),
    click.option(
        "--drop-characters",
        type=float,
        metavar="X",
        help="Share of the source characters that are made unknown.",
    ),
    click.option(
        "--drop-words",
        type=float,
        metavar="X",
        help="Share of the source words of which all characters are made unknown.",
    ),
    click.option(
        "--batch-size",
        type=Read(BatchSize.parse),
        metavar="N|Nc",
        help="Lines (128) or target characters (4000c) a batch.",
    ),
    click.option(
        "--teacher-forcing",
        type=Read(TeacherForcing.parse),
        metavar="P|P:Q",
        help="Of a seq2seq net, or a transducer with --feedback: the share of steps that see the "
        "true previous character (0.9), or the share at the start and at the end of the training "
        "(1:0.5). The others see the net's own; 0 is free running.",
    ),
    click.option(
        "--optimizer",
        type=click.Choice(OPTIMIZERS),
        help="The rule that makes an update of a gradient.",
    ),
    click.option(
        "--learning-rate",
        type=float,
        metavar="X",
        help="The rate at its highest. [default: the preset's with its own rule, adam; else "
        f"{_OTHER_RATES}]",
    ),
    click.option("--warmup", type=int, metavar="N", help="Steps over which the rate rises."),
    click.option("--decay", type=click.Choice(DECAYS), help="How the rate falls in the end."),
    click.option(
        "--decay-from",
        type=float,
        metavar="X",
        help="The share of the training after which it falls.",
    ),
    click.option(
        "--final-rate", type=float, metavar="X", help="The share of the rate left at the very end."
    ),
    click.option(
        "--gradient",
        type=click.Choice(GRADIENTS),
        help="Of the time slices: their mean over the batch, or their sum over each line, of which "
        "the mean over the lines; the rate that suits a sum depends on how long lines are.",
    ),
    click.option(
        "--bptt",
        type=Unrolled(),
        metavar="full|N",
        help="How far gradients go back through time: all the way, or at most N steps, cut before "
        "the steps N, 2N, 3N and so on; states are always handed on.",
    ),
    click.option(
        "--clip-value",
        type=float,
        metavar="X",
        help="Clip each element of the gradient to [-X, X], before --clip-norm; 0 does not.",
    ),
    click.option(
        "--clip-norm", type=float, metavar="X", help="Longest gradient; 0 does not shorten any."
    ),
    click.option("--weight-decay", type=float, metavar="X", help="Decoupled, as in AdamW."),
    click.option(
        "--average",
        type=float,
        metavar="X",
        help="Evaluate and keep the running mean of the parameters, of which an update leaves the "
        "share X (0.999); 0 is without.",
    ),
    click.option("--epochs", type=float, metavar="X", help="Passes over the training pairs."),
    click.option(
        "--max-time",
        type=DURATION,
        metavar="TIME",
        help="End after 20m, 2h, 90s on the clock, evaluations included; the rate has fallen by "
        "then. Without --epochs, time alone decides.",
    ),
    click.option(
        "--patience",
        type=int,
        metavar="N",
        help="End after N evaluations without a better dev chrF; 0 never does.",
    ),
    click.option(
        "--evaluate-every",
        type=Read(Every.parse),
        metavar="N|Ne",
        help="Steps (500) or epochs (1e, 0.5e) between evaluations.",
    ),
    click.option(
        "--evaluate-lines", type=int, metavar="N", help="Evaluate on the first N dev pairs."
    ),
    click.option(
        "--sentences/--no-sentences",
        default=None,
        help="The model translates sentences: a line of several is split for it, wherever it is "
        "used. Pairs are learned from as they are.",
    ),
    click.option(
        "--seed", type=int, metavar="N", help="Same seed, data and threads: the same model."
    ),
    click.option(
        "--precision",
        type=click.Choice(PRECISIONS),
        help="Of matrix products: auto is bfloat16 where the CPU has it, else float32.",
    ),
    threads_option,
]


def recipe_options(function: Function) -> Function:
    """Add the options above to a command; a value is None where its option was not given."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
