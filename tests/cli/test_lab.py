"""`chartrans lab` as it is typed: the list, a run, its files, and one sentence for bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartrans.cli import lab, terminal
from chartrans.cli.group import main
from chartrans.lab.experiments import EXPERIMENTS, run_experiment
from chartrans.lab.result import Table

ANOTHER = ("lag", "shapes")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["lab", *map(str, arguments)])


def run_tiny(*arguments: object) -> Result:
    return run(*arguments, "--size", "tiny", "--threads", 2)


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures without matplotlib, which the tests do not ask for."""
    monkeypatch.setattr(lab, "_can_draw", lambda: True)
    monkeypatch.setattr(lab, "_pictures", lambda result: {f.name: b"png" for f in result.figures})


def test_the_list_names_every_experiment() -> None:
    result = run()
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = [line.split(maxsplit=1) for line in result.stdout.splitlines()]
    assert [(name, line.strip()) for name, line in lines] == [
        (name, line) for name, (_, line) in EXPERIMENTS.items()
    ]


def test_the_list_loads_neither_numpy_nor_numba() -> None:
    code = (
        "import sys; from chartrans.cli.group import main\n"
        "try: main(['lab'])\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'numba', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_run_prints_table_plot_and_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chartrans.core.cache.is_complete", lambda: True)  # else it says so
    result = run_tiny("lag")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert result.stdout.startswith(f"lag: {EXPERIMENTS['lag'][1]}\n")
    for part in (
        "words written rightly",
        "lag τ (ticks)",
        "Expected: ",
        "Seen: ",
        "Source: Graves",
    ):
        assert part in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


def test_a_seed_gives_the_same_again() -> None:
    first, again, other = (run_tiny("baseline", "--seed", seed).stdout for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_results_are_saved(tmp_path: Path, draws: None) -> None:
    folder = tmp_path / "runs" / "lag"
    result = run_tiny("lag", "-o", folder)
    assert result.exit_code == 0, result.output
    assert result.stderr == f"Written to {folder}\n"
    names = {path.name for path in folder.iterdir()}
    assert names == {"lag.json", "lag.txt", "lag-accuracy.png"}
    said = json.loads((folder / "lag.json").read_text(encoding="utf-8"))
    assert (said["run"], said["threads"], said["numbers"]["seed"]) == ("tiny", 2, 1)


def test_without_matplotlib_all_but_the_pictures_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "_can_draw", lambda: False)
    result = run_tiny("lag", "-o", tmp_path / "lag", "-q")
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: matplotlib is not installed")
    assert "chartrans[plot]" in result.stderr
    assert {path.name for path in (tmp_path / "lag").iterdir()} == {"lag.json", "lag.txt"}


def test_all_makes_a_page(tmp_path: Path, draws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, *ANOTHER)
    result = run_tiny("all", "-o", tmp_path / "lab")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "lab" / "index.html").read_text(encoding="utf-8")
    for name in ANOTHER:
        assert (tmp_path / "lab" / f"{name}.json").is_file()
        assert f'<h2 id="{name}">' in page
    assert page.count("data:image/png;base64,") == 4


def only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(lab, "EXPERIMENTS", {name: EXPERIMENTS[name] for name in names})


def test_an_interrupted_all_keeps_what_was_done(
    tmp_path: Path, draws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, *ANOTHER)
    interrupt_at(monkeypatch, "shapes")
    result = run_tiny("all", "-o", tmp_path / "lab")
    assert result.exit_code == 130
    assert result.stderr.endswith("Interrupted.\n")
    assert '<h2 id="lag">' in (tmp_path / "lab" / "index.html").read_text(encoding="utf-8")
    assert not list((tmp_path / "lab").glob("shapes*"))


def test_an_interrupted_run_leaves_nothing(
    tmp_path: Path, draws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_at(monkeypatch, "lag")
    assert run_tiny("lag", "-o", tmp_path / "lag").exit_code == 130
    assert list(tmp_path.iterdir()) == []


def interrupt_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def interrupted(asked: str, *rest):
        if asked == name:
            raise KeyboardInterrupt
        return run_experiment(asked, *rest)

    monkeypatch.setattr(lab, "run_experiment", interrupted)


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path, draws: None) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine", encoding="utf-8")
    result = run_tiny("lag", "-o", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path} exists; choose another folder or add --overwrite." in result.stderr
    assert list(tmp_path.iterdir()) == [kept]
    assert run_tiny("lag", "-o", tmp_path, "--overwrite").exit_code == 0
    assert kept.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "lag.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lags"], "no experiment is called 'lags'; there are baseline, lag"),
        (["-o", "results"], "an experiment is missing"),
        (["--full"], "an experiment is missing"),
        (["lag", "--seed", "-1"], "--seed"),
    ],
)
def test_a_slip_is_a_usage_error(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not Path("results").exists()


def test_a_table_wider_than_a_terminal_is_whole_in_a_pipe(capsys: pytest.CaptureFixture) -> None:
    words = [f"{letter * 30}" for letter in "abcde"]
    terminal.table_to_stdout(lab.drawn_table(Table("wide", words, [list(words)])))
    lines = capsys.readouterr().out.split("\n")
    assert sum(all(word in line for word in words) for line in lines) == 2
    assert [line for line in lines if line != line.rstrip()] == []
