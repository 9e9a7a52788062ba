"""How large the gradient still is that comes from some ticks later: vanishing and exploding."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np

from chartrans.core.packing import Packing
from chartrans.lab.figures import Curve, Curves, Figure
from chartrans.lab.initial import KEEP_BIAS, initialise
from chartrans.lab.jobs import Advance, side_by_side
from chartrans.lab.recurrent import Recurrent, Trace
from chartrans.lab.result import Result, Table
from chartrans.lab.work import Work

INPUTS = 8  # standard normal numbers at each tick
PEEPHOLE_SCALE = 0.1  # standard deviation (Greff et al. 2017); with zeros it would be the lstm
ROUNDING = 1.001  # a norm in float32 may be above its bound by as much


@dataclass(frozen=True)
class Size:
    """Units, ticks looked back over, ticks before those, and nets that the norms are a mean of."""

    hidden: int
    lags: int
    burn_in: int
    nets: int


SIZES = {
    "tiny": Size(hidden=8, lags=40, burn_in=3, nets=2),
    "quick": Size(hidden=32, lags=100, burn_in=20, nets=5),
    "full": Size(hidden=64, lags=300, burn_in=50, nets=10),
}


class Case(NamedTuple):
    """A kind of net: with `keeping`, gates begin as open as the ticks looked back ask for.

    The recurrence of an rnn is orthogonal times `radius`, or the identity.
    """

    label: str
    cell: str
    radius: float = 1.0
    keeping: bool = False
    activation: str = "tanh"
    identity: bool = False


SMALL = Case("rnn, radius 0.5", "rnn", 0.5)
CRITICAL = Case("rnn, radius 1", "rnn", 1.0)
LARGE = Case("rnn, radius 3", "rnn", 3.0)
PLAIN = (SMALL, CRITICAL, LARGE)
RELU = Case("rnn, relu", "rnn", activation="relu")
IDENTITY = Case("rnn, relu, identity", "rnn", activation="relu", identity=True)
SIGMOID = Case("rnn, sigmoid", "rnn", activation="sigmoid")
ACTIVATIONS = (RELU, IDENTITY, SIGMOID)
STEEPEST = {"tanh": 1.0, "relu": 1.0, "sigmoid": 0.25}  # slope of each
KEEPING = (
    Case("lstm, gates open", "lstm", keeping=True),
    Case("gru, gates open", "gru", keeping=True),
)
GATED = (Case("lstm", "lstm"), Case("peephole", "peephole"), Case("gru", "gru"), *KEEPING)


class Norms(NamedTuple):
    """Of one net: log10 of the Jacobian's norm at lags 1, 2, ..., and its bound for one tick.

    The bound is that of an rnn: ||W||, the recurrence's norm, times the steepest slope.
    """

    logs: np.ndarray
    bound: float


def state_jacobian_norms(net: Recurrent, trace: Trace, lags: int) -> np.ndarray:
    """log10 ||ds_t/ds_k|| for t the last tick of `trace` and t - k = 1 ... `lags`, float64.

    s is the whole state of width D, hidden and, where there is one, cell; the norm is the largest
    singular value. The D lines of `trace` all have the same inputs: the gradient that line i
    carries back is row i of the Jacobian. It is brought to norm 1 after each tick and the
    logarithms are summed, so that nothing runs out of float32.
    """
    ticks, lines = len(trace.packing.live), int(trace.packing.live[0])
    rows = np.split(np.eye(lines, dtype=np.float32), lines // net.hidden, axis=1)
    carry = tuple(np.ascontiguousarray(part) for part in rows)
    from_outside = np.zeros_like(trace.saved["hidden"])
    gradients = net.parameters.like()  # asked for by the kernels, of no interest here
    logs, total = np.empty(lags), 0.0
    for lag in range(1, lags + 1):
        tick = ticks - lag
        net.backward_states(trace, from_outside, carry, gradients, ticks=slice(tick, tick + 1))
        jacobian = np.concatenate(carry, axis=1, dtype=np.float64)
        # The root of its square's largest eigenvalue, which takes far less time than an SVD.
        norm = math.sqrt(max(0.0, np.linalg.eigvalsh(jacobian @ jacobian.T)[-1]))
        if norm == 0.0:  # as relu can make it
            logs[lag - 1 :] = -math.inf
            break
        total += math.log10(norm)
        logs[lag - 1] = total
        for part in carry:
            part /= np.float32(norm)
    return logs


def norms_of(case: Case, size: Size, seed: int) -> Norms:
    """The norms of a net of that kind over a line of standard normal inputs."""
    rng = np.random.default_rng(seed)
    net = Recurrent(case.cell, INPUTS, size.hidden, 1, case.activation)
    keep_bias = math.log(size.lags) if case.keeping else KEEP_BIAS
    initialise(net, rng, radius=case.radius, keep_bias=keep_bias)
    if case.identity:
        net.parameters["recurrent"][:] = np.eye(size.hidden)
    if case.cell == "peephole":
        peepholes = net.parameters["peephole"]
        peepholes[:] = rng.normal(0.0, PEEPHOLE_SCALE, peepholes.shape)
    ticks = size.burn_in + size.lags
    lines = size.hidden * len(net.zero_states(1))
    x = rng.standard_normal((ticks, INPUTS)).astype(np.float32)
    trace = net.forward(np.repeat(x, lines, axis=0), Packing.of(np.full(lines, ticks)))
    bound = STEEPEST[case.activation] * float(np.linalg.norm(net.parameters["recurrent"], 2))
    return Norms(state_jacobian_norms(net, trace, size.lags), bound)


class Summary(NamedTuple):
    """Of all nets of a kind: means of logarithms, base 10, at each lag."""

    logs: np.ndarray
    bound: np.ndarray  # (t - k) times the logarithm of that for one tick
    within: bool  # whether each net's norm stayed within its own bound at every lag
    factor: float  # by which the norm changes from tick to tick in the long run


def summary(runs: list[Norms]) -> Summary:
    """The mean over nets; the factor is that over the later nine tenths of the lags."""
    lags = np.arange(1, len(runs[0].logs) + 1)
    logs = np.mean([run.logs for run in runs], axis=0)
    bounds = np.array([lags * math.log10(run.bound) for run in runs])
    within = all(
        np.all(run.logs <= bound + math.log10(ROUNDING))
        for run, bound in zip(runs, bounds, strict=True)
    )
    begin = len(lags) // 10
    gone = logs[-1] == -math.inf
    factor = 0.0 if gone else 10.0 ** ((logs[-1] - logs[begin]) / (lags[-1] - lags[begin]))
    return Summary(logs, bounds.mean(axis=0), bool(within), float(factor))


def run(size: Size, work: Work) -> Result:
    """All kinds of nets, several of each."""
    cases = [*PLAIN, *ACTIVATIONS, *GATED]
    jobs = [(case, work.seed * 1000 + net) for case in cases for net in range(size.nets)]
    work.begin(len(jobs))

    def one(job: tuple[Case, int], advance: Advance) -> Norms:
        norms = norms_of(job[0], size, job[1])
        advance(1)
        return norms

    norms = side_by_side(one, jobs, work)
    found = {
        case: summary([n for n, job in zip(norms, jobs, strict=True) if job[0] == case])
        for case in cases
    }
    numbers = {
        "size": asdict(size),
        "seed": work.seed,
        "log10_norm": {
            case.label: [log if math.isfinite(log) else None for log in found[case].logs.tolist()]
            for case in cases
        },
        "log10_bound": {case.label: found[case].bound.tolist() for case in (*PLAIN, *ACTIVATIONS)},
        "factor_a_tick": {case.label: found[case].factor for case in cases},
    }
    return Result(
        tables=[table(found, size)],
        figures=figures(found),
        numbers=numbers,
        expected=EXPECTED,
        seen=seen(found, size),
        checks=checks(found, size),
        source=SOURCE,
    )


EXPECTED = (
    "Each tick back multiplies the gradient by the recurrence's Jacobian, whose norm in an rnn is "
    "at most ||W||. Over t - k ticks it is at most ||W||^(t - k): it vanishes exponentially when "
    "the spectral radius is small, and when it is large it can explode. With sigmoid units, whose "
    "slope is at most 1/4, it vanishes all the faster; relu units that stay on, joined to "
    "themselves alone, hand it back as it is. Gates that are kept open let it pass."
)
SOURCE = (
    "Hochreiter 1991; Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013; "
    "Hochreiter & Schmidhuber 1997 and Gers, Schmidhuber & Cummins 2000 for the gates; Le, Jaitly "
    "& Hinton 2015 for relu and the identity"
)


def power(logarithm: float) -> str:
    """10 to that power, in words that stay readable: 0.83, 10^-12, 0 for the power -inf."""
    if logarithm == -math.inf:
        return "0"
    return f"{10.0**logarithm:.3g}" if abs(logarithm) < 3 else f"10^{logarithm:.0f}"


def table(found: dict[Case, Summary], size: Size) -> Table:
    """The norm at a few lags."""
    lags = sorted({lag for lag in (1, 10, size.lags // 2, size.lags) if lag <= size.lags})
    rows: list[list[str | int | float]] = []
    for case, s in found.items():
        cells: list[str | int | float] = [case.label]
        cells += [power(s.logs[lag - 1]) for lag in lags]
        cells += [power(s.bound[-1]) if case.cell == "rnn" else "", s.factor]
        rows.append(cells)
    columns = ["net", *(f"{lag} back" for lag in lags), f"bound at {size.lags}", "factor a tick"]
    return Table(
        "Norm of ds_t/ds_k, t - k ticks back; s is h, with c where there is one", columns, rows
    )


def figures(found: dict[Case, Summary]) -> list[Figure]:
    """The rnn beside its bounds, and the gated cells."""

    def curve(case: Case, logs: np.ndarray, label: str, style: str = "line") -> Curve:
        return Curve(label, list(range(1, len(logs) + 1)), (10.0**logs).tolist(), style)

    plain = [curve(case, found[case].logs, case.label) for case in PLAIN]
    plain += [
        curve(case, found[case].bound, "bound ||W||^(t-k)" if case is SMALL else "", "bound")
        for case in PLAIN
    ]
    others = [curve(case, found[case].logs, case.label) for case in (CRITICAL, *ACTIVATIONS)]
    others.append(curve(SIGMOID, found[SIGMOID].bound, "sigmoid's bound (||W||/4)^(t-k)", "bound"))
    gated = [curve(case, found[case].logs, case.label) for case in (*GATED, CRITICAL)]
    axes = "ticks back, t - k", "norm of ds_t/ds_k"
    return [
        Curves("rnn", "A gradient on its way back through an rnn", *axes, plain, log_y=True),
        Curves(
            "activation",
            "With radius 1, or the identity, and other activations",
            *axes,
            others,
            log_y=True,
        ),
        Curves("gated", "The same through gated cells", *axes, gated, log_y=True),
    ]


def seen(found: dict[Case, Summary], size: Size) -> str:
    """What came out, in numbers."""
    plain = ", ".join(
        f"{power(found[case].logs[-1])} with radius {case.radius:g} "
        f"(bound {power(found[case].bound[-1])})"
        for case in PLAIN
    )
    others = (*ACTIVATIONS, *GATED)
    gated = "; ".join(f"{case.label}: {power(found[case].logs[-1])}" for case in others)
    return (
        f"The norm {size.lags} ticks back is, in an rnn, {plain}. In the others: {gated}. With "
        f"inputs that move the units along tanh, where its slope is below 1, radius 1 is no longer "
        f"critical: {found[CRITICAL].factor:.2g} a tick."
    )


def checks(found: dict[Case, Summary], size: Size) -> dict[str, bool]:
    """The claims of the theory."""
    kept = {case: found[case].logs[-1] for case in KEEPING}
    bounded = (*PLAIN, *ACTIVATIONS)
    return {
        "the norm in an rnn stays within its bound": all(found[c].within for c in bounded),
        "it vanishes with radius 0.5": found[SMALL].factor < 0.6,
        "it explodes with radius 3": found[LARGE].factor > 1.0,
        "it vanishes faster with sigmoid than with tanh units": found[SIGMOID].factor
        < found[CRITICAL].factor,
        "relu units joined to themselves keep it": bool(found[IDENTITY].logs[-1] > math.log10(0.5)),
        f"gates kept open for {size.lags} ticks keep more of it than the rnn of radius 1": all(
            log > found[CRITICAL].logs[-1] for log in kept.values()
        ),
    }
