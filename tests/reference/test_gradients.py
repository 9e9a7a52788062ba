"""The references' own backward passes against central differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.reference import (
    attention,
    embedding,
    feedforward,
    gru,
    linear,
    loss,
    lstm,
    peephole,
    rnn,
    seq2seq,
    transducer,
)
from tests.reference.cells import CELLS
from tests.reference.differences import TOLERANCE, assert_gradients, projection_errors
from tests.reference.random_cases import random_masks, random_pairs, random_parameters
from tests.reference.truncation import cuts_of

Array = npt.NDArray[np.float64]

SOURCE_SIZE, TARGET_SIZE = 7, 6
LENGTHS = [(4, 3), (1, 4), (0, 2), (3, 0)]
SEQ2SEQ = [
    # layers, bidirectional, attention
    (1, True, "none"),
    (1, False, "dot"),
    (2, True, "dot"),
    (2, False, "general"),
    (3, True, "general"),
    (3, False, "none"),
    (4, True, "dot"),
]
UNROLLED = [(1, 0), (9, 0), (9, 1), (9, 4)]  # ticks, bptt
TRANSDUCERS = [(1, 0), (2, 2), (3, "full"), (4, 1)]  # layers, lag
FEEDFORWARDS = [(1, 0), (2, 1), (3, 4)]  # layers, window


@pytest.fixture
def generator() -> np.random.Generator:
    return np.random.default_rng(20240501)


def test_embedding(generator: np.random.Generator) -> None:
    ids = np.array([3, 1, 3, 0])
    upstream = generator.standard_normal((4, 5))
    table = generator.standard_normal((6, 5))
    assert_gradients(
        lambda a: float((upstream * embedding.embedding_forward(a["table"], ids)).sum()),
        {"table": table},
        {"table": embedding.embedding_backward(upstream, table, ids)},
        generator,
    )


def test_linear(generator: np.random.Generator) -> None:
    arguments = random_parameters({"x": (4, 3), "weight": (3, 5), "bias": (5,)}, generator)
    upstream = generator.standard_normal((4, 5))
    d_x, d_weight, d_bias = linear.linear_backward(upstream, arguments["x"], arguments["weight"])
    assert_gradients(
        lambda a: float((upstream * linear.linear_forward(a["x"], a["weight"], a["bias"])).sum()),
        arguments,
        {"x": d_x, "weight": d_weight, "bias": d_bias},
        generator,
    )


def cell_shapes(ticks: int, gates: int, **further: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    inputs, hidden = 3, 5
    return {
        "x": (ticks, inputs),
        "w_input": (inputs, gates * hidden),
        "w_recurrent": (hidden, gates * hidden),
        "bias": (gates * hidden,),
        **further,
        "h0": (hidden,),
    }


def check_cell(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    arguments: dict[str, Array],
    bptt: int,
    generator: np.random.Generator,
    state_before: Callable[[Any, int], Any] = lambda cache, t: cache.h[t - 1],
) -> None:
    """Check a recurrent cell; its states are those that `arguments` calls h0, and c0 if it has."""
    ticks, hidden = len(arguments["x"]), len(arguments["h0"])
    states = [name[0] for name in arguments if name in {"h0", "c0"}]
    upstream = generator.standard_normal((ticks, hidden))
    upstream_last = generator.standard_normal((len(states), hidden))
    cuts = cuts_of(ticks, bptt)
    assert (len(cuts) > 0) == (bptt > 0)
    _, cache = forward(**arguments)
    frozen = {t: state_before(cache, t) for t in cuts}

    def projected_output(a: dict[str, Array]) -> float:
        h, run = forward(**a, frozen=frozen)
        last = [getattr(run, state)[-1] for state in states]
        return float((upstream * h).sum() + (upstream_last * last).sum())

    gradients = backward(upstream, *upstream_last, cache, cuts)
    assert_gradients(projected_output, arguments, gradients._asdict(), generator)
    exact = backward(upstream, *upstream_last, cache)
    assert np.array_equal(exact.w_recurrent, gradients.w_recurrent) == (not cuts)


@pytest.mark.parametrize(("ticks", "bptt"), UNROLLED)
def test_lstm(ticks: int, bptt: int, generator: np.random.Generator) -> None:
    check_cell(
        lstm.lstm_forward, lstm.lstm_backward,
        random_parameters(cell_shapes(ticks, 4) | {"c0": (5,)}, generator), bptt, generator,
        lambda cache, t: (cache.h[t - 1], cache.c[t - 1]),
    )  # fmt: skip


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize(("ticks", "bptt"), UNROLLED)
def test_rnn(ticks: int, bptt: int, activation: str, generator: np.random.Generator) -> None:
    def forward(**a: Any) -> tuple[Array, rnn.RnnCache]:
        return rnn.rnn_forward(**a, activation=activation)

    nearest = 0.0
    while nearest < 0.01:  # a difference must not be taken over the kink of relu
        arguments = random_parameters(cell_shapes(ticks, 1), generator)
        nearest = float(np.abs(forward(**arguments)[1].total).min())
    check_cell(forward, rnn.rnn_backward, arguments, bptt, generator)


@pytest.mark.parametrize(("ticks", "bptt"), UNROLLED)
def test_gru(ticks: int, bptt: int, generator: np.random.Generator) -> None:
    arguments = random_parameters(cell_shapes(ticks, 3, bias_recurrent=(5,)), generator)
    check_cell(gru.gru_forward, gru.gru_backward, arguments, bptt, generator)


@pytest.mark.parametrize(("ticks", "bptt"), UNROLLED)
def test_peephole(ticks: int, bptt: int, generator: np.random.Generator) -> None:
    shapes = cell_shapes(ticks, 4, peephole=(3, 5)) | {"c0": (5,)}
    check_cell(
        peephole.peephole_forward, peephole.peephole_backward,
        random_parameters(shapes, generator), bptt, generator,
        lambda cache, t: (cache.h[t - 1], cache.c[t - 1]),
    )  # fmt: skip


@pytest.mark.parametrize("score", ["dot", "general"])
def test_attention(score: str, generator: np.random.Generator) -> None:
    shapes: dict[str, tuple[int, ...]] = {"queries": (3, 4), "memory": (5, 4)}
    if score == "general":
        shapes["general"] = (4, 4)
    arguments = random_parameters(shapes, generator)
    upstream = generator.standard_normal((3, 4))

    def run(a: dict[str, Array]) -> tuple[Array, attention.AttentionCache]:
        return attention.attention_forward(a["queries"], a["memory"], a.get("general"))

    gradients = attention.attention_backward(upstream, run(arguments)[1])._asdict()
    assert_gradients(lambda a: float((upstream * run(a)[0]).sum()), arguments, gradients, generator)


def test_attention_mix(generator: np.random.Generator) -> None:
    shapes = {"queries": (3, 4), "context": (3, 4), "weight": (8, 4), "bias": (4,)}
    arguments = random_parameters(shapes, generator)
    upstream = generator.standard_normal((3, 4))
    d_queries, d_context, d_weight, d_bias = attention.mix_backward(
        upstream,
        attention.mix_forward(**arguments),
        arguments["queries"],
        arguments["context"],
        arguments["weight"],
    )
    assert_gradients(
        lambda a: float((upstream * attention.mix_forward(**a)).sum()),
        arguments,
        {"queries": d_queries, "context": d_context, "weight": d_weight, "bias": d_bias},
        generator,
    )


@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_loss(label_smoothing: float, generator: np.random.Generator) -> None:
    targets, weights = np.array([2, 0, 4, 3]), np.array([1.0, 0.0, 1.0, 1.0])
    logits = generator.standard_normal((4, 5))
    d_logits = loss.cross_entropy_backward(logits, targets, weights, label_smoothing)
    assert not d_logits[1].any()  # nothing is due at that tick
    assert_gradients(
        lambda a: (
            loss.cross_entropy_forward(a["logits"], targets, weights, label_smoothing).objective
        ),
        {"logits": logits},
        {"logits": d_logits},
        generator,
    )


def check_net(net: Any, config: dict[str, Any], generator: np.random.Generator) -> None:
    """Check all gradients of a net, with label smoothing, with and without dropout."""
    shapes = net.parameter_shapes(config, SOURCE_SIZE, TARGET_SIZE)
    parameters = random_parameters(shapes, generator)
    pairs = random_pairs(LENGTHS, SOURCE_SIZE, TARGET_SIZE, generator)
    masks = [random_masks(net.dropout_shapes(config, *pair), 0.4, generator) for pair in pairs]
    for given in (None, masks):

        def objective(changed: dict[str, Array], given: Any = given) -> float:
            return float(net.loss(changed, config, pairs, 0.1, given).objective)

        gradients = net.loss_and_gradients(parameters, config, pairs, 0.1, given)[-1]
        assert gradients.keys() == parameters.keys()
        assert all(array.any() for array in gradients.values())
        assert_gradients(objective, parameters, gradients, generator)


@pytest.mark.parametrize(("layers", "bidirectional", "score"), SEQ2SEQ)
def test_seq2seq(
    layers: int, bidirectional: bool, score: str, generator: np.random.Generator
) -> None:
    config = {
        "net": "seq2seq",
        "hidden": 6,
        "layers": layers,
        "embedding": 3,
        "bidirectional": bidirectional,
        "attention": score,
    }
    check_net(seq2seq, config, generator)


@pytest.mark.parametrize(("layers", "score"), [(2, "general"), (3, "dot")])
def test_attention_after_the_first_layer(
    layers: int, score: str, generator: np.random.Generator
) -> None:
    config = {"hidden": 6, "layers": layers, "embedding": 3, "bidirectional": True}
    check_net(seq2seq, config | {"attention": score, "attention_after": "first"}, generator)


@pytest.mark.parametrize("cell", [name for name in CELLS if name != "lstm"])
def test_nets_of_other_cells(cell: str, generator: np.random.Generator) -> None:
    """Both directions and a start from the encoder's states; one direction with residuals."""
    config = {"hidden": 4, "embedding": 2, "cell": cell, "activation": "sigmoid"}
    encoding = {"layers": 1, "bidirectional": True, "attention": "none"}
    check_net(seq2seq, config | encoding, generator)
    check_net(transducer, config | {"layers": 3, "lag": 1}, generator)


