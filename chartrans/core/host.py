"""What the CPU has, and the shape of a register tile that follows from it."""

from __future__ import annotations

import os

import llvmlite.binding as llvm


def host_features() -> dict[str, bool]:
    """CPU features by LLVM's names, those that NUMBA_CPU_FEATURES sets if it is given."""
    chosen = os.environ.get("NUMBA_CPU_FEATURES")
    if chosen is None:
        return dict(llvm.get_host_cpu_features())
    return {word[1:]: word[0] == "+" for word in chosen.split(",") if word}


_features = host_features()
# Vector lanes and rows of a tile: as many sums as registers allow beside A and B.
LANES = 16 if _features.get("avx512f") else 8 if _features.get("avx") else 4
VECTORS = 2
# 32 registers with AVX-512 and on ARM; x86 has 16 otherwise: 6 x 2 sums, 2 of B, 1 of A, and 1 for
# a product where multiplying and adding are two instructions.
ROWS = 6 if _features.get("sse2") and LANES != 16 else 8
WIDTH = LANES * VECTORS
CACHE_LINE = 64  # bytes
HAS_BF16 = bool(LANES == 16 and _features.get("avx512bf16"))
HAS_INT8 = bool(_features.get("avx512vnni" if LANES == 16 else "avxvnni"))
