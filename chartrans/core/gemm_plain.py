"""What the products of `gemm` mean: the readable definition, to compare the tuned one with.

The same arguments and the same answers up to rounding, without blocks, panels and registers.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.jit import kernel


@kernel
def gemm_nn(c, a, b, add):
    """C (+)= A B: c (M, N), a (M, K), b (K, N), float32; `add` adds to c, else overwrites it."""
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            total = c[i, j] if add else np.float32(0.0)
            for k in range(a.shape[1]):
                total += a[i, k] * b[k, j]
            c[i, j] = total


@kernel
def gemm_nt(c, a, b, add):
    """C (+)= A B^T: c (M, N), a (M, K), b (N, K), float32; `add` as in `gemm_nn`."""
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            total = c[i, j] if add else np.float32(0.0)
            for k in range(a.shape[1]):
                total += a[i, k] * b[j, k]
            c[i, j] = total


@kernel
def gemm_tn(c, a, b, add):
    """C (+)= A^T B: c (M, N), a (K, M), b (K, N), float32; `add` as in `gemm_nn`."""
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            total = c[i, j] if add else np.float32(0.0)
            for k in range(a.shape[0]):
                total += a[k, i] * b[k, j]
            c[i, j] = total
