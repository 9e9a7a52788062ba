"""The tile for CPUs that multiply and add by two instructions, as Numba can be told to have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import llvmlite.binding as llvm
import pytest

SSE2 = "+64bit,+cmov,+cx8,+fxsr,+mmx,+sse,+sse2"
TARGETS = {"x86-64": (SSE2, 4), "sandybridge": (f"{SSE2},+sse3,+ssse3,+sse4.1,+sse4.2,+avx", 8)}

# Runs in a process of its own: what the CPU has is looked up when `core` is imported.
PROGRAM = """
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


@pytest.mark.skipif("x86_64" not in llvm.get_process_triple(), reason="targets of x86 CPUs")
@pytest.mark.parametrize("name", TARGETS)
def test_without_a_fused_instruction_no_library_is_called(name: str) -> None:
    features, lanes = TARGETS[name]
    environment = {**os.environ, "NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": features}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(lanes)],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "mulps" in done.stdout
    assert "fmaf" not in done.stdout
