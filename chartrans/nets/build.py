"""From a configuration to a net."""

from __future__ import annotations

from importlib import import_module

from chartrans.nets.config import NetConfig
from chartrans.nets.initial import initialise
from chartrans.nets.net import Net
from chartrans.nets.plain import PlainNet
from chartrans.nets.plain_feedforward import PlainFeedforward

# Where the class of each kind of net is. Imported when needed: these load the kernels.
KINDS = {
    "seq2seq": ("chartrans.nets.seq2seq", "Seq2Seq"),
    "transducer": ("chartrans.nets.transducer", "Transducer"),
    "feedforward": ("chartrans.nets.feedforward", "Feedforward"),
}
PLAIN_KINDS = {"feedforward": PlainFeedforward}  # PlainNet is all others


def build_net(
    config: NetConfig,
    source_size: int,
    target_size: int,
    seed: int | None = None,
    plain: bool = False,
) -> Net:
    """A net for alphabets of these sizes; without a seed its parameters are zero.

    A `plain` one loads no kernel and can only decode. Raises UsageProblem for a configuration that
    makes no net.
    """
    config.check()
    module, name = KINDS[config.net]
    if plain:
        kind: type = PLAIN_KINDS.get(config.net, PlainNet)
    else:
        kind = getattr(import_module(module), name)
    net: Net = kind(config, source_size, target_size)
    if seed is not None:
        initialise(net.parameters, config, seed)
    return net
