"""Which numbers matrix products are made of, and that a wish the machine cannot grant is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartrans.core import simd
from chartrans.errors import UsageProblem
from chartrans.nets.precision import uses_bf16

from .conftest import StartTraining


@pytest.mark.parametrize(
    ("asked", "on_a_new_machine"), [("auto", True), ("bfloat16", True), ("float32", False)]
)
def test_bfloat16_is_used_where_there_is_any(
    monkeypatch: pytest.MonkeyPatch, asked: str, on_a_new_machine: bool
):
    monkeypatch.setattr(simd, "HAS_BF16", True)
    assert uses_bf16(asked) is on_a_new_machine


@pytest.mark.parametrize("asked", ["auto", "float32"])
def test_an_older_machine_does_without(monkeypatch: pytest.MonkeyPatch, asked: str):
    monkeypatch.setattr(simd, "HAS_BF16", False)
    assert uses_bf16(asked) is False


def test_a_wish_that_cannot_be_granted_makes_no_folder(
    monkeypatch: pytest.MonkeyPatch, start: StartTraining, tmp_path: Path
):
    monkeypatch.setattr(simd, "HAS_BF16", False)
    with pytest.raises(UsageProblem, match="no bfloat16"):
        start(precision="bfloat16")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("has", [True, False])
def test_the_net_is_told(monkeypatch: pytest.MonkeyPatch, start: StartTraining, has: bool):
    monkeypatch.setattr(simd, "HAS_BF16", has)
    assert start("fast", precision="auto").at.model.net.bf16 is has
    assert start("plain", precision="float32").at.model.net.bf16 is False
