"""The promises of the words: their tables, and the pairs that the script makes of them.

Each check is a function that returns what is wrong; each is also shown a bad example.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

Rows = list[tuple[str, str]]

DATA = Path(__file__).resolve().parents[2] / "data"
WORDS = DATA / "words"
TAB = "\t"
COLUMNS = {"nouns": 6, "adjectives": 5, "verbs": 13, "phrases": 2, "patterns": 3}
ENGLISH = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:?!'-é€")
SPANISH = ENGLISH - set("'") | set("áéíóúüñÁÉÍÓÚÜÑ¿¡")


def make(folder: Path, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(folder / "make.py"), str(output)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def rows_of(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def pairs_of(path: Path) -> Rows:
    return [(source, target) for source, target in rows_of(path)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("words") / "words.tsv"
    done = make(WORDS, path)
    assert (done.returncode, done.stderr) == (0, "")
    return path


@pytest.fixture(scope="module")
def pairs(made: Path) -> Rows:
    return pairs_of(made)


def key(text: str) -> str:
    """The sentence without case and punctuation, apostrophes included."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "")))


# The checks.


def repeated(rows: Rows) -> list[tuple[str, str]]:
    return [row for row, count in Counter(rows).items() if count > 1]


def with_two_translations(rows: Rows) -> list[str]:
    sources = Counter(source for source, _ in set(rows))
    return [s for s, count in sources.items() if count > 1]


def strange_characters(rows: Rows) -> list[tuple[str, str]]:
    return [row for row in rows if set(row[0]) - ENGLISH or set(row[1]) - SPANISH]


def not_nfc(rows: Rows) -> list[tuple[str, str]]:
    return [row for row in rows if any(t != unicodedata.normalize("NFC", t) for t in row)]


def unbalanced(rows: Rows) -> list[tuple[str, str]]:
    return [row for row in rows if any(row[1].count(a) != row[1].count(b) for a, b in ("¿?", "¡!"))]


def badly_spaced(rows: Rows) -> list[tuple[str, str]]:
    return [row for row in rows if any(not t or t != " ".join(t.split()) for t in row)]


def held_out(rows: Rows) -> list[tuple[str, str]]:
    """Pairs with a sentence, on either side, on which the starter corpus tests."""
    tests = [row for part in ("dev", "test") for row in pairs_of(DATA / "starter" / f"{part}.tsv")]
    known = [{key(row[side]) for row in tests} for side in (0, 1)]
    return [row for row in rows if key(row[0]) in known[0] or key(row[1]) in known[1]]


BAD_SPANISH = re.compile(
    r"\b(a|de) el\b|\by h?i(?![aeou])|\b(la|una) (agua|águila|hacha|aula)\b|"
    r"\b(me|te|le) gusta (los|las)\b|\b(me|te|le) gustan (el|la)\b|"
    r"\b(quiero|puedo|voy a|tengo que) \w+se\b|\b(un|el|este|ese) (llave|casa|mesa|silla)\b|"
    r"\b(una|la|esta|esa) (libro|coche|perro|ordenador)\b|\b(usted|ustedes|vosotros)\b",
    re.IGNORECASE,
)


def bad_spanish(rows: Rows) -> list[tuple[str, str]]:
    return [row for row in rows if BAD_SPANISH.search(row[1])]


CHECKS: list[Callable[[Rows], object]] = [
    repeated,
    with_two_translations,
    strange_characters,
    not_nfc,
    unbalanced,
    badly_spaced,
    held_out,
    bad_spanish,
]
GOOD: Rows = [("the axe", "el hacha"), ("How much is it?", "¿Cuánto cuesta?")]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_pairs_keep_their_promise(check: Callable[[Rows], object], pairs: Rows) -> None:
    assert check(pairs) == []
    assert check(GOOD) == []


@pytest.mark.parametrize(
    ("check", "source", "target"),
    [
        (repeated, "the axe", "el hacha"),
        (with_two_translations, "the axe", "la azada"),
        (strange_characters, "a café/bar", "un bar"),
        (strange_characters, "a bar", "un {n}"),
        (not_nfc, "coffee", "cafe\u0301"),
        (unbalanced, "Is it?", "Es?"),
        (unbalanced, "Look!", "Mira!"),
        (badly_spaced, "a  bar", "un bar"),
        (badly_spaced, "a bar", ""),
        (held_out, "IT IS one oclock", "es la primera"),
        (held_out, "is coffee to your taste", "te gusta el café"),
        (bad_spanish, "to the park", "a el parque"),
        (bad_spanish, "the water", "la agua"),
        (bad_spanish, "I want to get up.", "Quiero levantarse."),
        (bad_spanish, "I like cats.", "Me gusta los gatos."),
        (bad_spanish, "a small key", "un llave pequeña"),
    ],
)
def test_a_broken_promise_is_found(
    check: Callable[[Rows], object], source: str, target: str
) -> None:
    assert check([*GOOD, (source, target)])


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("the water", "el agua"),
        ("a small axe", "un hacha pequeña"),
        ("a brown key", "una llave marrón"),
        ("social workers", "trabajadores sociales"),
        ("We are young.", "Somos jóvenes."),
        ("My sisters are relaxed.", "Mis hermanas están relajadas."),
        ("How many taxes are there?", "¿Cuántos impuestos hay?"),
        ("How do I get to the cinema?", "¿Cómo llego al cine?"),
        ("We are near the neighbourhood.", "Estamos cerca del barrio."),
        ("I am waiting for the dancer.", "Estoy esperando al bailarín."),
        ("to get up", "levantarse"),
        ("Where can I get up early?", "¿Dónde puedo levantarme temprano?"),
        ("I can't wash my hands.", "No puedo lavarme las manos."),
        ("They went to the gym yesterday.", "Ayer fueron al gimnasio."),
        ("Don't cross the bridge.", "No cruces el puente."),
        ("Don't get home before dark.", "No llegues a casa antes del anochecer."),
    ],
)
def test_known_pairs(pairs: Rows, source: str, target: str) -> None:
    assert (source, target) in pairs


