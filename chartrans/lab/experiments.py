"""The table of experiments. Imports no NumPy: listing them must be quick."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol

from chartrans.errors import UsageProblem
from chartrans.lab.result import Result
from chartrans.lab.work import Work

# name -> (module that holds `SIZES` and `run`, what it shows), in the order of the subject.
EXPERIMENTS: dict[str, tuple[str, str]] = {
    "baseline": ("chartrans.lab.baseline", "A net without memory fails where the order changes"),
    "lag": ("chartrans.lab.lag", "What is read last cannot be written before it is read"),
    "gradients": (
        "chartrans.lab.gradients",
        "Vanishing and exploding: what is left of a gradient ticks later",
    ),
    "clipping": ("chartrans.lab.clipping", "An exploding rnn, its gradient clipped or not"),
    "truncation": (
        "chartrans.lab.truncation",
        "Truncated gradients: how true, and what they cannot learn",
    ),
    "forcing": ("chartrans.lab.forcing", "Learning from the truth, or from one's own output"),
    "memory": (
        "chartrans.lab.memory",
        "How long a net can learn to remember, beside the tables of 1997",
    ),
    "million": ("chartrans.lab.million", "A million steps in the memory of ten thousand"),
    "shapes": (
        "chartrans.lab.shapes",
        "One to many, many to one, many to many: timelines of a net",
    ),
    "attention": ("chartrans.lab.attention", "Long lines need a decoder that looks back"),
    "averaging": (
        "chartrans.lab.averaging",
        "The step size that works, by mean or sum over slices",
    ),
    "unroll": ("chartrans.lab.unroll", "One pair of words, tick by tick, there and back"),
}

TINY, QUICK, FULL = SIZES = ("tiny", "quick", "full")


class Experiment(Protocol):
    """What the file of an experiment offers."""

    SIZES: dict[str, Any]
    """How large it is by name: `tiny` for tests, `quick`, `full`."""

    def run(self, size: Any, work: Work) -> Result:
        """Do it in one of the sizes."""
        ...


def check_name(name: str) -> None:
    """Raise UsageProblem if no experiment is called that."""
    if name not in EXPERIMENTS:
        raise UsageProblem(f"no experiment is called {name!r}; there are {', '.join(EXPERIMENTS)}")


def run_experiment(name: str, size: str, work: Work) -> Result:
    """The result of the experiment `name` in the size of that name.

    Raises UsageProblem for an unknown name.
    """
    check_name(name)
    experiment: Experiment = import_module(EXPERIMENTS[name][0])
    return experiment.run(experiment.SIZES[size], work)
