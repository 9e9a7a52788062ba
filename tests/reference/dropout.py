"""Dropout with a given mask: the references draw nothing, the caller says what is dropped."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Masks = Mapping[str, Array]  # site -> mask; a site that is absent is not dropped


def apply_dropout(x: Array, masks: Masks | None, site: str) -> Array:
    """Multiply x (T, K) by the mask (T, K) of the site, already scaled by 1 / (1 - p).

    Multiplication by a constant is its own backward pass: d_x = apply_dropout(d_y, masks, site).
    """
    if masks is None or site not in masks:
        return x
    return x * masks[site]
