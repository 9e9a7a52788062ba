"""From a configuration to a net."""

from __future__ import annotations

from chartrans.nets.config import NetConfig
from chartrans.nets.initial import initialise
from chartrans.nets.net import Net
from chartrans.nets.seq2seq import Seq2Seq
from chartrans.nets.transducer import Transducer

KINDS: dict[str, type[Seq2Seq] | type[Transducer]] = {
    "seq2seq": Seq2Seq,
    "transducer": Transducer,
}


def build_net(
    config: NetConfig, source_size: int, target_size: int, seed: int | None = None
) -> Net:
    """A net for alphabets of these sizes; without a seed its parameters are zero.

    Raises UsageProblem for a configuration that makes no net.
    """
    config.check()
    net: Net = KINDS[config.net](config, source_size, target_size)
    if seed is not None:
        initialise(net.parameters, seed)
    return net
