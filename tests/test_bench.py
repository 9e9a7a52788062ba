"""That the bench works and refuses wrong values; how fast anything is, no test asks."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chartrans.core import gemm as core_gemm
from chartrans.core.host import HAS_BF16
from chartrans.decode.translator import Hypothesis, Translation, Translator
from tests.bench import clock, gemm, ruler, training, translating
from tests.bench.__main__ import main
from tests.bench.peers import Torch
from tests.bench.processes import ProgramFailed, run
from tests.bench.report import table
from tests.bench.settings import Row, WrongValues, left_out
from tests.bench.steps import Shape, TrainingStep
from tests.cli.tiny_model import tiny_model
from tests.reference import seq2seq
from tests.reference.loss import LossSum

TINY = Shape(hidden=8, layers=1, embedding=4, batch=2, length=4, alphabet=9)
PRECISIONS = [False, True] if HAS_BF16 else [False]
PEER = """
import json, sys
print("loading")
options = sys.argv[1:]
assert options[0] == "speed" and "--threads" in options and options.count("--bf16") <= 1
print(json.dumps({"ms_per_step": 2.0, "target_chars_per_s": 0.5, "peak_rss_mb": 10}))
"""


def bench(folder: Path, *words: str) -> int:
    return main(["--quick", "--threads", "1", "--output", str(folder), *words])


def test_the_products(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "bench"
    assert bench(folder, "--only", "gemm") == 0
    shown = capsys.readouterr().out
    saved = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    assert saved["machine"]["threads"] == 1
    assert list(saved["figures"]) == ["gemm"]
    rows = saved["figures"]["gemm"]
    each = len(gemm.products(Shape()))
    assert len(rows) == (each + 2) * len(PRECISIONS)
    assert sum(row["share"] is None for row in rows) == len(PRECISIONS)  # the rulers themselves
    for row in rows:
        assert row["value"] > 0
        assert row["what"] in shown


def test_a_wrong_product_has_no_speed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = core_gemm.multiply

    def one_element_off(c: np.ndarray, *rest: Any) -> None:
        right(c, *rest)
        c[-1, -1] += 0.5

    monkeypatch.setattr(gemm, "multiply", one_element_off)
    assert bench(tmp_path, "--only", "gemm") == 1
    assert "Error: gemm packed nn, float32, encoder, a tick: not the" in capsys.readouterr().err
    assert not (tmp_path / "bench.json").exists()


def test_a_wrong_tile_is_no_ruler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruler, "multiply", lambda c, *_: c.fill(0.0))
    with pytest.raises(WrongValues, match="disagree"):
        ruler.bare_tile(False)


@pytest.mark.parametrize("bf16", PRECISIONS)
def test_a_wrong_gradient_has_no_speed(bf16: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    right = seq2seq.loss_and_gradients
    with TrainingStep(TINY, bf16, 1) as step:
        training.check(step, bf16)

        def one_tensor_missing(*arguments: Any) -> Any:
            objective, nll, count, gradients = right(*arguments)
            gradients["decoder.0.recurrent"][:] = 0.0
            return objective, nll, count, gradients

        monkeypatch.setattr(seq2seq, "loss_and_gradients", one_tensor_missing)
        with pytest.raises(WrongValues, match="off the reference"):
            training.check(step, bf16)


def test_a_wrong_translation_has_no_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    model, lines = tiny_model(), ["hola", "el gato", "a"]
    with Translator(model, threads=1) as translator:
        translating.check(model, lines, translator)
        with monkeypatch.context() as patch:
            patch.setattr(translator, "translate", lambda asked: _numbered(len(asked)))
            with pytest.raises(WrongValues, match="alone"):
                translating.check(model, lines, translator)
        monkeypatch.setattr(seq2seq, "loss", lambda *_: LossSum(1.0, 1.0, 1))
        with pytest.raises(WrongValues, match="in float64"):
            translating.check(model, lines, translator)


def _numbered(count: int) -> list[Translation]:
    """Translations that depend on how many lines there were."""
    return [Translation("", [Hypothesis(f"{count}", 0.0, 0.0)])] * count


def test_a_step_learns_and_counts() -> None:
    with TrainingStep(TINY, False, 2) as step:
        before = step.net.parameters.flat.copy()
        step()
        assert not np.array_equal(step.net.parameters.flat, before)
        assert step.characters == 2 * 4
        ways = 2 * (4 + 4) * 16  # encoder: (embedding and hidden) x 4 gates, in each direction
        matrices = ways + (4 + 8) * 32 + 16 * 8 + 8 * 9  # decoder, mixing, output
        scores = 2 * 4 * 8  # with each of 4 source rows: score and context
        assert step.flop == 2 * 3 * 8 * (matrices + scores)


@pytest.mark.parametrize(("cell", "gates"), [("lstm", 4), ("peephole", 4), ("gru", 3), ("rnn", 1)])
def test_a_step_has_the_products_of_its_cell(cell: str, gates: int) -> None:
    with TrainingStep(replace(TINY, cell=cell), False, 1) as step:
        assert step.net.config.cell == cell
        recurrent = (2 * (4 + 4) * 4 + (4 + 8) * 8) * gates  # encoder both ways, decoder
        others = 16 * 8 + 8 * 9 + 2 * 4 * 8  # mixing, output, scores and contexts
        assert step.flop == 2 * 3 * 8 * (recurrent + others)


def test_cells_are_measured_side_by_side(tmp_path: Path) -> None:
    assert bench(tmp_path, "--only", "cells") == 0
    rows = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["figures"]["cells"]
    assert [row["what"] for row in rows] == ["lstm", "peephole", "gru", "rnn"]
    assert all(row["unit"] == "steps/s" and row["value"] > 0 and row["share"] > 0 for row in rows)


def test_a_peer_is_measured_beside(tmp_path: Path) -> None:
    script = tmp_path / "peer.py"
    script.write_text(PEER)
    peer = ("--torch", sys.executable, "--peer", str(script))
    assert bench(tmp_path, "--only", "training", "--only", "memory", *peer) == 0
    figures = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["figures"]
    for section, rows in figures.items():
        for ours, theirs in zip(rows[::2], rows[1::2], strict=True):
            assert theirs["what"] == f"{ours['what']}, PyTorch", section
            of_all = ours["value"] / theirs["value"]
            if section == "memory":
                assert theirs["ratio"] == pytest.approx(of_all)
                continue
            # The peer always takes as long here, so each turn's ratio tells how long ours took.
            turns = [float(word) for word in theirs["note"].split("turns ")[1].split(", ")]
            assert len(turns) == 2
            assert theirs["ratio"] == pytest.approx(sum(turns) / 2, abs=0.011)
            assert turns[0] - 0.01 <= of_all <= turns[1] + 0.01


def test_a_peer_that_fails_is_left_out_with_its_last_words(tmp_path: Path) -> None:
    script = tmp_path / "peer.py"
    script.write_text("raise SystemExit('no torch here')")
    with pytest.raises(ProgramFailed, match=r"ended with 1: no torch here$"):
        Torch(sys.executable, str(script)).speed(TINY, False, 1)
    script.write_text("print('hello')")
    with pytest.raises(ProgramFailed, match="no line of JSON"):
        Torch(sys.executable, str(script)).speed(TINY, False, 1)
    shown = table("training", [left_out("PyTorch", "no torch here"), Row("ours", 0.5, "s", 0.254)])
    assert "-" in shown.splitlines()[2]
    assert shown.splitlines()[2].endswith("left out: no torch here")
    assert shown.splitlines()[3].split() == ["ours", "0.500", "s", "25", "%"]


def test_a_program_answers_for_its_own_memory() -> None:
    held = np.ones(2**25)  # 256 MiB
    usage = "import resource, sys; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    most = float(run([sys.executable, "-c", usage]).output)
    assert most / (2**20 if sys.platform == "darwin" else 2**10) < held.nbytes / 2**20


@pytest.mark.parametrize(
    "words", [["--torch", "python"], ["--peer", "x.py"], ["--peer-model", "x"], ["--threads", "0"]]
)
def test_options_that_make_no_sense(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--output", str(tmp_path / "none"), *words])
    assert ended.value.code == 2
    assert not (tmp_path / "none").exists()


def test_runs_are_taken_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "SHORTEST", 0.0)
    calls: list[str] = []
    medians = clock.medians_in_turn([lambda: calls.append("a"), lambda: calls.append("b")], 3)
    assert "".join(calls) == "aabb" + "ab" * 3
    assert min(medians) > 0
