"""The endless sequence of `million`, the state carried along it, and how memory is measured."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import numpy as np
import pytest

from chartrans.core.packing import Packing
from chartrans.errors import ChartransError
from chartrans.lab import million, stream
from chartrans.lab.apart import peak_memory, run_apart
from chartrans.lab.initial import initialise
from chartrans.lab.recurrent import Recurrent
from chartrans.lab.stream import CHUNK, INPUTS, LONGEST, SHORTEST, WINDOWS, Blocks, Following
from tests.nearness import assert_near

MEBIBYTE = 2**20


def followed(chunks: int) -> tuple[np.ndarray, list[tuple[int, float, bool]]]:
    """All inputs (T, 3) of some chunks, and the questions with ticks counted from the beginning."""
    blocks, inputs, questions = Blocks(np.random.default_rng(1)), [], []
    for number in range(chunks):
        x, asked = blocks.chunk()
        inputs.append(x)
        questions += [(number * CHUNK + tick, bit, before) for tick, bit, before in asked]
    return np.concatenate(inputs), questions


def test_a_block_begins_with_the_bit_that_it_asks_for_last() -> None:
    x, questions = followed(400)
    assert set(np.unique(x[:, 0])) == {-1.0, 1.0}
    begins, ends = np.flatnonzero(x[:, 1]), np.flatnonzero(x[:, 2])
    assert begins[0] == 0
    np.testing.assert_array_equal(begins[1 : len(ends) + 1], ends[: len(begins) - 1] + 1)
    lengths = ends - begins[: len(ends)] + 1
    assert (lengths.min(), lengths.max()) == (SHORTEST, LONGEST)
    assert [tick for tick, _, _ in questions] == ends.tolist()
    for (tick, bit, before), begin in zip(questions, begins, strict=False):
        assert bit == x[begin, 0]
        assert before == (begin // CHUNK < tick // CHUNK)
    carried = [before for _, _, before in questions]
    assert 0 < sum(carried) < len(carried)


def test_the_state_goes_on_from_chunk_to_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without learning, what a sequence ends in is what one long pass ends in."""
    monkeypatch.setattr(stream, "LEARNED", 0.0)
    seen: list[tuple[Recurrent, np.ndarray, np.ndarray]] = []
    forward = Recurrent.forward

    def noted(net, x, packing, first=None):
        trace = forward(net, x, packing, first)
        seen.append((net, x.copy(), trace.saved["hidden"].copy()))
        return trace

    monkeypatch.setattr(Recurrent, "forward", noted)
    for _ in stream.follow(WINDOWS * CHUNK, 4, lambda: 0):
        pass
    net, x = seen[0][0], np.concatenate([x for _, x, _ in seen])
    assert x.shape == (WINDOWS * CHUNK, INPUTS)
    whole = forward(net, x, Packing.of(np.array([len(x)]))).saved["hidden"]
    assert_near(np.concatenate([hidden for _, _, hidden in seen]), whole, 1e-4)


def test_gradients_stay_in_their_chunk_and_the_end_is_not_learned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows: list[int] = []
    backward = Recurrent.backward

    def noted(net, trace, *rest):
        rows.append(len(trace.x))
        backward(net, trace, *rest)

    monkeypatch.setattr(Recurrent, "backward", noted)
    *_, last = stream.follow(WINDOWS * CHUNK, 4, lambda: 0)
    assert set(rows) == {CHUNK}
    learned = round(stream.LEARNED * WINDOWS)
    assert len(rows) == np.count_nonzero(last.asked[:learned])  # a window is a chunk here
    assert last.asked[learned:].sum() > 0
    assert (last.right <= last.asked).all()
    assert (last.carried_asked <= last.asked).all()


def test_every_window_is_told_and_every_question_counted() -> None:
    held = iter(range(1, 1000))
    steps = 3 * WINDOWS * CHUNK
    for windows, so_far in enumerate(stream.follow(steps, 4, lambda: next(held)), 1):
        assert so_far.memory == list(range(1, windows + 1))
        assert not so_far.asked[windows:].any()
    assert windows == WINDOWS
    assert so_far.seconds > 0.0
    x, _ = _inputs(steps, 4)
    assert so_far.asked.sum() == np.count_nonzero(x[:, 2])


def _inputs(steps: int, seed: int) -> tuple[np.ndarray, Recurrent]:
    """The inputs that `follow` draws: after the parameters, from the same generator."""
    rng = np.random.default_rng(seed)
    net = Recurrent("lstm", INPUTS, stream.HIDDEN, 1)
    initialise(net, rng, span=LONGEST)
    blocks = Blocks(rng)
    return np.concatenate([blocks.chunk()[0] for _ in range(steps // CHUNK)]), net


def squares(count: int) -> Iterator[int]:
    for number in range(count):
        yield number * number


def fails(count: int) -> Iterator[int]:
    yield count
    raise ValueError("no more")


def holds(mebibytes: int) -> Iterator[tuple[int, int]]:
    """The peak before and after so much has been held, and given back."""
    before = peak_memory()
    np.ones(mebibytes * MEBIBYTE // 8)
    yield before, peak_memory()


def test_what_a_process_of_its_own_yields_arrives() -> None:
    assert list(run_apart(squares, 4)) == [0, 1, 4, 9]
    running = run_apart(squares, 10**9)
    assert next(running) == 0
    running.close()
    assert not multiprocessing.active_children()


def test_what_fails_there_is_told_here() -> None:
    results = run_apart(fails, 3)
    assert next(results) == 3
    with pytest.raises(ChartransError, match=r"a process of the experiment failed: ValueError: no"):
        next(results)


def test_peak_memory_is_of_that_process_and_never_falls() -> None:
    held = np.ones(300 * MEBIBYTE // 8)  # more than the other process ever holds
    ((before, after),) = run_apart(holds, 64)
    assert peak_memory() > held.nbytes > after
    assert 60 * MEBIBYTE < after - before < 90 * MEBIBYTE


def following(steps: int, peak: int, right: int) -> Following:
    """One question a window, that many of them right from the end on."""
    out = Following(steps, 2.0, memory=[peak] * WINDOWS)
    out.asked[:] = out.carried_asked[:] = 1
    out.right[WINDOWS - right :] = out.carried_right[WINDOWS - right :] = 1
    return out


def numbers(peaks: tuple[int, int], right: int = 100) -> dict:
    found = [
        following(steps, peak * MEBIBYTE, right)
        for steps, peak in zip((10_000, 1_000_000), peaks, strict=True)
    ]
    return {
        "sequences": [million.measured(one) for one in found],
        "memory_ratio": peaks[1] / peaks[0],
    }


def failed(told: dict) -> list[str]:
    return [claim for claim, held in million.checks(told).items() if not held]


def test_what_is_claimed() -> None:
    assert failed(numbers((100, 104))) == []
    (claim,) = failed(numbers((100, 106)))
    assert claim == "peak memory for 1,000,000 steps is within 5 % of that for 10,000"
    assert failed(numbers((100, 94))) == [claim]
    assert len(failed(numbers((100, 100), right=9))) == 2
    said = million.seen(numbers((100, 101), right=10))
    assert "held 101.0 MiB at most, 1.010 times the 100.0 MiB" in said
    assert "500,000 steps a second" in said
    assert "100.0 % of the bits were recalled" in said


def test_a_sequence_without_questions_has_no_share() -> None:
    empty = Following(100, 1.0, memory=[1])
    assert million.measured(empty)["recalled"] is None
    assert million.percent(None) == ""
