"""`chartrans evaluate` with real model files: small nets of random weights, saved and found."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chartrans.cli.group import main
from chartrans.core.workspace import Workspace
from chartrans.corpus.cleaning import Cleaning
from chartrans.corpus.dataset import Dataset, Pair, read_dataset, write_dataset
from chartrans.corpus.description import Origin, describe
from chartrans.decode.translator import Translator
from chartrans.nets.model_file import load_model, save_model
from chartrans.resources import starter_corpus
from tests.cli.tiny_model import save_run, tiny_model

PAIRS = [
    ("i like pizza", "me gusta la pizza"),
    ("hi", "hola"),
    ("my dog", "mi perro"),
    ("i like pizza", "me encanta la pizza"),
    ("zoo and zebra", "zoo y cebra"),
    ("hi", "buenas"),
    ("a line that is far longer than thirty", "una más larga que treinta letras"),
]
SOURCES = ["i like pizza", "hi", "my dog", "zoo and zebra", PAIRS[-1][0]]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_run(tmp_path_factory.mktemp("models") / "run")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_pairs(tmp_path / "pairs.tsv", PAIRS)


def write_pairs(path: Path, pairs: list[tuple[str, str]]) -> Path:
    path.write_text("".join(f"{s}\t{t}\n" for s, t in pairs), encoding="utf-8")
    return path


def prepared(folder: Path, **parts: list[tuple[str, str]]) -> Path:
    """A prepared folder with these parts."""
    dataset = Dataset([], [])
    for part, pairs in parts.items():
        setattr(dataset, part, [Pair(*pair) for pair in pairs])
    counts = {"read": 0, "kept": 0}
    dataset.info = describe(dataset.parts(), Origin(folder.name), Cleaning(), counts, seed=0)
    write_dataset(folder, dataset)
    return folder


def run(*arguments: str | Path, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)], input=stdin)


def report(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1), result.output
    return dict(json.loads(result.stdout))


def fails(result: Result, code: int, *words: str) -> None:
    """One sentence on stderr, nothing on stdout."""
    assert (result.exit_code, result.stdout) == (code, "")
    error = result.stderr.splitlines()[-1]
    assert error.startswith("Error: ")
    assert [word for word in words if word not in error] == []
    assert "Traceback" not in result.output


def test_scores_are_those_of_the_translations(model: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "hypotheses.txt"
    found = report(model, data, "-b", "2", "-o", out)
    translator = Translator(load_model(model / "best.safetensors"), beam_size=2)
    hypotheses = [translation.text for translation in translator.translate(SOURCES)]
    assert out.read_text(encoding="utf-8").splitlines() == hypotheses
    assert len(set(hypotheses)) > 2
    assert found["lines"] == len(SOURCES)
    assert found["cut"] == 1
    assert (found["part"], found["beam_size"], found["data"]) == (None, 2, str(data))
    assert list(found["by_length"]) == ["1-10", "11-20", "21-40"]
    assert [part["lines"] for part in found["by_length"].values()] == [2, 2, 1]


def test_the_sacrebleu_program_says_the_same(model: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "hypotheses.txt"
    found = report(model, data, "-o", out)["scores"]
    # Repeating the only reference changes no score; the program cannot be given fewer for a line.
    second = {"i like pizza": "me encanta la pizza", "hi": "buenas"}
    first = {source: target for source, target in reversed(PAIRS)}
    for name, of in (("first", first), ("second", first | second)):
        lines = "".join(f"{of[source]}\n" for source in SOURCES)
        (tmp_path / name).write_text(lines, encoding="utf-8")
    program = [sys.executable, "-m", "sacrebleu", "first", "second", "-i", str(out), "-w", "6"]
    done = subprocess.run(
        [*program, "-m", "bleu", "chrf"], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    for their in json.loads(done.stdout):
        ours = found[{"BLEU": "bleu", "chrF2": "chrf"}[their["name"]]]
        assert ours["value"] == pytest.approx(their["score"], abs=1e-6)
        assert ours["signature"] == their["signature"].replace("nrefs:2", "nrefs:var")


def test_bits_are_those_of_each_pair_alone(model: Path, data: Path) -> None:
    found = report(model, data)
    net = load_model(model / "best.safetensors")
    nll, count = {"short": 0.0, "all": 0.0}, {"short": 0, "all": 0}
    for source, target in PAIRS:
        ids = net.source.encode(source[:30]), net.target.encode(target)
        loss = net.net.loss([ids], Workspace())
        for group in ("all", "short") if len(source) <= 10 else ("all",):
            nll[group] += loss.nll
            count[group] += len(target) + 1
    for group, part in (("all", found), ("short", found["by_length"]["1-10"])):
        bits = part["scores"]["bits_per_character"]["value"]
        assert bits == pytest.approx(nll[group] / count[group] / math.log(2), rel=1e-4)


def test_a_model_that_is_always_right_scores_full_marks(
    model: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources and hypotheses keep together through the sorting by length and back."""
    right = dict(reversed(PAIRS))
    translate = Translator.translate

    def perfect(self: Translator, lines: list[str]) -> list[Any]:
        found = translate(self, lines)
        for translation in found:
            best = translation.hypotheses[0]
            translation.hypotheses[0] = type(best)(right[translation.source], 0.0, 0.0)
        return found

    monkeypatch.setattr(Translator, "translate", perfect)
    monkeypatch.setattr("chartrans.cli.evaluate.SLICE_LINES", 2)
    scores = report(model, data)["scores"]
    assert scores["exact_match"]["value"] == 100
    assert scores["chrf"]["value"] == pytest.approx(100)
    assert scores["character_error_rate"]["value"] == 0


