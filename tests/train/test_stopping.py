"""When training gives up hope of a better score."""

from __future__ import annotations

from chartrans.train.stopping import Best


def test_patience_counts_evaluations_since_the_best():
    best = Best()
    offered = [best.offer(chrf, step) for step, chrf in enumerate([10.0, 30.0, 30.0, 29.0])]
    assert offered == [True, True, False, False]
    assert (best.chrf, best.step, best.stale) == (30.0, 1, 2)
    assert best.worn_out(2)
    assert not best.worn_out(3)
    assert best.offer(31.0, 4)
    assert not best.worn_out(1)


def test_patience_zero_never_ends():
    best = Best(chrf=50.0, step=1, stale=10_000)
    assert not best.worn_out(0)


def test_a_first_score_of_zero_is_the_best_so_far():
    assert Best().offer(0.0, 1)
