# mypy: ignore-errors
# PyTorch is not installed where the types are checked.
"""Write `golden.npz`: the small nets built from PyTorch's own layers, in float64.

Run by hand, in an environment with PyTorch (the tests need only the file it writes):

    python tests/reference/make_golden.py

The stored file came from PyTorch 2.13.0 (CPU), NumPy 2.4.6 and Python 3.11, seed 20240501,
everything in float64. The parameters are drawn from a normal distribution and rounded to float32,
so that a float32 net can be given exactly the same ones. The lines of a case have different
lengths and go through PyTorch as one padded batch (packed for the encoder), so that the file also
witnesses what padding must not change. This script imports neither chartrans nor the references.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

SEED = 20240501
PAD, BEGIN, END, UNKNOWN = 0, 1, 2, 3
SOURCE_SIZE, TARGET_SIZE = 9, 8
LENGTHS = [(4, 3), (1, 5), (6, 2), (3, 1)]  # source and target characters of each line
SCALE = 0.4  # of the parameters: large enough that gates and attention are not near-linear
HIDDEN, EMBEDDING = 6, 5

SEQ2SEQ = [
    # layers, bidirectional, attention, label smoothing
    (1, True, "dot", 0.0),
    (1, False, "general", 0.1),
    (1, False, "none", 0.0),
    (2, True, "none", 0.1),
    (2, True, "general", 0.0),
    (2, False, "dot", 0.1),
    (3, True, "dot", 0.1),
    (3, False, "none", 0.0),
]
TRANSDUCERS = [(1, 0, 0.0), (2, 2, 0.1), (3, "full", 0.0)]  # layers, lag, label smoothing
ADAM = [
    {"learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.0},
    {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.98, "epsilon": 1e-6, "weight_decay": 0.1},
]
Pairs = list[tuple[list[int], list[int]]]
Names = list[tuple[str, Tensor, bool]]  # our name, PyTorch's parameter, whether to transpose


def lstm(inputs: int, width: int, bidirectional: bool) -> nn.LSTM:
    """Return one layer. PyTorch has two biases that are only ever added: one stays zero."""
    layer = nn.LSTM(inputs, width, batch_first=True, bidirectional=bidirectional)
    for name, parameter in layer.named_parameters():
        if name.startswith("bias_hh"):
            parameter.requires_grad_(False)
    return layer


def lstm_names(prefix: str, layer: nn.LSTM, suffix: str = "") -> Names:
    """Name one direction's weights; suffix is PyTorch's for the direction."""
    return [
        (f"{prefix}.input", getattr(layer, f"weight_ih_l0{suffix}"), True),
        (f"{prefix}.recurrent", getattr(layer, f"weight_hh_l0{suffix}"), True),
        (f"{prefix}.bias", getattr(layer, f"bias_ih_l0{suffix}"), False),
    ]


def padded(lines: list[list[int]]) -> Tensor:
    return pad_sequence([torch.tensor(line) for line in lines], True, PAD)


class Seq2seq(nn.Module):
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden, two = config["hidden"], config["bidirectional"]
        widths = [config["embedding"]] + [hidden] * (config["layers"] - 1)
        self.score = config["attention"]
        self.source_embedding = nn.Embedding(SOURCE_SIZE, config["embedding"])
        self.target_embedding = nn.Embedding(TARGET_SIZE, config["embedding"])
        self.encoder = nn.ModuleList(lstm(k, hidden // 2 if two else hidden, two) for k in widths)
        self.decoder = nn.ModuleList(lstm(k, hidden, False) for k in widths)
        if self.score == "general":
            self.general = nn.Linear(hidden, hidden, bias=False)
        if self.score != "none":
            self.mix = nn.Linear(2 * hidden, hidden)
        self.output = nn.Linear(hidden, TARGET_SIZE)

    def names(self) -> Names:
        named: Names = [("encoder.embedding", self.source_embedding.weight, False)]
        for k, layer in enumerate(self.encoder):
            named += lstm_names(f"encoder.{k}.forward", layer)
            if layer.bidirectional:
                named += lstm_names(f"encoder.{k}.backward", layer, "_reverse")
        named.append(("decoder.embedding", self.target_embedding.weight, False))
        for k, layer in enumerate(self.decoder):
            named += lstm_names(f"decoder.{k}", layer)
        if self.score == "general":
            named.append(("attention.general", self.general.weight, True))
        if self.score != "none":
            named.append(("attention.mix.weight", self.mix.weight, True))
            named.append(("attention.mix.bias", self.mix.bias, False))
        named.append(("output.weight", self.output.weight, True))
        return [*named, ("output.bias", self.output.bias, False)]

    def ticks(self, pairs: Pairs) -> list[int]:
        return [len(target) + 1 for _, target in pairs]

    def encode(self, sources: list[list[int]]) -> tuple[Tensor, Tensor, list[Any]]:
        """Return memory (B, M, H), which of its ticks are real (B, M), and the final states."""
        lengths = torch.tensor([len(source) for source in sources])
        x = self.source_embedding(padded(sources))
        finals = []
        for k, layer in enumerate(self.encoder):
            packed = pack_padded_sequence(x, lengths, True, enforce_sorted=False)
            packed, (h, c) = layer(packed)
            out, _ = pad_packed_sequence(packed, True)
            x = out + x if k >= 2 else out
            # (directions, B, h) -> (1, B, H), forward direction first
            finals.append(tuple(torch.cat(list(s), dim=1).unsqueeze(0) for s in (h, c)))
        return x, torch.arange(x.shape[1]) < lengths[:, None], finals

    def forward(self, pairs: Pairs) -> tuple[Tensor, Tensor]:
        """Return the logits (B, N, V) and the targets (B, N) with PAD where nothing is due."""
        memory, real, finals = self.encode([[*source, END] for source, _ in pairs])
        x = self.target_embedding(padded([[BEGIN, *target] for _, target in pairs]))
        for k, layer in enumerate(self.decoder):
            out, _ = layer(x, finals[k])
            x = out + x if k >= 2 else out
        if self.score != "none":
            # nn.Linear multiplies by its weight transposed, as the stored (H, H) says q W
            asked = self.general(x) if self.score == "general" else x
            scores = torch.einsum("bnh,bmh->bnm", asked, memory)
            scores = scores.masked_fill(~real[:, None, :], -torch.inf)
            context = torch.einsum("bnm,bmh->bnh", scores.softmax(dim=2), memory)
            x = torch.tanh(self.mix(torch.cat([x, context], dim=2)))
        return self.output(x), padded([[*target, END] for _, target in pairs])


class Transducer(nn.Module):
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden = config["hidden"]
        widths = [config["embedding"]] + [hidden] * (config["layers"] - 1)
        self.lag = config["lag"]
        self.embedding = nn.Embedding(SOURCE_SIZE, config["embedding"])
        self.stack = nn.ModuleList(lstm(k, hidden, False) for k in widths)
        self.output = nn.Linear(hidden, TARGET_SIZE)

    def names(self) -> Names:
        named: Names = [("embedding", self.embedding.weight, False)]
        for k, layer in enumerate(self.stack):
            named += lstm_names(f"layer.{k}", layer)
        named.append(("output.weight", self.output.weight, True))
        return [*named, ("output.bias", self.output.bias, False)]

    def forward(self, pairs: Pairs) -> tuple[Tensor, Tensor]:
        """Return the logits (B, T, V) and the targets (B, T) with PAD where nothing is due."""
        inputs, wanted = [], []
        for source, target in pairs:
            lag = len(source) if self.lag == "full" else self.lag
            answer = [PAD] * lag + target + [END]
            ticks = max(len(source), len(answer))
            inputs.append(source + [PAD] * (ticks - len(source)))
            wanted.append(answer + [PAD] * (ticks - len(answer)))
        x = self.embedding(padded(inputs))
        for k, layer in enumerate(self.stack):
            out, _ = layer(x)
            x = out + x if k >= 2 else out
        return self.output(x), padded(wanted)

    def ticks(self, pairs: Pairs) -> list[int]:
        lags = [len(source) if self.lag == "full" else self.lag for source, _ in pairs]
        return [max(len(x), lag + len(y) + 1) for lag, (x, y) in zip(lags, pairs, strict=True)]


def draw_parameters(net: Seq2seq | Transducer, generator: torch.Generator) -> None:
    """Redraw every named parameter, rounded to float32; the rest (the second biases) is zero."""
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
        for _, parameter, _ in net.names():
            drawn = SCALE * torch.randn(parameter.shape, generator=generator)
            parameter.copy_(drawn.to(torch.float32).to(torch.float64))


def draw_pairs(generator: torch.Generator) -> Pairs:
    def line(length: int, size: int) -> list[int]:
        return torch.randint(UNKNOWN, size, (length,), generator=generator).tolist()

    return [(line(m, SOURCE_SIZE), line(n, TARGET_SIZE)) for m, n in LENGTHS]


def flat(named: Names, values: list[Tensor]) -> np.ndarray:
    """Lay values out as we do (rows are inputs), one after the other."""
    turned = [value.T if turn else value for (_, _, turn), value in zip(named, values, strict=True)]
    return torch.cat([value.reshape(-1) for value in turned]).detach().numpy()


def run_case(
    config: dict[str, Any], label_smoothing: float, generator: torch.Generator
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return what is to be said about a case, and its arrays."""
    net = Seq2seq(config) if config["net"] == "seq2seq" else Transducer(config)
    draw_parameters(net, generator)
    pairs = draw_pairs(generator)
    logits, wanted = net(pairs)
    entropy = {"ignore_index": PAD, "reduction": "sum"}
    rows, answers = logits.flatten(0, 1), wanted.flatten()
    nll = nn.functional.cross_entropy(rows, answers, **entropy)
    loss = nn.functional.cross_entropy(rows, answers, label_smoothing=label_smoothing, **entropy)
    loss.backward()

    named = net.names()
    ticks = net.ticks(pairs)
    shapes = [(name, list((p.T if turned else p).shape)) for name, p, turned in named]
    kind = config["attention"] if config["net"] == "seq2seq" else f"lag-{config['lag']}"
    two = "-bidirectional" if config["bidirectional"] else ""
    about = {
        "name": f"{config['net']}-{config['layers']}{two}-{kind}",
        "config": config,
        "source_size": SOURCE_SIZE,
        "target_size": TARGET_SIZE,
        "label_smoothing": label_smoothing,
        "loss": loss.item(),
        "nll": nll.item(),
        "count": int((wanted != PAD).sum()),
        "shapes": shapes,
        "lengths": LENGTHS,
        "logits": [[t, TARGET_SIZE] for t in ticks],
    }
    arrays = {
        "ids": np.array([i for pair in pairs for line in pair for i in line], dtype=np.int8),
        "parameters": flat(named, [p for _, p, _ in named]).astype(np.float32),
        "gradients": flat(named, [p.grad for _, p, _ in named]),
        "logits": torch.cat(
            [row[:t].flatten() for row, t in zip(logits.detach(), ticks, strict=True)]
        ).numpy(),
    }
    return about, arrays


