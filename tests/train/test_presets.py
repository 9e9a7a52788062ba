"""Presets make sense, and values replace theirs or are refused."""

from __future__ import annotations

import pytest

from chartrans.errors import UsageProblem
from chartrans.nets.config import CELLS, NETS
from chartrans.train.config import RATES
from chartrans.train.presets import DEFAULT_PRESET, PRESETS, preset


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_makes_sense(name: str):
    preset(name).check()


def test_an_unknown_preset_is_refused():
    with pytest.raises(UsageProblem, match=r"huge.*tiny, small, base"):
        preset("huge")


def test_values_go_to_net_and_training():
    recipe = preset("tiny").with_values({"hidden": 64, "learning_rate": 0.01})
    assert (recipe.net.hidden, recipe.train.learning_rate) == (64, 0.01)
    assert recipe.net.layers == preset("tiny").net.layers


def test_teacher_forcing_all_the_time_suits_every_net():
    for net in NETS:
        preset("tiny").with_values({"net": net, "teacher_forcing": "1.0"})


def test_nets_that_are_fed_their_output_may_be_fed_the_truth_less_often():
    for values in ({"net": "seq2seq"}, {"net": "transducer", "feedback": True}):
        preset("tiny").with_values({**values, "teacher_forcing": "1:0.5"})


def test_another_optimizer_has_a_rate_of_its_own():
    tiny = preset("tiny")
    assert tiny.with_values({"optimizer": "adam"}) == tiny
    sgd = tiny.with_values({"optimizer": "sgd"})
    assert sgd.train.learning_rate == RATES["sgd"]
    assert sgd.with_values({"optimizer": "sgd", "learning_rate": 0.3}).train.learning_rate == 0.3
    own = tiny.with_values({"optimizer": "momentum", "learning_rate": 0.3})
    assert own.train.learning_rate == 0.3
    assert own.with_values({"optimizer": "momentum"}) == own


@pytest.mark.parametrize("name", PRESETS)
def test_a_transducer_leaves_out_what_it_does_not_have(name: str):
    net = preset(name).with_values({"net": "transducer", "lag": 3}).net
    assert (net.attention, net.bidirectional, net.lag) == ("none", False, 3)


@pytest.mark.parametrize("name", PRESETS)
def test_a_feedforward_net_leaves_out_what_it_does_not_have(name: str):
    net = preset(name).with_values({"net": "feedforward", "window": 5}).net
    assert (net.attention, net.bidirectional, net.feedback, net.window) == ("none", False, False, 5)


@pytest.mark.parametrize("net", ["seq2seq", "transducer"])
def test_every_recurrent_net_has_every_cell(net: str):
    for cell in CELLS:
        assert preset("tiny").with_values({"net": net, "cell": cell, "bptt": 5}).net.cell == cell
    rnn = {"net": net, "cell": "rnn", "activation": "relu", "spectral_radius": 1.1}
    assert preset("tiny").with_values(rnn).net.activation == "relu"


def test_a_transducer_may_hear_itself():
    assert preset("tiny").with_values({"net": "transducer", "feedback": True}).net.feedback
    assert not preset("tiny").with_values({"net": "transducer"}).net.feedback


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"lag": 3}, "lag is of a transducer"),
        ({"net": "transducer", "attention": "dot"}, "--attention is of a seq2seq"),
        ({"net": "transducer", "bidirectional": True}, "bidirectional is of a seq2seq"),
        ({"feedback": True}, "feedback is of a transducer"),
        ({"net": "feedforward", "feedback": True}, "feedback is of a transducer"),
        ({"net": "feedforward", "lag": 1}, "lag is of a transducer"),
        ({"net": "feedforward", "attention": "dot"}, "attention is of a seq2seq"),
        ({"window": 3}, "window is of a feedforward net and this is a seq2seq"),
        ({"net": "transducer", "window": 0}, "window is of a feedforward"),
        ({"net": "feedforward", "window": -1}, "window is -1"),
        ({"net": "transducer", "teacher_forcing": "0.5"}, "--teacher-forcing is 0.5 and this"),
        ({"net": "transducer", "teacher_forcing": "1:0.5"}, "--teacher-forcing is 1:0.5"),
        ({"net": "feedforward", "teacher_forcing": "0"}, "this feedforward sees no previous"),
        ({"net": "feedforward", "cell": "lstm"}, "--cell is of a recurrent net and this is a feed"),
        ({"net": "feedforward", "spectral_radius": 1.0}, "--spectral-radius is of a recurrent"),
        ({"net": "feedforward", "initial": "identity"}, "choose --net seq2seq or --net transducer"),
        ({"net": "feedforward", "bptt": 5}, "--bptt is 5 and in a feedforward net nothing goes"),
        ({"activation": "relu"}, "--activation is of the cell rnn and this one is lstm"),
        ({"cell": "gru", "activation": "tanh"}, "--activation is of the cell rnn"),
        ({"cell": "elman"}, "cell 'elman' is unknown"),
        ({"optimizer": "newton"}, "--optimizer is 'newton'"),
        ({"dropout": 1.0}, "dropout"),
        ({"epochs": -1}, "epochs"),
    ],
)
def test_contradictions_and_nonsense_are_refused(values: dict[str, object], wrong: str):
    with pytest.raises(UsageProblem, match=wrong):
        preset(DEFAULT_PRESET).with_values(values)
