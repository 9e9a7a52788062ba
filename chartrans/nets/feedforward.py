"""Each position by itself: hidden layers over the characters around it. The baseline.

Input and output are laid on one clock without a lag and padded to one length, max(m, n + 1) ticks
for m characters of source and n of target. What lies more than `window` characters away cannot
matter, so what changes its place by more than that cannot be learned. As no position depends on
another, those after END, which weigh nothing, are not computed at all.

There is no longest output: the net writes until it writes END. From `window` characters after the
source's end on, it sees nothing but padding and says the same at every position; a search has to
set a limit to that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.embedding import embedding_backward, embedding_forward
from chartrans.core.loss import log_softmax
from chartrans.core.packed import PackedWeights
from chartrans.core.pointwise import tanh_backward, tanh_forward
from chartrans.core.rows import gather_rows
from chartrans.core.workspace import Workspace
from chartrans.nets.config import NetConfig
from chartrans.nets.head import output_loss
from chartrans.nets.linear import linear_backward, linear_forward
from chartrans.nets.net import IdPair, Ids, LossSum
from chartrans.nets.one_pass import Pass
from chartrans.nets.precision import BFLOAT16, FLOAT32, for_reading
from chartrans.nets.specs import parameter_specs
from chartrans.text.alphabet import END
from chartrans.text.timeline import windows

_END = np.array([END], np.int32)


class Feedforward:
    """The net; see `chartrans.nets.net.Net` for what it offers."""

    def __init__(self, config: NetConfig, source_size: int, target_size: int) -> None:
        self.config, self.source_size, self.target_size = config, source_size, target_size
        self.bf16 = False
        self.parameters = ParameterArena(parameter_specs(config, source_size, target_size))

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
        """See `Net.loss`; nothing goes through time, and `bptt` changes nothing."""
        assert inputs is None, "nothing is fed back"
        if not pairs:
            raise ValueError("a batch has at least one line")
        config = self.config
        run = Pass(
            self.parameters, workspace, self.bf16, config, dropout_seed, gradients, bptt, packed
        )
        # Rows lie line after line: without recurrence they need no order of ticks.
        seen = np.concatenate([windows(x, len(y) + 1, config.window) for x, y in pairs])
        wanted = np.concatenate([part for _, y in pairs for part in (y, _END)])
        done = forward(run, config, seen)
        weights = np.ones(len(wanted), np.float32)
        loss, dtop = output_loss(run, done.outputs[-1], wanted, weights, label_smoothing)
        if dtop is not None:
            backward(run, config, done, dtop)
        return loss

    def decoding(self, precision: str = FLOAT32) -> FeedforwardDecoding:
        """See `Net.decoding`."""
        return FeedforwardDecoding(self, precision)


@dataclass(frozen=True)
class HiddenRun:
    """What the way forward left: the ids (N, 2 window + 1), each layer's input and output (N, H).

    An input is the layer before's output, or a copy of it that dropout has been at.
    """

    seen: np.ndarray
    inputs: list[np.ndarray]
    outputs: list[np.ndarray]


def forward(run: Pass, config: NetConfig, seen: np.ndarray) -> HiddenRun:
    """The windows `seen` int32 (N, 2 window + 1) through all hidden layers."""
    take = run.workspace.take
    x = take("window", (seen.size, config.embedding))
    embedding_forward(x, run.parameters["embedding"], seen.reshape(-1))
    x = x.reshape(len(seen), -1)  # the characters of a window lie side by side
    run.drop(x, "inputs")
    inputs: list[np.ndarray] = []
    outputs: list[np.ndarray] = []
    for layer in range(config.layers):
        name = f"hidden.{layer}"
        if layer > 0 and run.drops("states"):
            x = take(f"{name}.input", x.shape)
            x[:] = outputs[-1]  # tanh's way back needs its output as it was
            run.drop(x, "states", str(layer))
        y = take(f"{name}.output", (len(seen), config.hidden))
        products = take("hidden.products", y.shape)
        linear_forward(run, products, x, f"{name}.weight", f"{name}.bias")
        tanh_forward(y, products)
        inputs.append(x)
        outputs.append(y)
        x = y
    return HiddenRun(seen, inputs, outputs)


def backward(run: Pass, config: NetConfig, done: HiddenRun, dtop: np.ndarray) -> None:
    """Adds the gradients of all hidden layers from dtop (N, H), which is changed."""
    dy = dtop
    for layer in reversed(range(config.layers)):
        name = f"hidden.{layer}"
        x, y = done.inputs[layer], done.outputs[layer]
        # forward: y = tanh(x W + b)
        tanh_backward(dy, dy, y)
        dx = run.workspace.take(f"{name}.dinput", x.shape)
        linear_backward(run, dx, dy, x, f"{name}.weight", f"{name}.bias")
        if layer > 0:
            run.drop(dx, "states", str(layer))
        else:
            run.drop(dx, "inputs")
        dy = dx
    drows = dy.reshape(-1, config.embedding)
    embedding_backward(run.gradient("embedding"), drows, done.seen.reshape(-1))


@dataclass
class FeedforwardState:
    """The log-probabilities (rows, V) of all positions, and where each line's lie among them."""

    workspace: Workspace
    answers: np.ndarray
    starts: np.ndarray  # int64 (B,)
    lengths: np.ndarray  # int64 (B,); a line's last row holds for all positions from there on
    tick: int

    def select(self, rows: np.ndarray) -> FeedforwardState:
        """See `State.select`."""
        starts, lengths = self.starts[rows], self.lengths[rows]
        return FeedforwardState(self.workspace, self.answers, starts, lengths, self.tick)


class FeedforwardDecoding:
    """A snapshot of the weights for decoding; see `Decoding`."""

    def __init__(self, net: Feedforward, precision: str) -> None:
        self.config, self.bf16 = net.config, for_reading(precision) == BFLOAT16
        self.parameters = net.parameters.like()
        self.parameters.flat[:] = net.parameters.flat
        self._packed = PackedWeights(self.parameters)

    def start(self, sources: list[Ids], workspace: Workspace) -> FeedforwardState:
        """See `Decoding.start`; as no output enters the net, all positions are computed here."""
        window = self.config.window
        lengths = np.array([len(source) + window + 1 for source in sources], np.int64)
        run = Pass(self.parameters, workspace, self.bf16, packed=self._packed)
        seen = [windows(source, n, window) for source, n in zip(sources, lengths, strict=True)]
        top = forward(run, self.config, np.concatenate(seen)).outputs[-1]
        answers = Workspace.aligned((len(top), len(self.parameters["output.bias"])))
        exact = Pass(self.parameters, workspace, bf16=False, packed=self._packed)
        linear_forward(exact, answers, top, "output.weight", "output.bias")
        log_softmax(answers)
        return FeedforwardState(workspace, answers, np.cumsum(lengths) - lengths, lengths, 0)

    def step(self, state: FeedforwardState, ids: np.ndarray) -> np.ndarray:
        """See `Decoding.step`; the previous output `ids` (B,) does not enter."""
        rows = state.starts + np.minimum(state.tick, state.lengths - 1)
        state.tick += 1
        out = state.workspace.take("step.logits", (len(ids), state.answers.shape[1]))
        gather_rows(out, state.answers, rows)
        return out