def test_the_table(model: Path, data: Path) -> None:
    result = run(model, data, "--show", "2")
    assert result.exit_code == 0
    for words in ("BLEU nrefs:var|", "chrF nrefs:var|", "bits", "11-20", "Worst", "Best"):
        assert words in result.stdout
    assert result.stdout.count("reference") in range(4, 9)  # two lines twice, one or two each
    assert f"Evaluating on {data}; distinct sources: 5." in result.stderr
    assert "only the beginning was translated: 1." in result.stderr
    assert "\x1b" not in result.output
    assert "Worst" not in run(model, data, "--show", "0").stdout


def test_texts_are_no_markup_and_no_commands_to_the_terminal(model: Path, tmp_path: Path) -> None:
    data = write_pairs(tmp_path / "pairs.tsv", [("[bold]x[/bold]", "[red]\u2028y"), ("a", "b")])
    result = run(model, data)
    assert "[bold]x[/bold]" in result.stdout
    assert "[red]" in result.stdout
    assert "characters the model never saw: 1." in result.stderr


def test_quiet_leaves_results_and_warnings(model: Path, data: Path) -> None:
    loud, quiet = run(model, data), run(model, data, "-q")
    assert quiet.stdout == loud.stdout
    assert "Evaluating" not in quiet.stderr
    assert "Warning" in quiet.stderr


def test_limit_takes_the_first_sources_with_all_their_references(model: Path, data: Path) -> None:
    found = report(model, data, "--limit", "2")
    assert found["lines"] == 2
    by_source = {line["source"]: line["references"] for line in found["worst"]}
    assert by_source == {
        "i like pizza": ["me gusta la pizza", "me encanta la pizza"],
        "hi": ["hola", "buenas"],
    }


def test_threads_make_no_difference(model: Path, data: Path) -> None:
    one, three = report(model, data, "--threads", "1"), report(model, data, "--threads", "3")
    assert one == three


def test_pairs_from_stdin(model: Path, data: Path) -> None:
    text = data.read_text(encoding="utf-8")
    from_stdin = json.loads(run(model, "-", "--json", stdin=text).stdout)
    assert from_stdin["scores"] == report(model, data)["scores"]


