"""The house rules that a reader of the code relies on, read off the syntax trees.

Each rule is a function from one source file to the sentences it has to say about it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

# room -> the rooms it may import; `errors` is open to all. The order is the order of the floors.
ABOVE_NOTHING: frozenset[str] = frozenset()
LIBRARY = frozenset({"core", "text", "corpus", "nets", "decode", "evaluate"})
ARROWS: dict[str, frozenset[str]] = {
    "errors": ABOVE_NOTHING,
    "core": ABOVE_NOTHING,
    "text": ABOVE_NOTHING,
    "resources": ABOVE_NOTHING,
    "whole_file": ABOVE_NOTHING,
    "evaluate": ABOVE_NOTHING,
    "corpus": frozenset({"text", "resources"}),  # where the starter corpus lies
    # `resources`: where the bundled models lie
    "nets": frozenset({"core", "text", "resources", "whole_file"}),
    "decode": frozenset({"core", "nets", "text"}),
    "train": LIBRARY | {"resources", "whole_file"},
    "lab": LIBRARY | {"train", "resources", "whole_file"},
    "api": frozenset({"decode", "nets"}),
    "__init__": frozenset({"api"}),  # inside functions only: see `packages_do_nothing`
    "cli": LIBRARY | {"train", "lab", "resources", "whole_file", "api", "__init__"},
    "__main__": frozenset({"cli"}),
}

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
COMPILERS = {"njit", "jit", "vectorize", "guvectorize", "cfunc", "stencil", "generated_jit"}
NUMBA_COMPILERS = {f"{module}.{name}" for module in ("numba", "nb") for name in COMPILERS}
PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
ERRORS = {"ChartransError", "UsageProblem", "DataError", "ModelError", "StoppedEarly"}
TERMINAL_LIBRARIES = {"click", "rich", "tqdm"}

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
LONGEST_KERNEL = 100  # a forward pass and its loops read better in one piece

SHAPE = re.compile(r"\(\s*[\w.]+(\s*[-+*·]\s*\w+)*\s*(,\s*([\w.]+(\s*[-+*·]\s*\w+)*)?\s*)+\)")


class Source(NamedTuple):
    """A parsed file: `path` relative to the folder that holds the package, with forward slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first name below the package: a folder, or a module without its ending."""
        return self.path.split("/")[1].removesuffix(".py")


class Import(NamedTuple):
    module: str
    name: str
    line: int


Rule = Callable[[Source], Iterator[str]]


def read_sources(root: Path, folder: str = "chartrans") -> list[Source]:
    paths = sorted((root / folder).rglob("*.py"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [
        Source(path.relative_to(root).as_posix(), text, ast.parse(text))
        for path, text in zip(paths, texts, strict=True)
    ]


def imports(source: Source) -> Iterator[Import]:
    """Every import of a file, those inside functions and by name too; `name` is "" for a module."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            package = source.path.split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *(node.module or "").split(".")]).strip(".")
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Import(first.value, "", node.lineno)


