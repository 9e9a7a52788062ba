from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from typing import Any

import pytest

from chartrans.errors import UsageProblem
from chartrans.nets.build import KINDS, build_net
from chartrans.nets.config import NETS, NetConfig
from tests.nets.nets import CONFIGS, SOURCE_SIZE, TARGET_SIZE, reference_of


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("net", "rnn"),
        ("attention", "multi-head"),
        ("attention_after", "second"),
        ("hidden", 0),
        ("hidden", 7),  # odd, for two directions
        ("hidden", 10**9),
        ("layers", 0),
        ("layers", 100_000),
        ("embedding", -1),
        ("dropout", 1.0),
        ("dropout", -0.1),
        ("dropout", float("nan")),
        ("dropout_at", "weights"),
        ("dropout_at", ""),
        ("window", -1),
        ("window", 10**6),
        ("lag", -1),
        ("lag", 10**9),
        ("lag", "half"),
        ("lag", 1.5),
        ("cell", "elman"),
        ("activation", "softplus"),
        ("initial", "zeros"),
        ("spectral_radius", 0.0),
        ("spectral_radius", -1.0),
        ("spectral_radius", 1000.0),
        ("spectral_radius", float("nan")),
    ],
)
def test_what_makes_no_net_is_refused_in_one_sentence(setting: str, value: Any) -> None:
    config = NetConfig(**{setting: value})
    with pytest.raises(UsageProblem, match=setting.replace("_", " ")) as caught:
        config.check()
    assert "\n" not in str(caught.value)
    assert (str(value) in str(caught.value)) or repr(value) in str(caught.value)
    with pytest.raises(UsageProblem):
        build_net(config, 5, 5)


def test_a_place_to_look_back_from_needs_attention() -> None:
    NetConfig(attention_after="first").check()
    with pytest.raises(UsageProblem, match="'first' and attention 'none'; leave one out"):
        NetConfig(attention="none", attention_after="first").check()


def test_odd_numbers_are_fine_one_way() -> None:
    NetConfig(hidden=7, bidirectional=False).check()
    NetConfig("transducer", hidden=7).check()


def test_json_and_back(config: NetConfig) -> None:
    assert NetConfig.from_json(json.loads(json.dumps(config.to_json()))) == config
    scaled = replace(config, spectral_radius=1.5)
    assert NetConfig.from_json(json.loads(json.dumps(scaled.to_json()))) == scaled


def test_what_is_not_set_is_not_written() -> None:
    """TOML has no word for None."""
    assert None not in NetConfig().to_json().values()


def test_a_file_from_before_a_setting_gets_what_was_meant_then() -> None:
    """Models written before there were windows, feedback and other cells have none of them."""
    data = CONFIGS["lag 2"].to_json()
    for name in ("window", "feedback", "cell", "activation", "initial"):
        del data[name]
    assert NetConfig.from_json(data) == CONFIGS["lag 2"]
    assert not NetConfig.from_json(data).feedback
    assert NetConfig.from_json(data).cell == "lstm"


def test_unknown_settings_are_told() -> None:
    with pytest.raises(UsageProblem, match="heads, wings"):
        NetConfig.from_json({**asdict(NetConfig()), "wings": 2, "heads": 8})


def test_every_net_can_be_built() -> None:
    assert set(KINDS) == set(NETS)


@pytest.mark.parametrize("name", CONFIGS)
def test_parameters_are_those_of_the_reference(name: str) -> None:
    config = CONFIGS[name]
    net = build_net(config, SOURCE_SIZE, TARGET_SIZE)
    shapes = reference_of(config).parameter_shapes(asdict(config), SOURCE_SIZE, TARGET_SIZE)
    assert {key: view.shape for key, view in net.parameters.views.items()} == shapes
    assert not net.parameters.flat.any()


def test_a_configuration_costs_no_numpy() -> None:
    code = "import sys, chartrans.nets.config; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
