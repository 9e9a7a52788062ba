"""chartrans: learns to rewrite one line of text into another, character by character.

>>> import chartrans
>>> chartrans.load().translate(["i like pizza"])  # doctest: +SKIP
['me gusta la pizza']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chartrans.api import LoadedModel

__version__ = "0.1.0"


def load(
    model: str | None = None,
    threads: int | None = None,
    precision: str = "auto",
    beam_size: int = 4,
    rerank: str = "auto",
    *,
    source: str | None = None,
    target: str | None = None,
) -> LoadedModel:
    """A translator for a model file, a run folder or a name that `chartrans models` lists.

    Or for two languages: `load(source="en", target="es")`. With nothing, the default model. The
    others are what the options of `chartrans translate` are; a beam of 1 is greedy search, the
    fastest. See `chartrans.api`.
    """
    from chartrans.api import LoadedModel  # NumPy and Numba come in here, not with the package

    return LoadedModel(model, threads, precision, beam_size, rerank, source=source, target=target)
