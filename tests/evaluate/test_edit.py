"""Character error rate and exact match, against a textbook edit distance."""

import random

import pytest

from chartrans.evaluate.edit import Edits, edits, error_rate, exact_match


def distance(a: str, b: str) -> int:
    """Edit distance by the textbook table."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def test_by_hand() -> None:
    assert edits("casa", ["cosas"]) == Edits(2, 5)  # o for a, and an s
    assert edits("casa", ["cosas"]).rate == pytest.approx(0.4)
    assert edits("niño", ["nino"]) == Edits(1, 4)  # code points, not bytes
    assert edits("", ["hola"]).rate == 1
    assert edits("hola amigo", ["a"]).rate == 9  # more is wrong than there is


def test_random_texts_against_the_table() -> None:
    numbers = random.Random(3)
    for _ in range(200):
        a, b = ("".join(numbers.choices("abñ ", k=numbers.randint(0, 12))) for _ in range(2))
        assert edits(a, [b]) == Edits(distance(a, b), len(b))


def test_the_closest_reference_counts_whatever_the_order() -> None:
    assert edits("hola", ["adiós", "holas"]) == Edits(1, 5)
    # one edit from each: the longer one, which gives the lower rate
    assert edits("hola", ["hol", "holas"]) == edits("hola", ["holas", "hol"]) == Edits(1, 5)


def test_an_empty_reference_does_not_divide_by_zero() -> None:
    assert edits("", [""]).rate == 0
    assert edits("abc", [""]).rate == 3


def test_rate_of_many_is_the_mean_over_characters() -> None:
    assert error_rate([Edits(1, 2), Edits(0, 18)]) == pytest.approx(1 / 20)


def test_exact_match_takes_any_reference() -> None:
    assert exact_match(["a", "b", "c", "D"], [["x", "a"], ["b"], ["x"], ["d"]]) == 0.5


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(ValueError, match="no references"):
        edits("a", [])
    with pytest.raises(ValueError, match="no hypotheses"):
        exact_match([], [])
    with pytest.raises(ValueError, match="argument 2 is longer"):
        exact_match(["a"], [["a"], ["b"]])
