"""A small net of random weights as a run folder, for commands that need a real model file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model, save_model
from chartrans.text.alphabet import END, Alphabet
from chartrans.text.normalise import DEFAULT_RULES

LETTERS = "abcdefghijklmnopqrstuvwxyz áéíóúñ¿?."
MAX_LENGTH = 30


def tiny_model(seed: int = 0, **card: Any) -> Model:
    """Reads 30 characters and writes a few that depend on them."""
    alphabet = Alphabet.from_lines([LETTERS])
    config = NetConfig(hidden=8, layers=1, embedding=4)
    net = build_net(config, alphabet.size, alphabet.size, seed=seed)
    net.parameters.flat[:] *= 4.0  # decided opinions: small weights would make all sources alike
    net.parameters.views["output.bias"][END] += 2.0  # lines that end
    return Model(net, alphabet, alphabet, DEFAULT_RULES, MAX_LENGTH, {"name": "noise", **card})


def save_run(folder: Path, origin: dict[str, Any] | None = None, **card: Any) -> Path:
    """A run folder with both models of a run, as training leaves it."""
    folder.mkdir(parents=True)
    model = tiny_model(**card)
    save_model(folder / "best.safetensors", model)
    if origin is not None:
        save_model(folder / "last.safetensors", model, extra={"origin": origin})
    return folder


def save_named(path: Path, source: str, target: str, seed: int = 0, **card: Any) -> Path:
    """A model file at `path`, to which the ending is added, between two languages."""
    path = path.with_name(f"{path.name}.safetensors")
    path.parent.mkdir(parents=True, exist_ok=True)
    languages = {"source_language": source, "target_language": target}
    save_model(path, tiny_model(seed, **languages, **card))
    return path
