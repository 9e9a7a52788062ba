"""When the commands compile, and what they say of it."""

from __future__ import annotations

import pytest

from chartrans.cli.kernels import compile_all
from chartrans.core import cache
from chartrans.train import warmup


@pytest.mark.parametrize("complete", [False, True])
def test_a_training_compiles_what_is_missing_before_its_clock_starts(
    complete: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    compiled: list[bool] = []
    monkeypatch.setattr(cache, "is_cold", lambda: False)  # some translation has been made
    monkeypatch.setattr(cache, "is_complete", lambda: complete)
    monkeypatch.setattr(warmup, "compile_kernels", lambda: compiled.append(True))
    compile_all()
    assert len(compiled) == (not complete)
    assert ("Compiling for this machine" in capsys.readouterr().err) == (not complete)
