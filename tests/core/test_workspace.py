from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.gemm import SCRATCH_WORDS
from chartrans.core.workspace import ALIGNMENT, Workspace


def address(array: np.ndarray) -> int:
    return int(array.ctypes.data)


@pytest.mark.parametrize("shape", [(1,), (3, 5), (0, 4), (7, 1, 2)])
@pytest.mark.parametrize("dtype", [np.float32, np.int32, np.int64])
def test_arrays_are_aligned_and_whole(shape: tuple[int, ...], dtype: type) -> None:
    for _ in range(5):
        for array in (Workspace.aligned(shape, dtype), Workspace().take("x", shape, dtype)):
            assert array.shape == shape
            assert array.dtype == dtype
            assert array.flags.c_contiguous
            assert array.flags.writeable
            assert array.size == 0 or address(array) % ALIGNMENT == 0


def test_the_same_name_is_the_same_memory() -> None:
    workspace = Workspace()
    first = workspace.take("x", (4, 6))
    first[:] = 5.0
    assert address(workspace.take("x", (24,))) == address(first)
    assert (workspace.take("x", (3,)) == 5.0).all()
    assert address(workspace.take("y", (4, 6))) != address(first)
    assert address(workspace.take("x", (4, 6), np.int32)) != address(first)


def test_a_buffer_grows_once_and_not_at_each_step() -> None:
    workspace = Workspace()
    workspace.take("x", (100,))
    grown = workspace.take("x", (200,))
    assert address(workspace.take("x", (249,))) == address(grown)
    assert address(workspace.take("x", (100,))) == address(grown)


def test_zeros_are_zero_again() -> None:
    workspace = Workspace()
    workspace.take("x", (9,))[:] = np.nan
    assert not workspace.zeros("x", (3, 3)).any()


def test_scratch_is_what_products_want() -> None:
    scratch = Workspace().scratch
    assert scratch.shape == (SCRATCH_WORDS,)
    assert scratch.dtype == np.int32
