"""Check gradients by random projection and central differences.

For a random unit direction d, the slope of f along d must be the gradient times d. One number so
checks every element of the gradient: an error in any of them moves the projection. The slope is
the central difference over h, (f(x + h d) - f(x - h d)) / 2h, with the one over 2h taken to cancel
its error of second order: a projection can by chance be small beside f, so that an error of 1e-6
of it is below what the plain formula resolves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

STEP = 1e-3  # truncation grows with its fourth power, rounding with its inverse: about 1e-12 each
DIRECTIONS = 2  # one could by chance be almost orthogonal to an error
TOLERANCE = 1e-6  # relative


def directional_slope(
    function: Callable[[dict[str, Array]], float],
    arguments: Mapping[str, Array],
    name: str,
    direction: Array,
) -> float:
    """Return the slope of function when the argument called name moves along direction."""

    def difference(step: float) -> float:
        above = function({**arguments, name: arguments[name] + step * direction})
        below = function({**arguments, name: arguments[name] - step * direction})
        return (above - below) / (2.0 * step)

    return (4.0 * difference(STEP) - difference(2.0 * STEP)) / 3.0


def projection_errors(
    function: Callable[[dict[str, Array]], float],
    arguments: Mapping[str, Array],
    gradients: Mapping[str, Array],
    generator: np.random.Generator,
) -> dict[str, float]:
    """Return for each name the worst relative error between gradient and difference.

    function maps a dict like arguments to a number; gradients has the same names and shapes.
    """
    errors = {}
    for name, value in arguments.items():
        assert gradients[name].shape == value.shape, f"{name}: the gradient has another shape"
        seen = []
        for _ in range(DIRECTIONS):
            direction = generator.standard_normal(value.shape)
            direction /= np.linalg.norm(direction)
            slope = directional_slope(function, arguments, name, direction)
            projected = float((gradients[name] * direction).sum())
            size = max(abs(slope), abs(projected))
            seen.append(0.0 if size == 0.0 else abs(slope - projected) / size)
        errors[name] = float(np.max(seen))  # unlike max(), this keeps NaN
    return errors


def assert_gradients(
    function: Callable[[dict[str, Array]], float],
    arguments: Mapping[str, Array],
    gradients: Mapping[str, Array],
    generator: np.random.Generator,
) -> None:
    """Fail with the names whose gradient is off by more than TOLERANCE."""
    errors = projection_errors(function, arguments, gradients, generator)
    wrong = {name: error for name, error in errors.items() if not error <= TOLERANCE}
    assert not wrong, f"gradient and central difference disagree: {wrong}"
