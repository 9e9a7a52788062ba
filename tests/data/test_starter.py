"""The promises of the starter corpus, checked on the files as they lie in the repository.

Each check is a function that returns what is wrong; each is also shown a bad example.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

Rows = list[tuple[str, str]]
Parts = dict[str, Rows]

STARTER = Path(__file__).resolve().parents[2] / "data" / "starter"
PARTS = ("train", "dev", "test")
KEYS = {"name", "description", "source_language", "target_language", "licence", "attribution"}


def rows_of(name: str) -> Rows:
    rows: Rows = []
    for line in (STARTER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        source, target = line.split("\t")
        rows.append((source, target))
    return rows


@pytest.fixture(scope="module")
def parts() -> Parts:
    return {name: rows_of(name) for name in PARTS}


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower())


def key(text: str) -> str:
    """The sentence without case and punctuation, apostrophes included."""
    return " ".join(words(text)).replace("'", "")


# The checks.


def wrong_counts(parts: Parts) -> list[str]:
    total = sum(map(len, parts.values()))
    found = [] if 6000 <= total <= 9000 else [f"{total} pairs in all"]
    for name in ("dev", "test"):
        if not 0.04 <= len(parts[name]) / total <= 0.06:
            found.append(f"{len(parts[name])} pairs in {name}")
    return found


def leaks(parts: Parts) -> list[str]:
    """Sentences, on either side, that stand in two parts."""
    found = []
    for (one, first), (other, second) in combinations(parts.items(), 2):
        for side in (0, 1):
            both = {key(row[side]) for row in first} & {key(row[side]) for row in second}
            found += [f"{one} and {other}: {sentence}" for sentence in sorted(both)]
    return found


def rare_words(parts: Parts) -> list[str]:
    """Words of held-out sentences that training shows fewer than eight times."""
    found = []
    for side in (0, 1):
        seen = Counter(word for row in parts["train"] for word in words(row[side]))
        for name in ("dev", "test"):
            found += [word for row in parts[name] for word in words(row[side]) if seen[word] < 8]
    return found


def double_translations(parts: Parts) -> list[str]:
    first: dict[str, str] = {}
    rows = [row for part in parts.values() for row in part]
    return [s for s, target in rows if key(first.setdefault(key(s), target)) != key(target)]


def repeated_lines(parts: Parts) -> list[tuple[str, str]]:
    counts = Counter(row for part in parts.values() for row in part)
    return [row for row, count in counts.items() if count > 1]


def wrong_surface(parts: Parts) -> list[tuple[str, str]]:
    """Pairs whose target does not follow the case and the marks of the source."""
    return [row for part in parts.values() for row in part if not surface_agrees(*row)]


def surface_agrees(source: str, target: str) -> bool:
    mark = source[-1] if source[-1] in ".?!" else ""
    if not mark:
        return (source, target) == (source.lower(), target.lower()) and not set(target) & set(
            ".?!¿¡"
        )
    opening = {"?": "¿", "!": "¡"}.get(mark)
    first = target.lstrip("¿¡")[0]
    return (
        source[0].isupper()
        and first.isupper()
        and target.endswith(mark)
        and target.count(opening or "¿") == (1 if opening else 0)
    )


# What Spanish never writes: contractions left open, y before i, an article of the wrong gender,
# a subject with the verb of another person.
FEMININE = "casa mesa silla llave calle ciudad flor leche carne habitación estación canción foto"
MASCULINE = "coche libro perro pan café té parque hotel tren árbol lápiz ordenador jardín baño"
BAD_SPANISH = [
    r"\ba el\b",
    r"\bde el\b",
    r"\by (h?i)(?!e)",
    r"\bla agua\b",
    rf"\b(un|el|este|ese|nuestro|otro|mucho) ({FEMININE.replace(' ', '|')})\b",
    rf"\b(una|la|esta|esa|nuestra|otra|mucha) ({MASCULINE.replace(' ', '|')})\b",
    r"\b(unos|unas|estos|esas|muchos|muchas|dos|tres|mis|tus|nuestros) \w+[aeioué]\b",
    r"\b(soy|estoy) \w+(os|as)\b",
    r"\b(somos|estamos|son|están) (?!\w+ndo|cinco|cuatro|para|debajo|cerca|demasiado)\w+[oa]\b",
    r"\bgustan? (pizza|leche|pan|música|manzanas|perros)\b",
    r"\bgusta (mucho )?(los|las)\b",
    r"\bgustan (mucho )?(el|la|mi|tu|su|este|esta)\b",
    r"\bmucho (hambre|sed)\b",
    r"\bmucha (frío|calor|sueño|miedo|sol|viento)\b",
    r"\b(veo|ve|ven|conozco|conoce|visita|ayuda|llama) (mi|tu|su) (madre|padre|hermana|amigo)",
    r"\b(usted|ustedes|vosotros|vuestra?o?)\b",
]


def bad_spanish(parts: Parts) -> list[str]:
    patterns = [re.compile(pattern) for pattern in BAD_SPANISH]
    rows = [row for part in parts.values() for row in part]
    return [t for _, t in rows if any(p.search(t.lower()) for p in patterns)]


# Agreement, word by word: what stands in the English must stand in the Spanish.
EXPECTED = [
    (r"\bmy (dogs|cats|shoes|keys)\b", r"\bmis (perros|gatos|zapatos|llaves)\b"),
    (r"\bmy (dog|cat|house|mother)\b(?!')", r"\bmi (perro|gato|casa|madre)\b"),
    (r"\bour (house|mother|sister)\b", r"\bnuestra (casa|madre|hermana)\b"),
    (r"\bi (don't )?like .*\b(apples|dogs|eggs)$", r"\bme gustan\b"),
    (r"\bana likes\b", r"\ba ana le gustan?\b"),
    (r"\bi'm (very )?hungry\b", r"\btengo (mucha )?hambre\b"),
    (r"\bis (very )?thirsty\b", r"\btiene (mucha )?sed\b"),
    (r"\bon the table\b", r"\bsobre la mesa\b"),
    (r"\b(to|at) the airport by\b", r"\bal aeropuerto\b"),
    (r"\bmaria is tired\b", r"\bmaría está cansada\b"),
    (r"\bthe (women|girls) are tall\b", r"\bson altas\b"),
    (r"\b(house|table|shirt) is red\b", r"\bes roja\b"),
    (r"\byellow (shirts|boxes|cups)\b", r"\b(camisas|cajas|tazas) amarillas\b"),
    (r"\bhow many (apples|chairs|shirts)\b", r"\bcuántas\b"),
    (r"\bhow many (books|cars|brothers)\b", r"\bcuántos\b"),
    (r"\b(help|see|call) ana\b", r"\ba ana\b"),
]


def disagreeing(parts: Parts) -> list[tuple[str, str]]:
    rules = [(re.compile(english), re.compile(spanish)) for english, spanish in EXPECTED]
    rows = [row for part in parts.values() for row in part]
    return [
        row
        for row in rows
        for english, spanish in rules
        if english.search(row[0].lower()) and not spanish.search(row[1].lower())
    ]


def missing_keys(info: dict[str, object]) -> set[str]:
    return KEYS - {name for name, value in info.items() if value}


# The corpus passes.

CHECKS: list[Callable[[Parts], object]] = [
    wrong_counts,
    leaks,
    rare_words,
    double_translations,
    repeated_lines,
    wrong_surface,
    bad_spanish,
    disagreeing,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_corpus_keeps_its_promise(check: Callable[[Parts], object], parts: Parts) -> None:
    assert check(parts) == []


GOOD: Parts = {
    "train": [("I see Ana.", "Veo a Ana."), ("she sees a dog", "ve un perro")],
    "dev": [],
    "test": [],
}


def with_row(part: str, source: str, target: str) -> Parts:
    return {name: rows + [(source, target)] * (name == part) for name, rows in GOOD.items()}


@pytest.mark.parametrize("check", [check for check in CHECKS if check is not wrong_counts])
def test_nothing_is_found_in_a_good_example(check: Callable[[Parts], object]) -> None:
    assert check(GOOD) == []


@pytest.mark.parametrize(
    ("check", "part", "source", "target"),
    [
        (wrong_counts, "train", "one more", "uno más"),
        (leaks, "dev", "i see ana", "miro a ana"),
        (leaks, "test", "i am seeing ana", "¡Veo a Ana!"),
        (rare_words, "dev", "ana sees a cow", "ana ve un perro"),
        (rare_words, "test", "ana sees a dog", "ana ve una vaca"),
        (double_translations, "train", "i see ana", "miro a ana"),
        (repeated_lines, "train", "I see Ana.", "Veo a Ana."),
        (wrong_surface, "train", "I see.", "veo."),
        (wrong_surface, "train", "I see.", "Veo"),
        (wrong_surface, "train", "i see", "Veo"),
        (wrong_surface, "train", "Do I see?", "Veo?"),
        (wrong_surface, "train", "do i see", "¿veo"),
        (disagreeing, "train", "My dogs sleep.", "Mi perros duermen."),
        (disagreeing, "train", "i like apples", "me gusta las manzanas"),
        (disagreeing, "train", "I help Ana.", "Ayudo Ana."),
    ],
)
def test_a_broken_promise_is_found(
    check: Callable[[Parts], object], part: str, source: str, target: str
) -> None:
    assert check(with_row(part, source, target))


@pytest.mark.parametrize(
    "target",
    [
        "Voy a el parque.",
        "el coche de el profesor",
        "alto y inteligente",
        "La agua está fría.",
        "un casa",
        "la coche",
        "mis perro",
        "dos silla",
        "Estoy cansados.",
        "Somos alto.",
        "Las puertas están abierta.",
        "Me gusta las manzanas.",
        "Me gustan la pizza.",
        "No me gusta pizza.",
        "Tengo mucho hambre.",
        "Hace mucha calor.",
        "Veo mi madre.",
        "¿Cómo está usted?",
    ],
)
def test_bad_spanish_is_found(target: str) -> None:
    assert bad_spanish({"train": [("", target)], "dev": [], "test": []}) == [target]


def test_missing_keys_are_found() -> None:
    assert missing_keys({"name": "x", "licence": ""}) == KEYS - {"name"}


# What lies beside the pairs.


def test_description(parts: Parts) -> None:
    info = json.loads((STARTER / "dataset.json").read_text(encoding="utf-8"))
    assert not missing_keys(info)
    assert info["licence"] == "CC0-1.0"
    assert (info["source_language"], info["target_language"]) == ("en", "es")
    assert {name: info["counts"][name] for name in PARTS} == {n: len(r) for n, r in parts.items()}
    assert sum(info["patterns"].values()) == info["counts"]["all"]
    assert {n for side in ("sources", "targets") for n in info["leaks"][side].values()} == {0}


def test_hand_written_pairs_are_all_in_train(parts: Parts) -> None:
    lines = (STARTER / "hand.tsv").read_text(encoding="utf-8").splitlines()
    hand = [tuple(line.split("\t")) for line in lines]
    assert len(set(hand)) >= 650
    assert set(hand) <= set(parts["train"])


def test_the_three_sentences_are_in_train_in_both_forms(parts: Parts) -> None:
    assert {
        ("i like pizza", "me gusta la pizza"),
        ("I like pizza.", "Me gusta la pizza."),
        ("it is hot today", "hoy hace calor"),
        ("It is hot today.", "Hoy hace calor."),
        ("my dog is hungry", "mi perro tiene hambre"),
        ("My dog is hungry.", "Mi perro tiene hambre."),
    } <= set(parts["train"])


def test_half_of_the_held_out_sentences_are_plain(parts: Parts) -> None:
    held_out = parts["dev"] + parts["test"]
    plain = sum(source == source.lower() for source, _ in held_out)
    assert 0.4 < plain / len(held_out) < 0.6


def test_committed_files_are_small() -> None:
    assert sum(path.stat().st_size for path in STARTER.glob("*.tsv")) < 1_000_000


def test_readme_tells_the_counts(parts: Parts) -> None:
    text = (STARTER / "README.md").read_text(encoding="utf-8")
    for count in (sum(map(len, parts.values())), *map(len, parts.values())):
        assert f"{count:,}" in text


def make(output: Path) -> None:
    command = [sys.executable, "-B", str(STARTER / "make.py"), "--output", str(output)]
    subprocess.run(command, check=True)


def differing(folder: Path) -> list[str]:
    names = [*(f"{name}.tsv" for name in PARTS), "dataset.json"]
    return [n for n in names if (folder / n).read_bytes() != (STARTER / n).read_bytes()]


def test_rebuilding_gives_the_same_bytes(tmp_path: Path) -> None:
    make(tmp_path)
    assert differing(tmp_path) == []
    with (tmp_path / "dev.tsv").open("a", encoding="utf-8") as file:
        file.write("one more\tuno más\n")
    assert differing(tmp_path) == ["dev.tsv"]


def test_a_source_with_two_translations_stops_the_making(tmp_path: Path) -> None:
    for path in STARTER.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "hand.tsv").open("a", encoding="utf-8") as file:
        file.write("I like pizza!\t¡Quiero pizza!\n")
    done = subprocess.run(
        [sys.executable, "-B", str(tmp_path / "make.py")], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "two translations of one source" in done.stderr
