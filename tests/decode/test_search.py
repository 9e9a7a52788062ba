"""Greedy and beam search over nets whose every output is known."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.core.workspace import Workspace
from chartrans.decode import beam, search
from chartrans.decode.beam import beam_search, rank
from chartrans.decode.search import Found, greedy, longest_output
from tests.decode.table import (
    SIZE,
    A,
    B,
    Beginning,
    C,
    TableNet,
    all_outputs,
    distribution,
    random_table,
)

DEPTH = 3
EVERYTHING = sum(3**k for k in range(DEPTH + 1))  # outputs of a random table


def source(number: int, length: int = 1) -> np.ndarray:
    return np.array([number] + [0] * (length - 1), np.int32)


def texts(found: list[Found]) -> list[Beginning]:
    return [tuple(one.ids.tolist()) for one in found]


def search_beam(net: TableNet, width: int, penalty: float = 1.0) -> list[list[Found]]:
    sources = [source(k) for k in range(len(net.tables))]
    return beam_search(net, sources, Workspace(), width, penalty)


@pytest.fixture
def nets(rng: np.random.Generator) -> TableNet:
    """Twelve sources, each with a table of its own; they end after different lengths."""
    return TableNet([random_table(rng, depth) for depth in (0, 1, 2, 3) * 3])


def test_greedy_takes_the_likeliest_each_time(nets: TableNet) -> None:
    found = greedy(nets, [source(k) for k in range(12)], Workspace())
    for one, table in zip(found, nets.tables, strict=True):
        (text,) = texts([one])
        for k in range(len(text) + 1):
            row = table[text[:k]][[*range(2, 3), A, B, C]]
            chosen = table[text[:k]][text[k]] if k < len(text) else row[0]
            assert chosen == row.max()
        assert one.score == pytest.approx(all_outputs(table)[text], rel=1e-6)
        assert one.ended


def test_beam_of_one_is_greedy(nets: TableNet) -> None:
    one_by_one = greedy(nets, [source(k) for k in range(12)], Workspace())
    for found, right in zip(search_beam(nets, 1), one_by_one, strict=True):
        assert texts(found) == texts([right])
        assert found[0].score == pytest.approx(right.score, rel=1e-6)
        assert found[0].ended


@pytest.mark.parametrize("penalty", [0.0, 0.6, 1.0, 2.0])
def test_a_beam_of_everything_is_exhaustive_search(
    penalty: float, rng: np.random.Generator
) -> None:
    net = TableNet([random_table(rng, DEPTH) for _ in range(5)])
    for found, table in zip(search_beam(net, EVERYTHING, penalty), net.tables, strict=True):
        right = all_outputs(table)
        assert len(right) == EVERYTHING
        best = sorted(right, key=lambda text: -right[text] / (len(text) + 1) ** penalty)
        assert texts(found) == best
        for one in found:
            assert one.score == pytest.approx(right[tuple(one.ids.tolist())], rel=1e-6)


def test_a_beam_of_two_finds_what_greedy_misses() -> None:
    table = {
        (): distribution(a=0.6, b=0.4),
        (A,): distribution(a=0.5, end=0.5),
        (A, A): distribution(end=1.0),
        (B,): distribution(end=1.0),
    }
    net = TableNet([table])
    assert texts(greedy(net, [source(0)], Workspace())) != [(B,)]
    assert texts(search_beam(net, 2, penalty=0.0)[0])[0] == (B,)


def test_weak_early_ends_do_not_shut_out_the_best_line() -> None:
    table = {
        (): distribution(a=0.9, end=0.06, b=0.04),
        (A,): distribution(b=0.9, end=0.06, c=0.04),
        (A, B): distribution(c=0.9, end=0.06, a=0.04),
    }
    table |= {(*beginning, A): distribution(end=1.0) for beginning in [(A, B)]}
    table |= {one: distribution(end=1.0) for one in [(B,), (A, C), (A, B, C)]}
    assert texts(search_beam(TableNet([table]), 2)[0])[0] == (A, B, C)


def test_length_penalty_decides_between_short_and_long() -> None:
    table = {
        (): distribution(end=0.40, a=0.60),
        (A,): distribution(a=1.0),
        (A, A): distribution(end=0.5, b=0.5),
        (A, A, B): distribution(end=1.0),
    }
    net = TableNet([table])  # log 0.4 = -0.92 for one, log 0.3 = -1.2 for three or four
    assert texts(search_beam(net, 3, penalty=0.0)[0])[0] == ()
    assert texts(search_beam(net, 3, penalty=1.0)[0])[0] == (A, A, B)
    short, long = search_beam(net, 3, penalty=0.0)[0][:2]
    assert rank(short, 1.0) == pytest.approx(np.log(0.4))
    assert rank(long, 1.0) == pytest.approx(np.log(0.3) / (len(long.ids) + 1))
    assert rank(long, 0.0) == long.score


class Endless(dict[Beginning, np.ndarray]):
    """A table that goes on for ever: `a` is likelier than `b`, and END never comes."""

    def __missing__(self, _: Beginning) -> np.ndarray:
        return distribution(a=0.75, b=0.25)


@pytest.mark.parametrize("width", [1, 3])
def test_what_never_ends_is_stopped(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (search, beam):
        monkeypatch.setattr(module, "longest_output", lambda source: 4 * len(source))
    net = TableNet([Endless()])
    sources = [source(0, 2), source(0, 1), source(0, 3)]
    if width == 1:
        found = greedy(net, sources, Workspace())
    else:
        found = [best[0] for best in beam_search(net, sources, Workspace(), width, 1.0)]
    for one, length in zip(found, (8, 4, 12), strict=True):
        assert texts([one]) == [(A,) * length]
        assert not one.ended
        assert one.score == pytest.approx((length + 1) * np.log(0.75), rel=1e-6)


def test_what_ends_at_its_limit_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (search, beam):
        monkeypatch.setattr(module, "longest_output", lambda _: 2)
    table = {(): distribution(a=1.0), (A,): distribution(a=1.0), (A, A): distribution(end=1.0)}
    (one,) = greedy(TableNet([table]), [source(0)], Workspace())
    assert (texts([one]), one.ended) == ([(A, A)], True)
    (other,) = search_beam(TableNet([table]), 2)[0]
    assert (texts([other]), other.ended) == ([(A, A)], True)


def test_the_limit_grows_with_the_source() -> None:
    assert longest_output(source(0, 1)) >= 50
    assert longest_output(source(0, 100)) >= 300


def test_ids_without_a_character_are_never_written() -> None:
    row = distribution(a=0.01)
    row[[0, 1, 3]] = -0.1  # padding, begin, unknown
    table = {(): row, (A,): distribution(end=1.0)}
    assert texts(greedy(TableNet([table]), [source(0)], Workspace())) == [(A,)]
    for text in texts(search_beam(TableNet([table]), 2)[0]):
        assert set(text) <= {A, B, C}


def test_a_line_does_not_depend_on_its_neighbours(nets: TableNet) -> None:
    together = search_beam(nets, 3)
    for number, found in enumerate(together):
        (alone,) = beam_search(nets, [source(number)], Workspace(), 3, 1.0)
        assert texts(alone) == texts(found)
        assert [one.score for one in alone] == [one.score for one in found]


def test_fewer_outputs_than_the_beam_is_wide() -> None:
    table = {(): distribution(a=0.5, end=0.5), (A,): distribution(end=1.0)}
    assert sorted(texts(search_beam(TableNet([table]), 5)[0])) == [(), (A,)]


def test_lines_that_have_ended_leave_the_batch(rng: np.random.Generator) -> None:
    """A long line alone at the end must not carry the others along."""

    class Counting(TableNet):
        rows = 0

        def step(self, state, ids):
            self.rows += len(ids)
            return super().step(state, ids)

    net = Counting([{(): distribution(end=1.0)}] * 9 + [random_table(rng, 3)])
    greedy(net, [source(k) for k in range(10)], Workspace())
    assert net.rows <= 10 + 3


@pytest.mark.parametrize("nothing", [-np.inf, np.nan])
def test_where_nothing_can_follow_the_output_is_empty(nothing: float) -> None:
    table = {(): np.full(SIZE, nothing, np.float32)}
    (found,) = search_beam(TableNet([table]), 3)
    assert texts(found) == [()]
    assert not found[0].ended
