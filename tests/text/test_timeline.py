from __future__ import annotations

import numpy as np
import pytest

from chartrans.text.alphabet import BEGIN, END, PAD
from chartrans.text.timeline import lag_of, lay_out, lead_in, windows
from tests.reference import feedforward
from tests.reference import transducer as reference

LAGS = [0, 1, 3, 9, "full"]
LENGTHS = [(0, 0), (0, 3), (4, 0), (3, 3), (7, 2), (2, 7)]


def ids(length: int) -> np.ndarray:
    return np.arange(4, 4 + length, dtype=np.int32)


def test_the_example_of_the_docstring() -> None:
    line = lay_out(ids(3), ids(3) + 10, 3)
    assert line.inputs.tolist() == [4, 5, 6, PAD, PAD, PAD, PAD]
    assert line.targets.tolist() == [PAD, PAD, PAD, 14, 15, 16, END]
    assert line.weights.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert line.previous.tolist() == [PAD, PAD, PAD, BEGIN, 14, 15, 16]


@pytest.mark.parametrize("lag", LAGS)
@pytest.mark.parametrize(("source", "target"), LENGTHS)
def test_against_the_reference(lag: int | str, source: int, target: int) -> None:
    line = lay_out(ids(source), ids(target) + 20, lag)
    inputs, wanted, weights = reference.timeline(ids(source), ids(target) + 20, lag)
    assert line.inputs.tolist() == inputs.tolist()
    assert line.targets.tolist() == wanted.tolist()
    assert line.weights.tolist() == weights.tolist()
    assert line.previous.tolist() == reference.fed_back(ids(source), ids(target) + 20, lag).tolist()
    assert line.inputs.dtype == line.targets.dtype == line.previous.dtype == np.int32
    assert line.weights.dtype == np.float32
    assert line.weights.sum() == target + 1
    assert not line.targets[line.weights == 0].any()


@pytest.mark.parametrize("lag", LAGS)
@pytest.mark.parametrize(("source", "target"), LENGTHS)
def test_the_lead_in_is_the_beginning_of_the_inputs(
    lag: int | str, source: int, target: int
) -> None:
    """Decoding reads what training would have shown before the first output."""
    lead = lead_in(ids(source), lag)
    line = lay_out(ids(source), ids(target), lag)
    assert lead.dtype == np.int32
    assert len(lead) == lag_of(lag, source) == int(np.argmax(line.weights > 0))
    assert lead.tolist() == line.inputs[: len(lead)].tolist()


@pytest.mark.parametrize("width", [0, 1, 4])
@pytest.mark.parametrize("source", [0, 1, 3, 9])
@pytest.mark.parametrize("ticks", [1, 3, 8])
def test_windows_are_those_of_the_reference(source: int, ticks: int, width: int) -> None:
    """Ticks may be fewer than the source has characters, and more."""
    seen = windows(ids(source), ticks, width)
    assert seen.shape == (ticks, 2 * width + 1)
    assert seen.dtype == np.int32
    assert seen.T.tolist() == [c.tolist() for c in feedforward.columns(ids(source), ticks, width)]
