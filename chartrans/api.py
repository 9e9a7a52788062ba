"""The Python interface: `chartrans.load(model).translate(lines)`."""

from __future__ import annotations

from collections.abc import Sequence

from chartrans.decode.translator import Translation, Translator
from chartrans.errors import UsageProblem
from chartrans.nets.model_file import load_model
from chartrans.nets.model_path import find_model, find_translator, find_way_back


class LoadedModel:
    """A model ready for use; see `chartrans.load`."""

    def __init__(
        self,
        model: str | None = None,
        threads: int | None = None,
        precision: str = "auto",
        beam_size: int = 4,
        rerank: str = "auto",
        *,
        source: str | None = None,
        target: str | None = None,
    ) -> None:
        if model is not None and (source or target):
            raise UsageProblem(f"{model} is a model, and languages choose one; give one of both")
        languages = source or target
        self.path = find_translator(source, target) if languages else find_model(model)
        back = find_way_back(self.path, rerank, beam_size)
        self.translator = Translator(
            load_model(self.path),
            beam_size=beam_size,
            threads=threads,
            precision=precision,
            reverse=load_model(back) if back else None,
        )

    def translate(self, lines: Sequence[str]) -> list[str]:
        """One translated line for each line, in order."""
        return [translation.text for translation in self.translations(lines)]

    def translations(self, lines: Sequence[str]) -> list[Translation]:
        """As `translate`, with scores and all hypotheses."""
        return self.translator.translate(lines)