@pytest.mark.parametrize("feedback", [False, True])
@pytest.mark.parametrize(("layers", "lag"), TRANSDUCERS)
def test_transducer(
    layers: int, lag: int | str, feedback: bool, generator: np.random.Generator
) -> None:
    config = {"net": "transducer", "hidden": 5, "layers": layers, "embedding": 3, "lag": lag}
    check_net(transducer, {**config, "feedback": feedback}, generator)


@pytest.mark.parametrize(("layers", "window"), FEEDFORWARDS)
def test_feedforward(layers: int, window: int, generator: np.random.Generator) -> None:
    config = {"hidden": 5, "layers": layers, "embedding": 3, "window": window}
    check_net(feedforward, config, generator)


def test_a_wrong_gradient_is_noticed(generator: np.random.Generator) -> None:
    """One element of thirty, wrong by a thousandth of the whole, must raise the alarm."""
    value = generator.standard_normal((5, 6))
    right = 2.0 * value
    wrong = right.copy()
    wrong[2, 3] += 1e-3 * np.linalg.norm(right)

    def square(a: dict[str, Array]) -> float:
        return float((a["x"] ** 2).sum())

    assert projection_errors(square, {"x": value}, {"x": right}, generator)["x"] < TOLERANCE
    with pytest.raises(AssertionError, match="disagree"):
        assert_gradients(square, {"x": value}, {"x": wrong}, generator)
    with pytest.raises(AssertionError, match="another shape"):
        assert_gradients(square, {"x": value}, {"x": right[0]}, generator)
    nothing = np.full_like(right, np.nan)
    with pytest.raises(AssertionError, match="disagree"):
        assert_gradients(square, {"x": value}, {"x": nothing}, generator)
