"""Encoder and decoder, with attention or without: the target is written after the source is read.

The way of Sutskever, Vinyals & Le 2014 (the decoder starts from the encoder's last states, layer by
layer), with the attention of Luong et al. 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.attention import attend_step
from chartrans.core.loss import log_softmax
from chartrans.core.packed import PackedWeights
from chartrans.core.packing import Packing
from chartrans.core.pointwise import tanh_forward
from chartrans.core.rows import gather_rows, join_columns, scatter_add_rows
from chartrans.core.workspace import Workspace
from chartrans.nets.attention import Look
from chartrans.nets.cells import States, selected
from chartrans.nets.config import NetConfig
from chartrans.nets.encoder import Encoded, encode, encode_backward
from chartrans.nets.head import output_loss
from chartrans.nets.net import IdPair, Ids, LossSum
from chartrans.nets.one_pass import Pass
from chartrans.nets.precision import BFLOAT16, FLOAT32, INT8, for_reading
from chartrans.nets.specs import DECODER, entry_weights, parameter_specs
from chartrans.nets.stack import stack_backward, stack_forward
from chartrans.nets.steps import PackedWeight, StackSteps
from chartrans.text.alphabet import BEGIN, END

_BEGIN, _END = np.array([BEGIN], np.int32), np.array([END], np.int32)


class Seq2Seq:
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
        run = Pass(
            self.parameters, workspace, self.bf16, config, dropout_seed, gradients, bptt, packed
        )
        encoded = encode_lines(run, config, [source for source, _ in pairs])
        # The decoder sees the target without its end and is asked for it without its begin.
        target = Packing.of(np.array([len(y) + 1 for _, y in pairs], np.int64))
        seen = target.pack(inputs or [np.concatenate((_BEGIN, y)) for _, y in pairs])
        wanted = target.pack([np.concatenate((y, _END)) for _, y in pairs])
        partner = np.argsort(encoded.packing.order)[target.order]
        first = selected(encoded.states, partner)
        look = Look(config, encoded, target, partner) if config.attention != "none" else None
        decoded = stack_forward(run, DECODER, config, seen, target, first, look=look)
        weights = np.ones(target.rows, np.float32)
        loss, dtop = output_loss(run, decoded.top, wanted, weights, label_smoothing)
        if dtop is None:
            return loss
        dfirst = stack_backward(run, DECODER, decoded, dtop)
        dlast = [tuple(_sent_back(d, partner) for d in layer) for layer in dfirst]
        dmemory = look.dmemory if look else workspace.zeros("dmemory", encoded.memory.shape)
        encode_backward(run, config, encoded, dmemory, dlast)
        return loss

    def decoding(self, precision: str = FLOAT32) -> Seq2SeqDecoding:
        """See `Net.decoding`."""
        return Seq2SeqDecoding(self, precision)


def encode_lines(run: Pass, config: NetConfig, sources: list[Ids]) -> Encoded:
    """The encoder over source lines, each closed by END, so that no line is empty."""
    packing = Packing.of(np.array([len(x) + 1 for x in sources], np.int64))
    ids = packing.pack([np.concatenate((x, _END)) for x in sources])
    return encode(run, config, ids, packing)


def _sent_back(drows: np.ndarray, partner: np.ndarray) -> np.ndarray:
    """The gradient of `rows[partner]` with respect to rows (B, H)."""
    out = np.zeros_like(drows)
    scatter_add_rows(out, partner, drows)
    return out


@dataclass
class Seq2SeqState:
    """The states (B, H) of each decoder layer, and where each row's memory lies."""

    workspace: Workspace
    states: list[States]
    memory: np.ndarray  # (all source rows, H), line after line
    starts: np.ndarray  # int64 (B,)
    lengths: np.ndarray  # int64 (B,)

    def select(self, rows: np.ndarray) -> Seq2SeqState:
        """See `State.select`."""
        states = selected(self.states, rows)
        return Seq2SeqState(
            self.workspace, states, self.memory, self.starts[rows], self.lengths[rows]
        )


class Seq2SeqDecoding:
    """A snapshot of the weights for decoding; see `Decoding`."""

    def __init__(self, net: Seq2Seq, precision: str) -> None:
        self.config, self.bf16 = net.config, for_reading(precision) == BFLOAT16
        self.parameters = net.parameters.like()
        self.parameters.flat[:] = net.parameters.flat
        self._packed = PackedWeights(self.parameters)
        view = self.parameters.views
        self._entries = {
            name: PackedWeight(view[name], view[name.replace(".input", ".bias")], precision)
            for name in (entry_weights(net.config) if precision == INT8 else [])
        }
        self.stack = StackSteps(self.parameters, DECODER, net.config, precision)
        self.output = PackedWeight(view["output.weight"], view["output.bias"], FLOAT32)
        self.general = self.mix = None
        if net.config.attention == "general":
            self.general = PackedWeight(view["attention.general"], None, precision)
        if net.config.attention != "none":
            weight, bias = view["attention.mix.weight"], view["attention.mix.bias"]
            self.mix = PackedWeight(weight, bias, precision)

    def start(self, sources: list[Ids], workspace: Workspace) -> Seq2SeqState:
        """See `Decoding.start`."""
        run = Pass(self.parameters, workspace, self.bf16, packed=self._packed, ready=self._entries)
        encoded = encode_lines(run, self.config, sources)
        packing = encoded.packing
        place = np.argsort(packing.order)  # packed line of each source
        states = selected(encoded.states, place)
        lengths = packing.lengths[place]
        rows = np.concatenate(
            [packing.offsets[:n] + b for b, n in zip(place, lengths, strict=True)]
        )
        memory = Workspace.aligned((len(rows), self.config.hidden))
        gather_rows(memory, encoded.memory, rows)
        return Seq2SeqState(workspace, states, memory, np.cumsum(lengths) - lengths, lengths)

    def step(self, state: Seq2SeqState, ids: np.ndarray) -> np.ndarray:
        """See `Decoding.step`; the first ids are BEGIN."""
        workspace = state.workspace
        look = partial(self._attend, state) if self.mix is not None else None
        top = self.stack.step(state.states, ids, workspace, look=look)
        logits = workspace.take("step.logits", (len(ids), self.output.columns))
        self.output.apply(logits, top, False, workspace.scratch)
        log_softmax(logits)
        return logits

    def looked_at(self, state: Seq2SeqState) -> np.ndarray:
        """The attention weights float32 (B, S) of the step that was last taken in this workspace.

        S is the longest source with its END; beyond the end of a shorter one they say nothing.
        """
        shape = (len(state.lengths), int(state.lengths.max()))
        return state.workspace.take("step.weights", shape)

    def _attend(self, state: Seq2SeqState, top: np.ndarray) -> np.ndarray:
        assert self.mix is not None
        workspace = state.workspace
        query = top
        if self.general is not None:
            query = workspace.take("step.query", top.shape)
            self.general.apply(query, top, False, workspace.scratch)
        context = workspace.take("step.context", top.shape)
        weights = workspace.take("step.weights", (len(top), int(state.lengths.max())))
        attend_step(context, weights, query, state.memory, state.starts, state.lengths)
        joined = workspace.take("step.joined", (len(top), 2 * top.shape[1]))
        join_columns(joined, top, context)
        mixed = workspace.take("step.mixed", top.shape)
        self.mix.apply(context, joined, False, workspace.scratch)
        tanh_forward(mixed, context)
        return mixed
