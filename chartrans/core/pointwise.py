"""exp, tanh and sigmoid in float32, written so that LLVM vectorises the loops around them.

exp follows the scheme of Cody & Waite, "Software Manual for the Elementary Functions" (1980):
x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial for exp(r), and 2^n put together from bits.
Bounds, over every float32: exp 2.4e-7 relative from x = -87 to 88, tanh 2.1e-7 and sigmoid 1.1e-7
absolute (so that tanh of a tiny x may be 0). Infinities give the limits, NaN stays NaN.
"""

from __future__ import annotations

import numpy as np

from chartrans.core.jit import kernel
from chartrans.core.simd import bits_to_float, float_to_bits

_F = np.float32
_HIGHEST, _LOWEST = _F(88.0), _F(-87.0)  # exp of these is a normal float32
_LOG2_E = _F(1.4426950408889634)
_LN2_HIGH, _LN2_LOW = _F(0.693359375), _F(-2.12194440e-4)  # their sum is ln 2; the first is exact
_ROUNDER = _F(12582912.0)  # 1.5 * 2^23: adding it leaves the nearest integer in the low bits
_ROUNDER_BITS = np.int32(0x4B400000)
_C2, _C3, _C4, _C5, _C6 = _F(1 / 2), _F(1 / 6), _F(1 / 24), _F(1 / 120), _F(1 / 720)
_ONE, _TWO = _F(1.0), _F(2.0)


@kernel
def exp(x):
    """e^x of a float32; stays at e^-87 = 1.6e-38 below x = -87 and at e^88 = 1.7e38 above 88."""
    x = _HIGHEST if x > _HIGHEST else x
    x = _LOWEST if x < _LOWEST else x
    shifted = x * _LOG2_E + _ROUNDER
    n = shifted - _ROUNDER
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    p = _C6 * r + _C5
    p = p * r + _C4
    p = p * r + _C3
    p = p * r + _C2
    p = p * r + _ONE
    p = p * r + _ONE
    exponent = np.int32(float_to_bits(shifted) - _ROUNDER_BITS + np.int32(127))
    return p * bits_to_float(np.int32(exponent << np.int32(23)))


@kernel
def sigmoid(x):
    """1 / (1 + e^-x) of a float32."""
    return _ONE / (_ONE + exp(-x))


@kernel
def tanh(x):
    """Hyperbolic tangent of a float32: 1 - 2 / (e^2x + 1)."""
    return _ONE - _TWO / (exp(_TWO * x) + _ONE)


@kernel
def tanh_forward(y, x):
    """Writes y = tanh(x), both float32 (N, H).

    y may be x, though a vectorised loop then gives way to a scalar one.
    """
    for r in range(x.shape[0]):
        source, out = x[r], y[r]
        for j in range(x.shape[1]):
            out[j] = tanh(source[j])


@kernel
def tanh_backward(dx, dy, y):
    """Writes dx = dy * (1 - y^2), all float32 (N, H); dx may be dy."""
    for r in range(y.shape[0]):
        out, gradient, value = dx[r], dy[r], y[r]
        for j in range(y.shape[1]):
            # forward: y = tanh(x)
            out[j] = gradient[j] * (_ONE - value[j] * value[j])
