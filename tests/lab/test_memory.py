"""The tasks of `memory` by their definitions; when a net counts as through; what is said of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from chartrans.lab import memory, until
from chartrans.lab.memory import PROBLEMS, Problem, Size
from chartrans.lab.runs import Done, Runs, gathered
from chartrans.lab.tasks import (
    ADDING,
    TEMPORAL_ORDER,
    UNSURE_BY,
    WRONG_BY,
    Lines,
    judge_classes,
    judge_numbers,
)
from chartrans.lab.until import TESTED, TRIED, Attempt, Outcome, attempt_task
from tests.lab.layers import rows_of

DRAW = np.random.default_rng
MANY = 400


def columns(lines: Lines, line: int) -> np.ndarray:
    """The ticks (T, K) of a line."""
    return lines.x[rows_of(lines.packing, line)]


@pytest.mark.parametrize("length", [6, 8, 20, 57])
def test_the_adding_problem_is_that_of_1997(length: int) -> None:
    lines = ADDING.draw(MANY, length, DRAW(1))
    ticks, marks = lines.packing.lengths, []
    assert (ticks.min(), ticks.max()) == (length, length + length // 10)
    for line in range(MANY):
        numbers, mark = columns(lines, line).T
        assert (np.abs(numbers) <= 1.0).all()
        assert mark[0] == mark[-1] == -1.0
        marked = set(np.flatnonzero(mark == 1.0).tolist())
        assert len(marked) in (1, 2)  # on the first tick it is written over, and counts nothing
        assert max(marked) < length // 2 - 1
        assert len(marked) == 1 or min(marked) < min(10, length // 2 - 1)
        assert (np.delete(mark, [0, len(mark) - 1, *marked]) == 0.0).all()
        right = 0.5 + sum(float(numbers[tick]) for tick in marked) / 4.0
        assert lines.targets[line, 0] == pytest.approx(right, abs=1e-6)
        assert lines.rows[line] == rows_of(lines.packing, line)[-1]
        marks += sorted(marked)
    # in the end each tick that may be marked has been
    assert set(marks) == set(range(1, length // 2 - 1))


def test_the_first_marks_lie_in_the_first_ten() -> None:
    lines = ADDING.draw(MANY, 100, DRAW(2))
    firsts, seconds = [], []
    for line in range(MANY):
        marked = np.flatnonzero(columns(lines, line)[:, 1] == 1.0)
        if len(marked) == 2:
            firsts.append(marked[0])
            seconds.append(marked[1])
    assert set(firsts) == set(range(1, 10))
    assert max(seconds) == 48
    assert len(firsts) > 0.8 * MANY


@pytest.mark.parametrize("length", [10, 20, 57, 100])
def test_temporal_order_is_that_of_1997(length: int) -> None:
    lines = TEMPORAL_ORDER.draw(MANY, length, DRAW(1))
    ticks, places, kinds = lines.packing.lengths, [], []
    assert (ticks.min(), ticks.max()) == (length, length + length // 10)
    for line in range(MANY):
        one_hot = columns(lines, line)
        assert (one_hot.sum(axis=1) == 1.0).all()
        symbols = one_hot.argmax(axis=1)
        assert (symbols[0], symbols[-1]) == (4, 5)  # E, B
        at = np.flatnonzero(symbols >= 6)
        assert len(at) == 2
        places.append(at)
        assert (np.delete(symbols, [0, len(symbols) - 1, *at]) < 4).all()
        first, second = symbols[at] - 6
        kinds.append(2 * first + second)
        assert lines.targets[line] == kinds[-1]
    assert set(kinds) == {0, 1, 2, 3}
    for which, share in enumerate((0.1, 0.5)):
        seen = {int(at[which]) for at in places}
        begin, end = int(share * length), int((share + 0.1) * length)
        assert seen == set(range(max(1, begin), max(2, begin + 1, end)))


def test_lines_do_not_come_in_order_of_their_answers() -> None:
    """Lines are packed by their lengths; no line's answer may be told by its place."""
    lines = ADDING.draw(2000, 40, DRAW(3))
    half = lines.targets[:1000].mean() - lines.targets[1000:].mean()
    assert abs(half) < 0.03


