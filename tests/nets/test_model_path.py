"""Which file a name means, and what is told where it means none."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartrans import resources
from chartrans.errors import ModelError, UsageProblem
from chartrans.nets.build import build_net
from chartrans.nets.config import NetConfig
from chartrans.nets.model_file import Model, save_model
from chartrans.nets.model_path import find_model, find_translator, find_way_back, known_models
from chartrans.text.alphabet import Alphabet


def write_model(path: Path, created: str = "2026-01-01", languages: str = "") -> Path:
    """A model file; `languages` as "en es"."""
    letters = Alphabet("ab")
    net = build_net(NetConfig(hidden=2, layers=1, embedding=1), letters.size, letters.size, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    sides = ("source_language", "target_language")
    card = {"created": created, **dict(zip(sides, languages.split(), strict=False))}
    save_model(path, Model(net, letters, letters, ("nfc",), 20, card))
    return path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's folder of an installation that carries nothing yet."""
    package = tmp_path / "site" / "chartrans"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    monkeypatch.delenv("CHARTRANS_MODEL", raising=False)
    monkeypatch.setenv("CHARTRANS_MODELS", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    return package


def refusal(name: str | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        find_model(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_path_is_itself(installed: Path, tmp_path: Path) -> None:
    path = write_model(tmp_path / "mine.safetensors")
    assert find_model(str(path)) == path
    assert find_model("mine.safetensors") == Path("mine.safetensors")


def test_a_run_folder_gives_its_best_else_its_last(installed: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    last = write_model(run / "last.safetensors")
    assert find_model(str(run)) == last
    best = write_model(run / "best.safetensors")
    assert find_model(str(run)) == best


def test_an_empty_folder_is_told(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "folder without a model" in refusal("empty")


def test_a_bundled_name(installed: Path) -> None:
    path = write_model(installed / "models" / "starter.safetensors")
    assert find_model("starter") == path


def test_an_unknown_name_lists_the_known_ones(installed: Path, tmp_path: Path) -> None:
    assert "there is no model fr-de" in refusal("fr-de")
    assert "none is bundled or installed" in refusal("fr-de")
    for name in ("b", "a"):
        write_model(installed / "models" / f"{name}.safetensors")
    write_model(tmp_path / "own" / "c.safetensors")
    assert "there are a, b, c" in refusal("fr-de")


def test_an_own_model_is_found_and_goes_before_a_bundled_one(
    installed: Path, tmp_path: Path
) -> None:
    bundled = write_model(installed / "models" / "en-es.safetensors")
    mine = write_model(tmp_path / "own" / "mine.safetensors")
    assert find_model("mine") == find_model("mine.safetensors") == mine
    assert known_models() == [bundled, mine]
    better = write_model(tmp_path / "own" / "en-es.safetensors")
    assert find_model("en-es") == better
    assert known_models() == [better, mine]
    assert find_model() == bundled  # what came with the program is what it does by itself


def test_a_folder_called_as_a_model_does_not_hide_it(installed: Path, tmp_path: Path) -> None:
    bundled = write_model(installed / "models" / "en-es.safetensors")
    (tmp_path / "en-es").mkdir()
    assert find_model("en-es") == bundled
    run = write_model(tmp_path / "en-es" / "best.safetensors")
    assert find_model("en-es") == run.relative_to(tmp_path)


def test_without_a_name_english_to_spanish_then_the_newest(installed: Path) -> None:
    assert "no model came with this installation" in refusal()
    only = write_model(installed / "models" / "only.safetensors", "2026-02-01")
    assert find_model() == only
    newest = write_model(installed / "models" / "another.safetensors", "2026-03-01")
    write_model(installed / "models" / "zero.safetensors", "2025-12-31")
    assert find_model() == newest
    usual = write_model(installed / "models" / "en-es.safetensors", "2024-01-01")
    assert find_model() == usual


def test_a_damaged_bundled_model_is_told(installed: Path) -> None:
    for name in ("b", "a"):
        write_model(installed / "models" / f"{name}.safetensors")
    (installed / "models" / "b.safetensors").write_bytes(b"cut")
    assert "b.safetensors is not a model file, or is truncated" in refusal()


def test_the_environment_names_the_default(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = write_model(installed / "models" / "starter.safetensors")
    mine = write_model(tmp_path / "mine.safetensors")
    monkeypatch.setenv("CHARTRANS_MODEL", str(mine))
    assert find_model() == mine
    assert find_model("starter") == bundled  # what is typed goes first
    monkeypatch.setenv("CHARTRANS_MODEL", "")
    assert find_model() == bundled
    monkeypatch.setenv("CHARTRANS_MODEL", "gone")
    assert "there is no model gone" in refusal()


@pytest.fixture
def several(installed: Path, tmp_path: Path) -> dict[str, Path]:
    """Models by name: three of English to Spanish, one back, one of Hungarian, two half told."""
    told = {
        "starter": ("2026-03-01", "en es"),
        "en-es": ("2026-01-01", "en es"),
        "es-en": ("2026-01-01", "Spanish English"),
        "rhymes": ("2026-01-01", ""),
        "half": ("2026-04-01", "hu"),
    }
    found = {
        name: write_model(installed / "models" / f"{name}.safetensors", *card)
        for name, card in told.items()
    }
    for name, languages in (("poems", "eng spa"), ("magyar", "hu klingon")):
        path = tmp_path / "own" / f"{name}.safetensors"
        found[name] = write_model(path, "2026-02-01", languages)
    (tmp_path / "own" / "broken.safetensors").write_bytes(b"cut")
    return found


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [
        ("en", "es", "en-es"),  # not the newest: the one called after its languages
        ("English", "SPANISH", "en-es"),
        ("en", None, "en-es"),
        (None, "es", "en-es"),
        ("es", "en", "es-en"),
        (None, "english", "es-en"),
        ("hungarian", None, "magyar"),
        (None, "Klingon", "magyar"),
    ],
)
def test_languages_choose(
    several: dict[str, Path], source: str | None, target: str | None, name: str
) -> None:
    assert find_translator(source, target) == several[name]


def test_of_several_the_newest_where_none_is_called_after_its_languages(
    several: dict[str, Path],
) -> None:
    several["en-es"].unlink()
    assert find_translator("en", "es") == several["starter"]


def test_languages_that_no_model_has(several: dict[str, Path]) -> None:
    with pytest.raises(ModelError, match="no model translates from en to French; there are ") as e:
        find_translator("en", "French")
    assert "broken, en-es, es-en, half, magyar, poems, rhymes, starter" in str(e.value)
    with pytest.raises(ModelError, match="no model translates to hu;"):
        find_translator(None, "hu")


def test_half_a_choice_that_decides_nothing(several: dict[str, Path], tmp_path: Path) -> None:
    write_model(tmp_path / "own" / "fr-es.safetensors", languages="fr es")
    with pytest.raises(UsageProblem, match="several models translate to es: ") as caught:
        find_translator(None, "es")
    assert "fr-es (fr → es)" in str(caught.value)
    assert find_translator("fr", "es").stem == "fr-es"


def test_the_way_back_of_a_named_model(installed: Path, tmp_path: Path) -> None:
    there = write_model(installed / "models" / "en-es.safetensors", languages="en es")
    alone = write_model(installed / "models" / "en-fr.safetensors", languages="en fr")
    unnamed = write_model(tmp_path / "run" / "best.safetensors", languages="en es")
    assert find_way_back(there, "auto", 4) is None
    back = write_model(tmp_path / "own" / "back.safetensors", languages="Spanish English")
    assert find_way_back(there, "auto", 4) == back
    assert find_way_back(back, "auto", 4) == there
    assert find_way_back(Path("site/chartrans/models/en-es.safetensors"), "auto", 4) == back
    for path, rerank, beam_size in (
        (alone, "auto", 4),
        (unnamed, "auto", 4),  # as somebody's run, it is measured by itself
        (there, "auto", 1),
        (there, "none", 4),
    ):
        assert find_way_back(path, rerank, beam_size) is None
    same = write_model(installed / "models" / "plain.safetensors", languages="English en")
    assert find_way_back(same, "auto", 4) is None  # and not itself
    assert find_way_back(unnamed, "back", 4) == back
    with pytest.raises(ModelError, match="there is no model nobody"):
        find_way_back(there, "nobody", 4)