def called(call: ast.Call) -> str:
    """The last part of the called name: "print" for print(...), "exit" for sys.exit(...)."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def arrows_point_down(source: Source) -> Iterator[str]:
    if source.room not in ARROWS:
        yield f"{source.path}: no room called {source.room} is in the plan; add it to ARROWS"
        return
    for module, name, line in imports(source):
        parts = module.split(".")
        if parts[0] != "chartrans" or (module, name) == ("chartrans", "__version__"):
            continue
        target = parts[1] if len(parts) > 1 else name if name in ARROWS else "__init__"
        if target not in ARROWS[source.room] | {"errors", source.room}:
            yield f"{source.path}:{line}: {source.room} may not import {target}"


def packages_do_nothing(source: Source) -> Iterator[str]:
    if not source.path.endswith("__init__.py"):
        return
    for node in source.tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) and not (
            isinstance(node, ast.ImportFrom) and node.module in {"__future__", "typing"}
        ):
            yield f"{source.path}:{node.lineno}: a package imports nothing when it is imported"


def names_say_something(source: Source) -> Iterator[str]:
    for part in source.path.removesuffix(".py").split("/"):
        if part.strip("_") in VAGUE_NAMES:
            yield f"{source.path}: {part} is no name for one idea"


def files_are_short(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > LONGEST_FILE:
        yield f"{source.path}: {lines} lines, at most {LONGEST_FILE}"


def functions_are_short(source: Source) -> Iterator[str]:
    limit = LONGEST_KERNEL if source.room == "core" else LONGEST_FUNCTION
    for function in functions(source):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if ast.get_docstring(function) is not None:
            docstring = function.body[0]
            lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
        if lines > limit:
            yield f"{source.path}:{function.lineno}: {function.name} has {lines} lines > {limit}"


def only_cli_talks(source: Source) -> Iterator[str]:
    if source.room in {"cli", "__main__"}:
        return
    for module, _, line in imports(source):
        if module.split(".")[0] in TERMINAL_LIBRARIES:
            yield f"{source.path}:{line}: {module} belongs to the command line"
    for call in calls(source):
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield f"{source.path}:{call.lineno}: only the command line prints"
        if ast.unparse(call.func) in {"sys.exit", "os._exit", "exit", "quit"}:
            yield f"{source.path}:{call.lineno}: only the command line ends the program"


LLVM = re.compile(r"chartrans/core/(host|loading|simd(_int8|_parts)?)\.py")


def one_place_compiles(source: Source) -> Iterator[str]:
    """Jit options come from core/jit.py, LLVM from core/simd*.py, host.py and loading.py alone."""
    for module, name, line in imports(source):
        library = module.split(".")[0]
        if library == "llvmlite" and not LLVM.fullmatch(source.path):
            yield f"{source.path}:{line}: llvmlite only in core/simd.py"
        if library == "numba" and source.room != "core":
            yield f"{source.path}:{line}: numba only in core"
        if library == "numba" and name in COMPILERS and source.path != "chartrans/core/jit.py":
            yield f"{source.path}:{line}: numba.{name} only in core/jit.py"
    if source.path == "chartrans/core/jit.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "fastmath":
            yield f"{source.path}:{node.value.lineno}: fastmath= only in core/jit.py"
        if isinstance(node, ast.Attribute) and ast.unparse(node) in NUMBA_COMPILERS:
            yield f"{source.path}:{node.lineno}: numba.{node.attr} only in core/jit.py"


def errors_leave_the_full_stop_out(source: Source) -> Iterator[str]:
    """A message may stand in another sentence, and the command line ends it with one full stop."""
    for call in calls(source):
        message = call.args[0] if call.args and called(call) in ERRORS else None
        if isinstance(message, ast.JoinedStr):
            message = message.values[-1]
        if isinstance(message, ast.Constant) and str(message.value).endswith("."):
            yield f"{source.path}:{call.lineno}: {called(call)} ends with a full stop"


def nothing_is_pickled(source: Source) -> Iterator[str]:
    for module, _, line in imports(source):
        if module.split(".")[0] in PICKLES:
            yield f"{source.path}:{line}: {module} runs code from files"
    for call in calls(source):
        for keyword in call.keywords:
            if keyword.arg == "allow_pickle" and ast.unparse(keyword.value) != "False":
                yield f"{source.path}:{call.lineno}: allow_pickle runs code from files"


def core_tells_its_shapes(source: Source) -> Iterator[str]:
    """A public function of core says what each parameter is, and the shape of some array.

    It may leave that to the file's docstring, to that of a function of the file it names in
    backticks, and a backward pass to its forward's. A lone parameter needs no name.
    """
    if source.room != "core":
        return
    documented = {f.name: ast.get_docstring(f) or "" for f in functions(source)}
    shared = ast.get_docstring(source.tree) or ""
    for function in source.tree.body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        where = f"{source.path}:{function.lineno}: {function.name}"
        own = documented[function.name]
        if not own:
            yield f"{where} has no docstring"
            continue
        others = [*re.findall(r"`(\w+)`", own), function.name.replace("backward", "forward")]
        text = "\n".join([own, shared, *(documented.get(name, "") for name in others)])
        parameters = parameter_names(function)
        for name in parameters if len(parameters) > 1 else ():
            if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                yield f"{where} does not say what {name} is"
        if takes_arrays(function, parameters) and not SHAPE.search(text):
            yield f"{where} takes arrays and names no shape, as in (T, B, H)"


def parameter_names(function: ast.FunctionDef) -> list[str]:
    """All but the typing context that numba hands to an intrinsic."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = [argument.arg for argument in named]
    decorators = {ast.unparse(decorator) for decorator in function.decorator_list}
    return names[1:] if decorators & {"intrinsic", "numba.extending.intrinsic"} else names


def takes_arrays(function: ast.FunctionDef, parameters: list[str]) -> bool:
    """Whether a parameter is indexed or asked for its shape."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Subscript | ast.Attribute):
            continue
        if isinstance(node, ast.Attribute) and node.attr not in {"shape", "size"}:
            continue
        if isinstance(node.value, ast.Name) and node.value.id in parameters:
            return True
    return False


RULES: tuple[Rule, ...] = (
    arrows_point_down,
    packages_do_nothing,
    names_say_something,
    files_are_short,
    functions_are_short,
    only_cli_talks,
    one_place_compiles,
    errors_leave_the_full_stop_out,
    nothing_is_pickled,
    core_tells_its_shapes,
)
