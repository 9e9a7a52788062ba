"""One pair of words through a tiny net, tick by tick: what the unrolled graph holds and shares."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from chartrans.lab.figures import Figure, Heat
from chartrans.lab.initial import initialise
from chartrans.lab.recurrent import Recurrent
from chartrans.lab.result import Result, Table
from chartrans.lab.tick_by_tick import Pair, Ticks, learn, unroll
from chartrans.lab.work import Work
from chartrans.text.alphabet import END, PAD, Alphabet
from chartrans.text.timeline import Timeline

PAIR = ("cat", "gato")
GATE_NAMES = ("input", "forget", "candidate", "output")  # the order of the columns
ROUNDING = 1e-5  # of sums in another order, relative to the largest element
NOTHING, ENDED = "·", "END"  # how padding and the end of a line are written


@dataclass(frozen=True)
class Size:
    """Units of the one lstm layer, and updates on the one pair before it is looked at."""

    hidden: int
    steps: int


SIZES = {
    "tiny": Size(hidden=3, steps=20),
    "quick": Size(hidden=4, steps=150),
    "full": Size(hidden=8, steps=150),
}


def run(size: Size, work: Work) -> Result:
    """A net after some updates on the pair, looked at in one pass."""
    work.begin(size.steps)
    pair = Pair.of(*PAIR)
    net = Recurrent("lstm", pair.source.size, size.hidden, pair.target.size)
    initialise(net, np.random.default_rng(work.seed))
    losses = []
    for loss in learn(net, pair, size.steps):
        losses.append(loss)
        work.advance()
    ticks = unroll(net, pair)
    numbers = measured(net, pair, ticks, size, work.seed) | {"training_losses": losses}
    return Result(
        tables=[by_tick(pair, ticks), flow(ticks), weights(numbers), held(numbers)],
        figures=figures(pair, ticks, size.hidden),
        numbers=numbers,
        expected=EXPECTED,
        seen=seen(numbers),
        checks=checks(numbers),
        source=SOURCE,
    )


EXPECTED = (
    "Unrolled, a recurrent net is a deep net with a layer for each tick, and all layers share "
    "their weights: the gradient of a weight is the sum of what each tick adds. The graph holds "
    "what each tick computed, so that it grows with the ticks while the weights do not, and the "
    "loss of the last ticks reaches the first through the states alone."
)
SOURCE = "Rumelhart, Hinton & Williams 1986; Werbos 1990, on backpropagation through time"


def measured(net: Recurrent, pair: Pair, ticks: Ticks, size: Size, seed: int) -> dict[str, Any]:
    """What the pass consists of, in numbers."""
    shared = {}
    for name, parts in ticks.shares.items():
        whole = ticks.gradients[name]
        apart = np.abs(parts.sum(axis=0) - whole).max() / np.abs(whole).max()
        shared[name] = {
            "shape": list(whole.shape),
            "ticks": int(np.count_nonzero([np.any(part != 0.0) for part in parts])),
            "norm_by_tick": [float(np.linalg.norm(part)) for part in parts],
            "norm": float(np.linalg.norm(whole)),
            "sum_is_off_by": float(apart),
        }
    graph = {
        "input": ticks.gates.shape[0] * net.inputs,
        "gates": ticks.gates.size,
        "hidden": ticks.hidden.size,
        "cell": ticks.cell.size,
        "output": ticks.probabilities.size,
    }
    return {
        "size": asdict(size),
        "seed": seed,
        "pair": list(PAIR),
        "ticks": len(pair.x),
        "written": "".join(_characters(pair.target, ticks.probabilities.argmax(axis=1), pair.line)),
        "losses": ticks.losses.tolist(),
        "d_hidden": np.linalg.norm(ticks.d_hidden, axis=1).tolist(),
        "d_cell": np.linalg.norm(ticks.d_cell, axis=1).tolist(),
        "gates": ticks.gates.tolist(),
        "hidden": ticks.hidden.tolist(),
        "cell": ticks.cell.tolist(),
        "d_gates": ticks.d_gates.tolist(),
        "weights": shared,
        "graph": graph,
        "parameters": int(net.parameters.flat.size),
    }


def _characters(alphabet: Alphabet, ids: np.ndarray, line: Timeline) -> list[str]:
    """The characters of the ticks at which one is due, without the end."""
    due = ids[line.weights > 0.0]
    return [alphabet.decode([i]) for i in due if i != END]


def _sign(alphabet: Alphabet, number: int) -> str:
    """A character as it is written in a table."""
    return {PAD: NOTHING, END: ENDED}.get(number) or alphabet.decode([number]) or "?"


def by_tick(pair: Pair, ticks: Ticks) -> Table:
    """What comes in, what is asked for and what comes out, a row for each tick."""
    line, rows = pair.line, []
    for t in range(len(pair.x)):
        due = line.weights[t] > 0.0
        best = int(ticks.probabilities[t].argmax())
        row: list[str | int | float] = [
            t,
            _sign(pair.source, int(line.inputs[t])),
            _sign(pair.target, int(line.targets[t])) if due else NOTHING,
            _sign(pair.target, best) if due else NOTHING,
            f"{ticks.probabilities[t, line.targets[t]]:.2f}" if due else "",
            f"{ticks.losses[t]:.3f}" if due else "",
        ]
        rows.append(row)
    columns = ["tick", "in", "due", "out", "p(due)", "loss (nats)"]
    return Table("Tick by tick: what goes in and comes out", columns, rows)


def flow(ticks: Ticks) -> Table:
    """What flows on and back within the net, a row for each tick."""
    hidden, rows = ticks.hidden.shape[1], []
    for t in range(len(ticks.hidden)):
        gates = np.split(ticks.gates[t], ticks.gates.shape[1] // hidden)
        states = (ticks.cell, ticks.hidden, ticks.d_cell, ticks.d_hidden)
        row: list[str | int | float] = [t, *(f"{gate.mean():.2f}" for gate in gates)]
        rows.append([*row, *(f"{np.linalg.norm(state[t]):.3f}" for state in states)])
    columns = ["tick", *GATE_NAMES, "|c|", "|h|", "|dL/dc|", "|dL/dh|"]
    return Table("Within the net (gates: means over the units; norms of states)", columns, rows)


def weights(numbers: dict[str, Any]) -> Table:
    """The weights, which all ticks share, and their gradients."""
    rows: list[list[str | int | float]] = [
        [
            name, " x ".join(map(str, w["shape"])), f"{w['ticks']} of {numbers['ticks']}",
            w["norm"], sum(w["norm_by_tick"]), w["sum_is_off_by"],
        ]
        for name, w in numbers["weights"].items()
    ]  # fmt: skip
    columns = [
        "weight", "shape", "ticks that add to its gradient", "norm of the gradient",
        "sum of the ticks' norms", "sum over ticks off by",
    ]  # fmt: skip
    return Table("One set of weights for all ticks", columns, rows)


def held(numbers: dict[str, Any]) -> Table:
    """What the graph keeps until the way back."""
    ticks = numbers["ticks"]
    rows: list[list[str | int | float]] = [
        [name, count // ticks, count] for name, count in numbers["graph"].items()
    ]
    total = sum(numbers["graph"].values())
    rows += [
        ["all", total // ticks, total],
        ["weights, for comparison", "", numbers["parameters"]],
    ]
    return Table("What the unrolled graph holds", ["numbers", "a tick", f"{ticks} ticks"], rows)


def figures(pair: Pair, ticks: Ticks, hidden: int) -> list[Figure]:
    """Gates, states and gradients of each unit over the ticks."""
    columns = [
        f"{_sign(pair.source, int(i))}→{_sign(pair.target, int(o)) if w > 0 else NOTHING}"
        for i, o, w in zip(pair.line.inputs, pair.line.targets, pair.line.weights, strict=True)
    ]
    units = range(1, hidden + 1)
    gates = [f"{name} {unit}" for name in GATE_NAMES for unit in units]
    states = [f"{name} {unit}" for name in ("c", "h") for unit in units]

    def heat(
        name: str, title: str, value: str, rows: list[str], values: np.ndarray,
        signed: bool,
    ) -> Heat:  # fmt: skip
        texts = [["" if np.isnan(x) else f"{x:.2f}" for x in row] for row in values.T]
        axes = "tick (in→due)", "unit"
        return Heat(
            name, title, *axes, value, columns, rows, values.T.tolist(), texts, signed=signed
        )

    both = np.concatenate([ticks.cell, ticks.hidden], axis=1)
    with np.errstate(divide="ignore"):
        back = np.log10(np.abs(ticks.d_gates))
    back[np.isinf(back)] = np.nan  # a gradient of zero stays empty
    return [
        heat("gates", "Gates and candidate of each unit", "activation", gates, ticks.gates, True),
        heat("states", "Cell and hidden state of each unit", "state", states, both, True),
        heat("gradient", "Gradient at each gate", "log10 |dL/da|", gates, back, False),
    ]


def seen(numbers: dict[str, Any]) -> str:
    """What came out, in numbers."""
    off = max(w["sum_is_off_by"] for w in numbers["weights"].values())
    first, last = numbers["training_losses"][0], sum(numbers["losses"])
    due = sum(loss > 0.0 for loss in numbers["losses"])
    source, target = numbers["pair"]
    return (
        f"After {numbers['size']['steps']} updates on it the net writes {numbers['written']!r} for "
        f"{source!r} ({target!r} is right), at {last / due:.3f} nats a character, {first:.3f} at "
        f"first. Over {numbers['ticks']} ticks the graph holds {sum(numbers['graph'].values())} "
        f"numbers beside {numbers['parameters']} weights. The parts of all ticks sum up to the "
        f"gradient to within {off:.1e} of its largest element. At the first tick, where nothing is "
        f"due, dL/dh has norm {numbers['d_hidden'][0]:.2g}, and dL/dc {numbers['d_cell'][0]:.2g}."
    )


def checks(numbers: dict[str, Any]) -> dict[str, bool]:
    """The claims."""
    shared = numbers["weights"].values()
    first = len(numbers["pair"][0])
    return {
        "the gradient of every weight is the sum over the ticks": all(
            w["sum_is_off_by"] < ROUNDING for w in shared
        ),
        "there is no loss before something is due, and some after": not any(
            numbers["losses"][:first]
        )
        and all(numbers["losses"][first:]),
        "the loss reaches the first tick through the states": numbers["d_cell"][0] > 0.0,
        "the loss falls by learning": sum(numbers["losses"]) / (numbers["ticks"] - first)
        < numbers["training_losses"][0],
    }
