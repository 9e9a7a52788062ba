"""Names and numbers that stand in for `<city>`, `<time>` and their like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent

# Of each kind the English and the Spanish forms; a row without a Spanish one has it alike.
_LISTED: dict[str, list[tuple[str, str]]] = {}
for _row in (HERE / "fillers.tsv").read_text(encoding="utf-8").splitlines():
    _kind, *_forms = _row.split("\t")
    _LISTED.setdefault(_kind, []).append((_forms[0], _forms[-1]))


def _integer(low: int, high: int) -> Callable[[Random], str]:
    return lambda rng: str(rng.randint(low, high))


def _price(rng: Random) -> str:
    euros = rng.randint(0, 9) if rng.random() < 0.4 else rng.randint(10, 199)
    return f"{euros}.{rng.choice((49, 50, 75, 80, 90, 95, 99, rng.randint(10, 99)))}"


def _time(rng: Random) -> str:
    minutes = rng.randrange(0, 60, 5) if rng.random() < 0.6 else rng.randrange(60)
    return f"{rng.randint(2, 12)}:{minutes:02}"


def _phone(rng: Random) -> str:
    return " ".join(
        "".join(rng.choice("0123456789") for _ in range(digits))
        for digits in rng.choice(((3, 4), (3, 3, 3), (3, 2, 2), (3, 2, 2, 2)))
    )


_NUMBERS: dict[str, Callable[[Random], str]] = {
    "number": _integer(2, 99),
    "big": _integer(100, 9999),
    "year": _integer(1900, 2040),
    "day": _integer(2, 31),
    "house": _integer(2, 250),
    "time": _time,
    "phone": _phone,
}


def draw(kinds: Sequence[str], rng: Random) -> list[tuple[str, str]]:
    """Of each kind one, English and Spanish, no two alike; ValueError for an unknown kind."""
    drawn: list[tuple[str, str]] = []
    for kind in kinds:
        while (new := _one(kind, rng)) in drawn:
            pass
        drawn.append(new)
    return drawn


def _one(kind: str, rng: Random) -> tuple[str, str]:
    if kind in _LISTED:
        return rng.choice(_LISTED[kind])
    if kind == "price":
        price = _price(rng)
        return price, price.replace(".", ",")
    if kind not in _NUMBERS:
        raise ValueError(f"no filler <{kind}>")
    number = _NUMBERS[kind](rng)
    return number, number
