"""Every house rule is tested twice: on the package, where it must be silent, and on a violation,
which it must catch.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules import (
    RULES,
    Rule,
    arrows_point_down,
    core_tells_its_shapes,
    errors_leave_the_full_stop_out,
    files_are_short,
    functions_are_short,
    imports,
    names_say_something,
    nothing_is_pickled,
    one_place_compiles,
    only_cli_talks,
    packages_do_nothing,
    read_sources,
)

ROOT = Path(__file__).parents[1]


def complaints(rule: Rule, root: Path) -> list[str]:
    return [sentence for source in read_sources(root) for sentence in rule(source)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Rule) -> None:
    assert complaints(rule, ROOT) == []


def test_the_package_is_what_is_read() -> None:
    rooms = {source.room for source in read_sources(ROOT)}
    assert rooms >= {"core", "text", "nets", "errors", "__init__"}


def test_references_are_independent() -> None:
    """What the kernels are compared with must not share a mistake with them."""
    sources = [s for s in read_sources(ROOT, "tests/reference") if "/test_" not in s.path]
    assert sources
    borrowed = [(s.path, i.module) for s in sources for i in imports(s)]
    assert [b for b in borrowed if b[1].split(".")[0] == "chartrans"] == []


def lines_of_code(count: int) -> str:
    return "".join(f"    x = {i}\n" for i in range(count))


DOCUMENTED = 'def f(x):\n    """Doubles x, {}."""\n    x[0] *= 2\n'
BACKWARD = 'def a_forward(x, y):\n    """x, y (N,)."""\ndef a_backward(y, x):\n    """Adds."""\n'
REFERRING = (
    DOCUMENTED.format("(N,)") + 'def g(x, y):\n    """As `f`; y is ignored."""\n    x[0] = y\n'
)

# rule, file, its text, what the complaint must contain
VIOLATIONS = [
    (arrows_point_down, "core/gemm.py", "import chartrans.nets.build\n", "gemm.py:1: core may not"),
    (arrows_point_down, "text/a.py", "from chartrans import core\n", "may not import core"),
    (arrows_point_down, "nets/a.py", "def f():\n    from ..decode import beam\n", "a.py:2: nets"),
    (arrows_point_down, "nets/a.py", "from chartrans import load\n", "may not import __init__"),
    (arrows_point_down, "train/a.py", "from chartrans.cli.terminal import note\n", "import cli"),
    (arrows_point_down, "evaluate/a.py", "import_module('chartrans.text.x')\n", "import text"),
    (arrows_point_down, "attic/a.py", "", "no room called attic"),
    (packages_do_nothing, "nets/__init__.py", "from chartrans.nets import build\n", ":1:"),
    (names_say_something, "text/utils.py", "", "utils is no name"),
    (names_say_something, "common/a.py", "", "common is no name"),
    (files_are_short, "nets/a.py", "x = 1\n" * 301, "301 lines"),
    (functions_are_short, "nets/a.py", f"def f():\n{lines_of_code(60)}", "f has 61 lines > 60"),
    (functions_are_short, "core/a.py", f"def f():\n{lines_of_code(100)}", "f has 101 lines"),
    (only_cli_talks, "train/a.py", "def f():\n    print(1)\n", "a.py:2: only the command line"),
    (only_cli_talks, "train/a.py", "from rich.table import Table\n", "rich.table belongs"),
    (only_cli_talks, "corpus/a.py", "def f():\n    import tqdm\n", "a.py:2: tqdm"),
    (only_cli_talks, "decode/a.py", "import click\nclick.echo(1)\n", "click belongs"),
    (only_cli_talks, "decode/a.py", "import sys\nsys.exit(1)\n", "ends the program"),
    (one_place_compiles, "core/a.py", "from numba import njit\n", "numba.njit only in"),
    (one_place_compiles, "core/a.py", "import numba\n@numba.njit\ndef f(): ...\n", "numba.njit"),
    (one_place_compiles, "core/a.py", "@kernel(fastmath=True)\ndef f(): ...\n", "fastmath="),
    (one_place_compiles, "core/jit.py", "from llvmlite import ir\n", "only in core/simd.py"),
    (one_place_compiles, "nets/a.py", "import numba\n", "numba only in core"),
    (errors_leave_the_full_stop_out, "nets/a.py", "ModelError('no.')\n", "a.py:1: ModelError"),
    (errors_leave_the_full_stop_out, "nets/a.py", "DataError(f'{x} no' '.')\n", "DataError ends"),
    (nothing_is_pickled, "train/a.py", "import pickle\n", "pickle runs code"),
    (nothing_is_pickled, "train/a.py", "np.load(f, allow_pickle=True)\n", "allow_pickle"),
    (core_tells_its_shapes, "core/a.py", "def f(x): ...\n", "f has no docstring"),
    (core_tells_its_shapes, "core/a.py", REFERRING.replace("; y", ""), "g does not say what y is"),
    (core_tells_its_shapes, "core/a.py", DOCUMENTED.format("twice (or so)"), "names no shape"),
    (core_tells_its_shapes, "core/a.py", REFERRING.replace("`f`", "f"), "g does not say what x is"),
]

# the same rules on what they must leave alone
LAWFUL = [
    (arrows_point_down, "core/a.py", "from chartrans.errors import UsageProblem\nimport numpy\n"),
    (arrows_point_down, "nets/a.py", "from chartrans import __version__\nfrom . import build\n"),
    (arrows_point_down, "cli/a.py", "from chartrans.train.loop import fit\n"),
    (packages_do_nothing, "nets/__init__.py", "def f():\n    from chartrans.nets import build\n"),
    (files_are_short, "nets/a.py", "x = 1\n" * 300),
    (functions_are_short, "nets/a.py", f'def f():\n    """A\n\n    B"""\n{lines_of_code(59)}'),
    (only_cli_talks, "cli/a.py", "import click, rich, tqdm\nprint(1)\n"),
    (only_cli_talks, "train/a.py", "self.print(1)\n"),
    (one_place_compiles, "core/jit.py", "from numba import njit\nnjit(fastmath=True)\n"),
    (one_place_compiles, "core/a.py", "from numba import prange\n"),
    (one_place_compiles, "core/simd.py", "from llvmlite import ir\n"),
    (errors_leave_the_full_stop_out, "nets/a.py", "ValueError('a.')\nModelError(f'in 0.{x}')\n"),
    (nothing_is_pickled, "train/a.py", "np.load(f, allow_pickle=False)\n"),
    (core_tells_its_shapes, "core/a.py", DOCUMENTED.format("float32 (4*H, D)")),
    (core_tells_its_shapes, "core/a.py", REFERRING),
    (core_tells_its_shapes, "core/a.py", BACKWARD),
    (core_tells_its_shapes, "core/a.py", '"""x is (N,)."""\n' + DOCUMENTED.replace("x, ", "")),
    (core_tells_its_shapes, "core/a.py", '@intrinsic\ndef f(typing, x):\n    """x as it is."""\n'),
    (core_tells_its_shapes, "core/a.py", "def _f(x): ...\n"),
]


def plant(root: Path, path: str, text: str) -> None:
    file = root / "chartrans" / path
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("rule", "path", "text", "expected"), VIOLATIONS)
def test_a_violation_is_caught(
    rule: Rule, path: str, text: str, expected: str, tmp_path: Path
) -> None:
    plant(tmp_path, path, text)
    found = complaints(rule, tmp_path)
    assert len(found) >= 1
    assert expected in found[0]


@pytest.mark.parametrize(("rule", "path", "text"), LAWFUL)
def test_what_is_lawful_passes(rule: Rule, path: str, text: str, tmp_path: Path) -> None:
    plant(tmp_path, path, text)
    assert complaints(rule, tmp_path) == []


def test_every_rule_has_been_seen_failing() -> None:
    assert {violation[0] for violation in VIOLATIONS} == set(RULES)
