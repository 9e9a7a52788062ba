"""What one pass through a net carries along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.dropout import dropout
from chartrans.core.gemm import DEEPEST_PACKED, multiply, product
from chartrans.core.packed import PackedWeights
from chartrans.core.workspace import Workspace
from chartrans.nets.config import NetConfig

if TYPE_CHECKING:
    from chartrans.nets.steps import PackedWeight


@dataclass
class Pass:
    """One way through a net for one thread: where things are, and what is dropped.

    `config` tells of dropout; without a `seed` there is none.
    `bptt` N stops gradients between ticks kN - 1 and kN of each recurrent layer; 0 does not.
    `packed` holds the parameters packed, for more passes than this; None packs for this alone.
    `ready` has weights, each with its bias, that the way forward multiplies in their own precision.
    """

    parameters: ParameterArena
    workspace: Workspace
    bf16: bool
    config: NetConfig | None = None
    seed: int | None = None
    gradients: ParameterArena | None = None
    bptt: int = 0
    packed: PackedWeights | None = None
    ready: Mapping[str, PackedWeight] = field(default_factory=dict)
    _sites: dict[str, int] = field(default_factory=dict)
    _handed_down: int = 0

    def drops(self, place: str) -> bool:
        """Whether anything is dropped there; what is also read as it was needs a copy then."""
        config = self.config
        if self.seed is None or config is None:
            return False
        return config.dropout > 0.0 and place in config.dropout_at.split(",")

    def drop(self, rows: np.ndarray, place: str, site: str = "") -> None:
        """Dropout in place on rows (N, K), where the configuration says so of the place.

        A site, one of several of a place, drops the same elements on the way back.
        """
        if self.drops(place):
            assert self.seed is not None
            assert self.config is not None
            number = self._sites.setdefault(f"{place} {site}", len(self._sites))
            dropout(rows, self.config.dropout, self.seed, number)

    def gradient_below(self, shape: tuple[int, int]) -> np.ndarray:
        """Where to write the gradient (N, K) that the next part on the way back begins from.

        It may be written while that of the part before is read, and lies there no longer than that.
        """
        self._handed_down += 1
        return self.workspace.take(f"gradient {self._handed_down % 2}", shape)

    def panels(self, weight: str, transposed: bool = False) -> np.ndarray:
        """A weight packed for products, or its transpose, int32."""
        if self.packed is None:
            self.packed = PackedWeights(self.parameters)
        return self.packed.panels(weight, transposed, self.bf16)

    def multiply(
        self,
        out: np.ndarray,
        x: np.ndarray,
        weight: str,
        transposed: bool = False,
        add: bool = False,
    ) -> None:
        """Out (N, J) (+)= x (N, K) @ the weight (K, J), or @ the transpose of one (J, K)."""
        if x.shape[1] > DEEPEST_PACKED:  # as of a feedforward net with a very wide window
            matrix = self.parameters[weight]
            product(out, x, matrix, False, transposed, add, self.bf16, self.scratch)
        else:
            multiply(out, x, self.panels(weight, transposed), add, self.bf16, self.scratch)

    @property
    def scratch(self) -> np.ndarray:
        """The thread's scratch for matrix products."""
        return self.workspace.scratch

    def gradient(self, name: str) -> np.ndarray:
        """Where the gradient of a parameter is added."""
        assert self.gradients is not None
        return self.gradients[name]
