from __future__ import annotations

import pytest

from chartrans.nets.config import NetConfig
from tests.nets.nets import CONFIGS


@pytest.fixture(params=CONFIGS)
def config(request: pytest.FixtureRequest) -> NetConfig:
    """Each of a few nets: layers, directions, attention, lags."""
    return CONFIGS[request.param]
