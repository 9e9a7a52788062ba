"""The run folder: made once, never emptied by mistake, its logs cut where resuming begins."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from chartrans.errors import ChartransError, UsageProblem
from chartrans.nets.config import NetConfig
from chartrans.train.config import TrainConfig
from chartrans.train.events import Sample
from chartrans.train.presets import preset
from chartrans.train.run import RunFolder, config_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path / "runs" / "a")


def test_a_new_folder_is_free(run: RunFolder):
    run.check_free(overwrite=False)
    run.create()
    assert run.path.is_dir()


def test_an_existing_folder_is_refused_even_if_empty(run: RunFolder):
    run.create()
    with pytest.raises(UsageProblem, match=r"exists.*--resume.*--overwrite"):
        run.check_free(overwrite=False)
    run.check_free(overwrite=True)


def test_a_file_is_refused(run: RunFolder):
    run.path.parent.mkdir()
    run.path.write_text("mine")
    with pytest.raises(UsageProblem, match="is a file"):
        run.check_free(overwrite=True)


def test_a_strange_folder_is_never_overwritten(run: RunFolder):
    run.path.mkdir(parents=True)
    (run.path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageProblem, match="no run folder"):
        run.check_free(overwrite=True)


def test_overwriting_removes_the_files_of_a_run_and_no_others(run: RunFolder):
    run.create()
    for name in ("last.safetensors", "best.safetensors", "metrics.jsonl", "notes.txt"):
        (run.path / name).write_text("old")
    run.check_free(overwrite=True)
    run.create()
    assert [file.name for file in run.path.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ChartransError, match="cannot be made"):
        RunFolder(tmp_path / "file" / "run").create()


def test_the_config_is_toml_that_gives_the_recipe_back(run: RunFolder):
    recipe = preset("small").with_values({"epochs": 2.5, "threads": 3})
    run.create()
    run.write_config(recipe, {"preset": "small", "data": 'a "b"\\ñ', "dev": None})
    read = tomllib.loads(run.config.read_text(encoding="utf-8"))
    assert NetConfig.from_json(read["net"]) == recipe.net
    assert TrainConfig.from_json(read["train"]) == recipe.train
    assert (read["preset"], read["data"]) == ("small", 'a "b"\\ñ')
    assert "dev" not in read
    assert config_text(recipe, {}).startswith("[net]")
    assert [file.name for file in run.path.iterdir()] == ["config.toml"]


def test_logs_are_cut_to_where_a_checkpoint_was(run: RunFolder):
    run.create()
    run.add_metrics({"step": 1})
    run.add_samples("step 1", [Sample("¿qué?", "what?", "wat")])
    lengths = run.log_bytes()
    run.add_metrics({"step": 2})
    run.add_samples("step 2", [])
    run.cut_logs(lengths)
    assert [json.loads(line) for line in run.metrics.read_text().splitlines()] == [{"step": 1}]
    assert "¿qué?" in run.samples.read_text(encoding="utf-8")
    assert "step 2" not in run.samples.read_text(encoding="utf-8")
    run.cut_logs({})
    assert run.log_bytes() == {"metrics.jsonl": 0, "samples.txt": 0}


def test_cutting_never_lengthens(run: RunFolder):
    run.create()
    run.add_metrics({"step": 1})
    run.cut_logs({"metrics.jsonl": 10_000})
    assert json.loads(run.metrics.read_text()) == {"step": 1}
