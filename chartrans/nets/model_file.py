"""A model is one safetensors file: tensors, and JSON that says everything else about it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError

from chartrans.errors import ChartransError, ModelError
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_header import FORMAT, KEY, header_of, open_model
from chartrans.nets.net import Net
from chartrans.nets.stored import restore, stored
from chartrans.nets.tensor_file import write_tensors
from chartrans.text.alphabet import Alphabet
from chartrans.text.normalise import RULES, normalise
from chartrans.whole_file import whole_file

# What rebuilding a net from a file that lies about it may raise.
_LIES = (
    ChartransError, SafetensorError, ValueError, KeyError, TypeError, AttributeError,
    MemoryError, OverflowError,
)  # fmt: skip
EXTRA = "state/"  # prefix of tensors that are no parameters: optimiser moments and the like


@dataclass
class Model:
    """A net with all that is needed to use it.

    rules       names of the normalisation rules its lines went through
    max_length  longest source in characters; longer ones are cut
    sentences   whether it translates sentences, so that a line of several is split for it
    card        name, created, source_language, target_language, data, attribution, licence,
                training (dict), scores (dict), version
    """

    net: Net
    source: Alphabet
    target: Alphabet
    rules: tuple[str, ...]
    max_length: int
    card: dict[str, Any] = field(default_factory=dict)
    sentences: bool = False

    def prepare(self, line: str) -> tuple[str, bool]:
        """The line as the net reads it, normalised and cut, and whether it had to be cut."""
        text = normalise(line, self.rules)
        return text[: self.max_length], len(text) > self.max_length


def save_model(
    path: Path,
    model: Model,
    extra_tensors: dict[str, np.ndarray] | None = None,
    extra: dict[str, Any] | None = None,
    weights: str = "float32",
) -> None:
    """Writes the file whole or not at all, weights as one of `chartrans.nets.stored.WEIGHTS`."""
    tensors = stored(model.net.parameters, weights)
    for name, tensor in sorted((extra_tensors or {}).items()):
        tensors[EXTRA + name] = np.ascontiguousarray(tensor)
    header = {
        "format": FORMAT if weights == "int8" else 1,  # the others, earlier versions read as well
        "architecture": model.net.config.to_json(),
        "source": model.source.to_json(),
        "target": model.target.to_json(),
        "rules": list(model.rules),
        "max_length": model.max_length,
        "sentences": model.sentences,
        "card": model.card,
        "parameters": int(model.net.parameters.flat.size),
        "precision": weights,
        "extra": extra or {},
    }
    with whole_file(path) as file:
        write_tensors(file, tensors, {KEY: json.dumps(header, ensure_ascii=False)})


def load_model(path: Path, plain: bool = False) -> Model:
    """Reads a model; with `plain` for decoding in NumPy alone, without kernels.

    Raises ModelError, in one sentence, for a file that is none.
    """
    with open_model(path) as file:
        header = header_of(path, file)
        try:
            source = Alphabet.from_json(header["source"])
            target = Alphabet.from_json(header["target"])
            config = NetConfig.from_json(header["architecture"])
            net = build_net(config, source.size, target.size, plain=plain)
            tensors = {name for name in file.keys() if not name.startswith(EXTRA)}  # noqa: SIM118
            restore(net.parameters, file, tensors)
            rules, max_length = tuple(header["rules"]), int(header["max_length"])
            if not set(rules) <= set(RULES):
                raise ValueError(f"its normalisation rules {rules} are not all known")
            if max_length < 1:
                raise ValueError(f"its longest source has {max_length} characters")
            sentences = header.get("sentences", False)  # older files do not say
            if not isinstance(sentences, bool):
                raise ValueError(f"whether it takes sentences is {sentences!r}")
            return Model(net, source, target, rules, max_length, header["card"], sentences)
        except _LIES as error:
            raise ModelError(
                f"{path} does not hold the net it describes ({error}); train or copy it again"
            ) from None


def load_extra(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The tensors and JSON that a checkpoint carries beside its model. Raises ModelError."""
    with open_model(path) as file:
        header = header_of(path, file)
        names = [name for name in file.keys() if name.startswith(EXTRA)]  # noqa: SIM118
        tensors = {name[len(EXTRA) :]: file.get_tensor(name) for name in names}
    return tensors, dict(header["extra"])
