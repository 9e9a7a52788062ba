"""The parameters of every net: names and shapes, from the configuration alone."""

from __future__ import annotations

from dataclasses import dataclass

from chartrans.nets.cells import CELLS
from chartrans.nets.config import NetConfig

Specs = list[tuple[str, tuple[int, ...]]]


@dataclass(frozen=True)
class Stack:
    """A one-directional stack of layers: where its parameters are called what."""

    embedding: str
    layer: str  # layers are f"{layer}.{number}"


DECODER = Stack("decoder.embedding", "decoder")
TRANSDUCER = Stack("embedding", "layer")
FEEDBACK = "feedback.embedding"  # the table of characters that a transducer gets back


def layer_specs(config: NetConfig, name: str, inputs: int, hidden: int) -> Specs:
    """The parameters of a recurrent layer that reads `inputs` values a row."""
    cell = CELLS[config.cell]
    columns = cell.gates * hidden
    return [
        (f"{name}.input", (inputs, columns)),
        (f"{name}.recurrent", (hidden, columns)),
        (f"{name}.bias", (columns,)),
        *((f"{name}.{part}", (*shape, hidden)) for part, shape in cell.further.items()),
    ]


def directions(config: NetConfig, layer: int) -> list[tuple[str, bool]]:
    """(parameter prefix, reverse) of each direction of a layer."""
    names = [(f"encoder.{layer}.forward", False)]
    return [*names, (f"encoder.{layer}.backward", True)] if config.bidirectional else names


def entry_weights(config: NetConfig) -> list[str]:
    """The input matrices of the encoder's layers above the first, which characters do not enter."""
    ways = [way for layer in range(1, config.layers) for way in directions(config, layer)]
    return [f"{name}.input" for name, _ in ways] if config.net == "seq2seq" else []


def encoder_specs(config: NetConfig, alphabet: int) -> Specs:
    """The encoder's parameters."""
    specs: Specs = [("encoder.embedding", (alphabet, config.embedding))]
    for layer in range(config.layers):
        ways = directions(config, layer)
        for name, _ in ways:
            inputs = config.embedding if layer == 0 else config.hidden
            specs += layer_specs(config, name, inputs, config.hidden // len(ways))
    return specs


def stack_specs(stack: Stack, config: NetConfig, alphabet: int) -> Specs:
    """The parameters of a stack."""
    specs: Specs = [(stack.embedding, (alphabet, config.embedding))]
    for layer in range(config.layers):
        inputs = config.embedding if layer == 0 else config.hidden
        specs += layer_specs(config, f"{stack.layer}.{layer}", inputs, config.hidden)
    return specs


def feedforward_specs(config: NetConfig, alphabet: int) -> Specs:
    """The parameters of the hidden layers; the first reads all characters of a window at once."""
    specs: Specs = [("embedding", (alphabet, config.embedding))]
    inputs = (2 * config.window + 1) * config.embedding
    for layer in range(config.layers):
        specs.append((f"hidden.{layer}.weight", (inputs, config.hidden)))
        specs.append((f"hidden.{layer}.bias", (config.hidden,)))
        inputs = config.hidden
    return specs


def head_specs(config: NetConfig, alphabet: int) -> Specs:
    """Parameters of attention, mixing and output."""
    hidden = config.hidden
    specs: Specs = []
    if config.attention == "general":
        specs.append(("attention.general", (hidden, hidden)))
    if config.attention != "none":
        specs.append(("attention.mix.weight", (2 * hidden, hidden)))
        specs.append(("attention.mix.bias", (hidden,)))
    return [*specs, *output_specs(config, alphabet)]


def output_specs(config: NetConfig, alphabet: int) -> Specs:
    """Parameters of the output layer, from the top states to a score for each character."""
    return [("output.weight", (config.hidden, alphabet)), ("output.bias", (alphabet,))]


def parameter_specs(config: NetConfig, source_size: int, target_size: int) -> Specs:
    """All parameters of the net, in the order they lie in memory."""
    if config.net == "feedforward":
        return [*feedforward_specs(config, source_size), *output_specs(config, target_size)]
    if config.net == "transducer":
        fed: Specs = [(FEEDBACK, (target_size, config.embedding))] if config.feedback else []
        return [
            *stack_specs(TRANSDUCER, config, source_size),
            *fed,
            *output_specs(config, target_size),
        ]
    return [
        *encoder_specs(config, source_size),
        *stack_specs(DECODER, config, target_size),
        *head_specs(config, target_size),
    ]
