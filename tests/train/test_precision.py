"""The precision of a training: the net is told, and a wish that cannot be granted is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartrans.errors import UsageProblem
from chartrans.nets import precision

from .conftest import StartTraining


def test_a_wish_that_cannot_be_granted_makes_no_folder(
    monkeypatch: pytest.MonkeyPatch, start: StartTraining, tmp_path: Path
):
    monkeypatch.setattr(precision, "has", lambda name: name == "float32")
    with pytest.raises(UsageProblem, match="no bfloat16"):
        start(precision="bfloat16")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("has", [True, False])
def test_the_net_is_told(monkeypatch: pytest.MonkeyPatch, start: StartTraining, has: bool):
    monkeypatch.setattr(precision, "has", lambda name: has or name == "float32")
    assert start("fast", precision="auto").at.model.net.bf16 is has
    assert start("plain", precision="float32").at.model.net.bf16 is False
