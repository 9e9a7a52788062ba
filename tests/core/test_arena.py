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


def test_every_arena_begins_at_a_cache_line() -> None:
    # Ones of zeros that NumPy allots itself begin 16 bytes into a page when large, so all of these
    # would fail at once.
    arenas = [ParameterArena([("a", (size,))]) for size in (1, 1000, 1 << 16, 1 << 20)]
    assert [arena.flat.ctypes.data % 64 for arena in arenas] == [0] * 4
