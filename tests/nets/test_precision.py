"""Which number format: what the system tells without the compiler is what the compiler finds."""

from __future__ import annotations

import pytest

from chartrans.core.simd import HAS_BF16
from chartrans.errors import UsageProblem
from chartrans.nets import precision
from chartrans.nets.precision import cpu_has_bf16, uses_bf16


def test_it_is_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cpu_has_bf16() is HAS_BF16
    monkeypatch.setattr(precision, "_flags", lambda: None)  # a system that does not tell
    assert cpu_has_bf16() is HAS_BF16


@pytest.mark.parametrize("has", [False, True])
def test_the_flags_of_the_cpu_decide(has: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CPU_FEATURES", raising=False)
    flags = {"avx512f", "avx512_bf16" if has else "avx512_vnni"}
    monkeypatch.setattr(precision, "_flags", lambda: flags)
    assert uses_bf16("auto") is has
    assert cpu_has_bf16() is has
    assert uses_bf16("float32") is False
    if has:
        assert uses_bf16("bfloat16")
    else:
        with pytest.raises(UsageProblem, match="no bfloat16 product"):
            uses_bf16("bfloat16")
