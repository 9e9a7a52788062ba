"""The terminal: tables on stdout; notes, warnings and progress on stderr.

rich and tqdm are imported when something is drawn, here and in the modules that draw, not before.
Text is printed as it is, never read as rich markup.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from tqdm import tqdm

Item = TypeVar("Item")

_PLAIN_WIDTH = 80  # least width of a table that goes to a file or a pipe
_UNBOUNDED = 10_000  # columns, more than any table has
_quiet = False


def set_quiet(quiet: bool) -> None:
    """Turn notes and progress off (or on again); warnings, errors and results stay."""
    global _quiet
    _quiet = quiet


def quiet() -> bool:
    """True after `--quiet`."""
    return _quiet


def progress_wanted() -> bool:
    """True where bars and live displays may be drawn: stderr is a terminal and not `--quiet`."""
    return not _quiet and sys.stderr is not None and sys.stderr.isatty()


def console() -> Console:
    """A rich console on stderr; colours only on a terminal, and never with NO_COLOR set."""
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def table_to_stdout(renderable: RenderableType) -> None:
    """Print a rich table (or other renderable) as a result; in a pipe it is never cut to fit."""
    from rich.console import Console

    out = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    if not out.is_terminal:
        unbounded = out.options.update(width=_UNBOUNDED)  # else it counts up to 80 columns only
        out.width = max(_PLAIN_WIDTH, out.measure(renderable, options=unbounded).maximum)
    with out.capture() as drawn:
        out.print(renderable)
    text = drawn.get()
    if not out.is_terminal:  # rich fills each line up to the longest
        text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    sys.stdout.write(text)  # rich itself would end the program with 1 at a closed pipe


def printable(text: str) -> str:
    """The text with an escape for each character that a terminal would obey or could not show."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def note(text: str) -> None:
    """One line on stderr about what is going on; nothing with `--quiet`."""
    if not _quiet:
        with _beside_bars():
            console().print(text, soft_wrap=True)


def warn(text: str) -> None:
    """One line on stderr about something that went less than well, `--quiet` or not."""
    from rich.text import Text

    with _beside_bars():
        console().print(Text.assemble(("Warning: ", "yellow"), text), soft_wrap=True)


def _beside_bars() -> AbstractContextManager[None]:
    """Take bars that are being drawn off the terminal for as long as something is printed."""
    if "tqdm" not in sys.modules:
        return nullcontext()
    from tqdm import tqdm

    context: AbstractContextManager[None] = tqdm.external_write_mode(file=sys.stderr)
    return context


def progress_bar(
    iterable: Iterable[Item] | None = None,
    total: float | None = None,
    label: str = "",
    unit: str = " lines",
) -> tqdm[Item]:
    """A tqdm bar on stderr around `iterable` (or to `update` by hand).

    Draws nothing where `progress_wanted()` is false; the items pass through all the same.
    """
    from tqdm import tqdm

    return tqdm(
        iterable,
        desc=label or None,
        total=total,
        unit=unit,
        file=sys.stderr,
        disable=not progress_wanted(),
        dynamic_ncols=True,
        leave=False,
    )
