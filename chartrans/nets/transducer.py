"""One recurrent stack on the timeline: its output runs `lag` ticks behind its input.

The classic time-lagged set-up: where the source has ended padding enters, and where no output is
due the loss weighs nothing. With `feedback` the character written before enters too: in training
the target's own (teacher forcing), in decoding the chosen one, BEGIN at the first output and
padding before it. Its embedding, from a table of its own, is added to the source's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.loss import log_softmax
from chartrans.core.packed import PackedWeights
from chartrans.core.packing import Packing
from chartrans.core.workspace import Workspace
from chartrans.nets.cells import CELLS, States, selected
from chartrans.nets.config import NetConfig
from chartrans.nets.head import output_loss
from chartrans.nets.net import IdPair, Ids, LossSum
from chartrans.nets.one_pass import Pass
from chartrans.nets.precision import BFLOAT16, FLOAT32, for_reading
from chartrans.nets.specs import TRANSDUCER, parameter_specs
from chartrans.nets.stack import stack_backward, stack_forward
from chartrans.nets.steps import PackedWeight, StackSteps
from chartrans.text.alphabet import PAD
from chartrans.text.timeline import lay_out, lead_in


class Transducer:
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
        """See `Net.loss`."""
        config = self.config
        assert inputs is None or config.feedback, "nothing is fed back"
        run = Pass(
            self.parameters, workspace, self.bf16, config, dropout_seed, gradients, bptt, packed
        )
        lines = [lay_out(source, target, config.lag) for source, target in pairs]
        packing = Packing.of(np.array([len(line.inputs) for line in lines], np.int64))
        seen = packing.pack([line.inputs for line in lines])
        targets = packing.pack([line.targets for line in lines])
        weights = packing.pack([line.weights for line in lines], np.float32)
        for line, shown in zip(lines, inputs or [], strict=False):
            line.previous[line.weights > 0.0] = shown
        fed = packing.pack([line.previous for line in lines]) if config.feedback else None
        done = stack_forward(run, TRANSDUCER, config, seen, packing, fed=fed)
        loss, dtop = output_loss(run, done.top, targets, weights, label_smoothing)
        if dtop is not None:
            stack_backward(run, TRANSDUCER, done, dtop)
        return loss

    def decoding(self, precision: str = FLOAT32) -> TransducerDecoding:
        """See `Net.decoding`."""
        return TransducerDecoding(self, precision)


@dataclass
class TransducerState:
    """The states (B, H) of each layer, and the inputs that are still to come."""

    workspace: Workspace
    states: list[States]
    coming: list[Ids]  # per row, the source from its first output tick on
    tick: int

    def select(self, rows: np.ndarray) -> TransducerState:
        """See `State.select`."""
        coming = [self.coming[row] for row in rows]
        return TransducerState(self.workspace, selected(self.states, rows), coming, self.tick)


class TransducerDecoding:
    """A snapshot of the weights for decoding; see `Decoding`."""

    def __init__(self, net: Transducer, precision: str) -> None:
        self.config, self.bf16 = net.config, for_reading(precision) == BFLOAT16
        self.parameters = net.parameters.like()
        self.parameters.flat[:] = net.parameters.flat
        self._packed = PackedWeights(self.parameters)
        view = self.parameters.views
        self.stack = StackSteps(self.parameters, TRANSDUCER, net.config, precision)
        self.output = PackedWeight(view["output.weight"], view["output.bias"], FLOAT32)

    def start(self, sources: list[Ids], workspace: Workspace) -> TransducerState:
        """Runs each line up to the tick before its first output; see `Decoding.start`."""
        leads = [lead_in(source, self.config.lag) for source in sources]
        shape = (len(sources), self.config.hidden)
        states: list[States] = [
            tuple(np.zeros(shape, np.float32) for _ in range(CELLS[self.config.cell].states))
            for _ in range(self.config.layers)
        ]
        begun = np.array([b for b, lead in enumerate(leads) if len(lead)], np.int64)
        if len(begun):
            packing = Packing.of(np.array([len(leads[b]) for b in begun], np.int64))
            ids = packing.pack([leads[b] for b in begun])
            run = Pass(self.parameters, workspace, self.bf16, packed=self._packed)
            fed = np.full_like(ids, PAD) if self.config.feedback else None
            done = stack_forward(run, TRANSDUCER, self.config, ids, packing, fed=fed)
            places = begun[packing.order]
            for layer, last in zip(states, done.states, strict=True):
                for state, its_rows in zip(layer, last, strict=True):
                    state[places] = its_rows
        coming = [source[len(lead) :] for source, lead in zip(sources, leads, strict=True)]
        return TransducerState(workspace, states, coming, 0)

    def step(self, state: TransducerState, ids: np.ndarray) -> np.ndarray:
        """See `Decoding.step`; `ids` (B,) enter only with feedback."""
        workspace, tick = state.workspace, state.tick
        inputs = np.array(
            [line[tick] if tick < len(line) else PAD for line in state.coming], np.int32
        )
        fed = ids if self.config.feedback else None
        top = self.stack.step(state.states, inputs, workspace, fed)
        state.tick += 1
        logits = workspace.take("step.logits", (len(ids), self.output.columns))
        self.output.apply(logits, top, False, workspace.scratch)
        log_softmax(logits)
        return logits
