from __future__ import annotations

import pytest

from chartrans.text.languages import language_code


@pytest.mark.parametrize("name", ["es", "ES", " Spanish ", "español", "Castellano", "spa"])
def test_one_language_by_its_names(name: str) -> None:
    assert language_code(name) == "es"


def test_others_are_told_apart_by_what_they_are_called() -> None:
    assert language_code("English") == "en"
    assert language_code("Klingon") == language_code("KLINGON") == "klingon"
    assert language_code("pt_BR") == language_code("pt-br") == "pt-br"
