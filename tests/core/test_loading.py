"""A kept kernel runs without what compiling needs, and another kernel can still take it in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
import pytest
from numba.core.registry import cpu_target

from chartrans.core import cache


@pytest.fixture(autouse=True)
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))


def last(array):
    return array[array.shape[0] - 1]


def compiled(function: Any) -> Any:
    """A dispatcher that knows nothing but what is on disk."""
    return cache.keep(numba.njit(function))


USE_A_KERNEL = """
import sys
import numpy as np
from chartrans.core.panels import WIDTH, pack_nn
words = np.zeros(4 * WIDTH, np.int32)
pack_nn(words, np.ones((4, 3), np.float32), False)
ready = (name in sys.modules for name in ("numba.np.arrayobj", "numba.np.npyimpl"))
print(words.view(np.float32).sum(), sum(pack_nn.stats.cache_hits.values()), *ready)
"""


def test_a_kept_kernel_runs_without_the_compiler() -> None:
    command = [sys.executable, "-c", USE_A_KERNEL]
    first, second = (
        subprocess.run(command, text=True, capture_output=True, check=True).stdout.split()
        for _ in range(2)
    )
    assert first == ["12.0", "0", "True", "True"]
    assert second == ["12.0", "1", "False", "False"]


def test_numba_is_made_ready_for_functions_that_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As it would be if a version of Numba kept one of its own in another place."""
    numbers = np.arange(3.0)
    assert compiled(last)(numbers) == 2
    refreshed = []
    monkeypatch.setattr(cpu_target.target_context, "refresh", lambda: refreshed.append(True))
    assert compiled(last)(numbers) == 2
    assert not refreshed
    known, hidden = llvm.address_of_symbol, "NRT_adapt_ndarray_from_python"
    monkeypatch.setattr(
        llvm, "address_of_symbol", lambda name: None if name == hidden else known(name)
    )
    assert compiled(last)(numbers) == 2
    assert refreshed


def test_another_kernel_takes_in_one_that_was_kept() -> None:
    numbers = np.arange(3.0)
    assert compiled(last)(numbers) == 2
    kept = compiled(last)

    def next_to_last(array):
        return kept(array[:-1])

    caller = compiled(next_to_last)
    assert caller(numbers) == 1
    assert sum(kept.stats.cache_hits.values()) == 1
    [result] = caller.overloads.values()
    functions = result.library._final_module.functions
    assert not [f.name for f in functions if f.is_declaration and "last" in f.name]


def test_a_kept_kernel_still_raises() -> None:
    """Messages are constants that a kernel finds in its environment."""

    def refuse(number):
        if number > 1:
            raise ValueError("too many", number)
        return number

    for hits in (0, 1):
        refusing = compiled(refuse)
        with pytest.raises(ValueError, match=r"too many.*7"):
            refusing(7)
        assert sum(refusing.stats.cache_hits.values()) == hits
