"""What the user is told about compiling: once on a machine it takes a while."""

from __future__ import annotations

from chartrans.cli import terminal

COMPILING = "Compiling for this machine; this happens once and takes 20 to 30 seconds."


def are_cold() -> bool:
    """Whether no kernel has been compiled for this machine and kept."""
    from chartrans.core.cache import is_cold

    return is_cold()


def tell_if_cold() -> None:
    """A note before the first compilation, so that the silence has a reason."""
    if are_cold():
        terminal.note(COMPILING)


def compile_all() -> None:
    """Compiles what was never compiled here, before a clock starts that should not count it."""
    from chartrans.core.cache import is_complete

    if is_complete():
        return
    terminal.note(COMPILING)
    from chartrans.train.warmup import compile_kernels

    compile_kernels()
