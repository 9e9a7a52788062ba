"""What most kernels want beside their arrays."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.workspace import Workspace


@pytest.fixture(scope="session")
def scratch() -> np.ndarray:
    """The scratch of matrix products, int32."""
    return Workspace().scratch
