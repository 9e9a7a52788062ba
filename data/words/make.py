"""Writes all pairs of this folder: `python data/words/make.py words.tsv`, English, tab, Spanish.

Needs nothing but Python; the same bytes each time.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import make_nouns
import make_verbs


def pairs() -> list[tuple[str, str]]:
    """Those of nouns and adjectives, then those of verbs and expressions; none twice."""
    return list(dict.fromkeys(make_nouns.pairs() + make_verbs.pairs()))


def main() -> None:
    """Write them to the file that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file
    made = pairs()
    text = "".join(f"{source}\t{target}\n" for source, target in made)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path}: {len(made):,} pairs")


if __name__ == "__main__":
    main()
