"""What one pass through a net carries along."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.dropout import dropout
from chartrans.core.workspace import Workspace


@dataclass
class Pass:
    """One way through a net for one thread: where things are, and what is dropped.

    `bptt` N stops gradients between ticks kN - 1 and kN of each recurrent layer; 0 does not.
    """

    parameters: ParameterArena
    workspace: Workspace
    bf16: bool
    rate: float = 0.0
    seed: int | None = None
    gradients: ParameterArena | None = None
    bptt: int = 0
    _sites: dict[str, int] = field(default_factory=dict)

    def drop(self, rows: np.ndarray, site: str) -> None:
        """Dropout in place on rows (N, K); a site drops the same elements on the way back."""
        if self.seed is not None and self.rate > 0.0:
            number = self._sites.setdefault(site, len(self._sites))
            dropout(rows, self.rate, self.seed, number)

    @property
    def scratch(self) -> np.ndarray:
        """The thread's scratch for matrix products."""
        return self.workspace.scratch

    def gradient(self, name: str) -> np.ndarray:
        """Where the gradient of a parameter is added."""
        assert self.gradients is not None
        return self.gradients[name]