def test_rows_left_out_are_counted(model: Path, data: Path) -> None:
    with data.open("ab") as file:
        file.write(b"hi\thola\nhi\t\n\xff\xfe\tx\n")
    result = run(model, data)
    assert "Rows left out: 1 not UTF-8, 1 source or target empty, 1 the same pair" in result.stderr


def test_parts_of_a_prepared_folder(model: Path, tmp_path: Path) -> None:
    parts = {"train": PAIRS[:3], "dev": PAIRS[2:3], "test": PAIRS[4:6]}
    folder = prepared(tmp_path / "full", **parts)
    assert [report(model, folder)[key] for key in ("part", "lines")] == ["test", 2]
    for part, lines in (("train", 3), ("dev", 1), ("test", 2)):
        assert report(model, folder, "--part", part)["lines"] == lines


def test_without_a_test_part_the_dev_part_is_used_and_said_so(model: Path, tmp_path: Path) -> None:
    folder = prepared(tmp_path / "half", train=PAIRS[:3], dev=PAIRS[2:3])
    result = run(model, folder, "--json")
    assert json.loads(result.stdout)["part"] == "dev"
    assert "has no test part; its dev part is used" in result.stderr
    fails(run(model, folder, "--part", "test"), 4, str(folder), "test")


def test_without_data_the_prepared_folder_of_the_training(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "mine", train=PAIRS[:3], dev=PAIRS[2:3], test=PAIRS[4:6])
    trained = save_run(tmp_path / "run", {"data": str(folder), "dev": None})
    found = report(trained)
    assert (found["data"], found["part"], found["lines"]) == (str(folder), "test", 2)
    assert report(trained / "last.safetensors")["scores"] == found["scores"]


