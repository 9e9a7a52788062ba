from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from chartrans.core import threads
from chartrans.core.threads import ShardPool, default_threads, stretches


@pytest.mark.parametrize("count", [1, 2, 5])
def test_results_keep_the_order_of_items(count: int) -> None:
    pool = ShardPool(count)
    late = threading.Event()

    def work(item: int) -> int:
        if count > 1 and item == 0:
            late.wait(10)  # the first item ends after the second
        late.set()
        return item * item

    assert pool.run(work, range(7)) == [k * k for k in range(7)]
    assert pool.run(work, [3]) == [9]
    assert pool.run(work, []) == []
    pool.close()


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_exception_is_raised(count: int) -> None:
    pool = ShardPool(count)

    def work(item: int) -> int:
        if item > 1:
            raise ValueError(f"item {item}")
        return item

    with pytest.raises(ValueError, match="item 2"):
        pool.run(work, [0, 1, 2, 3])
    assert pool.run(work, [0, 1]) == [0, 1]  # and the pool goes on
    pool.close()


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    with ShardPool(3) as pool:
        pool.run(lambda _: threading.get_ident(), range(9))
        assert threading.active_count() > before
    assert threading.active_count() == before


def test_a_workspace_is_lent_to_one_at_a_time_and_used_again() -> None:
    pool, meeting = ShardPool(2), threading.Barrier(2, timeout=10)

    def work(_: int) -> int:
        with pool.workspace() as workspace:
            meeting.wait()
            return id(workspace)

    together = pool.run(work, [0, 1])
    assert len(set(together)) == 2
    assert set(pool.run(work, [0, 1])) == set(together)
    with pytest.raises(ValueError, match="lost"), pool.workspace() as first:
        raise ValueError("lost")
    with pool.workspace() as again, pool.workspace() as other:
        assert again is first
        assert {id(again), id(other)} == set(together)
    pool.close()


def test_items_run_side_by_side() -> None:
    meeting = threading.Barrier(2, timeout=10)
    pool = ShardPool(2)
    pool.run(lambda _: meeting.wait(), [0, 1])  # raises BrokenBarrierError if one waits alone
    pool.close()


@pytest.mark.parametrize(
    ("text", "limit"), [("200000 100000", 2), ("150000 100000", 1), ("50000 100000", 1)]
)
def test_the_cgroup_limits_threads(
    text: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)
    monkeypatch.setattr(threads, "_CPUS", tmp_path / "no topology")
    file = tmp_path / "cpu.max"
    monkeypatch.setattr(threads, "_CGROUP_LIMIT", file)
    assert default_threads() == 16  # no such file
    for odd in ("max 100000", "", "many words here"):
        file.write_text(odd)
        assert default_threads() == 16
    file.write_text(text)
    assert default_threads() == limit


@pytest.mark.parametrize(
    ("size", "parts", "lengths"), [(10, 3, [3, 3, 4]), (2, 5, [1, 1]), (0, 2, [])]
)
def test_stretches_cover_all_once(size: int, parts: int, lengths: list[int]) -> None:
    found = stretches(size, parts)
    assert [len(range(size)[part]) for part in found] == lengths
    assert [i for part in found for i in range(size)[part]] == list(range(size))


def test_two_threads_of_a_core_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for cpu, siblings in enumerate(["0,2", "1,3", "0,2", "1,3"]):
        topology = tmp_path / f"cpu{cpu}" / "topology"
        topology.mkdir(parents=True)
        (topology / "thread_siblings_list").write_text(f"{siblings}\n")
    monkeypatch.setattr(threads, "_CPUS", tmp_path)
    monkeypatch.setattr(threads, "_CGROUP_LIMIT", tmp_path / "none")
    for mask, cores in [({0, 1, 2, 3}, 2), ({0, 2}, 1), ({0, 1}, 2), ({0, 7, 8}, 3)]:
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, mask=mask: mask, raising=False)
        assert default_threads() == cores
