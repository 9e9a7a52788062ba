"""Everything a training is told, as one flat set of values. Imports neither NumPy nor Numba."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from chartrans.errors import UsageProblem
from chartrans.nets.config import MOST_THREADS
from chartrans.text.batch_size import BatchSize
from chartrans.train.teacher_forcing import TeacherForcing

# The rules, and the learning rate that each usually learns well with, clipped to a norm of 1.
RATES = {"sgd": 2.0, "momentum": 0.3, "rmsprop": 0.002, "adam": 0.002}
OPTIMIZERS = tuple(RATES)
GRADIENTS = ("mean", "sum")
DECAYS = ("none", "linear", "cosine")
PRECISIONS = ("auto", "float32", "bfloat16")
_EVERY = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(e?)")


@dataclass(frozen=True)
class TrainConfig:
    """How a net is trained.

    Rates are a share (0..1) unless said otherwise; times are wall-clock seconds.
    """

    batch_size: str = "64"
    """Lines (`64`) or target characters (`4000c`) a batch."""
    optimizer: str = "adam"
    """The rule that makes a step of a gradient: `sgd`, `momentum`, `rmsprop` or `adam`."""
    learning_rate: float = RATES["adam"]
    """What the rule multiplies its step with, at its highest."""
    warmup: int = 200
    """Steps over which the rate rises from 0."""
    decay: str = "linear"
    """How the rate falls at the end: `none`, `linear` or `cosine`."""
    decay_from: float = 0.5
    """The share of the training after which it begins to fall."""
    final_rate: float = 0.02
    """What share of `learning_rate` is left at the very end."""
    gradient: str = "mean"
    """Of a batch's time slices: `mean` divides their sum by the batch's target characters, `sum` by
    its lines, so that the gradient of a line grows with its length."""
    bptt: int = 0
    """Ticks N over which gradients go back through time: none goes from tick kN to tick kN - 1; 0
    is the exact gradient."""
    clip_value: float = 0.0
    """Elements of the gradient are brought into [-clip_value, clip_value], before `clip_norm` looks
    at it; 0 leaves them."""
    clip_norm: float = 1.0
    """Gradients longer than this (global norm) are shortened to it; 0 leaves them."""
    weight_decay: float = 0.0
    """Decoupled weight decay (as in AdamW)."""
    average: float = 0.0
    """Share that each update leaves of the running mean of the parameters, which then is what is
    evaluated and kept as best; 0 is without."""
    label_smoothing: float = 0.1
    """Share of the probability the targets give to all characters alike."""
    vary_plain: float = 0.0
    """Share of the pairs written without capitals, final marks, or both, on both sides."""
    vary_accents: float = 0.0
    """Share of the sources without accents; of these, half each also without what else hurried
    people leave out: apostrophes, `¿` and `¡`."""
    vary_typos: float = 0.0
    """Share of the sources with a typing error."""
    vary_copies: float = 0.0
    """Share of the pairs with a name or number alike on both sides that get another one there."""
    drop_characters: float = 0.0
    """Share of the source characters that the net sees as unknown."""
    drop_words: float = 0.0
    """Share of the source words that the net sees as unknown characters."""
    teacher_forcing: str = "1"
    """Share of steps that see the true previous character, the others the net's own: one number, or
    `1:0.5`, from the first to the last step of the training."""
    epochs: float | None = 20
    """Passes over the training pairs; None where only `max_time` ends the training."""
    max_time: float | None = None
    """Seconds that training and its evaluations may take together; None is no limit."""
    patience: int = 0
    """Evaluations in a row without a better dev chrF that end the training; 0 is no limit."""
    evaluate_every: str = "1e"
    """Epochs (`1e`, `0.5e`) or steps (`500`) between evaluations."""
    evaluate_lines: int = 1000
    """How many of the dev pairs, from the first, an evaluation uses."""
    seed: int = 1
    """Decides the first parameters, the order of the pairs, how they are varied, and dropout."""
    precision: str = "auto"
    """Of the operands of matrix products: `float32`, `bfloat16`, or `auto`, the faster one here."""
    sentences: bool = False
    """Whether the model translates sentences, so that a line of several is split for it; what it
    learns from is not split."""
    threads: int | None = None
    """Threads to compute with; None is all cores the process may use."""

    def check(self) -> None:
        """Raise UsageProblem for the first value that makes no sense."""
        BatchSize.parse(self.batch_size)
        Every.parse(self.evaluate_every)
        TeacherForcing.parse(self.teacher_forcing)
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                known = ", ".join(map(str, choices))
                raise UsageProblem(f"{option(name)} is {value!r}; it can be {known}")
        if self.epochs is None and self.max_time is None:
            raise UsageProblem("a training needs an end: give epochs, a longest time, or both")
        for name, lowest, highest, meaning in _RANGES:
            value = getattr(self, name)
            if value is not None and not lowest <= value <= highest:  # also refuses NaN
                raise UsageProblem(f"{option(name)} is {value}; {meaning}")

    @property
    def batches(self) -> BatchSize:
        """`batch_size`, read."""
        return BatchSize.parse(self.batch_size)

    @property
    def every(self) -> Every:
        """`evaluate_every`, read."""
        return Every.parse(self.evaluate_every)

    @property
    def forcing(self) -> TeacherForcing:
        """`teacher_forcing`, read."""
        return TeacherForcing.parse(self.teacher_forcing)

    def to_json(self) -> dict[str, Any]:
        """A dict of plain values, without those that are None: TOML has no word for them."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TrainConfig:
        """The config that `to_json` wrote. Raises UsageProblem for a name it does not know."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(data) - known):
            raise UsageProblem(f"unknown training setting {unknown[0]!r}")
        return cls(**({"epochs": None} | data))


def option(name: str) -> str:
    """What the command line calls a setting."""
    return f"--{name.replace('_', '-')}"


_CHOICES: dict[str, tuple[object, ...]] = {
    "optimizer": OPTIMIZERS,
    "gradient": GRADIENTS,
    "decay": DECAYS,
    "precision": PRECISIONS,
    "sentences": (False, True),
}
_TINY = 1e-12  # the least value of what must be above 0
_MANY = 10**9
_ROUNDING = 1e-9
_RANGES: tuple[tuple[str, float, float, str], ...] = (
    ("learning_rate", _TINY, 100.0, "it lies between 0 and 100, with adam usually near 0.001"),
    ("warmup", 0, _MANY, "it is a number of steps, 0 or more"),
    ("decay_from", 0.0, 1.0, "it is a share of the training, 0 to 1"),
    ("final_rate", 0.0, 1.0, "it is a share of the learning rate, 0 to 1"),
    ("bptt", 0, _MANY, "it is full or a number of steps, 1 or more"),
    ("clip_value", 0.0, _MANY, "it is 0 (off) or more"),
    ("clip_norm", 0.0, _MANY, "it is 0 (off) or more, usually 1"),
    ("weight_decay", 0.0, 1.0, "it lies between 0 and 1, usually below 0.1"),
    ("average", 0.0, 0.999999, "it is 0 (off) or a share, at most 0.999999, usually 0.999"),
    ("label_smoothing", 0.0, 0.9, "it lies between 0 and 0.9, usually 0.1"),
    ("vary_plain", 0.0, 1.0, "it is a share of the pairs, 0 to 1"),
    ("vary_accents", 0.0, 1.0, "it is a share of the sources, 0 to 1"),
    ("vary_typos", 0.0, 1.0, "it is a share of the sources, 0 to 1"),
    ("vary_copies", 0.0, 1.0, "it is a share of the pairs that copy something, 0 to 1"),
    ("drop_characters", 0.0, 0.9, "it lies between 0 and 0.9, usually below 0.2"),
    ("drop_words", 0.0, 0.9, "it lies between 0 and 0.9, usually below 0.2"),
    ("epochs", _TINY, _MANY, "it is a number above 0"),
    ("max_time", _TINY, float(_MANY), "it is a number of seconds above 0"),
    ("patience", 0, _MANY, "it is 0 (off) or a number of evaluations"),
    ("evaluate_lines", 1, _MANY, "it is a number of lines, 1 or more"),
    ("seed", 0, 2**63 - 1, f"it is a whole number from 0 to {2**63 - 1}"),
    ("threads", 1, MOST_THREADS, f"it is a number of threads, 1 to {MOST_THREADS}"),
)


@dataclass(frozen=True)
class Every:
    """How often: each `amount` epochs, or each `amount` steps."""

    amount: float
    in_epochs: bool

    @classmethod
    def parse(cls, text: str) -> Every:
        """`1e` or `0.5e` are epochs, `500` is steps. Raises UsageProblem for anything else."""
        found = _EVERY.fullmatch(text.strip().lower())
        amount = float(found[1]) if found else 0.0
        in_epochs = bool(found and found[2])
        if amount <= 0 or not (in_epochs or amount.is_integer()):
            raise UsageProblem(
                f"evaluate every {text!r} is neither a number of steps (500) "
                "nor of epochs (1e, 0.5e)"
            )
        return cls(amount, in_epochs)

    def __str__(self) -> str:
        return f"{self.amount:.12g}{'e' if self.in_epochs else ''}"

    def passed(self, before: float, after: float) -> bool:
        """Whether a multiple of `amount` lies after `before` and not after `after`.

        What rounding leaves short of a multiple counts as having reached it: 0.3 / 0.1 is below 3.
        """
        return int(after / self.amount + _ROUNDING) > int(before / self.amount + _ROUNDING)
