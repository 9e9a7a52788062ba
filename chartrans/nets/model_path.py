"""Which model file is meant: by path, by run folder, by name, by its languages, or the default."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from chartrans.errors import ModelError, UsageProblem
from chartrans.nets.model_header import read_header
from chartrans.resources import MODEL_SUFFIX, bundled_models, own_models
from chartrans.text.languages import language_code

VARIABLE = "CHARTRANS_MODEL"  # names the default model
DEFAULT = "en-es"  # the bundled model that is used where none is named
BEST, LAST = f"best{MODEL_SUFFIX}", f"last{MODEL_SUFFIX}"  # of a run folder


def find_model(name: str | None = None) -> Path:
    """The model file for a path, a run folder, or the name of an own or bundled model.

    Without a name, the one that $CHARTRANS_MODEL names, else the bundled `en-es`, else the newest
    bundled model. Raises ModelError if there is none.
    """
    name = name or os.environ.get(VARIABLE)
    if not name:
        return _default()
    path = Path(name)
    if path.is_file():
        return path
    candidates = [path / BEST, path / LAST] if path.is_dir() else []
    # A folder that happens to be called as a model hides it only if it is a run folder.
    for candidate in [*candidates, *(p for p in known_models() if name in (p.stem, p.name))]:
        if candidate.is_file():
            return candidate
    if candidates:
        raise ModelError(
            f"{path} is a folder without a model in it; give a run folder or a model file"
        )
    raise ModelError(f"there is no model {name}: no such file or run folder; {_those_there_are()}")


def known_models() -> list[Path]:
    """The models that have a name, one for each name, sorted: an own one hides a bundled one."""
    named = {path.stem: path for path in (*bundled_models(), *own_models())}
    return [named[name] for name in sorted(named)]


def find_translator(source: str | None, target: str | None) -> Path:
    """The named model whose card says that it translates from `source` to `target`.

    Languages go by code or English name; None fits any. Of several for the same two languages it
    is the one called after them, as `en-es`, else the newest. Raises ModelError where there is
    none, UsageProblem where what is given fits several pairs of languages.
    """
    wanted = [language_code(name) if name else None for name in (source, target)]
    fitting: dict[Path, tuple[str, str]] = {}
    created: dict[Path, str] = {}
    for path in known_models():
        try:
            card = read_header(path)["card"]
        except ModelError:  # a damaged one stands in nobody's way; `chartrans models` tells of it
            continue
        languages = languages_of(card)
        if all(languages) and all(
            code in (None, language_code(language))
            for code, language in zip(wanted, languages, strict=True)
        ):
            fitting[path] = (language_code(languages[0]), language_code(languages[1]))
            created[path] = str(card.get("created", ""))
    if not fitting:
        raise ModelError(f"no model translates {_way(source, target)}; {_those_there_are()}")
    if len(set(fitting.values())) > 1:
        told = ", ".join(f"{p.stem} ({s} → {t})" for p, (s, t) in fitting.items())
        raise UsageProblem(
            f"several models translate {_way(source, target)}: {told}; name both languages"
        )
    return max(fitting, key=lambda path: (path.stem == "-".join(fitting[path]), created[path]))


def find_way_back(path: Path, rerank: str, beam_size: int) -> Path | None:
    """The model by which the hypotheses of the model `path` are ranked too, if any.

    rerank  "none"; "auto" for the named model that translates back what `path`, a named model too,
            translates; or what `find_model` takes

    Raises ModelError where it names a model that does not exist.
    """
    if rerank == "none" or beam_size == 1:
        return None
    return find_model(rerank) if rerank != "auto" else _named_way_back(path)


def _named_way_back(path: Path) -> Path | None:
    if path.resolve() not in (known.resolve() for known in known_models()):
        return None
    try:
        source, target = languages_of(read_header(path)["card"])
        if not (source and target) or language_code(source) == language_code(target):
            return None  # nothing tells the two ways apart
        return find_translator(target, source)
    except ModelError:
        return None


def languages_of(card: dict[str, Any]) -> tuple[str, str]:
    """The source and target language that a card tells, each "" where it does not."""
    source, target = (str(card.get(f"{side}_language") or "") for side in ("source", "target"))
    return source, target


def _default() -> Path:
    models = bundled_models()
    if not models:
        raise ModelError("no model came with this installation; name one with -m, or train one")
    for model in models:
        if model.stem == DEFAULT:
            return model
    if len(models) == 1:
        return models[0]  # not even opened: a start is as quick as it can be
    return max(models, key=lambda model: str(read_header(model)["card"].get("created", "")))


def _those_there_are() -> str:
    names = ", ".join(model.stem for model in known_models())
    return f"there are {names}" if names else "none is bundled or installed"


def _way(source: str | None, target: str | None) -> str:
    return " ".join([f"from {source}"] * bool(source) + [f"to {target}"] * bool(target))
