"""One sequence without an end, learned as it comes, in memory that does not grow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from chartrans.core.packing import Packing
from chartrans.lab.initial import initialise
from chartrans.lab.learner import Learner, squared_error
from chartrans.lab.recurrent import Recurrent

CHUNK = 25  # ticks that are held at a time, and so the steps that gradients go back
SHORTEST, LONGEST = 10, 40  # ticks of a block: the bit given first is asked for last
INPUTS = 3  # a bit, a mark that it is to be kept, a mark that it is asked for
HIDDEN = 32
RATE = 2e-3  # of Adam
LEARNED = 0.9  # share of the sequence that is learned from; the rest only runs
WINDOWS = 100  # stretches of the sequence that are reported by themselves


class Blocks:
    """The sequence: blocks one after another, handed out in chunks that know nothing of blocks.

    At each tick a random bit, -1 or 1; that at a block's first tick is marked, and at its last tick
    it is asked for.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._left = np.empty((0, INPUTS), np.float32)  # of the block that has begun
        self._bit = np.float32(0.0)
        self._begun_before = False  # whether its bit was given in an earlier chunk

    def chunk(self) -> tuple[np.ndarray, list[tuple[int, float, bool]]]:
        """The inputs float32 (CHUNK, INPUTS); tick, bit, begun in an earlier chunk, by question."""
        x = np.empty((CHUNK, INPUTS), np.float32)
        questions = []
        at, self._begun_before = 0, len(self._left) > 0
        while at < CHUNK:
            if len(self._left) == 0:
                self._begin()
            part = self._left[: CHUNK - at]
            x[at : at + len(part)] = part
            at += len(part)
            self._left = self._left[len(part) :]
            if len(self._left) == 0:
                questions.append((at - 1, float(self._bit), self._begun_before))
                self._begun_before = False
        return x, questions

    def _begin(self) -> None:
        ticks = int(self._rng.integers(SHORTEST, LONGEST + 1))
        block = np.zeros((ticks, INPUTS), np.float32)
        block[:, 0] = self._rng.choice(np.array([-1.0, 1.0], np.float32), ticks)
        block[0, 1], block[-1, 2] = 1.0, 1.0
        self._left, self._bit = block, block[0, 0]


@dataclass
class Following:
    """What came of following a sequence: questions and right answers by window, int64 (WINDOWS,).

    carried_*   the same for those at the end of blocks that began in an earlier chunk
    memory      what `memory` told at the end of each window so far
    seconds     since the beginning
    """

    steps: int
    seconds: float = 0.0
    asked: np.ndarray = field(default_factory=lambda: np.zeros(WINDOWS, np.int64))
    right: np.ndarray = field(default_factory=lambda: np.zeros(WINDOWS, np.int64))
    carried_asked: np.ndarray = field(default_factory=lambda: np.zeros(WINDOWS, np.int64))
    carried_right: np.ndarray = field(default_factory=lambda: np.zeros(WINDOWS, np.int64))
    memory: list[int] = field(default_factory=list)


def follow(
    steps: int, seed: int, memory: Callable[[], int], cell: str = "lstm"
) -> Iterator[Following]:
    """Runs over `steps` ticks of one sequence, chunk by chunk, learning from the first LEARNED.

    The state goes from chunk to chunk, gradients do not: truncated backpropagation through time.
    An answer counts as given before the update. Yields what has come of it so far after each of
    WINDOWS windows, the same object, all of it at the end.
    """
    rng = np.random.default_rng(seed)
    net = Recurrent(cell, INPUTS, HIDDEN, 1)
    initialise(net, rng, span=LONGEST)
    learner, blocks, out = Learner(net, RATE), Blocks(rng), Following(steps)
    packing, states = Packing.of(np.full(1, CHUNK)), net.zero_states(1)
    chunks = max(WINDOWS, steps // CHUNK)
    begin = time.perf_counter()
    for number in range(chunks):
        window = number * WINDOWS // chunks
        x, questions = blocks.chunk()
        trace = net.forward(x, packing, states)
        states = trace.last_states()
        if questions:
            rows = np.array([tick for tick, _, _ in questions])
            bits = np.array([[bit] for _, bit, _ in questions], np.float32)
            outputs = net.read(trace, rows)
            right = (outputs * bits)[:, 0] > 0.0
            carried = np.array([before for _, _, before in questions])
            out.asked[window] += len(right)
            out.right[window] += right.sum()
            out.carried_asked[window] += carried.sum()
            out.carried_right[window] += (right & carried).sum()
            if number < LEARNED * chunks:
                _, doutputs = squared_error(outputs, bits)
                net.backward(trace, rows, doutputs, learner.gradients)
                learner.step()
        if (number + 1) * WINDOWS // chunks > window:
            out.seconds = time.perf_counter() - begin
            out.memory.append(memory())
            yield out