def test_without_data_what_training_held_out_of_a_file(tmp_path: Path) -> None:
    """Not the whole file: nearly all of it was trained on."""
    from chartrans.corpus.dataset import load_data

    words = [("".join(chr(97 + (i // 26**k) % 26) for k in range(3)), f"{i}") for i in range(200)]
    file = write_pairs(tmp_path / "pairs.tsv", words)
    trained = save_run(tmp_path / "run", {"data": str(file), "dev": None})
    found = report(trained, "--show", "99")
    assert found["part"] == "dev"
    dev = {pair.source for pair in load_data(file).dev}
    assert {line["source"] for line in found["worst"]} == dev
    assert 0 < len(dev) < 50
    second = write_pairs(tmp_path / "dev.tsv", PAIRS[:1])
    trained = save_run(tmp_path / "other", {"data": str(file), "dev": str(second)})
    assert report(trained)["lines"] == 1
    fails(run(trained, "--part", "test"), 4, str(file), "without a test part")


def test_data_that_changed_since_the_training_are_not_held_out(tmp_path: Path) -> None:
    """Other pairs fall into dev then, and some of them were learned."""
    from chartrans.corpus.dataset import load_data
    from chartrans.train.begin import digest

    words = [(f"word {i}", f"{i}") for i in range(60)]
    file = write_pairs(tmp_path / "pairs.tsv", words[:40])
    origin = {"data": str(file), "dev": None, "digest": digest(load_data(file))}
    trained = save_run(tmp_path / "run", origin)
    assert report(trained)["part"] == "dev"
    write_pairs(file, words)
    fails(run(trained), 4, str(file), "has changed since", "name data after the model")
    assert report(trained, str(file))["lines"] == 60


def test_without_data_the_starter_corpus_for_models_made_from_it(tmp_path: Path) -> None:
    name = read_dataset(starter_corpus()).info["name"]
    by_card = report(save_run(tmp_path / "copied", data=name), "--limit", "3", "-b", "1")
    assert (by_card["data"], by_card["part"]) == (str(starter_corpus()), "test")
    by_run = save_run(tmp_path / "run", {"data": None, "dev": None})
    assert report(by_run, "--limit", "3", "-b", "1")["scores"] == by_card["scores"]


def test_without_data_that_is_known_or_there(model: Path, tmp_path: Path) -> None:
    fails(run(model), 2, str(model), "not known", "name a prepared folder")
    gone = save_run(tmp_path / "run", {"data": str(tmp_path / "gone"), "dev": None})
    fails(run(gone), 2, str(tmp_path / "gone"), "no longer there")
    (gone / "last.safetensors").write_bytes(b"damaged")
    fails(run(gone), 2, "not known")
    save_model(gone / "last.safetensors", tiny_model(name="x"), extra={"origin": {"data": None}})
    fails(run(gone), 2, "not known")  # another model's checkpoint in the same folder


def test_the_data_are_not_written_over(model: Path, data: Path, tmp_path: Path) -> None:
    folder = prepared(tmp_path / "mine", train=PAIRS[:3], dev=PAIRS[2:3], test=PAIRS[4:6])
    for place, output in ((data, data), (folder, folder / "test.tsv")):
        before = output.read_bytes()
        fails(run(model, place, "-o", output, "--overwrite"), 2, str(output), "another name")
        assert output.read_bytes() == before


def test_a_part_of_a_file_is_refused(model: Path, data: Path) -> None:
    fails(run(model, data, "--part", "dev"), 2, str(data), "no prepared folder")


@pytest.mark.parametrize(
    "arguments",
    [["--limit", "0"], ["--show", "-1"], ["--beam-size", "0"], ["--part", "x"], ["--threads", "x"]],
)
def test_options_that_make_no_sense(model: Path, data: Path, arguments: list[str]) -> None:
    result = run(model, data, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Invalid value for '{arguments[0]}'" in result.stderr.replace("'-b' / ", "")


def test_no_model_is_a_usage_error() -> None:
    assert run().exit_code == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no model"),
        (b"", "not a model file"),
        (b"a text, and no model at all", "not a model file"),
        (b"cut", "truncated"),
        (b"foreign", "another program"),
    ],
)
def test_models_that_cannot_be_used(
    model: Path, data: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "model.safetensors"
    if content == b"cut":
        content = (model / "best.safetensors").read_bytes()[:-100]
    if content == b"foreign":
        content = b"\x02\0\0\0\0\0\0\0{}"  # a safetensors file with nothing in it
    if content is not None:
        path.write_bytes(content)
    fails(run(path, data), 4, str(path), words)


def test_a_folder_without_a_model(tmp_path: Path, data: Path) -> None:
    fails(run(tmp_path, data), 4, str(tmp_path))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ""),
        (b"", ""),
        (b"\n\n", ""),
        (b"one column\nand another\n", ""),
        (b"\xff\xfe\x00\n", ""),
        (b" \t \n", "no usable pair"),
    ],
)
def test_data_that_cannot_be_used(
    model: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "data.tsv"
    if content is not None:
        path.write_bytes(content)
    fails(run(model, path), 4, str(path), words)


def test_a_folder_that_is_no_dataset(model: Path, tmp_path: Path) -> None:
    fails(run(model, tmp_path), 4, str(tmp_path))


def test_output_is_not_replaced_unasked_and_appears_whole(
    model: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.txt"
    out.write_text("precious", encoding="utf-8")
    fails(run(model, data, "-o", out), 2, str(out), "--overwrite")
    fails(run(model, data, "-o", data), 2, str(data))
    fails(run(model, data, "-o", tmp_path / "no" / "out.txt"), 1, "cannot write")
    assert out.read_text(encoding="utf-8") == "precious"
    assert run(model, data, "-o", out, "--overwrite").exit_code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == len(SOURCES)

    def interrupted(self: Translator, lines: list[str]) -> list[Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Translator, "translate", interrupted)
    before = sorted(tmp_path.iterdir())
    assert run(model, data, "-o", tmp_path / "new.txt").exit_code == 130
    assert sorted(tmp_path.iterdir()) == before