def test_an_answer_is_wrong_when_it_is_off_by_more() -> None:
    targets = np.zeros((5, 1), np.float32)
    off = [0.0, WRONG_BY * 0.99, -WRONG_BY * 1.01, 1.0, math.nan]
    outputs = np.array(off, np.float32)[:, None]
    loss, wrong = judge_numbers(outputs, targets)
    assert wrong.tolist() == [False, False, True, True, True]
    assert math.isnan(loss)
    outputs = np.array([[0.5], [-0.1]], np.float32)
    loss, _ = judge_numbers(outputs, np.zeros((2, 1), np.float32))
    assert loss == pytest.approx(0.13)
    np.testing.assert_allclose(outputs, [[0.5], [-0.1]], atol=1e-7)  # 2 / 2 times the error


def test_a_class_is_wrong_when_its_probability_is_off_by_more() -> None:
    sure, unsure = 1.0 - 0.99 * UNSURE_BY, 1.0 - 1.01 * UNSURE_BY
    logits = np.array([[math.log(p / (1 - p)), 0.0] for p in (sure, unsure, 0.1)], np.float32)
    logits = np.vstack([logits, [[math.nan, 0.0]]]).astype(np.float32)
    targets = np.zeros(4, np.int32)
    loss, wrong = judge_classes(logits[:3].copy(), targets[:3])
    assert wrong.tolist() == [False, True, True]
    assert loss == pytest.approx(-np.log([sure, unsure, 0.1]).mean(), rel=1e-5)
    assert judge_classes(logits, targets)[1].tolist()[-1]


def echo(count: int, length: int, rng: np.random.Generator) -> Lines:
    """The answer is the number of the last tick: a net that sees it needs no memory."""
    lines = ADDING.draw(count, length, rng)
    return replace(lines, targets=lines.x[lines.rows, :1] * np.float32(0.1))


EASY = Attempt(ADDING._replace(draw=echo), "rnn", 8, 20_000, 1e-2, seed=5, lately=160)


def test_an_attempt_ends_when_the_task_is_solved() -> None:
    told: list[float] = []
    outcome = attempt_task(EASY, told.append)
    assert outcome.solved
    assert outcome.wrong is not None
    assert outcome.wrong < 0.01 * TESTED
    assert outcome.sequences < EASY.budget
    assert sum(told) == EASY.budget
    assert outcome.curve[-1][0] == outcome.sequences
    assert attempt_task(EASY, lambda _: None) == outcome


def test_it_is_given_up_after_the_budget() -> None:
    hard = replace(EASY, task=ADDING, length=100, budget=640, lately=160)
    outcome = attempt_task(hard, lambda _: None)
    assert (outcome.solved, outcome.sequences, outcome.wrong) == (False, 640, None)
    assert [n for n, _ in outcome.curve] == [160, 320, 480, 640]


