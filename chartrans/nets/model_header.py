"""The JSON in a model file, read without its tensors and its net: what a model says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from chartrans.errors import ModelError

FORMAT = 2
KEY = "chartrans"  # the metadata entry that holds the JSON
ENTRIES = {"architecture", "source", "target", "rules", "max_length", "card", "extra"}


def open_model(path: Path) -> Any:
    """The open safetensors file, to be used in a `with`. Raises ModelError where it is none."""
    try:
        return safe_open(path, framework="np")
    except FileNotFoundError:
        raise ModelError(f"{path}: no such file; give a model file, or a run folder") from None
    except IsADirectoryError:
        raise ModelError(f"{path} is a folder without a model in it") from None
    except (SafetensorError, OSError) as error:
        raise ModelError(
            f"{path} is not a model file, or is truncated ({error}); train or copy it again"
        ) from None


def header_of(path: Path, file: Any) -> dict[str, Any]:
    """The JSON in an open file. Raises ModelError for another program's or a newer format's."""
    text = (file.metadata() or {}).get(KEY)
    if text is None:
        raise ModelError(f"{path} was written by another program; chartrans cannot read it")
    damaged = ModelError(f"{path} has a damaged header; train or copy it again")
    try:
        header = json.loads(text)
        version = int(header["format"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise damaged from None
    if version > FORMAT:
        raise ModelError(
            f"{path} has format {version}, newer than this version's {FORMAT}; update chartrans"
        )
    if not set(header) >= ENTRIES or not isinstance(header["card"], dict):
        raise damaged
    return dict(header)


def read_header(path: Path) -> dict[str, Any]:
    """The JSON part alone: format, architecture, alphabets, rules, card, ... Raises ModelError."""
    with open_model(path) as file:
        return header_of(path, file)
