"""`chartrans warmup`: compile everything now, so that no later command has to."""

from __future__ import annotations

import click

from chartrans.cli import terminal
from chartrans.cli.kernels import tell_if_cold
from chartrans.cli.options import quiet_option


@click.command(
    epilog="""\b
Example:
  chartrans warmup && chartrans translate "i like pizza" """
)
@quiet_option
def command() -> None:
    """Compile the kernels for this machine and keep them in the user's cache.

    Commands do so themselves when they first need to; after an installation or an update this does
    it beforehand. Of the recurrent cells only the lstm's are compiled: those of another one are
    when a net of it is first used. $CHARTRANS_CACHE names another folder than the user's cache.
    """
    tell_if_cold()
    from chartrans.core.cache import folder, is_cold
    from chartrans.train.warmup import compile_kernels

    compile_kernels()
    if is_cold():
        terminal.warn(f"{folder()} cannot be written, so each start will compile again.")
    else:
        terminal.note(f"The kernels are ready in {folder()}.")
