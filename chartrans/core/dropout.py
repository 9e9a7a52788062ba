"""Inverted dropout whose mask is a function of a counter: nothing is kept for the way back.

Whether element k of a site survives depends on (seed, site, k) alone: the same call on the gradient
drops the same elements. The mixing function is a 32-bit avalanche of two multiplications and three
shifts (constants: C. Wellons, "Prospecting for hash functions", 2018).
"""

from __future__ import annotations

import numpy as np

from chartrans.core.jit import kernel

_U = np.uint32


@kernel
def scramble(x):
    """A uint32 that looks random, one for each uint32 x."""
    x = _U(x ^ (x >> _U(16)))
    x = _U(x * _U(0x7FEB352D))
    x = _U(x ^ (x >> _U(15)))
    x = _U(x * _U(0x846CA68B))
    return _U(x ^ (x >> _U(16)))


@kernel
def dropout(rows, rate, seed, site):
    """Each element of rows (N, K) becomes 0 with probability `rate`, else is divided by 1 - rate.

    In place, float32. `rate` is in [0, 1); `seed` and `site` are whole numbers in [0, 2^32).
    """
    key = scramble(_U(scramble(_U(seed)) + _U(site)))
    threshold = _U(min(rate * 4294967296.0, 4294967295.0))
    keep, none = np.float32(1.0 / (1.0 - rate)), np.float32(0.0)
    columns = rows.shape[1]
    for r in range(rows.shape[0]):
        row = rows[r]
        base = scramble(_U(key + _U(r)))
        for j in range(columns):
            row[j] *= keep if scramble(_U(base + _U(j))) >= threshold else none
