"""Values worked out by hand: where a reference and its gradient could agree and both be wrong."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reference import (
    attention,
    cells,
    dropout,
    encoder,
    feedforward,
    loss,
    lstm,
    optimiser,
    transducer,
)
from tests.reference.random_cases import random_parameters


@pytest.mark.parametrize(
    ("lag", "inputs", "wanted"),
    [
        (0, [7, 8, 9], [4, 5, 2]),
        (1, [7, 8, 9, 0], [0, 4, 5, 2]),
        ("full", [7, 8, 9, 0, 0, 0], [0, 0, 0, 4, 5, 2]),
    ],
)
def test_timeline(lag: int | str, inputs: list[int], wanted: list[int]) -> None:
    got = transducer.timeline(np.array([7, 8, 9]), np.array([4, 5]), lag)
    assert got[0].tolist() == inputs
    assert got[1].tolist() == wanted
    assert got[2].tolist() == [float(character != 0) for character in wanted]


def test_timeline_is_as_long_as_a_long_source() -> None:
    inputs, wanted, weights = transducer.timeline(np.array([7, 8, 9, 7]), np.array([4]), 1)
    assert inputs.tolist() == [7, 8, 9, 7]
    assert wanted.tolist() == [0, 4, 2, 0]
    assert weights.tolist() == [0.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("lag", "fed"), [(0, [1, 4, 5, 0]), (1, [0, 1, 4, 5]), ("full", [0, 0, 0, 0, 1, 4, 5])]
)
def test_what_is_fed_back(lag: int | str, fed: list[int]) -> None:
    """BEGIN when the first character is due, then the one due before; padding before and after."""
    got = transducer.fed_back(np.array([7, 8, 9, 7]), np.array([4, 5]), lag)
    assert got.tolist() == fed


def test_a_window_by_hand() -> None:
    got = feedforward.columns(np.array([7, 8, 9]), 5, 1)
    assert [column.tolist() for column in got] == [
        [0, 7, 8, 9, 0],
        [7, 8, 9, 0, 0],
        [8, 9, 0, 0, 0],
    ]


def test_uniform_logits_cost_log_of_the_alphabet_with_any_smoothing() -> None:
    targets, weights = np.array([0, 3, 1]), np.array([1.0, 1.0, 0.0])
    for label_smoothing in (0.0, 0.3):
        got = loss.cross_entropy_forward(np.zeros((3, 5)), targets, weights, label_smoothing)
        assert got.objective == pytest.approx(2 * np.log(5))
        assert got.nll == pytest.approx(2 * np.log(5))
        assert got.count == 2


def test_label_smoothing_by_hand() -> None:
    p = np.array([0.5, 0.3, 0.2])
    got = loss.cross_entropy_forward(np.log(p)[None, :], np.array([1]), np.ones(1), 0.1)
    assert got.nll == pytest.approx(-np.log(0.3))
    assert got.objective == pytest.approx(-0.9 * np.log(0.3) - 0.1 * np.log(p).mean())


def test_large_numbers_do_not_overflow() -> None:
    extreme = np.array([[1e4, 0.0, -1e4]])
    assert loss.log_softmax(extreme).tolist() == [[0.0, -1e4, -2e4]]
    assert attention.softmax(extreme).tolist() == [[1.0, 0.0, 0.0]]
    assert lstm.sigmoid(extreme).tolist() == [[1.0, 0.5, 0.0]]


def test_lstm_gates_by_hand() -> None:
    """With gates wide open or shut by the bias, the cell adds tanh(x) at every tick."""
    wide = 100.0
    x = np.array([[0.3], [0.5], [-0.2]])
    w_input = np.array([[0.0, 0.0, 1.0, 0.0]])
    bias = np.array([wide, wide, 0.0, wide])  # input, forget, candidate, output
    h, cache = lstm.lstm_forward(x, w_input, np.zeros((1, 4)), bias, np.zeros(1), np.array([0.1]))
    c = 0.1 + np.cumsum(np.tanh(x[:, 0]))
    np.testing.assert_allclose(cache.c[:, 0], c)
    np.testing.assert_allclose(h[:, 0], np.tanh(c))
    forgetful = np.array([wide, -wide, 0.0, wide])
    _, cache = lstm.lstm_forward(
        x, w_input, np.zeros((1, 4)), forgetful, np.zeros(1), np.array([0.1])
    )
    np.testing.assert_allclose(cache.c[:, 0], np.tanh(x[:, 0]))


def test_the_backward_direction_is_the_forward_one_on_the_mirrored_line() -> None:
    generator = np.random.default_rng(3)
    config = {"hidden": 4, "layers": 1, "bidirectional": True}
    names = [name for name, _ in encoder.directions(config, 0)]
    shapes = [cells.layer_shapes(config, name, 3, 2) for name in names]
    one, other = (random_parameters(each, generator) for each in shapes)
    table = {"encoder.embedding": generator.standard_normal((4, 3))}
    swapped = dict(zip([*one, *other], [*other.values(), *one.values()], strict=True))
    ids = np.array([2, 0, 3, 1])
    outputs, [(h_last, c_last)], _ = encoder.encoder_forward(
        {**one, **other, **table}, config, ids, None
    )
    mirrored, [(h_mirrored, c_mirrored)], _ = encoder.encoder_forward(
        {**swapped, **table}, config, ids[::-1], None
    )
    halves_swapped = [2, 3, 0, 1]
    np.testing.assert_array_equal(outputs, mirrored[::-1, halves_swapped])
    np.testing.assert_array_equal(h_last, h_mirrored[halves_swapped])
    np.testing.assert_array_equal(c_last, c_mirrored[halves_swapped])
    np.testing.assert_array_equal(h_last, np.r_[outputs[-1, :2], outputs[0, 2:]])


def test_attention_to_one_tick_returns_it() -> None:
    memory = np.array([[1.0, 2.0], [3.0, -1.0]])
    context, cache = attention.attention_forward(
        np.array([[0.0, 0.0], [0.0, -500.0]]), memory, None
    )
    np.testing.assert_allclose(context, [memory.mean(axis=0), memory[1]])
    np.testing.assert_allclose(cache.weights.sum(axis=1), 1.0)


def test_dropout_scales_only_its_own_site() -> None:
    x = np.ones((1, 2))
    masks = {"output": np.array([[0.0, 2.0]])}
    assert dropout.apply_dropout(x, masks, "output").tolist() == [[0.0, 2.0]]
    assert dropout.apply_dropout(x, masks, "1") is x
    assert dropout.apply_dropout(x, None, "output") is x


def test_first_step_of_adam_is_the_learning_rate() -> None:
    gradients = np.array([3.0, -0.001, 0.0])
    after, moments = optimiser.adam(np.zeros(3), gradients, optimiser.no_moments(3), 0.1)
    np.testing.assert_allclose(after, [-0.1, 0.1, 0.0], rtol=1e-4)
    assert moments.step == 1


def test_decay_shrinks_parameters_that_get_no_gradient() -> None:
    after, moments = optimiser.adam(
        np.array([2.0]), np.zeros(1), optimiser.no_moments(1), 0.1, weight_decay=0.5
    )
    assert after[0] == pytest.approx(2.0 * (1.0 - 0.1 * 0.5))
    assert not moments.first.any()


def test_momentum_is_the_heavy_ball() -> None:
    """With one rate: x[k+1] = x[k] - rate g + kept (x[k] - x[k-1]), as Polyak wrote it."""
    rng = np.random.default_rng(3)
    before = here = rng.normal(size=4)
    after, velocity = here, np.zeros(4)
    for _ in range(5):
        gradients = rng.normal(size=4)
        after, velocity = optimiser.momentum(after, gradients, velocity, 0.3, kept=0.7)
        before, here = here, here - 0.3 * gradients + 0.7 * (here - before)
        np.testing.assert_allclose(after, here)


def test_momentum_without_memory_is_a_step_down_the_gradient() -> None:
    parameters, gradients = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    after, _ = optimiser.momentum(
        parameters, gradients, np.ones(2), 0.1, kept=0.0, weight_decay=0.5
    )
    np.testing.assert_allclose(after, [1.0 - 0.3 - 0.05, 2.0 + 0.1 - 0.1])
    assert optimiser.sgd(parameters, gradients, 0.1, 0.5).tolist() == after.tolist()


def test_first_step_of_rmsprop_does_not_depend_on_the_size() -> None:
    after, mean_square = optimiser.rmsprop(
        np.zeros(3), np.array([3.0, -0.001, 0.0]), np.zeros(3), 0.1
    )
    np.testing.assert_allclose(after, [-0.1 / np.sqrt(0.1), 0.1 / np.sqrt(0.1), 0.0], rtol=1e-4)
    np.testing.assert_allclose(mean_square, [0.9, 1e-7, 0.0])


def test_clipping_by_value_may_turn_the_direction() -> None:
    assert optimiser.clip_by_value(np.array([3.0, -4.0, 0.5]), 1.0).tolist() == [1.0, -1.0, 0.5]


def test_clipping_keeps_the_direction() -> None:
    gradients = np.array([3.0, -4.0])
    assert optimiser.global_norm(gradients) == 5.0
    np.testing.assert_allclose(optimiser.clip_by_global_norm(gradients, 1.0), [0.6, -0.8])
    assert optimiser.clip_by_global_norm(gradients, 5.0) is gradients
