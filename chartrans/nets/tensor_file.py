"""Tensors written as a safetensors file from where they lie.

The library that reads such files makes two copies of all tensors to write one. At the end of a
training that was a fifth of the memory it ever held.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import BinaryIO

import numpy as np

LETTERS = {"f": "F", "i": "I", "u": "U"}  # NumPy's for a kind of number, and the format's


def write_tensors(
    file: BinaryIO, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]
) -> None:
    """Writes C-contiguous tensors of floats or integers, the widest numbers first, then by name.

    The format is that of https://github.com/huggingface/safetensors, "Format": the header's size
    as 8 little-endian bytes, a header of JSON padded with spaces to a multiple of 8, the tensors in
    little-endian order without gaps.
    """
    ordered = sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[0]))
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    begin = 0
    for name, tensor in ordered:
        end = begin + tensor.nbytes
        header[name] = {
            "dtype": f"{LETTERS[tensor.dtype.kind]}{8 * tensor.itemsize}",
            "shape": tensor.shape,
            "data_offsets": [begin, end],
        }
        begin = end
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    file.write(len(text).to_bytes(8, "little"))
    file.write(text)
    for _, tensor in ordered:
        file.write(tensor.astype(tensor.dtype.newbyteorder("<"), copy=False).data)
