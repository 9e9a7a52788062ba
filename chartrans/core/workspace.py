"""Memory asked for by name and used again, so that a training step allocates nothing new."""

from __future__ import annotations

import functools
import math

import numpy as np

ALIGNMENT = 64  # bytes: a cache line, and the widest vector
GROWTH = 1.25  # a buffer that is too small is replaced by one with room to spare


class Workspace:
    """Named arrays for one thread at a time; each holds what its last user left in it."""

    def __init__(self) -> None:
        self._buffers: dict[tuple[str, type], np.ndarray] = {}

    @functools.cached_property
    def scratch(self) -> np.ndarray:
        """What `gemm` works in: int32 (SCRATCH_WORDS,)."""
        # Here, because importing kernels takes longer than decoding a line without them.
        from chartrans.core.gemm import SCRATCH_WORDS  # noqa: PLC0415

        return self.take("gemm", (SCRATCH_WORDS,), np.int32)

    def take(self, name: str, shape: tuple[int, ...], dtype: type = np.float32) -> np.ndarray:
        """An array of this shape, aligned to 64 bytes; the same memory for the same name."""
        size = math.prod(shape)
        buffer = self._buffers.get((name, dtype))
        if buffer is None or buffer.size < size:
            capacity = size if buffer is None else int(size * GROWTH)
            buffer = self.aligned((capacity,), dtype)
            self._buffers[name, dtype] = buffer
        return buffer[:size].reshape(shape)

    def zeros(self, name: str, shape: tuple[int, ...], dtype: type = np.float32) -> np.ndarray:
        """As `take`, filled with zeros."""
        array = self.take(name, shape, dtype)
        array.fill(0)
        return array

    @staticmethod
    def aligned(shape: tuple[int, ...], dtype: type = np.float32) -> np.ndarray:
        """A new array of this shape, uninitialised, its first byte at a multiple of 64."""
        size = math.prod(shape) * np.dtype(dtype).itemsize
        raw = np.empty(size + ALIGNMENT, np.uint8)
        begin = -raw.ctypes.data % ALIGNMENT
        return raw[begin : begin + size].view(dtype).reshape(shape)
