"""Options that several commands share, so that they read and behave alike."""

from __future__ import annotations

import math
import re
from typing import Any

import click

from chartrans.cli import terminal
from chartrans.errors import UsageProblem
from chartrans.nets.config import MOST_THREADS

_UNIT_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")


class Duration(click.ParamType):
    """A stretch of time as `90s`, `20m`, `2h` or `1h30m`; a bare number is seconds.

    The value is a float in seconds, greater than 0.
    """

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, (int, float)):
            return float(value)
        text = str(value).strip().lower()
        parts = _DURATION_PART.findall(text)
        bare = [unit for _, unit in parts].count("")
        seconds = sum(float(number) * _UNIT_SECONDS[unit] for number, unit in parts)
        whole = "".join(number + unit for number, unit in parts) == text
        if not whole or seconds <= 0 or (bare and len(parts) > 1):
            self.fail(f"{value!r} is no duration; write it like 90s, 20m, 2h or 1h30m.", param, ctx)
        return seconds


DURATION = Duration()

model_option = click.option(
    "-m",
    "--model",
    metavar="MODEL",
    help="A model file, a run folder or a name that `chartrans models` lists. "
    "[default: $CHARTRANS_MODEL, else en-es, else the newest bundled model]",
)

from_option = click.option(
    "--from",
    "source_language",
    metavar="LANGUAGE",
    help="Choose the model by the language it reads, as en or English; see `chartrans models`.",
)

to_option = click.option(
    "--to",
    "target_language",
    metavar="LANGUAGE",
    help="Choose the model by the language it writes; one of the two is enough where it decides.",
)


def chosen_model(name: str | None, source: str | None, target: str | None) -> str | None:
    """What -m says, or the path of the model that --from and --to choose.

    Raises UsageProblem where both are given, ModelError where no model has these languages.
    """
    if not (source or target):
        return name
    if name is not None:
        raise UsageProblem(
            f"--from and --to choose the model and {name} names it; leave one of them out"
        )
    from chartrans.nets.model_path import find_translator

    return str(find_translator(source, target))


threads_option = click.option(
    "--threads",
    type=click.IntRange(1, MOST_THREADS),
    metavar="N",
    help="Threads to compute with. [default: the cores this process may use]",
)

precision_option = click.option(
    "--precision",
    type=click.Choice(["auto", "float32", "bfloat16", "int8"]),
    default="auto",
    show_default=True,
    help="Of matrix products; auto is the fastest that the CPU has. The smaller the numbers, the "
    "faster many lines go, and the more of them come out a little different.",
)

rerank_option = click.option(
    "--rerank",
    metavar="MODEL|auto|none",
    default="auto",
    show_default=True,
    help="Rank the hypotheses of the beam also by how well MODEL, which translates back, gives the "
    "source again, and by whether the same numbers stand in both: better and slower. auto takes "
    "the one that `chartrans models` lists for the way back, if both models have a name there.",
)


def check_rerank(rerank: str, beam_size: int) -> None:
    """Raises UsageProblem where there is nothing to rank."""
    if rerank not in ("auto", "none") and beam_size == 1:
        raise UsageProblem("--rerank chooses among the hypotheses of a beam; give -b 2 or more")


DEFAULT_BEAM_SIZE = 4
HIGHEST_PENALTY = 10.0  # with 1 the mean decides; far beyond that, length alone
WIDEST_BEAM = 1000  # beyond any use; a slip of the keyboard shall not ask for all the memory

beam_size_option = click.option(
    "-b",
    "--beam-size",
    type=click.IntRange(1, WIDEST_BEAM),
    default=DEFAULT_BEAM_SIZE,
    show_default=True,
    metavar="N",
    help="Beginnings kept at each character; 1 is greedy search, the fastest.",
)


class Exponent(click.FloatRange):
    """A number in a range; what is no number is in none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value} is no number.", param, ctx)
        return number


length_penalty_option = click.option(
    "--length-penalty",
    type=Exponent(0.0, HIGHEST_PENALTY),
    default=1.0,
    show_default=True,
    metavar="X",
    help="Hypotheses compete by log-probability / length^X; more favours longer ones.",
)

overwrite_option = click.option(
    "--overwrite", is_flag=True, help="Replace FILE of -o if it exists."
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def _set_quiet(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    terminal.set_quiet(value)


quiet_option = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_set_quiet,
    help="No progress and no notes; warnings and errors still appear.",
)
