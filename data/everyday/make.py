"""Makes the everyday set: `python data/everyday/make.py` rewrites en-es.tsv and es-en.tsv.

Each line of en-es.txt and es-en.txt is an input and, after ` = `, what may be answered, with ` / `
between answers; `{a|b|}` stands for a, b or nothing, and may hold more of its kind. Braces with one
letter choose the same place: `{X:a|b} {X:c|d}` is `a c` or `b d`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = ("en-es", "es-en")
MOST = 300  # answers for one input; more is a slip in the braces


_LINKED = re.compile(r"\{([A-Z]):([^{}]*)\}")


def unlink(pattern: str) -> Iterator[str]:
    """The patterns without letters that one with them stands for."""
    first = _LINKED.search(pattern)
    if first is None:
        yield pattern
        return
    groups = [found[2].split("|") for found in _LINKED.finditer(pattern) if found[1] == first[1]]
    if len({len(group) for group in groups}) > 1:
        raise SystemExit(f"braces {first[1]} offer different numbers of choices: {pattern}")
    for place in range(len(groups[0])):
        yield from unlink(
            _LINKED.sub(
                lambda found, place=place: (
                    found[2].split("|")[place] if found[1] == first[1] else found[0]
                ),
                pattern,
            )
        )


def expand(pattern: str) -> Iterator[str]:
    """All texts that a pattern with braces stands for."""
    begin = pattern.find("{")
    if begin < 0:
        yield pattern
        return
    depth, parts, start = 0, [], begin + 1
    for place in range(begin, len(pattern)):
        character = pattern[place]
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 or (depth == 1 and character == "|"):
            parts.append(pattern[start:place])
            start = place + 1
        if depth == 0:
            break
    else:
        raise SystemExit(f"a brace is not closed: {pattern}")
    for part in parts:
        for text in expand(part + pattern[start:]):
            yield pattern[:begin] + text


def rows(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of a file, each answer in a pair of its own."""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        source, separator, patterns = line.partition(" = ")
        answers = [
            " ".join(a.split()) for p in patterns.split(" / ") for q in unlink(p) for a in expand(q)
        ]
        distinct = list(dict.fromkeys(answers))
        if not separator or not all(distinct) or len(distinct) > MOST:
            raise SystemExit(f"{len(distinct)} answers: {line}")
        for answer in distinct:
            yield source, answer


def main() -> None:
    """Writes the pairs beside this script, or into --output."""
    parser = argparse.ArgumentParser(description="Make the everyday set.")
    parser.add_argument("--output", type=Path, default=HERE, help="folder (default: this one)")
    output = parser.parse_args().output
    for name in NAMES:
        pairs = rows((HERE / f"{name}.txt").read_text(encoding="utf-8"))
        content = "".join(f"{source}\t{answer}\n" for source, answer in pairs)
        with (output / f"{name}.tsv").open("w", encoding="utf-8", newline="\n") as file:
            file.write(content)


if __name__ == "__main__":
    main()
