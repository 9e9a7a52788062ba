"""Decoding in plain NumPy: no kernel is loaded or compiled, so a few short lines start at once.

It means the same as the nets' own decoding and says it in fewer words, so it is also the place to
read what one step computes. Lines are read one by one; for many lines the kernels are far faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.workspace import Workspace
from chartrans.nets.cells import CELLS, States, selected
from chartrans.nets.config import FIRST_RESIDUAL, NetConfig
from chartrans.nets.net import Decoding, Ids
from chartrans.nets.plain_cells import Layer, plain_cell
from chartrans.nets.plain_precision import rounded_weights
from chartrans.nets.precision import FLOAT32, INT8, for_reading
from chartrans.nets.specs import (
    DECODER,
    FEEDBACK,
    TRANSDUCER,
    Stack,
    directions,
    entry_weights,
    parameter_specs,
)
from chartrans.text.alphabet import END, PAD
from chartrans.text.timeline import lead_in

Array = np.ndarray
Weights = Mapping[str, Any]  # arrays, or what `plain_precision` makes of them


class PlainNet:
    """A net that only decodes; see `chartrans.nets.net.Net`."""

    def __init__(self, config: NetConfig, source_size: int, target_size: int) -> None:
        self.config, self.source_size, self.target_size = config, source_size, target_size
        self.bf16 = False
        self.parameters = ParameterArena(parameter_specs(config, source_size, target_size))

    def loss(self, *_: Any, **__: Any) -> Any:
        """Raises TypeError: a plain net has no way back."""
        raise TypeError("a plain net only decodes; load the model with its kernels to train it")

    def decoding(self, precision: str = FLOAT32) -> Decoding:
        """See `Net.decoding`; rounded as the kernels round, at no gain in speed."""
        reading, writing = (
            rounded_weights(self.parameters.views, one)
            for one in (for_reading(precision), precision)
        )
        if precision == INT8:
            reading = {**reading, **{name: writing[name] for name in entry_weights(self.config)}}
        return PlainDecoding(self.config, reading, writing)


@dataclass
class PlainState:
    """Where each of B rows stands: states of each layer, and its memory or its coming inputs."""

    states: list[States]
    sources: list[Array]  # per row: memory (S, H) of a seq2seq, ids still to read of a transducer
    tick: int = 0

    def select(self, rows: Array) -> PlainState:
        """See `State.select`."""
        sources = [self.sources[row] for row in rows]
        return PlainState(selected(self.states, rows), sources, self.tick)


class PlainDecoding:
    """See `chartrans.nets.net.Decoding`."""

    def __init__(self, config: NetConfig, reading: Weights, writing: Weights) -> None:
        self.config, self.reading, self.writing = config, reading, writing
        self.cell = plain_cell(config)

    def start(self, sources: list[Ids], workspace: Workspace) -> PlainState:
        """See `Decoding.start`; `workspace` is not needed."""
        read = self._read if self.config.net == "seq2seq" else self._lead
        lines = [read(source) for source in sources]
        states: list[States] = [
            tuple(np.stack(parts) for parts in zip(*layer, strict=True))
            for layer in zip(*(states for states, _ in lines), strict=True)
        ]
        return PlainState(states, [rest for _, rest in lines])

    def step(self, state: PlainState, ids: Array) -> Array:
        """See `Decoding.step`."""
        fed = None
        if self._lagged:
            fed = ids if self.config.feedback else None
            tick = state.tick
            ids = np.array([line[tick] if tick < len(line) else PAD for line in state.sources])
        state.tick += 1
        if self._lagged:
            top = self._stack_step(self.writing, TRANSDUCER, state.states, ids, fed)
        else:
            top = self._stack_step(self.writing, DECODER, state.states, ids, memories=state.sources)
        return log_probabilities(self.writing, top)

    @property
    def _lagged(self) -> bool:
        return self.config.net == "transducer"

    def _attend(self, top: Array, memories: Sequence[Array]) -> Array:
        """tanh([top ; context] W + b) (B, H): the rows look at their memories."""
        query = top
        if self.config.attention == "general":
            query = top @ self.writing["attention.general"]
        context = np.empty_like(top)
        for row, memory in enumerate(memories):
            score = memory @ query[row]
            weight = np.exp(score - score.max())
            context[row] = (weight / weight.sum()) @ memory
        joined = np.concatenate((top, context), axis=1)
        weight, bias = self.writing["attention.mix.weight"], self.writing["attention.mix.bias"]
        return np.tanh(joined @ weight + bias)

    def _stack_step(
        self,
        weights: Weights,
        stack: Stack,
        states: list[States],
        ids: Array,
        fed: Array | None = None,
        memories: Sequence[Array] = (),
    ) -> Array:
        """The top output (B, H) after the characters ids (B,), and those fed back, `fed` (B,).

        `states` are replaced in place; `memories` are what attention looks at.
        """
        x = weights[stack.embedding][ids]
        if fed is not None:
            x = x + weights[FEEDBACK][fed]
        for number, before in enumerate(states):
            layer = self._layer(weights, f"{stack.layer}.{number}")
            states[number] = self.cell(layer, x @ layer["input"] + layer["bias"], before)
            hidden = states[number][0]
            x = hidden + x if number >= FIRST_RESIDUAL else hidden
            if number == self.config.looks_after:
                x = self._attend(x, memories)
        return x

    def _layer(self, weights: Weights, name: str) -> Layer:
        parts = ("input", "recurrent", "bias", *CELLS[self.config.cell].further)
        return {part: weights[f"{name}.{part}"] for part in parts}

    def _zero(self, *shape: int) -> States:
        """States from which a layer begins."""
        return (np.zeros(shape, np.float32),) * CELLS[self.config.cell].states

    def _read(self, source: Ids) -> tuple[list[States], Array]:
        """The encoder over one line: last states (H,) of each layer, and its memory (S, H)."""
        x = self.reading["encoder.embedding"][np.append(source, END)]
        states: list[States] = []
        for layer in range(self.config.layers):
            ways = [self._way(name, x, back) for name, back in directions(self.config, layer)]
            both = zip(*(last for _, last in ways), strict=True)
            states.append(tuple(_joined(parts) for parts in both))
            y = _joined([output for output, _ in ways])
            x = y + x if layer >= FIRST_RESIDUAL else y
        return states, x

    def _way(self, name: str, x: Array, reverse: bool) -> tuple[Array, States]:
        """One layer over x (S, K) in one direction: outputs (S, h), last states (h,)."""
        layer = self._layer(self.reading, name)
        gates = x @ layer["input"] + layer["bias"]
        states = self._zero(len(layer["recurrent"]))
        outputs = np.empty((len(x), *states[0].shape), np.float32)
        for t in reversed(range(len(x))) if reverse else range(len(x)):
            states = self.cell(layer, gates[t], states)
            outputs[t] = states[0]
        return outputs, states

    def _lead(self, source: Ids) -> tuple[list[States], Array]:
        """A transducer up to the tick before its first output: states (H,), the ids to come."""
        lead = lead_in(source, self.config.lag)
        states = [self._zero(1, self.config.hidden) for _ in range(self.config.layers)]
        fed = np.array([PAD]) if self.config.feedback else None
        for one in lead:
            self._stack_step(self.reading, TRANSDUCER, states, np.array([one]), fed)
        return [tuple(state[0] for state in layer) for layer in states], source[len(lead) :]


def log_probabilities(parameters: Weights, top: Array) -> Array:
    """The output layer: log-probabilities (B, V) from the top states (B, H)."""
    logits = top @ parameters["output.weight"] + parameters["output.bias"]
    logits -= logits.max(axis=1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate(parts, axis=-1) if len(parts) > 1 else parts[0]
