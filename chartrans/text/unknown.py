"""Characters and words of sources made unknown by chance: dropout of what is read.

Of characters: Sennrich & Zhang (2019), Revisiting Low-Resource Neural Machine Translation.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chartrans.text.alphabet import UNKNOWN


def with_unknown(
    lines: Sequence[np.ndarray],
    characters: float,
    words: float,
    space: int | None,
    rng: np.random.Generator,
) -> list[np.ndarray]:
    """The lines, each int32 (length,), with UNKNOWN for these shares of characters and of words.

    A word is what stands between two ids `space`; these do not become unknown with it. Without
    such an id a line is one word. The arrays given stay as they are.
    """
    lengths = np.array([len(line) for line in lines], np.int64)
    ends = np.cumsum(lengths)
    ids = np.concatenate([np.empty(0, np.int32), *lines])
    lost = np.zeros(len(ids), bool)
    if characters:
        lost |= rng.random(len(ids), np.float32) < characters
    if words:
        spaces = np.zeros(len(ids), bool) if space is None else ids == space
        word = np.cumsum(spaces) + np.repeat(np.arange(len(lines)), lengths)
        lost |= (rng.random(len(ids) + len(lines), np.float32) < words)[word] & ~spaces
    ids[lost] = UNKNOWN
    return [ids[end - n : end] for end, n in zip(ends.tolist(), lengths.tolist(), strict=True)]
