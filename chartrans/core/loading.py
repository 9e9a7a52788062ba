"""Compiled kernels written and read without waking the compiler.

Numba makes itself ready to compile before it reads the first kernel: it imports all it knows how to
compile, compiles a part of its runtime, and parses of each kernel what others that call it would
take in. That costs some 0.4 s and 50 MB. To run, a kernel needs its machine code and the functions
that this calls. The names of these are kept with it: where the process does not have them all, and
only there, Numba is made ready after all. The rest is parsed when another kernel takes it in.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import llvmlite.binding as llvm
from numba.core.caching import CompileResultCacheImpl
from numba.core.runtime import _nrt_python


class Kept(NamedTuple):
    """What is kept of a compiled kernel."""

    asks: list[str]  # functions and variables that its machine code expects to find
    bitcode: bytes  # LLVM's form of it, which other kernels take in
    form: tuple[Any, ...]  # Numba's, with a stub for the bitcode


class CompiledFiles(CompileResultCacheImpl):
    """Between a result of compiling and what is kept of it."""

    def reduce(self, result: Any) -> Kept:
        """What can be pickled of a kernel."""
        (name, kind, (code, bitcode)), *form, environments = super().reduce(result)
        module = result.library._final_module
        symbols = (*module.functions, *module.global_variables)
        asks = [symbol.name for symbol in symbols if symbol.is_declaration]
        # An environment brings the module of its function with it: of Numba's own a heavy one, and
        # for nothing, as only constants are ever looked up there.
        needed = tuple(
            environment
            for environment in environments
            if environment.consts or not environment.globals["__name__"].startswith("numba.")
        )
        return Kept(
            [name for name in asks if not name.startswith("llvm.")],
            bitcode,
            ((name, kind, (code, _stub(result.fndesc.llvm_cpython_wrapper_name))), *form, needed),
        )

    def rebuild(self, target_context: Any, kept: Kept) -> Any:
        """The kernel again, ready to run."""
        _register_runtime(kept.asks)
        if not all(map(llvm.address_of_symbol, kept.asks)):
            target_context.refresh()
        result = super().rebuild(target_context, kept.form)
        module = functools.cache(functools.partial(llvm.parse_bitcode, kept.bitcode))
        result.library._get_module_for_linking = module
        return result


def _stub(wrapper: str) -> bytes:
    """The bitcode of a module that has nothing but the function by which Python calls a kernel.

    Numba reads there that the machine code has one.
    """
    module = llvm.parse_assembly(f'define void @"{wrapper}"() {{ ret void }}')
    return bytes(module.as_bitcode())


def _register_runtime(names: list[str]) -> None:
    """Makes those of the names known that are functions of Numba's runtime in C."""
    for name in names:
        address = _nrt_python.c_helpers.get(name.removeprefix("NRT_"))
        if address is not None:
            llvm.add_symbol(name, address)
