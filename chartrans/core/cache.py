"""Where compiled kernels are kept: in the user's cache, one folder for each state of `core`.

Numba's own cache looks at the file of a kernel alone; a change in another file that it calls would
go unseen. Here the folder's name is a digest of all files of `core` and of the versions that
compile them. Numba itself keeps apart what is compiled for different CPUs, and writes files whole.
Folders of states that nothing has used for a month are removed when a new one is made.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba
import platformdirs
from numba.core.caching import FunctionCache, _CacheLocator
from numba.core.registry import cpu_target

from chartrans.core.loading import CompiledFiles

VARIABLE = "CHARTRANS_CACHE"  # another folder than the user's cache
UNUSED_DAYS = 30  # after which the kernels of other sources or versions are not coming back
_FOLDER = re.compile("kernels-[0-9a-f]{16}")
_CORE = Path(__file__).parent


@functools.cache
def digest() -> str:
    """A short name for the sources of `core` and the versions of what compiles them."""
    sha = hashlib.sha256()
    for path in sorted(_CORE.glob("*.py")):
        sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    sha.update(f"{sys.version} {numba.__version__} {version('llvmlite')}".encode())
    return sha.hexdigest()[:16]


def folder() -> Path:
    """The folder for this state of the kernels; it need not exist."""
    base = os.environ.get(VARIABLE) or platformdirs.user_cache_dir("chartrans", appauthor=False)
    return Path(base) / f"kernels-{digest()}"


def is_cold() -> bool:
    """Whether nothing has been compiled and kept for this state of the kernels."""
    return not any(folder().glob("*.nbi"))


def is_complete() -> bool:
    """Whether all kernels have been compiled and kept for this state of them and this CPU."""
    return _completed().is_file()


def set_complete() -> None:
    """Note that they have; where the folder cannot be written, nothing is noted."""
    with contextlib.suppress(OSError):
        _completed().touch()


def _completed() -> Path:
    cpu = cpu_target.target_context.codegen().magic_tuple()  # what Numba tells CPUs apart by
    return folder() / f"complete-{hashlib.sha256(repr(cpu).encode()).hexdigest()[:16]}"


def _remove_unused(base: Path) -> None:
    """Removes from `base` the folders of other states that no start has touched for a month."""
    oldest = time.time() - UNUSED_DAYS * 24 * 3600
    # Another process may be at the same work, and what cannot be removed does no harm.
    with contextlib.suppress(OSError):
        for other in base.iterdir():
            is_ours = _FOLDER.fullmatch(other.name) and not other.is_symlink() and other.is_dir()
            if is_ours and other.stat().st_mtime < oldest:
                shutil.rmtree(other, ignore_errors=True)


class _Locator(_CacheLocator):
    """Tells Numba the folder; made only if it can be written."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._line = function.__code__.co_firstlineno

    def ensure_cache_path(self) -> None:
        path = folder()
        new = not path.exists()
        for part in (path.parent, path):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(path)
        os.utime(path)  # reading leaves no trace, and `_remove_unused` goes by this one
        if new:
            _remove_unused(path.parent)

    def get_cache_path(self) -> str:
        return str(folder())

    def get_source_stamp(self) -> str:
        return digest()

    def get_disambiguator(self) -> str:
        return str(self._line)

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> _Locator | None:
        locator = cls(py_func)
        try:
            locator.ensure_cache_path()
        except OSError:
            return None
        return locator


class _Files(CompiledFiles):
    _locator_classes = (_Locator,)


class _KernelCache(FunctionCache):
    """Numba's cache in our folder; a file that cannot be read is written anew."""

    _impl_class = _Files

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            # Not Numba's `load_overload`, which makes ready to compile first: see `loading`.
            with self._guard_against_spurious_io_errors():
                return self._load_overload(sig, target_context)
        except Exception:  # whatever unpickling a damaged file may raise
            self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        # A full or vanished disk costs nothing: the kernel is compiled, and runs.
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)


def keep(dispatcher: Any) -> Any:
    """Let a jitted function keep its compiled forms; without a writable folder it keeps none."""
    # Where no folder can be written (a read-only home), compiling each time still works.
    with contextlib.suppress(RuntimeError):
        dispatcher._cache = _KernelCache(dispatcher.py_func)
    return dispatcher
