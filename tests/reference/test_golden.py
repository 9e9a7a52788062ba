"""The references against PyTorch: logits, loss and every gradient of every stored net."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.reference import golden, optimiser, seq2seq, transducer

Array = npt.NDArray[np.float64]

# Both sides are float64 and differ only in the order of their sums.
TOLERANCE = 1e-9
SIZE_LIMIT = 300_000  # bytes of golden.npz, so that a clone stays small

CASES = {case.name: case for case in golden.cases()}


def module_of(case: golden.Case) -> ModuleType:
    return seq2seq if case.config["net"] == "seq2seq" else transducer


def assert_close(ours: Array | float, theirs: Array | float, what: str) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE, err_msg=what)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> golden.Case:
    return CASES[request.param]


def test_the_file_is_small_and_every_case_has_its_own_name() -> None:
    assert golden.GOLDEN_FILE.stat().st_size < SIZE_LIMIT
    assert len(CASES) == len(golden.cases()) == 11


def test_names_and_shapes(case: golden.Case) -> None:
    shapes = module_of(case).parameter_shapes(case.config, case.source_size, case.target_size)
    assert {name: array.shape for name, array in case.parameters.items()} == shapes
    for array in case.parameters.values():
        assert np.array_equal(array, array.astype(np.float32))


def test_logits(case: golden.Case) -> None:
    for (source, target), stored in zip(case.pairs, case.logits, strict=True):
        ours = module_of(case).logits(case.parameters, case.config, source, target)
        assert_close(ours, stored, "logits")


def test_loss_and_gradients(case: golden.Case) -> None:
    objective, nll, count, gradients = module_of(case).loss_and_gradients(
        case.parameters, case.config, case.pairs, case.label_smoothing
    )
    assert_close(objective, case.loss, "loss")
    assert_close(nll, case.nll, "nll")
    assert count == case.count
    assert gradients.keys() == case.gradients.keys()
    for name, stored in case.gradients.items():
        assert_close(gradients[name], stored, name)
    alone = module_of(case).loss(case.parameters, case.config, case.pairs, case.label_smoothing)
    assert (alone.objective, alone.nll, alone.count) == (objective, nll, count)


@pytest.mark.parametrize("name", ["seq2seq-2-bidirectional-general", "transducer-3-lag-full"])
def test_float32_parameters_are_widened(name: str) -> None:
    case = CASES[name]
    narrow: Any = {name: array.astype(np.float32) for name, array in case.parameters.items()}
    assert module_of(case).loss(narrow, case.config, case.pairs).nll == pytest.approx(
        case.nll, rel=TOLERANCE
    )


@pytest.mark.parametrize("adam", golden.adam_cases(), ids=["Adam", "AdamW"])
def test_adam(adam: golden.AdamCase) -> None:
    parameters, moments = adam.start, optimiser.no_moments(len(adam.start))
    for gradients, stored in zip(adam.gradients, adam.after, strict=True):
        parameters, moments = optimiser.adam(parameters, gradients, moments, **adam.settings)
        assert_close(parameters, stored, f"after step {moments.step}")


def test_a_swapped_gate_is_noticed() -> None:
    """The stored numbers must tell forget from input gates, or they witness nothing."""
    case = CASES["seq2seq-1-bidirectional-dot"]
    hidden = case.config["hidden"]
    order = np.r_[hidden : 2 * hidden, 0:hidden, 2 * hidden : 4 * hidden]
    swapped = {
        name: array[..., order] if name.startswith("decoder.0") else array
        for name, array in case.parameters.items()
    }
    nll = seq2seq.loss(swapped, case.config, case.pairs).nll
    assert abs(nll - case.nll) > 1e-3
