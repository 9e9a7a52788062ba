"""Our nets against numbers that PyTorch's LSTM computed from the same weights."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from tests.nearness import assert_near, distance
from tests.nets.nets import loss_and_gradients, set_parameters
from tests.reference import golden

NEAR = 1e-5  # float32 against float64
CASES = {case.name: case for case in golden.cases()}


@pytest.mark.parametrize("name", CASES)
def test_loss_and_gradients(name: str) -> None:
    case = CASES[name]
    net = build_net(NetConfig(**case.config, dropout=0.0), case.source_size, case.target_size)
    set_parameters(net, case.parameters)
    pairs = [(x.astype(np.int32), y.astype(np.int32)) for x, y in case.pairs]
    loss, gradients = loss_and_gradients(net, pairs, case.label_smoothing)
    assert loss.objective == pytest.approx(case.loss, rel=NEAR)
    assert loss.nll == pytest.approx(case.nll, rel=NEAR)
    assert loss.count == case.count
    for name_, stored in case.gradients.items():
        assert_near(gradients[name_], stored, NEAR, name_)


def test_a_change_of_one_weight_is_noticed() -> None:
    case = CASES["seq2seq-2-bidirectional-general"]
    net = build_net(NetConfig(**case.config, dropout=0.0), case.source_size, case.target_size)
    set_parameters(net, case.parameters)
    net.parameters["encoder.1.backward.recurrent"][0, 0] += 0.1
    loss, gradients = loss_and_gradients(net, case.pairs, case.label_smoothing)
    assert loss.objective != pytest.approx(case.loss, rel=NEAR)
    assert distance(gradients["output.bias"], case.gradients["output.bias"]) > NEAR
