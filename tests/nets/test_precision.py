"""Which number format: what the system tells without the compiler is what the compiler finds."""

from __future__ import annotations

import pytest

from chartrans.core.host import HAS_BF16, HAS_INT8
from chartrans.errors import UsageProblem
from chartrans.nets import precision
from chartrans.nets.precision import for_reading, for_translating, has, uses_bf16


def test_it_is_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        assert (has("bfloat16"), has("int8"), has("float32")) == (HAS_BF16, HAS_INT8, True)
        monkeypatch.setattr(precision, "_flags", lambda: None)  # a system that does not tell


def test_what_is_no_format_is_told() -> None:
    for decide in (uses_bf16, for_translating):
        with pytest.raises(
            UsageProblem, match="no precision 'bf16'; there are auto, int8, bfloat16"
        ):
            decide("bf16")


@pytest.mark.parametrize(
    ("flags", "training", "translating", "reading"),
    [
        ("avx2", "float32", "float32", "float32"),
        ("avx2 avx_vnni", "float32", "int8", "float32"),
        ("avx_vnni", "float32", "float32", "float32"),
        ("avx512f", "float32", "float32", "float32"),
        ("avx512f avx512_vnni", "float32", "int8", "float32"),
        ("avx512f avx512_bf16", "bfloat16", "bfloat16", "bfloat16"),
        ("avx512f avx512_vnni avx512_bf16", "bfloat16", "int8", "bfloat16"),
    ],
)
def test_the_flags_of_the_cpu_decide(
    flags: str, training: str, translating: str, reading: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CPU_FEATURES", raising=False)
    monkeypatch.setattr(precision, "_flags", lambda: set(flags.split()))
    assert uses_bf16("auto") is (training == "bfloat16")
    assert for_translating("auto") == translating
    assert for_reading(translating) == reading
    assert for_translating("float32") == for_reading("float32") == "float32"
    for name in ("bfloat16", "int8"):
        if name not in (training, translating):
            with pytest.raises(UsageProblem, match=f"no {name} product"):
                for_translating(name)
