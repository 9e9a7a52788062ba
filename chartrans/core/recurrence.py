"""What the recurrent cells share: how states, and gradients of states, pass between packed ticks.

`live` (T,) and `offsets` (T,) are int64, see the package's legend. With `reverse`, a layer reads
each line from its last tick to its first, so that the step before tick t is tick t + 1.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.jit import kernel
from chartrans.core.rows import copy_rows

_ZERO = np.float32(0.0)


@kernel
def step_before(live, offsets, t, reverse):
    """Rows n of tick t, how many of them carry a state on, and the row where those states begin."""
    n, ticks = live[t], live.shape[0]
    source = t + 1 if reverse else t - 1
    carried = min(n, live[source]) if 0 <= source < ticks else 0
    return n, carried, offsets[source] if carried > 0 else 0


@kernel
def carry_states(before, states, first, carried, at):
    """Writes before (n, H), the states that the rows of a tick come from, float32.

    The first `carried` rows are rows of `states` (N, H) from row `at` on, as `step_before` tells;
    the others begin a line, at its row of `first` (B, H).
    """
    copy_rows(before[:carried], states[at:])
    copy_rows(before[carried:], first[carried:])


@kernel
def truncate(carry, carried, t, reverse, bptt):
    """Stops the gradient on its way back from tick t to the step before it, if it is to stop there.

    carry (n, H), n >= `carried`, is dL/d(states that tick t came from). Truncated backpropagation
    through time with `bptt` = N > 0 (Williams & Peng 1990) sets it to zero between ticks kN - 1 and
    kN, k >= 1, as if the state carried over were a constant; 0 never does. Ticks count from the
    line's beginning in both directions. Rows from `carried` on began at tick t: theirs is the
    gradient of a first state, and passes.
    """
    boundary = t + 1 if reverse else t
    if bptt > 0 and boundary % bptt == 0:
        for r in range(carried):
            row = carry[r]
            for j in range(row.shape[0]):
                row[j] = _ZERO
