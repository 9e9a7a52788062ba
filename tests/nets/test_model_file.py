"""The model file: what goes in comes out, and what is no model is told in one sentence."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save, save_file

from chartrans.core.workspace import Workspace
from chartrans.errors import ModelError
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model, load_extra, load_model, save_model
from chartrans.nets.model_header import FORMAT, KEY, read_header
from chartrans.text.alphabet import Alphabet
from tests.nearness import assert_near, assert_same_bits
from tests.nets.nets import CONFIGS

SOURCE = Alphabet('abc é\u0301ñ"\\/{}\u2028\u0000\U0001f600\U00020bb7')
TARGET = Alphabet("¿¡zß\u05d0\ufeff\U0010ffff")
CARD = {"name": "tiny", "created": "2026-01-01", "licence": "CC0", "scores": {"chrF": 51.5}}


def make_model(config: NetConfig = CONFIGS["dot"]) -> Model:
    net = build_net(config, SOURCE.size, TARGET.size, 1)
    return Model(net, SOURCE, TARGET, ("nfc", "spaces"), 77, dict(CARD))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good file."""
    path = tmp_path / "good.safetensors"
    save_model(path, make_model())
    return path


def contents(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Tensors and header of a good file."""
    return load_file(path), read_header(path)


def rewrite(path: Path, tensors: dict[str, np.ndarray], header: Any) -> None:
    text = header if isinstance(header, str) else json.dumps(header)
    save_file(tensors, path, {KEY: text})


def refusal(path: Path, reading: Callable[[Path], Any] = load_model) -> str:
    """The one sentence that reading the file ends in."""
    with pytest.raises(ModelError) as caught:
        reading(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    assert caught.value.exit_code == 4
    return message


def test_round_trip(config: NetConfig, tmp_path: Path) -> None:
    model = make_model(config)
    save_model(tmp_path / "m.safetensors", model)
    again = load_model(tmp_path / "m.safetensors")
    assert again.net.config == config
    assert_same_bits(again.net.parameters.flat, model.net.parameters.flat)
    assert (again.source, again.target) == (SOURCE, TARGET)
    assert (again.rules, again.max_length, again.card) == (("nfc", "spaces"), 77, CARD)
    pairs = [(SOURCE.encode("abc ñ"), TARGET.encode("zß"))]
    assert again.net.loss(pairs, Workspace()) == model.net.loss(pairs, Workspace())


def test_whether_it_takes_sentences(path: Path) -> None:
    assert not load_model(path).sentences
    model = make_model()
    model.sentences = True
    save_model(path, model)
    assert load_model(path).sentences
    tensors, header = contents(path)
    del header["sentences"]  # as files were before there was a choice
    rewrite(path, tensors, header)
    assert not load_model(path).sentences
    rewrite(path, tensors, header | {"sentences": "perhaps"})
    assert "whether it takes sentences is 'perhaps'" in refusal(path)


def test_half_precision(tmp_path: Path) -> None:
    model = make_model()
    save_model(tmp_path / "half", model, weights="float16")
    save_model(tmp_path / "whole", model)
    again = load_model(tmp_path / "half").net.parameters.flat
    assert again.dtype == np.float32
    assert_same_bits(again, model.net.parameters.flat.astype(np.float16).astype(np.float32))
    assert_near(again, model.net.parameters.flat, 1e-3)
    saved = (tmp_path / "whole").stat().st_size - (tmp_path / "half").stat().st_size
    assert saved > 1.9 * model.net.parameters.flat.size
    assert read_header(tmp_path / "half")["precision"] == "float16"


def test_int8(tmp_path: Path) -> None:
    model = make_model()
    exact = model.net.parameters
    exact["output.weight"][:, 1] = 0.0  # a column without a largest element
    save_model(tmp_path / "small", model, weights="int8")
    save_model(tmp_path / "large", model)
    again = load_model(tmp_path / "small").net.parameters
    for name, view in exact.views.items():
        if view.ndim == 2:
            step = np.abs(view).max(axis=0) / 127
            assert np.all(np.abs(again[name] - view) <= 0.5001 * step), name
        else:
            assert_same_bits(again[name], view.astype(np.float16).astype(np.float32), name)
    assert not again["output.weight"][:, 1].any()
    header = read_header(tmp_path / "small")
    assert (header["precision"], header["format"]) == ("int8", FORMAT)


def test_scales_of_another_shape_are_a_lie(tmp_path: Path) -> None:
    save_model(tmp_path / "small", make_model(), weights="int8")
    tensors, header = contents(tmp_path / "small")
    tensors["scale/output.weight"] = tensors["scale/output.weight"][:1]
    rewrite(tmp_path / "lie", tensors, header)
    assert "scale/output.weight has shape (1,)" in refusal(tmp_path / "lie")


def test_equal_models_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save_model(tmp_path / name, make_model(), {"y": np.arange(3), "x": np.zeros(2)}, {"k": 1})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_header_alone(path: Path) -> None:
    header = read_header(path)
    assert header["format"] == 1  # which earlier versions read
    assert header["architecture"] == CONFIGS["dot"].to_json()
    assert header["source"]["characters"] == SOURCE.characters
    assert header["rules"] == ["nfc", "spaces"]
    assert (header["max_length"], header["card"], header["extra"]) == (77, CARD, {})
    assert header["parameters"] == make_model().net.parameters.flat.size


def test_extras(tmp_path: Path) -> None:
    tensors: dict[str, np.ndarray] = {
        "first": np.arange(5, dtype=np.float32),
        "rng": np.array([2**63], np.uint64),
    }
    extra = {"epoch": 3, "note": "año"}
    save_model(tmp_path / "m", make_model(), tensors, extra)
    again, told = load_extra(tmp_path / "m")
    assert told == extra
    assert again.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert_same_bits(again[name], tensor)
    assert_same_bits(
        load_model(tmp_path / "m").net.parameters.flat, make_model().net.parameters.flat
    )


def test_a_model_without_extras_has_none(path: Path) -> None:
    assert load_extra(path) == ({}, {})


@pytest.mark.parametrize("reading", [load_model, read_header, load_extra])
class TestRefusals:
    """Every way of reading refuses what is no model file."""

    def test_missing(self, reading: Callable[[Path], Any], tmp_path: Path) -> None:
        assert "no such file" in refusal(tmp_path / "none", reading)

    def test_folder(self, reading: Callable[[Path], Any], tmp_path: Path) -> None:
        assert "folder" in refusal(tmp_path, reading)

    @pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.2, 0.5, 0.9, 0.9999])
    def test_truncated(self, reading: Callable[[Path], Any], share: float, path: Path) -> None:
        whole = path.read_bytes()
        path.write_bytes(whole[: int(share * len(whole))])
        assert "truncated" in refusal(path, reading)

    def test_text(self, reading: Callable[[Path], Any], tmp_path: Path) -> None:
        path = tmp_path / "letter.txt"
        path.write_text("Dear net,\nplease translate this.\n")
        assert "not a model file" in refusal(path, reading)

    @pytest.mark.parametrize("metadata", [None, {"format": "pt"}])
    def test_foreign(
        self, reading: Callable[[Path], Any], metadata: dict[str, str] | None, tmp_path: Path
    ) -> None:
        path = tmp_path / "foreign.safetensors"
        path.write_bytes(save({"weight": np.zeros(3, np.float32)}, metadata))
        assert "another program" in refusal(path, reading)

    def test_newer(self, reading: Callable[[Path], Any], path: Path) -> None:
        tensors, _ = contents(path)
        rewrite(path, tensors, {"format": FORMAT + 1, "things": "to come"})
        message = refusal(path, reading)
        assert f"format {FORMAT + 1}" in message
        assert "update chartrans" in message

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[]", "null", "7", '"x"', "{}", '{"format": "one"}', '{"format": 1}', "[" * 9000],
    )
    def test_damaged_header(self, reading: Callable[[Path], Any], text: str, path: Path) -> None:
        tensors, _ = contents(path)
        rewrite(path, tensors, text)
        assert "damaged header" in refusal(path, reading)

    def test_a_card_that_is_none(self, reading: Callable[[Path], Any], path: Path) -> None:
        tensors, header = contents(path)
        rewrite(path, tensors, {**header, "card": "best"})
        assert "damaged header" in refusal(path, reading)


def test_truncated_anywhere(path: Path) -> None:
    """A download may stop at any byte."""
    whole = path.read_bytes()
    for size in range(0, len(whole), 251):
        path.write_bytes(whole[:size])
        assert "truncated" in refusal(path)


ALPHABET = {"special": ["padding", "begin", "end", "unknown"]}


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("architecture", {**CONFIGS["dot"].to_json(), "hidden": 12}),  # other shapes
        ("architecture", {**CONFIGS["dot"].to_json(), "layers": 3}),  # more tensors
        ("architecture", {**CONFIGS["dot"].to_json(), "hidden": 10**9}),  # no memory for it
        ("architecture", {**CONFIGS["dot"].to_json(), "hidden": "many"}),
        ("architecture", {**CONFIGS["dot"].to_json(), "net": "rnn"}),
        ("architecture", {**CONFIGS["dot"].to_json(), "wings": 2}),
        ("architecture", ["seq2seq"]),
        ("source", {**ALPHABET, "characters": "ab"}),
        ("source", {**ALPHABET, "characters": SOURCE.characters[:-1] + "a"}),  # one twice
        ("source", {"special": ["end"], "characters": SOURCE.characters}),
        ("source", [1, 2]),
        ("source", {**ALPHABET, "characters": 5}),
        ("rules", ["nfc", "rot13"]),
        ("rules", "nfc"),
        ("rules", 3),
        ("max_length", "long"),
        ("max_length", None),
        ("max_length", 0),
        ("max_length", -5),
        ("architecture", {**CONFIGS["dot"].to_json(), "layers": 10**9}),  # no end of building it
    ],
)
def test_a_header_that_does_not_fit(entry: str, value: Any, path: Path) -> None:
    tensors, header = contents(path)
    rewrite(path, tensors, header)
    load_model(path)  # rewriting alone does no harm
    rewrite(path, tensors, {**header, entry: value})
    assert "does not hold the net it describes" in refusal(path)


def test_weights_that_are_no_numbers(path: Path) -> None:
    tensors, header = contents(path)
    tensors["output.weight"][0, 0] = np.nan
    rewrite(path, tensors, header)
    assert "not finite" in refusal(path)


@pytest.mark.parametrize("change", ["missing", "shape", "flat"])
def test_a_tensor_that_does_not_fit(change: str, path: Path) -> None:
    tensors, header = contents(path)
    weight = tensors.pop("output.weight")
    if change == "shape":
        tensors["output.weight"] = np.ascontiguousarray(weight.T)
    if change == "flat":
        tensors["output.weight"] = weight[:1]  # would be spread over all rows
    rewrite(path, tensors, header)
    assert "output.weight" in refusal(path)


def test_a_tensor_that_no_parameter_is_named_as(path: Path) -> None:
    tensors, header = contents(path)
    rewrite(path, {**tensors, "state/mine": np.zeros(2, np.float32)}, header)
    load_model(path)  # what a checkpoint carries beside its model
    rewrite(path, {**tensors, "decoder.9.bias": np.zeros(2, np.float32)}, header)
    assert "such a net has no decoder.9.bias" in refusal(path)


def listing(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failed_save_leaves_the_old_file_alone(
    failing: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if failing == "fsync" else Path, failing, full)
    with pytest.raises(OSError, match="No space"):
        save_model(path, make_model(CONFIGS["plain"]))
    assert listing(path.parent) == [path.name]
    assert path.read_bytes() == before
    monkeypatch.undo()
    save_model(path, make_model(CONFIGS["plain"]))
    assert listing(path.parent) == [path.name]
    assert load_model(path).net.config == CONFIGS["plain"]


def test_an_interrupted_save_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_model(tmp_path / "m.safetensors", make_model())
    assert listing(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_file_has_the_permissions_of_any_new_file(path: Path) -> None:
    other = path.with_name("other")
    other.touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)
