"""Tiles for CPUs that have other instructions than this one, as Numba can be told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import llvmlite.binding as llvm
import pytest

SSE2 = "+64bit,+cmov,+cx8,+fxsr,+mmx,+sse,+sse2"
AVX = f"{SSE2},+sse3,+ssse3,+sse4.1,+sse4.2,+avx"
PLAIN = {"x86-64": (SSE2, 4), "sandybridge": (AVX, 8)}  # multiply and add by two instructions
VNNI = f"{AVX},+avx2,+fma,+avxvnni"
FUSED = {"haswell": f"{AVX},+avx2,+fma", "skylake-avx512": f"{AVX},+avx2,+fma,+avx512f"}

pytestmark = pytest.mark.skipif(
    "x86_64" not in llvm.get_process_triple(), reason="targets of x86 CPUs"
)

MULTIPLY = """
import sys
import numpy as np
from chartrans.core import host
from tests.core.test_simd import tile_of

assert host.LANES == int(sys.argv[1]), host.LANES
call = tile_of(host.ROWS)
rng = np.random.default_rng(1)
a = rng.standard_normal((host.ROWS, 9), np.float32)
panel = rng.standard_normal((9, host.WIDTH), np.float32)
c = np.zeros((host.ROWS, host.WIDTH), np.float32)
call(a, panel, c, 0)
assert np.allclose(c, a @ panel, rtol=1e-5, atol=1e-5)
print(*call.inspect_asm().values())
"""

# Compiled, but not called: not every CPU could.
COMPILE = """
import numba
from chartrans.core import host
from chartrans.core.simd import tile_product

tile = tile_product(host.ROWS, False)

@numba.njit("void(int64)")
def call(place):
    tile(place, 1, 1, place, 1, place, 1, 0, place, 1, 0)

print(*call.inspect_asm().values())
"""
COMPILE_BYTES = """
import numba
from chartrans.core import host
from chartrans.core.simd_int8 import tile_int8

assert (host.LANES, host.HAS_INT8) == (8, True)
tile = tile_int8(host.ROWS)

@numba.njit("void(int64)")
def call(place):
    tile(place, 1, place, 1, place, place, place, place, 1, 0)

print(*call.inspect_asm().values())
"""


def assembly(program: str, cpu: str, features: str, *words: str) -> str:
    """What a program prints for which the CPU is another.

    It is a process of its own: what the CPU has is looked up when `core` is imported.
    """
    environment = {**os.environ, "NUMBA_CPU_NAME": cpu, "NUMBA_CPU_FEATURES": features}
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", PLAIN)
def test_without_a_fused_instruction_no_library_is_called(name: str) -> None:
    features, lanes = PLAIN[name]
    code = assembly(MULTIPLY, name, features, str(lanes))
    assert "mulps" in code
    assert "fmaf" not in code


@pytest.mark.parametrize("name", FUSED)
def test_a_fused_instruction_is_used(name: str) -> None:
    code = assembly(COMPILE, name, FUSED[name])
    assert "vfmadd" in code
    assert "mulps" not in code
    assert ("%zmm" in code) == ("avx512" in name)


def test_bytes_are_multiplied_by_one_instruction_with_256_bits() -> None:
    code = assembly(COMPILE_BYTES, "alderlake", VNNI)
    dots = [line for line in code.splitlines() if "vpdpbusd" in line]
    assert len(dots) == 12, code
    assert all("%ymm" in line for line in dots)
