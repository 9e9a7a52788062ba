"""The ruler: what the register tile reaches with nothing around it, on operands in L1 and L2.

No product can be faster than its tile, so its rate is the peak that shares refer to.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from chartrans.core.gemm import DEPTH_BLOCK, SCRATCH_WORDS, multiply
from chartrans.core.host import CACHE_LINE, ROWS, WIDTH
from chartrans.core.panels import pack_nn, pair_rows, panel_words
from chartrans.core.simd import tile_product
from chartrans.core.threads import ShardPool
from tests.bench.clock import median_seconds
from tests.bench.settings import WrongValues

# k of the tile, in words of a float32 or a pair of bfloat16: as deep as `gemm` packs, since a
# shorter tile spends a larger share on its stores.
WORDS = DEPTH_BLOCK
REPEATS = 500
LONGER = 20 * REPEATS  # of threads, so that their start and a core to run on take no part in it


@functools.cache
def _bare_loop(bf16: bool) -> Any:
    """The tile again and again. Not `core.jit.kernel`: that cache knows only core's own files."""
    tile = tile_product(ROWS, bf16)

    @numba.njit(nogil=True)
    def loop(a, panel, c, repeats):
        for _ in range(repeats):
            tile(a, WORDS, 1, panel, WORDS, c, WIDTH, 0, panel, CACHE_LINE, 0)

    return loop


def bare_tile(bf16: bool) -> tuple[Callable[..., None], float]:
    """A function that runs the tile REPEATS times, and how many floating-point operations that is.

    Raises WrongValues unless the tile says what `multiply` says.
    """
    depth = 2 * WORDS if bf16 else WORDS
    rng = np.random.default_rng(1)
    a, b = (
        rng.standard_normal(shape).astype(np.float32) for shape in ((ROWS, depth), (depth, WIDTH))
    )
    panel = np.empty(panel_words(depth, WIDTH, bf16), np.int32)
    pack_nn(panel, b, bf16)
    rows = a
    if bf16:
        rows = np.empty(ROWS * WORDS, np.int32)
        pair_rows(rows, a, 0, ROWS, 0, depth)
    c = np.empty((ROWS, WIDTH), np.float32)
    loop = _bare_loop(bf16)

    def run(repeats: int = REPEATS) -> None:
        loop(rows.ctypes.data, panel.ctypes.data, c.ctypes.data, repeats)

    run(1)
    expected = np.empty_like(c)
    multiply(expected, a, panel, False, bf16, np.empty(SCRATCH_WORDS, np.int32))
    if not np.allclose(c, expected, rtol=1e-4, atol=1e-3):
        raise WrongValues("the bare tile and `multiply` disagree")
    return run, 2.0 * ROWS * WIDTH * depth * REPEATS


@functools.cache
def _checked(bf16: bool) -> tuple[Callable[..., None], float]:
    return bare_tile(bf16)


def peak(bf16: bool, rounds: int = 9) -> float:
    """Floating-point operations a second of one core, now."""
    run, flop = _checked(bf16)
    return flop / median_seconds(run, rounds)


def peak_of_threads(bf16: bool, threads: int, rounds: int = 9) -> float:
    """The same for `threads` threads at once, each with operands of its own."""
    tiles = [bare_tile(bf16) for _ in range(threads)]
    pool = ShardPool(threads)
    seconds = median_seconds(lambda: pool.run(lambda tile: tile[0](LONGER), tiles), rounds)
    pool.close()
    return LONGER / REPEATS * sum(flop for _, flop in tiles) / seconds
