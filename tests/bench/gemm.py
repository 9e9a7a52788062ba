"""Matrix products at the shapes a training step uses, on one core, as a share of its peak."""

from __future__ import annotations

import math
import mmap
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from chartrans.core import gemm as tuned
from chartrans.core import gemm_plain
from chartrans.core.gemm import SCRATCH_WORDS, multiply
from chartrans.core.host import HAS_BF16
from chartrans.core.panels import pack_nn, pack_nt, panel_words
from chartrans.core.workspace import Workspace
from chartrans.train.step import characters_at_once
from tests.bench.clock import medians_in_turn
from tests.bench.ruler import bare_tile
from tests.bench.settings import Row, Settings, WrongValues
from tests.bench.steps import Shape

ROUNDS = 15
# An element may be off by this share of |A| |B|: rounding to 24 bits at each of K additions, and
# with bfloat16 of each operand to 8 bits.
NEAR, BF16_NEAR = 1e-5, 2.0**-7 * 1.01
CHECKED = 24  # rows and columns of C that are compared: its first and last ones
BEHIND = 1 << 20  # bytes


class Product(NamedTuple):
    """C (M, N) = A B over K; `times` of them in a pass.

    kind is nn, nt or tn, as `core.gemm` has it; `packed` before it: B lies in panels already.
    """

    what: str
    kind: str
    m: int
    n: int
    k: int
    times: int

    @property
    def flop(self) -> float:
        return 2.0 * self.m * self.n * self.k


def products(shape: Shape) -> list[Product]:
    """The matrix products of a pass over as many lines as a thread sees at once in training."""
    ticks, h, layers, v = shape.length, shape.hidden, shape.layers, shape.alphabet
    lines = max(1, min(shape.batch, characters_at_once(h) // (2 * ticks)))
    rows, half, above, ways = lines * ticks, h // 2, layers - 1, 2 * layers
    return [
        Product("encoder, a tick", "packed nn", lines, 4 * half, half, ways * ticks),
        Product("encoder, a tick back", "packed nt", lines, half, 4 * half, ways * ticks),
        Product("decoder, a tick", "packed nn", lines, 4 * h, h, layers * ticks),
        Product("decoder, a tick back", "packed nt", lines, h, 4 * h, layers * ticks),
        Product("encoder, input", "packed nn", rows, 4 * half, h, 2 * above),
        Product("encoder, input back", "packed nt", rows, h, 4 * half, 2 * above),
        Product("decoder, input", "packed nn", rows, 4 * h, h, above),
        Product("decoder, input back", "packed nt", rows, h, 4 * h, above),
        Product("mixing layer", "packed nn", rows, h, 2 * h, 1),
        Product("mixing layer, back", "packed nt", rows, 2 * h, h, 1),
        Product("output layer", "packed nn", rows, v, h, 1),
        Product("output layer, back", "packed nt", rows, h, v, 1),
        Product("gradient, encoder, recurrent", "tn", half, 4 * half, rows, ways),
        Product("gradient, encoder, input", "tn", h, 4 * half, rows, 2 * above),
        Product("gradient, decoder", "tn", h, 4 * h, rows, layers + above),
        Product("gradient, mixing layer", "tn", 2 * h, h, rows, 1),
        Product("gradient, output layer", "tn", h, v, rows, 1),
    ]


def alone(shape: tuple[int, ...], dtype: type = np.float32) -> np.ndarray:
    """A new array, aligned as all of a training are, with no memory behind it for BEHIND bytes.

    Where an array ends so, as large ones often do, fetching beyond its end costs the most.
    """
    size = math.prod(shape)
    memory = mmap.mmap(-1, size * np.dtype(dtype).itemsize + BEHIND)
    return np.frombuffer(memory, dtype, size).reshape(shape)


def prepared(product: Product, bf16: bool) -> tuple[Callable[[], None], Callable[[], None]]:
    """A function that runs the product, and one that raises WrongValues if its C is wrong."""
    rng = np.random.default_rng(2)
    m, n, k = product.m, product.n, product.k
    packed, kind = product.kind.startswith("packed"), product.kind[-2:]
    sizes = {"nn": ((m, k), (k, n)), "nt": ((m, k), (n, k)), "tn": ((k, m), (k, n))}[kind]
    a, b, c = alone(sizes[0]), alone(sizes[1]), alone((m, n))
    for array in (a, b):
        array[:] = rng.standard_normal(array.shape)
    c[:] = np.nan
    scratch = Workspace.aligned((SCRATCH_WORDS,), np.int32)
    panels = alone((panel_words(k, n, bf16),), np.int32)
    if packed:
        (pack_nn if kind == "nn" else pack_nt)(panels, b, bf16)

    def run() -> None:
        if packed:
            multiply(c, a, panels, False, bf16, scratch)
        else:
            getattr(tuned, f"gemm_{kind}")(c, a, b, False, bf16, scratch)

    return run, lambda: _check(product, bf16, a, b, c)


def _check(product: Product, bf16: bool, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
    """Compares the corners of C, where edges are, with the plain product of the same rows."""
    i, j = (
        np.unique(np.r_[: min(CHECKED, size), max(0, size - CHECKED) : size])
        for size in (product.m, product.n)
    )
    kind = product.kind[-2:]
    a = np.ascontiguousarray(a[:, i] if kind == "tn" else a[i])
    b = np.ascontiguousarray(b[j] if kind == "nt" else b[:, j])
    plain, size = (np.zeros((len(i), len(j)), np.float32) for _ in range(2))
    getattr(gemm_plain, f"gemm_{kind}")(plain, a, b, False)
    getattr(gemm_plain, f"gemm_{kind}")(size, np.abs(a), np.abs(b), False)
    off = np.abs(c[np.ix_(i, j)] - plain)
    if not np.all(off <= (BF16_NEAR if bf16 else NEAR) * size):
        name = "bfloat16" if bf16 else "float32"
        raise WrongValues(f"gemm {product.kind}, {name}, {product.what}: not the plain product")


def measure(settings: Settings) -> Iterator[Row]:
    """The ruler, each product, and all of them together."""
    for bf16 in (False, True) if HAS_BF16 else (False,):
        name = "bfloat16" if bf16 else "float32"
        tile, tile_flop = bare_tile(bf16)
        peaks, took, flop = [], 0.0, 0.0
        rows = []
        for product in products(settings.shape):
            run, check = prepared(product, bf16)
            run()
            check()
            seconds, tile_seconds = medians_in_turn([run, tile], settings.rounds(ROUNDS))
            peaks.append(tile_flop / tile_seconds)
            rate = product.flop / seconds
            size = f"({product.m} x {product.k}) ({product.k} x {product.n}) {product.kind}"
            share = rate / peaks[-1]
            rows.append(Row(f"{name}, {product.what}", rate / 1e9, "GFLOP/s", share, note=size))
            took += product.times * seconds
            flop += product.times * product.flop
        peak = float(np.median(peaks))
        yield Row(f"{name}, peak of one core", peak / 1e9, "GFLOP/s", note="the bare register tile")
        yield from rows
        together = "each as often as a pass has it"
        yield Row(
            f"{name}, all of these", flop / took / 1e9, "GFLOP/s", flop / took / peak, note=together
        )