def test_the_test_lines_decide_nothing_before_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every draw to find out is another one; the test is drawn once, and may fail."""
    lots: list[tuple[int, tuple[int, ...]]] = []
    answers = iter([TRIED, 0, TESTED])

    def wrong_answers(net, task, length, count, lot) -> int:
        lots.append((count, lot.spawn_key))
        return next(answers)

    monkeypatch.setattr(until, "wrong_answers", wrong_answers)
    outcome = attempt_task(EASY, lambda _: None)
    assert [count for count, _ in lots] == [TRIED, TRIED, TESTED]
    assert len({key for _, key in lots}) == 3
    assert not outcome.solved
    assert outcome.wrong == TESTED


def outcomes(key: str, cell: str, length: int, sequences: list[int | None]) -> Done:
    """A net each, solved after so many sequences, or not."""
    budget = memory.budget(PROBLEMS[key], length, SIZE)
    return [
        (
            key,
            Attempt(PROBLEMS[key].task, cell, length, budget, 1e-3, seed),
            Outcome(False, budget, None, [(budget, 0.8)])
            if count is None
            else Outcome(True, count, 20, [(count, 0.002)]),
        )
        for seed, count in enumerate(sequences)
    ]


SIZE = Size({"adding": (100, 500), "order": (100,)}, 3, (1e-3,), 500, 853_000)


def found(lstm: list[int | None], rnn: list[int | None]) -> dict[tuple[str, str, int], Runs]:
    done: list = []
    for key, lengths in SIZE.lengths.items():
        for length in lengths:
            done += outcomes(key, "lstm", length, lstm if key == "adding" else [9])
            done += outcomes(key, "gru", length, [9])
            done += outcomes(key, "rnn", length, rnn)
    return gathered(done)


def failed(claims: dict[str, bool]) -> list[str]:
    return [claim for claim, held in claims.items() if not held]


def test_the_published_counts_are_the_limits() -> None:
    assert PROBLEMS["adding"].published == {100: 74_000, 500: 209_000, 1000: 853_000}
    assert PROBLEMS["order"].published == {100: 31_390}
    assert memory.budget(PROBLEMS["adding"], 20, SIZE) == 74_000
    assert memory.budget(PROBLEMS["adding"], 200, SIZE) == 209_000
    assert memory.budget(PROBLEMS["order"], 500, SIZE) == 31_390
    assert memory.budget(PROBLEMS["adding"], 1000, replace(SIZE, budget=5)) == 5


def test_every_net_must_be_within_the_published_count() -> None:
    nothing: list[int | None] = [None]
    assert failed(memory.checks(found([70_000, 9, 9], nothing), SIZE)) == []
    slow = memory.checks(found([80_000, 9, 9], nothing), SIZE)
    assert failed(slow) == ["every lstm solves the adding problem of 100 ticks in 74,000"]
    one_never = memory.checks(found([9, None, 9], nothing), SIZE)
    assert len(failed(one_never)) == 2
    rnn_too = memory.checks(found([9], [None, 9, None]), SIZE)
    assert "no rnn solves the adding problem of 500 ticks" in failed(rnn_too)


def test_the_best_rate_counts() -> None:
    done = [*outcomes("adding", "rnn", 100, [None]), *outcomes("adding", "rnn", 100, [300])]
    done += outcomes("adding", "rnn", 100, [200])
    (runs,) = gathered(done).values()
    assert [outcome.sequences for outcome in runs.outcomes] == [200]


def test_runs_are_written_as_they_were() -> None:
    runs = found([300, 100, None], [None])
    assert str(runs["adding", "lstm", 100]) == "100 (2 of 3 nets)"
    assert runs["adding", "lstm", 100].median == 300
    assert runs["adding", "lstm", 100].worst == math.inf
    assert str(runs["adding", "rnn", 100]) == "no: 80 % wrong"
    table = memory.table("adding", runs, SIZE)
    assert table.rows[0] == [
        "100", "100 (2 of 3 nets)", "9", "no: 80 % wrong", "0.20 %", "74,000",
    ]  # fmt: skip
    seen = memory.seen(runs, SIZE)
    assert "by the rnn at 0 of 2 lengths" in seen
    assert "the longest 500 (100 sequences, 2 of 3 nets)" in seen
    assert "by the gru at 2 of 2 lengths, the longest 500 (9 sequences);" in seen
    assert "at most 0.20 % of the test wrong" in seen


def test_a_problem_is_called_by_its_name() -> None:
    assert isinstance(PROBLEMS["adding"], Problem)
    assert memory.sentence(PROBLEMS["order"]) == "Temporal order"
