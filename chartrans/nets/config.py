"""What net to build; free of NumPy, so that the command line has the defaults without it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from chartrans.errors import UsageProblem

NETS = ("seq2seq", "transducer", "feedforward")
ATTENTION = ("none", "dot", "general")
AFTER = ("first", "last")
CELLS = ("lstm", "peephole", "gru", "rnn")
ACTIVATIONS = ("tanh", "relu", "sigmoid")
DROPPED = ("inputs", "states", "attention", "output")
INITIAL = ("uniform", "glorot", "orthogonal", "identity")
_CHOICES = {
    "net": NETS,
    "attention": ATTENTION,
    "attention_after": AFTER,
    "cell": CELLS,
    "activation": ACTIVATIONS,
    "initial": INITIAL,
}
# Far beyond what a CPU can train; a slip in a number is told before it takes all memory.
MOST = {"hidden": 8192, "layers": 64, "embedding": 8192}
MOST_THREADS = 4096
WIDEST_WINDOW = 100
LONGEST_LAG = 10_000
LARGEST_RADIUS = 100.0
FIRST_RESIDUAL = 2  # layers from the third on add their input to their output


@dataclass(frozen=True)
class NetConfig:
    """The shape of a net, and what its parameters start from.

    hidden           units of a layer's state (both directions of an encoder layer together)
    window           feedforward only: characters it sees to each side of a position
    feedback         transducer only: the previous output character enters as well
    lag              transducer only: ticks between a character and its output, or "full": the whole
                     source is read first
    bidirectional    seq2seq only: the encoder reads each line both ways
    attention_after  the decoder layer, first or last, whose states look back; what they saw enters
                     the layer above it, or the output
    cell             the kind of the recurrent layers; those of a feedforward net do not recur
    activation       cell rnn only: its nonlinearity
    initial          how recurrent matrices are drawn, see `chartrans.nets.initial`
    spectral_radius  recurrent matrices are scaled to it, each H x H block; None leaves them
    dropout          share of elements dropped in training, in [0, 1)
    dropout_at       of what, some of `DROPPED` with commas between: embeddings, what a layer hands
                     to the next, what attention brings, what the output layer reads
    """

    net: str = "seq2seq"
    hidden: int = 256
    layers: int = 2
    embedding: int = 64
    bidirectional: bool = True
    attention: str = "dot"
    attention_after: str = "last"
    window: int = 3
    feedback: bool = False
    lag: int | str = "full"
    cell: str = "lstm"
    activation: str = "tanh"
    initial: str = "uniform"
    spectral_radius: float | None = None
    dropout: float = 0.2
    dropout_at: str = "inputs,states,output"

    @property
    def looks_after(self) -> int | None:
        """The number, from 0, of the decoder layer that attention comes after; None without."""
        if self.net != "seq2seq" or self.attention == "none":
            return None
        return 0 if self.attention_after == "first" else self.layers - 1

    def check(self) -> None:
        """Raises UsageProblem, in one sentence, for a value that makes no net."""
        for name, known in _CHOICES.items():
            value = getattr(self, name)
            if value not in known:
                told = name.replace("_", " ")
                raise UsageProblem(f"{told} {value!r} is unknown; choose one of {', '.join(known)}")
        for name, most in MOST.items():
            if not 1 <= getattr(self, name) <= most:
                raise UsageProblem(f"{name} is {getattr(self, name)}; it must be from 1 to {most}")
        if self.net == "seq2seq" and self.bidirectional and self.hidden % 2:
            raise UsageProblem(
                f"hidden is {self.hidden}; a bidirectional encoder needs an even number"
            )
        if not 0 <= self.window <= WIDEST_WINDOW:
            raise UsageProblem(f"window is {self.window}; it must be from 0 to {WIDEST_WINDOW}")
        if not 0.0 <= self.dropout < 1.0:
            raise UsageProblem(f"dropout is {self.dropout}; it must be at least 0 and below 1")
        for place in self.dropout_at.split(","):
            if place not in DROPPED:
                raise UsageProblem(
                    f"dropout at {self.dropout_at!r} is unknown; choose some of {','.join(DROPPED)}"
                )
        if self.attention == "none" and self.attention_after != "last":
            raise UsageProblem(
                f"attention after is {self.attention_after!r} and attention 'none'; leave one out"
            )
        radius = self.spectral_radius
        if radius is not None and not 0.0 < radius <= LARGEST_RADIUS:
            raise UsageProblem(
                f"spectral radius is {radius}; it must be above 0 and at most {LARGEST_RADIUS:g}"
            )
        if self.lag != "full" and not (isinstance(self.lag, int) and 0 <= self.lag <= LONGEST_LAG):
            raise UsageProblem(
                f"lag is {self.lag!r}; it must be a whole number from 0 to {LONGEST_LAG:,}, or "
                "'full'"
            )

    def to_json(self) -> dict[str, Any]:
        """A form that JSON and TOML can carry: without what is None, for which TOML has no word."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> NetConfig:
        """The configuration that `to_json` wrote. Raises UsageProblem for unknown settings."""
        unknown = set(data) - {f.name for f in fields(cls)}
        if unknown:
            raise UsageProblem(f"a net with the unknown settings {', '.join(sorted(unknown))}")
        config = cls(**data)
        config.check()
        return config
