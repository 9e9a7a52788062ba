"""What the tiles of a panel of B fetch while they compute: the panel that comes next.

Each tile of ROWS rows goes through all steps k of its panel, and at each asks for a cache line of
the next one, to lie in L2 when it is needed. A step of the next panel is made of `ahead_rows` rows
of WIDTH words that begin `ahead_row` bytes from each other.
"""

from __future__ import annotations

from chartrans.core.host import CACHE_LINE, ROWS, WIDTH
from chartrans.core.jit import kernel

LINES = max(1, 4 * WIDTH // CACHE_LINE)  # that a row of a panel lies in


@kernel
def following(j, columns):
    """The first column of the panel that comes after that of column j, of a B with `columns`.

    After the last it is the first again, so that there always is one: to ask for memory that the
    process does not have is no mistake, but the CPU looks for it at every step anew, which takes
    longer than the step.
    """
    return j + WIDTH if j + WIDTH < columns else 0


@kernel
def sharing(height, ahead_rows):
    """The number `slow`: 2^slow tiles, of those that cover `height` rows, share the steps.

    By one line a step, as many tiles as a step has lines fetch it all. Where there are more, they
    take turns: memory has to queue what is asked of it at once.
    """
    slow = 0
    while (2 * LINES * ahead_rows << slow) * ROWS <= height:
        slow += 1
    return slow


@kernel
def first_line(number, depth, slow, ahead_row, ahead_rows):
    """Where tile `number` begins to fetch, in bytes from the first of `depth` steps.

    It goes on by a step in 2^slow k, so that it fetches its share of the steps and no more.
    """
    share = (depth + (1 << slow) - 1) >> slow
    step = min(number // (LINES * ahead_rows) * share, depth - share)
    row = step * ahead_rows + number // LINES % ahead_rows
    return row * ahead_row + number % LINES * CACHE_LINE
