"""Dropout of what is read: shares of characters and of words, never of a part of a word."""

from __future__ import annotations

import numpy as np
import pytest

from chartrans.text.alphabet import UNKNOWN
from chartrans.text.unknown import with_unknown

SPACE = 4


def lines(rng: np.random.Generator) -> list[np.ndarray]:
    """Lines of 0 to 39 ids, a fifth of them spaces."""
    return [
        np.where(rng.random(n) < 0.2, SPACE, rng.integers(5, 30, n)).astype(np.int32)
        for n in rng.integers(0, 40, 600)
    ]


def test_a_share_of_characters_becomes_unknown(rng: np.random.Generator):
    before = lines(rng)
    kept = [line.copy() for line in before]
    after = with_unknown(before, 0.2, 0.0, SPACE, rng)
    assert all(np.array_equal(a, b) for a, b in zip(before, kept, strict=True))
    old, new = np.concatenate(before), np.concatenate(after)
    assert [len(line) for line in after] == [len(line) for line in before]
    assert new.dtype == np.int32
    assert np.array_equal(old[new != UNKNOWN], new[new != UNKNOWN])
    assert np.mean(new == UNKNOWN) == pytest.approx(0.2, abs=0.02)


def test_words_become_unknown_as_a_whole(rng: np.random.Generator):
    before = lines(rng)
    after = with_unknown(before, 0.0, 0.3, SPACE, rng)
    words = lost = 0
    for old, new in zip(before, after, strict=True):
        assert np.array_equal(old == SPACE, new == SPACE)
        cuts = np.flatnonzero(old == SPACE)
        for a, b in zip(np.split(old, cuts), np.split(new, cuts), strict=True):
            word, seen = a[a != SPACE], b[b != SPACE]
            if len(word):
                gone = bool((seen == UNKNOWN).all())
                assert gone or np.array_equal(word, seen)
                words, lost = words + 1, lost + gone
    assert lost / words == pytest.approx(0.3, abs=0.04)


def test_without_spaces_a_line_is_a_word(rng: np.random.Generator):
    before = [np.full(5, 7, np.int32)] * 400
    after = with_unknown(before, 0.0, 0.5, None, rng)
    gone = [bool((line == UNKNOWN).all()) for line in after]
    assert all(g or (line == 7).all() for g, line in zip(gone, after, strict=True))
    assert np.mean(gone) == pytest.approx(0.5, abs=0.1)


def test_no_lines_and_empty_lines(rng: np.random.Generator):
    assert with_unknown([], 0.5, 0.5, SPACE, rng) == []
    assert [len(x) for x in with_unknown([np.empty(0, np.int32)] * 2, 0.5, 0.5, 4, rng)] == [0, 0]
