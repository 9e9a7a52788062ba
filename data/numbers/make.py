"""Numbers and their Spanish words: `python data/numbers/make.py numbers.tsv` writes the pairs.

Every number below 100, and some of each length up to six digits; the same file each time. In the
public domain (CC0 1.0), as all data that this project wrote.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

SEED = 20
EACH = {3: 500, 4: 1000, 5: 1000, 6: 1000}  # digits -> numbers drawn

SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho",
    "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco",
    "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
HUNDREDS = (
    "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos",
    "setecientos", "ochocientos", "novecientos",
)  # fmt: skip


def words(number: int) -> str:
    """A number from 0 to 999,999 as it is said, as counting does: 21 is `veintiuno`."""
    if number < 30:
        return SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens - 3] + (f" y {SMALL[ones]}" if ones else "")
    if number == 100:
        return "cien"
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return HUNDREDS[hundreds - 1] + (f" {words(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    many = f"{shortened(words(thousands))} mil" if thousands > 1 else "mil"
    return many + (f" {words(rest)}" if rest else "")


def shortened(text: str) -> str:
    """As before a masculine noun or `mil`: uno is un there."""
    if text.endswith("veintiuno"):
        return text.removesuffix("veintiuno") + "veintiún"
    return text.removesuffix("o") if text.endswith("uno") else text


def numbers() -> list[int]:
    """The numbers to learn and to test, in a mixed order."""
    chosen = random.Random(SEED)
    found = list(range(100))
    for digits, count in EACH.items():
        found += chosen.sample(range(10 ** (digits - 1), 10**digits), count)
    chosen.shuffle(found)
    return found


def main() -> None:
    """Writes the pairs to the file that is named."""
    parser = argparse.ArgumentParser(description="Numbers in digits and in Spanish words.")
    parser.add_argument("output", type=Path, help="the file to write")
    pairs = "".join(f"{number}\t{words(number)}\n" for number in numbers())
    parser.parse_args().output.write_text(pairs, encoding="utf-8")


if __name__ == "__main__":
    main()