# The tables, and what lies beside them.


@pytest.mark.parametrize("name", COLUMNS)
def test_every_line_of_a_table_has_its_columns(name: str) -> None:
    lines = rows_of(WORDS / f"{name}.tsv")
    assert {len(line) for line in lines} == {COLUMNS[name]}
    assert {path.stem for path in WORDS.glob("*.tsv")} == set(COLUMNS)


def test_readme_tells_the_counts(pairs: Rows) -> None:
    text = (WORDS / "README.md").read_text(encoding="utf-8")
    counts = [len(rows_of(WORDS / f"{name}.tsv")) for name in COLUMNS]
    assert [n for n in (len(pairs), *counts) if f"{n:,}" not in text] == []
    assert [path.name for path in WORDS.glob("*.*") if f"`{path.name}`" not in text] == [
        "README.md"
    ]


def test_making_again_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    make(WORDS, tmp_path / "again.tsv")
    assert (tmp_path / "again.tsv").read_bytes() == made.read_bytes()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The folder, to be spoiled, beside the starter corpus."""
    shutil.copytree(WORDS, tmp_path / "words", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "starter").mkdir()
    for name in ("dev.tsv", "test.tsv"):
        shutil.copy(DATA / "starter" / name, tmp_path / "starter" / name)
    return tmp_path / "words"


def append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(line + "\n")


def complaints(copy: Path, lines: dict[str, str]) -> list[str]:
    """What the making says of a folder with these lines added, each `table: line`."""
    for line in lines:
        name, _, rest = line.partition(": ")
        append(copy / f"{name}.tsv", rest)
    done = make(copy, copy / "words.tsv")
    assert (done.returncode, (copy / "words.tsv").exists()) == (1, False)
    return done.stderr.splitlines()


def test_a_spoiled_table_stops_the_making(copy: Path) -> None:
    lines = {
        "nouns: zza\tzzas\tbúho\tbúhos\tm": "nouns.tsv:2058: 5 columns, not 6",
        "nouns: zzb\tzzbs\tbúho\tbúhos\tx\thome": "nouns.tsv:2059: column 5 is 'x'",
        "nouns: zzc\tzzcs\tbúho\tbúhos 2\tm\thome": "nouns.tsv:2060: column 4 is 'búhos 2'",
        "adjectives: big\tgrande\tgrande\tser\tthing": "adjectives.tsv: 'big' twice",
        "adjectives: zzz\tcafe\u0301\tcafé\tser\tthing": "adjectives.tsv:482: column 2 is"
        " 'cafe\u0301'",
        f"verbs: {TAB.join('abcdefghijk')}\tno pair\tdo": "verbs.tsv:503: column 12 is 'no pair'",
        "phrases: so be it\t": "phrases.tsv:2270: column 2 is ''",
        "phrases: so be that \tasí sea": "phrases.tsv:2271: column 1 is 'so be that '",
    }
    assert sorted(complaints(copy, lines)) == sorted(lines.values())


def test_a_wrong_pair_stops_the_making(copy: Path) -> None:
    lines = {
        "phrases: zza?\tzzz?": "with ¿? not in pairs: 'zza?', 'zzz?'",
        "phrases: zzb!\tzzz!": "with ¡! not in pairs: 'zzb!', 'zzz!'",
        "phrases: zzc, no\t¿zzz? no": "a question on one side only: 'zzc, no', '¿zzz? no'",
        "phrases: Zzd.\tzzz": "a sentence on one side only: 'Zzd.', 'zzz'",
        "phrases: zze one's zzz\tzzz": "said of nobody: \"zze one's zzz\", 'zzz'",
        "phrases: zzf\tzzz/zzz": "with a gap not filled: 'zzf', 'zzz/zzz'",
        "phrases: hello\tadiós": "two translations of one source: 'hello'",
    }
    assert sorted(complaints(copy, lines)) == sorted(lines.values())


def test_what_the_starter_corpus_tests_on_is_left_out(copy: Path, pairs: Rows) -> None:
    append(copy.parent / "starter" / "dev.tsv", "THE AXE!\tla azada")
    append(copy.parent / "starter" / "test.tsv", "a chopper\t¡Un hacha!")
    assert make(copy, copy / "words.tsv").returncode == 0
    gone = {("the axe", "el hacha"), ("an axe", "un hacha")}
    assert set(pairs) - set(pairs_of(copy / "words.tsv")) == gone