def run_adam(generator: torch.Generator) -> dict[str, np.ndarray]:
    """Follow Adam and AdamW over six steps; one element never gets a gradient."""
    start = torch.randn(10, generator=generator)
    gradients = torch.randn(6, 10, generator=generator) * torch.logspace(-4, 2, 10)
    gradients[:, 4] = 0.0
    arrays = {"adam.start": start.numpy(), "adam.gradients": gradients.numpy()}
    for k, settings in enumerate(ADAM):
        parameter = nn.Parameter(start.clone())
        kind = torch.optim.AdamW if settings["weight_decay"] else torch.optim.Adam
        optimiser = kind(
            [parameter],
            lr=settings["learning_rate"],
            betas=(settings["beta1"], settings["beta2"]),
            eps=settings["epsilon"],
            weight_decay=settings["weight_decay"],
        )
        after = []
        for gradient in gradients:
            parameter.grad = gradient.clone()
            optimiser.step()
            after.append(parameter.detach().clone())
        arrays[f"adam.{k}.after"] = torch.stack(after).numpy()
    return arrays | {"adam.settings": np.array(json.dumps(ADAM))}


def configurations() -> list[tuple[dict[str, Any], float]]:
    """Return every net's config and its label smoothing."""
    sizes = {"hidden": HIDDEN, "embedding": EMBEDDING}
    found = []
    for layers, two, kind, smoothing in SEQ2SEQ:
        about = {"layers": layers, "bidirectional": two, "attention": kind, "lag": "full"}
        found.append(({"net": "seq2seq", **sizes, **about}, smoothing))
    for layers, lag, smoothing in TRANSDUCERS:
        about = {"layers": layers, "bidirectional": False, "attention": "none", "lag": lag}
        found.append(({"net": "transducer", **sizes, **about}, smoothing))
    return found


def main() -> None:
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(SEED)
    described, arrays = [], {}
    for k, (config, smoothing) in enumerate(configurations()):
        about, numbers = run_case(config, smoothing, generator)
        described.append(about)
        arrays |= {f"{k}.{name}": array for name, array in numbers.items()}
    arrays |= run_adam(generator)
    path = Path(__file__).with_name("golden.npz")
    provenance = f"PyTorch {torch.__version__}, NumPy {np.__version__}, seed {SEED}, float64"
    np.savez_compressed(
        path, cases=np.array(json.dumps(described)), provenance=np.array(provenance), **arrays
    )


if __name__ == "__main__":
    main()
