"""What every net offers to training and to decoding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.workspace import Workspace
from chartrans.nets.config import NetConfig
from chartrans.nets.precision import FLOAT32

if TYPE_CHECKING:  # a plain net decodes without kernels
    from chartrans.core.packed import PackedWeights

Ids = np.ndarray  # int32 (length,), without BEGIN and END
IdPair = tuple[Ids, Ids]


@dataclass(frozen=True)
class LossSum:
    """Sums over the target characters of some lines, END included, in nats.

    objective is what training lowers (with label smoothing), nll the plain -log p.
    """

    objective: float
    nll: float
    count: int

    def __add__(self, other: LossSum) -> LossSum:
        return LossSum(
            self.objective + other.objective, self.nll + other.nll, self.count + other.count
        )


class State(Protocol):
    """Where the decoding of some lines stands, one row a line (or a hypothesis)."""

    def select(self, rows: np.ndarray) -> State:
        """The state with these rows (int64), in this order; rows may repeat or be left out."""
        ...


class Decoding(Protocol):
    """A net's weights as they were when it was made, laid out for one step at a time."""

    def start(self, sources: list[Ids], workspace: Workspace) -> Any:
        """Reads the sources; the state before the first output character."""
        ...

    def step(self, state: Any, ids: np.ndarray) -> np.ndarray:
        """Log-probabilities float32 (B, V) after the previous characters ids int32 (B,).

        Advances `state`; the result is overwritten by the next step in the same workspace.
        """
        ...


class Net(Protocol):
    """A trainable net. With `bf16`, `loss` rounds the operands of matrix products to bfloat16."""

    config: NetConfig
    parameters: ParameterArena
    source_size: int
    target_size: int
    bf16: bool

    def loss(
        self,
        pairs: list[IdPair],
        workspace: Workspace,
        gradients: ParameterArena | None = None,
        dropout_seed: int | None = None,
        label_smoothing: float = 0.0,
        inputs: list[Ids] | None = None,
        bptt: int = 0,
        packed: PackedWeights | None = None,
    ) -> LossSum:
        """Loss over `pairs`, at least one; `gradients` gains those of the objective.

        `inputs`, of a net that feeds its output back, is what it sees in the place of the previous
        characters: int32 (n + 1,) for each target (n,), BEGIN first. None is the true ones.
        `bptt` N truncates the gradients through time: in each recurrent layer none goes back from
        tick kN to tick kN - 1, k >= 1, counted from a line's beginning; 0 is the exact gradient.
        `packed` holds this net's parameters packed; None packs them for this call alone.
        Threads may call it at once, each with its own workspace and gradients.
        """
        ...

    def decoding(self, precision: str = FLOAT32) -> Decoding:
        """A snapshot for decoding; later updates do not reach it.

        `precision` is one of `precision.FASTEST_FIRST` that the CPU has. The operands of all large
        products are rounded to it: to bfloat16, or to 8 bits, in an encoder's recurrence to what
        `for_reading` says, and so in all of a feedforward net. Faster, and now and then another
        character wins.
        """
        ...
