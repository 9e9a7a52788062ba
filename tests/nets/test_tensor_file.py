"""The files that `write_tensors` writes, beside those of the library that reads them."""

import io

import numpy as np
import pytest
from safetensors.numpy import load, save

from chartrans.nets.tensor_file import write_tensors

TENSORS: dict[str, np.ndarray] = {
    "weight": np.arange(6, dtype=np.float32).reshape(2, 3),
    "bias": np.array([1.5, -2.0, np.inf], np.float32),
    "scale/weight": np.array([0.25], np.float16),
    "zeichen ä": np.arange(-3, 4, dtype=np.int8),
    "states": np.array([[2**64 - 1, 0]], np.uint64),
    "nothing": np.zeros((0, 4), np.float32),
}


def written(tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> bytes:
    file = io.BytesIO()
    write_tensors(file, tensors, metadata)
    return file.getvalue()


@pytest.mark.parametrize("text", ["", "1", "12", 'é "quoted" \\ \n \u2028 😀'])
@pytest.mark.parametrize("names", [(), ("bias",), ("scale/weight", "bias"), tuple(TENSORS)])
def test_the_bytes_are_those_of_the_library(names: tuple[str, ...], text: str) -> None:
    tensors = {name: TENSORS[name] for name in names}
    assert written(tensors, {"told": text}) == save(tensors, {"told": text})


def test_the_library_reads_back_what_was_written() -> None:
    read = load(written(TENSORS, {}))
    assert set(read) == set(TENSORS)
    for name, tensor in TENSORS.items():
        assert read[name].dtype == tensor.dtype
        np.testing.assert_array_equal(read[name], tensor)


def test_numbers_of_another_byte_order_are_turned() -> None:
    turned = {
        name: tensor.astype(tensor.dtype.newbyteorder(">")) for name, tensor in TENSORS.items()
    }
    assert written(turned, {}) == written(TENSORS, {})
