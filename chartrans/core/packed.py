"""Weights packed for matrix products once, and read by all threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from chartrans.core.arena import ParameterArena
from chartrans.core.panels import pack_nn, pack_nt, panel_words
from chartrans.core.workspace import Workspace

Form = tuple[str, bool, bool]  # of a weight of this name: whether transposed, whether bfloat16


class PackedWeights:
    """The matrices of `parameters` as `gemm.multiply` wants them.

    A form is packed when it is first asked for. After a change of the parameters `renew` packs all
    of them again; what was handed out before is overwritten.
    """

    def __init__(self, parameters: ParameterArena) -> None:
        self._parameters = parameters
        self._panels: dict[Form, np.ndarray] = {}
        self._lock = threading.Lock()

    def panels(self, name: str, transposed: bool, bf16: bool) -> np.ndarray:
        """The panels int32 of the weight (K, N), or of its transpose."""
        form = name, transposed, bf16
        with self._lock:  # threads that ask for a new form at once get the same one
            if form not in self._panels:
                shape = self._parameters[name].shape
                words = panel_words(*(shape[::-1] if transposed else shape), bf16)
                self._panels[form] = Workspace.aligned((words,), np.int32)
                self._pack(form)
            return self._panels[form]

    def renew(self, run: Callable[[Callable[[Form], None], Sequence[Form]], Any]) -> None:
        """Packs all forms again, by `run`, which is that of a `ShardPool`."""
        run(self._pack, list(self._panels))

    def _pack(self, form: Form) -> None:
        name, transposed, bf16 = form
        pack = pack_nt if transposed else pack_nn
        pack(self._panels[form], self._parameters[name], bf16)
