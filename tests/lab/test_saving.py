"""Results as files: JSON, a paragraph, pictures, and the page."""

from __future__ import annotations

import base64
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chartrans.errors import ChartransError, UsageProblem
from chartrans.lab.folder import make_folder, refuse_folder, save, save_page
from chartrans.lab.page import Entry, cell, page
from chartrans.lab.result import Result, Table
from tests.lab.drawn import BARS, CURVES

MET = Result(
    tables=[Table("Rates <1>", ["length", "rate"], [["5", 0.123456], ["80", 12345]])],
    figures=[CURVES, BARS],
    numbers={"rate": 0.123456},
    expected="It falls.",
    seen="It fell to 0.12.",
    checks={"it falls": True, "it ends": True},
    source="A & B 1997, section 2",
)
MISSED = Result(
    [], [], {}, "It falls.", "It rose.", {"it falls": False, "it ends": False}, "C 1999"
)
ENTRY = Entry("rates", "Rates & lengths", MET, {"growth": b"a picture"})


class Links(HTMLParser):
    """What a page asks for from elsewhere, and whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.asked += [value or "" for name, value in attributes if name in {"src", "href"}]
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_verdict_follows_the_checks() -> None:
    assert MET.met
    assert MET.paragraph == (
        "Expected: It falls. Seen: It fell to 0.12. This is what was expected. "
        "Source: A & B 1997, section 2."
    )
    assert not MISSED.met
    assert "not what was expected, which was that it falls and that it ends." in MISSED.paragraph


def test_each_experiment_has_its_files(tmp_path: Path) -> None:
    save(tmp_path, ENTRY, {"version": "1.0", "seconds": 2.5})
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "rates-growth.png", "rates.json", "rates.txt",
    ]  # fmt: skip
    said = json.loads((tmp_path / "rates.json").read_text(encoding="utf-8"))
    assert said["experiment"] == "rates"
    assert said["seconds"] == 2.5
    assert said["numbers"] == {"rate": 0.123456}
    assert said["checks"] == {"it falls": True, "it ends": True}
    assert said["tables"][0]["rows"] == [["5", 0.123456], ["80", 12345]]
    assert (tmp_path / "rates.txt").read_text(encoding="utf-8") == f"{MET.paragraph}\n"
    assert (tmp_path / "rates-growth.png").read_bytes() == b"a picture"


def test_the_page_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    save_page(tmp_path, [ENTRY, Entry("other", "Another", MISSED)])
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    links = Links()
    links.feed(text)
    assert links.open == []
    picture = base64.b64encode(b"a picture").decode()
    assert links.asked == ["#rates", "#other", f"data:image/png;base64,{picture}"]
    assert "█" in text, "a figure without a picture is drawn as text"


def test_the_page_tells_what_was_missed_and_escapes_what_it_tells() -> None:
    text = page([ENTRY, Entry("other", "Another", MISSED)])
    assert text.count('<p class="missed">This is not what was expected') == 1
    assert "Rates &lt;1&gt;" in text
    assert "A &amp; B 1997" in text


@pytest.mark.parametrize(
    ("value", "written"), [("5 %", "5 %"), (12345, "12,345"), (0.123456, "0.1235"), (2.0, "2")]
)
def test_cells(value: str | float, written: str) -> None:
    assert cell(value) == written


def test_a_folder_that_is_there_is_refused(tmp_path: Path) -> None:
    refuse_folder(tmp_path / "new", overwrite=False)
    with pytest.raises(UsageProblem, match="exists; choose another folder or add --overwrite"):
        refuse_folder(tmp_path, overwrite=False)
    refuse_folder(tmp_path, overwrite=True)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UsageProblem, match="is a file"):
        refuse_folder(file, overwrite=True)
    with pytest.raises(ChartransError, match="cannot be made"):
        make_folder(file / "below")
