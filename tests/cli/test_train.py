"""`chartrans train` as it is typed: what it prints, writes, refuses, and how it stops."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from chartrans.cli.group import main
from chartrans.errors import ChartransError
from chartrans.nets.model_file import load_model
from chartrans.train.checkpoint import load_last
from chartrans.train.run import RunFolder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
SMALL = (
    *("--preset", "tiny", "--hidden", "8", "--embedding", "4", "--batch-size", "4"),
    *("--warmup", "2", "--patience", "0", "--threads", "2", "--evaluate-every", "1e"),
)
SECONDS = 60.0  # a generous limit, for a machine that compiles the kernels first


def train(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["train", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def trained(pairs_file: Path, run: Path) -> Path:
    """A run of two epochs on `pairs_file`."""
    result = train(pairs_file, "-o", run, *SMALL, "--epochs", 2)
    assert result.exit_code == 0, result.stderr
    return run


def test_results_on_stdout_and_talk_on_stderr(pairs_file: Path, run: Path):
    result = train(pairs_file, "-o", run, *SMALL, "--epochs", 2)
    assert result.exit_code == 0
    best, scores = result.stdout.splitlines()
    assert best == str(run / "best.safetensors")
    assert re.fullmatch(r"dev chrF [\d.]+ at step \d+ \(all epochs done after .*\)", scores)
    assert load_model(Path(best)).net.config.hidden == 8
    assert "parameters" in result.stderr
    assert result.stderr.count("dev chrF") == 2


def test_quiet_says_nothing(pairs_file: Path, run: Path):
    result = train(pairs_file, "-o", run, *SMALL, "--epochs", 1, "-q")
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 2


def test_the_run_is_named_after_data_and_preset(
    pairs_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    result = train(pairs_file.name, *SMALL, "--epochs", 1)
    assert result.stdout.startswith(str(Path("runs/pairs-tiny/best.safetensors")))
    assert (tmp_path / "runs/pairs-tiny/metrics.jsonl").is_file()


def test_dev_from_a_file_and_a_warning_where_it_leaks(pairs_file: Path, run: Path, tmp_path: Path):
    dev = tmp_path / "dev.tsv"
    dev.write_text("the dog eats\tel perro come\ni am cold\ttengo frío\n", encoding="utf-8")
    result = train(pairs_file, "--dev", dev, "-o", run, *SMALL, "--epochs", 1)
    assert result.exit_code == 0
    assert "12 pairs" in result.stderr
    assert "2 dev pairs" in result.stderr
    assert "Warning: 1 dev sources are among those trained on" in result.stderr


def test_a_prepared_folder(pairs_file: Path, run: Path, tmp_path: Path):
    prepared = tmp_path / "prepared"
    arguments = ["prepare", str(pairs_file), "-o", str(prepared), "--licence", "CC0", "-q"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert train(prepared, "-o", run, *SMALL, "--epochs", 1).exit_code == 0
    assert load_model(run / "best.safetensors").card["licence"] == "CC0"


def test_a_model_of_sentences(pairs_file: Path, run: Path):
    assert train(pairs_file, "-o", run, *SMALL, "--epochs", 1, "--sentences").exit_code == 0
    assert load_model(run / "best.safetensors").sentences
    assert load_model(run / "last.safetensors").sentences
    result = train("--resume", "-o", run, "--no-sentences")
    assert result.exit_code == 2
    assert "--sentences is True there and False here" in result.stderr


def test_a_transducer(pairs_file: Path, run: Path):
    result = train(pairs_file, "-o", run, *SMALL, "--net", "transducer", "--lag", 2, "--epochs", 1)
    assert result.exit_code == 0
    assert load_model(run / "best.safetensors").net.config.lag == 2


@pytest.mark.parametrize(
    "net",
    [
        ("--net", "feedforward", "--window", "2"),
        ("--net", "transducer", "--lag", "2", "--feedback"),
        ("--net", "transducer", "--feedback"),
    ],
    ids=" ".join,
)
def test_other_nets_are_trained_and_translate(pairs_file: Path, run: Path, net: tuple[str, ...]):
    """Short texts are translated in plain NumPy, many lines by the kernels: both must agree."""
    result = train(pairs_file, "-o", run, *SMALL, *net, "--epochs", 2)
    assert result.exit_code == 0, result.stderr
    config = load_model(run / "best.safetensors").net.config
    assert (config.net, config.feedback) == (net[1], "--feedback" in net)
    lines = ["the cat", "i am cold"] * 100
    arguments = ["translate", "-m", str(run), "-b", "2"]
    few = CliRunner().invoke(main, [*arguments, *lines[:2]], catch_exceptions=False)
    many = CliRunner().invoke(main, arguments, input="\n".join(lines), catch_exceptions=False)
    assert (few.exit_code, many.exit_code) == (0, 0)
    assert many.stdout.splitlines() == few.stdout.splitlines() * 100


@pytest.mark.parametrize(
    "options",
    [
        {"cell": "gru", "spectral_radius": 1.1, "bptt": "5"},
        {"cell": "peephole", "initial": "glorot", "bptt": "full"},
        {"cell": "rnn", "activation": "relu", "initial": "identity", "net": "transducer"},
        {"cell": "rnn", "activation": "sigmoid", "initial": "orthogonal"},
    ],
    ids=lambda options: "-".join(map(str, options.values())),
)
def test_every_cell_is_trained_and_translates(pairs_file: Path, run: Path, options: dict[str, Any]):
    """In plain NumPy and by the kernels, from the run and from an exported model, alike."""
    given = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    result = train(pairs_file, "-o", run, *SMALL, *given, "--epochs", 2)
    assert result.exit_code == 0, result.stderr
    bptt = {"5": 5, "full": 0}[options.pop("bptt", "full")]
    config = tomllib.loads((run / "config.toml").read_text(encoding="utf-8"))
    assert config["train"]["bptt"] == bptt
    assert config["net"] | options == config["net"]
    assert load_model(run / "best.safetensors").net.config.to_json() == config["net"]
    exported = run.parent / "small.safetensors"
    export = CliRunner().invoke(main, ["export", str(run), "-o", str(exported)])
    assert export.exit_code == 0, export.stderr
    lines = ["the cat", "i am cold"]
    for model in (run, exported):
        arguments = ["translate", "-m", str(model), "-b", "2"]
        few = CliRunner().invoke(main, [*arguments, *lines], catch_exceptions=False)
        many = CliRunner().invoke(
            main, arguments, input="\n".join(lines * 100), catch_exceptions=False
        )
        assert (few.exit_code, many.exit_code) == (0, 0)
        assert many.stdout.splitlines() == few.stdout.splitlines() * 100
    info = CliRunner().invoke(main, ["info", str(run)]).stdout
    assert f"cell {options['cell']}" in " ".join(info.split())
    again = train("--resume", "-o", run, "--epochs", 3)
    assert again.exit_code == 0, again.stderr


@pytest.mark.parametrize(
    "option",
    [
        *("--window", "--feedback", "--no-feedback", "feedforward"),
        *("--cell", "--activation", "--initial", "--spectral-radius", "--bptt"),
    ],
)
def test_the_help_names_the_options_of_nets(option: str):
    assert option in train("--help").stdout


def test_how_an_update_is_made_is_kept_in_config_and_card(pairs_file: Path, run: Path):
    options = (
        *("--optimizer", "rmsprop", "--gradient", "sum", "--clip-value", "0.5"),
        *("--clip-norm", "0", "--teacher-forcing", "1.0:0.50"),
    )
    result = train(pairs_file, "-o", run, *SMALL, *options, "--epochs", 1)
    assert result.exit_code == 0, result.stderr
    values = {"optimizer": "rmsprop", "learning_rate": 0.002, "gradient": "sum"}
    values |= {"clip_value": 0.5, "clip_norm": 0.0, "teacher_forcing": "1:0.5"}
    config = tomllib.loads((run / "config.toml").read_text(encoding="utf-8"))["train"]
    card = load_model(run / "best.safetensors").card["training"]
    assert config | values == config
    assert card | values == card
    again = train("--resume", "-o", run, "--teacher-forcing", "1:0.5", "--epochs", 2)
    assert again.exit_code == 0, again.stderr


def test_how_pairs_are_varied_is_kept_in_config_and_card(pairs_file: Path, run: Path):
    values = {"vary_plain": 0.3, "vary_accents": 0.2, "vary_typos": 0.15, "vary_copies": 0.4}
    values |= {"drop_characters": 0.05, "drop_words": 0.1}
    given = [f"--{name.replace('_', '-')}={value}" for name, value in values.items()]
    assert all(option.split("=")[0] in train("--help").stdout for option in given)
    result = train(pairs_file, "-o", run, *SMALL, *given, "--epochs", 1)
    assert result.exit_code == 0, result.stderr
    config = tomllib.loads((run / "config.toml").read_text(encoding="utf-8"))["train"]
    card = load_model(run / "best.safetensors").card["training"]
    assert config | values == config
    assert card | values == card
    again = train("--resume", "-o", run, given[0], "--epochs", 2)
    assert again.exit_code == 0, again.stderr


def test_print_config_writes_nothing(pairs_file: Path, run: Path):
    result = train(pairs_file, "-o", run, "--preset", "base", "--max-time", "45m", "--print-config")
    assert result.exit_code == 0
    assert 'preset = "base"' in result.stdout
    assert "max_time = 2700.0" in result.stdout
    assert "epochs" not in result.stdout  # time alone decides
    assert not run.exists()


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--feedback"], "feedback is of a transducer net and this is a seq2seq"),
        (["--net", "transducer", "--window", "3"], "window is of a feedforward net"),
        (["--net", "feedforward", "--lag", "1"], "lag is of a transducer net"),
        (["--net", "feedforward", "--feedback"], "feedback is of a transducer net"),
        (["--net", "feedforward", "--window", "-1"], "window is -1; it must be from 0 to 100"),
        (["--net", "feedforward", "--window", "wide"], "wide"),
        (["--lag", "3"], "--lag is of a transducer net and this is a seq2seq"),
        (["--net", "transducer", "--attention", "dot"], "--attention is of a seq2seq net"),
        (["--net", "perceptron"], "perceptron"),
        (["--cell", "elman"], "elman"),
        (["--cell", "rnn", "--activation", "softplus"], "softplus"),
        (["--activation", "relu"], "--activation is of the cell rnn and this one is lstm"),
        (["--net", "feedforward", "--cell", "gru"], "--cell is of a recurrent net"),
        (["--initial", "zeros"], "zeros"),
        (["--spectral-radius", "0"], "spectral radius is 0.0"),
        (["--spectral-radius", "nan"], "spectral radius is nan"),
        (["--bptt", "0"], "'0' is no number of steps; give one from 1, or full"),
        (["--bptt", "half"], "'half' is no number of steps"),
        (["--bptt", "99999999999"], "--bptt is 99999999999"),
        (["--net", "feedforward", "--bptt", "3"], "--bptt is 3"),
        (["--lag", "soon"], "'soon' is no lag"),
        (["--hidden", "0"], "hidden"),
        (["--hidden", "many"], "many"),
        (["--dropout", "1.5"], "dropout"),
        (["--batch-size", "0"], "batch size '0'"),
        (["--evaluate-every", "1h"], "evaluate every '1h'"),
        (["--learning-rate", "nan"], "--learning-rate is nan"),
        (["--decay", "sudden"], "sudden"),
        (["--optimizer", "newton"], "newton"),
        (["--gradient", "median"], "median"),
        (["--clip-value", "-1"], "--clip-value is -1.0"),
        (["--vary-plain", "1.5"], "--vary-plain is 1.5; it is a share of the pairs, 0 to 1"),
        (["--drop-words", "1"], "--drop-words is 1.0; it lies between 0 and 0.9"),
        (["--teacher-forcing", "1:2"], "teacher forcing '1:2' is neither"),
        (["--net", "transducer", "--teacher-forcing", "0.5"], "sees no previous character"),
        (["--max-time", "soon"], "soon"),
        (["--epochs", "0"], "--epochs is 0.0"),
        (["--threads", "0"], "--threads"),
        (["--preset", "huge"], "huge"),
        (["--resume", "--overwrite"], "give one"),
        (["--resume"], "nothing to resume"),
    ],
)
def test_usage_errors_make_no_folder(pairs_file: Path, run: Path, arguments: list[str], wrong: str):
    result = train(pairs_file, "-o", run, *arguments)
    assert result.exit_code == 2
    assert wrong in result.stderr
    assert "Traceback" not in result.stderr
    assert not run.exists()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "does not exist"),
        (b"", "is empty"),
        (b"one column\n", "pairs.tsv:1 has one column"),
        (b"\xff\xfe\x00\n", "pairs.tsv:1"),
        (b"hello\thola\n", "one usable pair"),
    ],
)
def test_data_that_cannot_be_used_makes_no_folder(
    pairs_file: Path, run: Path, content: bytes | None, wrong: str
):
    pairs_file.unlink()
    if content is not None:
        pairs_file.write_bytes(content)
    result = train(pairs_file, "-o", run, *SMALL)
    assert result.exit_code == 4
    assert wrong in result.stderr
    assert result.stderr.count("\n") == 1
    assert not run.exists()


def test_an_existing_folder_is_refused_before_the_data_is_read(trained: Path):
    before = {file.name: file.read_bytes() for file in trained.iterdir()}
    result = train("no such data", "-o", trained)
    assert result.exit_code == 2
    assert "--resume" in result.stderr
    assert {file.name: file.read_bytes() for file in trained.iterdir()} == before


def test_overwrite_begins_anew(pairs_file: Path, trained: Path):
    result = train(pairs_file, "-o", trained, *SMALL, "--epochs", 1, "--overwrite")
    assert result.exit_code == 0
    assert len((trained / "metrics.jsonl").read_text().splitlines()) == 1


def test_overwrite_keeps_the_old_run_if_the_new_one_cannot_begin(tmp_path: Path, trained: Path):
    assert train(tmp_path / "gone.tsv", "-o", trained, "--overwrite").exit_code == 4
    assert (trained / "best.safetensors").is_file()


def test_resume_goes_on_with_the_same_data_and_settings(trained: Path):
    step = load_last(RunFolder(trained)).state.step
    result = train("--resume", "-o", trained, "--epochs", 4)
    assert result.exit_code == 0, result.stderr
    assert f"going on from step {step}" in result.stderr
    assert load_last(RunFolder(trained)).state.step == 2 * step


def test_resume_with_nothing_left_is_done(trained: Path):
    result = train("--resume", "-o", trained)
    assert result.exit_code == 0
    assert str(trained / "best.safetensors") in result.stdout


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (
            ["--hidden", "16", "--seed", "5"],
            "--hidden is 8 there and 16 here; --seed is 1 there and 5",
        ),
        (["--optimizer", "sgd"], "--optimizer is adam there and sgd here"),
        (["--teacher-forcing", "0"], "--teacher-forcing is 1 there and 0 here"),
        (["--vary-typos", "0.1"], "--vary-typos is 0.0 there and 0.1 here"),
        (["--preset", "base"], "begun with preset tiny"),
    ],
)
def test_resume_with_other_settings_is_refused(trained: Path, arguments: list[str], wrong: str):
    result = train("--resume", "-o", trained, *arguments)
    assert result.exit_code == 2
    assert wrong in result.stderr


def test_resume_with_other_pairs_is_refused(trained: Path, tmp_path: Path):
    other = tmp_path / "other.tsv"
    other.write_text("a\tb\nc\td\ne\tf\n")
    result = train(other, "--resume", "-o", trained)
    assert result.exit_code == 2
    assert "other.tsv are not those it began with" in result.stderr


def test_a_rollback_is_told_even_if_quiet(
    pairs_file: Path, run: Path, monkeypatch: pytest.MonkeyPatch
):
    from chartrans.train.step import Gradients

    whole = Gradients.compute

    def compute(self: Gradients, pairs: Any, step: int, forcing: float) -> Any:
        if step == 1:
            self._net.parameters.flat[:] = np.nan
        return whole(self, pairs, step, forcing)

    monkeypatch.setattr(Gradients, "compute", compute)
    result = train(pairs_file, "-o", run, *SMALL, "--epochs", 1, "-q")
    assert result.exit_code == 0
    assert "Warning: no finite loss at step 1 (epoch 1, batch 2)" in result.stderr
    assert "0.5 of the planned rate" in result.stderr


class Running:
    """The real program, training for hours on a dozen pairs."""

    def __init__(self, pairs_file: Path, run: Path, *more: str) -> None:
        command = [sys.executable, "-m", "chartrans", "train", str(pairs_file), "-o", str(run)]
        self.process = subprocess.Popen(
            [*command, *SMALL, "--epochs", "1000000", *more],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        end = time.monotonic() + SECONDS
        while not (run / "last.safetensors").exists():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end
            time.sleep(0.02)

    def ended(self) -> tuple[int, str, str]:
        out, error = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, error


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals to send")
@pytest.mark.parametrize("number", [2, 15, 1])  # SIGINT, SIGTERM, SIGHUP
def test_a_signal_saves_and_tells_how_to_go_on(pairs_file: Path, run: Path, number: int):
    running = Running(pairs_file, run)
    running.process.send_signal(number)
    code, out, error = running.ended()
    assert (code, out) == (5, "")
    assert "Traceback" not in error
    assert f"`chartrans train --resume -o {run}`" in error.splitlines()[-1]
    step = load_last(RunFolder(run)).state.step
    assert f"after step {step:,};" in error.splitlines()[-1]
    assert load_model(run / "best.safetensors")
    assert sorted(file.name for file in run.iterdir()) == [
        "best.safetensors", "config.toml", "last.safetensors", "metrics.jsonl", "samples.txt",
    ]  # fmt: skip
    epochs = load_last(RunFolder(run)).state.epoch + 1
    assert train("--resume", "-o", run, "--epochs", epochs).exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals to send")
def test_a_kill_without_warning_leaves_whole_files(pairs_file: Path, run: Path):
    running = Running(pairs_file, run)
    running.process.kill()
    running.ended()
    assert load_model(run / "best.safetensors")
    state = load_last(RunFolder(run)).state
    assert train("--resume", "-o", run, "--epochs", state.epoch + 1).exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")
def test_one_training_at_a_time_has_a_run_folder(pairs_file: Path, run: Path):
    running = Running(pairs_file, run)
    before = (run / "config.toml").stat().st_ino
    for command in (["--resume"], [pairs_file, *SMALL, "--overwrite"]):
        result = train(*command, "-o", run)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"another training is at work in {run}; wait" in result.stderr.splitlines()[-1]
    assert (run / "config.toml").stat().st_ino == before
    running.process.send_signal(signal.SIGINT)
    assert running.ended()[0] == 5
    epochs = load_last(RunFolder(run)).state.epoch + 1
    assert train("--resume", "-o", run, "--epochs", epochs).exit_code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_notes_that_cannot_be_written_cost_nothing(pairs_file: Path, run: Path):
    command = [sys.executable, "-m", "chartrans", "train", pairs_file, "-o", run, *SMALL]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*map(str, command), "--epochs", "1"], stdout=subprocess.PIPE, stderr=full
        )
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[0] == str(run / "best.safetensors")


def test_a_name_that_is_not_utf8_is_refused_before_anything_is_made(
    pairs_file: Path, tmp_path: Path
):
    result = train(pairs_file, "-o", f"{tmp_path}/caf\udce9", *SMALL)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not UTF-8; choose another with -o" in result.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == [pairs_file]


def test_a_run_folder_that_vanishes_is_told(pairs_file: Path, run: Path):
    folder = RunFolder(run)
    folder.create()
    shutil.rmtree(run)
    with pytest.raises(ChartransError, match=f"cannot write {run}/metrics.jsonl: No such file"):
        folder.add_metrics({"event": "none"})


def test_a_second_request_leaves_at_once_but_not_a_signal_sent_twice(
    monkeypatch: pytest.MonkeyPatch,
):
    from chartrans.cli.signals import SAME_REQUEST
    from chartrans.cli.train import asked_to_stop

    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with asked_to_stop() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        now += SAME_REQUEST / 2
        signal.raise_signal(signal.SIGINT)
        assert stop()
        now += SAME_REQUEST
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):  # Python's own handler is back
        signal.raise_signal(signal.SIGINT)


def test_rows_that_are_not_utf8_are_told(pairs_file: Path, run: Path):
    with pairs_file.open("ab") as file:
        file.write(b"\xff\tbad\n")
    result = train(pairs_file, "-o", run, *SMALL, "--epochs", 1)
    assert f"Warning: {pairs_file} has rows that are not UTF-8; left out: 1." in result.stderr
