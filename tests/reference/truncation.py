"""Truncated backpropagation through time: where the gradient stops.

The gradient of a recurrence truncated to N steps is the exact gradient of another function: that in
which the state carried over from tick kN - 1 to tick kN (or back, for a line that is read backward)
is a constant of the value that it has. `cuts` are the steps, in the order of reading, whose
incoming state is such a constant; a `frozen` run is given those constants, so that differences can
be taken of that other function.
"""

from __future__ import annotations


def cuts_of(ticks: int, bptt: int, reverse: bool = False) -> set[int]:
    """The steps of a line of so many ticks before which the gradient stops; bptt 0 means none."""
    boundaries = range(bptt, ticks, bptt) if bptt > 0 else ()  # between ticks kN - 1 and kN
    return {ticks - boundary if reverse else boundary for boundary in boundaries}
