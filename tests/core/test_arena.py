from __future__ import annotations

import numpy as np

from chartrans.core.arena import ParameterArena

SPECS = [("a", (2, 3)), ("scalar", ()), ("b", (4,)), ("none", (0, 5))]


def test_views_lie_one_after_another_in_one_buffer() -> None:
    arena = ParameterArena(SPECS)
    assert arena.flat.dtype == np.float32
    assert arena.flat.tolist() == [0.0] * 11
    assert {name: view.shape for name, view in arena.views.items()} == dict(SPECS)
    arena["b"][:] = 7.0
    arena["a"][1, 2] = 5.0
    assert arena.flat.tolist() == [0, 0, 0, 0, 0, 5, 0, 7, 7, 7, 7]
    arena.flat[:] = 1.0
    assert all((view == 1.0).all() for view in arena.views.values())


def test_alike_is_zero_and_apart() -> None:
    arena = ParameterArena(iter(SPECS))
    arena.flat[:] = 3.0
    twin = arena.like()
    assert twin.specs == arena.specs
    assert not twin.flat.any()
    twin["a"][:] = 1.0
    assert (arena.flat == 3.0).all()
