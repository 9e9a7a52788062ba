"""`chartrans translate`: one line out for each in, its options, and what bad input gets."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartrans.cli import options, translate
from chartrans.cli.group import main
from chartrans.errors import ModelError
from tests.cli.fake import MAX_LENGTH, open_shouter

LONG = "a" * (MAX_LENGTH + 1)


@pytest.fixture(autouse=True)
def shouter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translate, "open_translator", open_shouter)


def run(*arguments: str | Path, stdin: str | bytes = b"") -> Result:
    return CliRunner().invoke(main, ["translate", *map(str, arguments)], input=stdin)


# What comes in


def test_each_text_gives_a_line() -> None:
    result = run("i like pizza", "", "¿qué?")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "I LIKE PIZZA\n\n¿QUÉ?\n", "")


def test_a_text_with_a_line_feed_is_one_line() -> None:
    assert run("two\nlines").stdout == "TWO LINES\n"


def test_stdin_is_ignored_where_texts_are_given() -> None:
    assert run("text", stdin="line\n").stdout == "TEXT\n"


@pytest.mark.parametrize(
    ("stdin", "stdout"),
    [
        (b"", ""),
        (b"\n", "\n"),
        (b"one\n\n\ntwo\n\n", "ONE\n\n\nTWO\n\n"),
        (b"no last\nline feed", "NO LAST\nLINE FEED\n"),
        (b"crlf\r\nlines\r\n", "CRLF\nLINES\n"),
        (b"nul\0 byte\n", "NUL BYTE\n"),
        ("u\u2028v\u2029w\x85x\x0by\x0cz\n".encode(), "U V W X Y Z\n"),
        (b"\xef\xbb\xbfmark\n", "MARK\n"),
    ],
)
def test_lines_of_stdin(stdin: bytes, stdout: str) -> None:
    result = run(stdin=stdin)
    assert (result.exit_code, result.stdout_bytes.decode()) == (0, stdout)


@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300))
def test_any_bytes_give_one_line_for_each_line(content: bytes) -> None:
    result = run(stdin=content)
    lines = content.count(b"\n") + (content[-1:] not in (b"", b"\n"))
    assert result.exit_code == 0
    assert result.stdout_bytes.count(b"\n") == lines
    assert len(result.stdout_bytes.decode().split("\n")) == lines + 1


def test_many_lines_keep_their_order(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("".join(f"line {i}\n" for i in range(10_000)))
    assert run("-i", source).stdout == "".join(f"LINE {i}\n" for i in range(10_000))


def test_a_dash_is_stdin_and_stdout() -> None:
    assert run("-i", "-", "-o", "-", stdin="line\n").stdout == "LINE\n"


def test_texts_and_a_file_are_refused(tmp_path: Path) -> None:
    result = run("text", "-i", tmp_path / "in.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: give texts or -i FILE, not both.\n"


def test_a_missing_file_is_named_before_a_model_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "open_translator", lambda *_, **__: pytest.fail("loaded"))
    result = run("-i", tmp_path / "none.txt")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == f"Error: {tmp_path}/none.txt does not exist; give -i a text file.\n"


def test_a_folder_is_no_input(tmp_path: Path) -> None:
    result = run("-i", tmp_path)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == f"Error: cannot read {tmp_path}: Is a directory.\n"


def test_a_model_that_cannot_be_used_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ModelError("no model called nonsense.")

    monkeypatch.setattr(translate, "open_translator", fail)
    result = run("-m", "nonsense", "text")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == "Error: no model called nonsense.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--beam-size", "0"),
        ("--n-best", "none"),
        ("--length-penalty", "-1"),
        ("--length-penalty", "nan"),
        ("--length-penalty", "1e308"),
        ("--threads", "0"),
        ("--threads", "5000"),
    ],
)
def test_senseless_option_values(arguments: tuple[str, str]) -> None:
    result = run(*arguments, "text")
    assert (result.exit_code, result.stdout) == (2, "")
    assert arguments[0] in result.stderr


# What goes out


def test_scores_are_a_last_column() -> None:
    assert run("--scores", "a", "").stdout == "A\t-0.2500\n\t-0.2500\n"


def test_n_best_rows_carry_line_and_rank() -> None:
    result = run("--n-best", "2", stdin="a\n\nb\n")
    assert result.stdout == "1\t1\tA\n1\t2\tA!\n2\t1\t\n3\t1\tB\n3\t2\tB!\n"


def test_n_best_of_one_has_the_same_columns() -> None:
    assert run("--n-best", "1", "--scores", "a").stdout == "1\t1\tA\t-0.2500\n"


def test_n_best_widens_a_narrower_beam(monkeypatch: pytest.MonkeyPatch) -> None:
    beams = []

    def spy(name: str | None, beam_size: int, *others: Any, **more: Any) -> object:
        beams.append(beam_size)
        return open_shouter(name, beam_size, *others, **more)

    monkeypatch.setattr(translate, "open_translator", spy)
    for arguments in (["--n-best", "9"], ["--n-best", "2", "-b", "5"], []):
        run(*arguments, "a")
    assert beams == [9, 5, options.DEFAULT_BEAM_SIZE]


def test_json_lines() -> None:
    result = run(
        "--json", "--n-best", "2", stdin=b"ni\xc3\xb1o \xe2\x80\xa8 \xe6\xbc\xa2\n\n\xff\n"
    )
    first, blank, bad = map(json.loads, result.stdout_bytes.decode().rstrip("\n").split("\n"))
    assert first == {
        "index": 1,
        "source": "niño 漢",
        "text": "NIÑO 漢",
        "score": -0.25,
        "hypotheses": [{"text": "NIÑO 漢", "score": -0.25}, {"text": "NIÑO 漢!", "score": -0.75}],
        "unknown": "漢",
        "cut": False,
        "undecodable": False,
    }
    assert (blank["index"], blank["text"], len(blank["hypotheses"])) == (2, "", 1)
    assert (bad["undecodable"], bad["source"]) == (True, "\ufffd")


def test_a_translation_never_breaks_its_line_or_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.cli.fake.normalise", lambda line: "a\tb\nc\rd")
    assert run("x").stdout_bytes == b"A\tB C D\n"
    assert run("--scores", "x").stdout_bytes == b"A B C D\t-0.2500\n"
    assert run("--json", "x").stdout_bytes.count(b"\n") == 1


def test_an_output_file_is_written_whole(tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text("one\ntwo\n")
    result = run("-i", source, "-o", target)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert target.read_text() == "ONE\nTWO\n"
    assert sorted(tmp_path.iterdir()) == [source, target]


def test_an_existing_output_file_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("precious")
    result = run("-o", target, "text")
    assert (result.exit_code, target.read_text()) == (2, "precious")
    assert result.stderr == (
        f"Error: {target} exists; choose another name or add --overwrite.\n"
    )  # fmt: skip


def test_overwriting_keeps_mode_and_link(tmp_path: Path) -> None:
    target, link = tmp_path / "out.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    assert run("-o", link, "--overwrite", "text").exit_code == 0
    assert target.read_text() == "TEXT\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert link.is_symlink()


def test_a_file_may_replace_itself(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("one\n" * 5000)
    assert run("-i", path, "-o", path, "--overwrite").exit_code == 0
    assert path.read_text() == "ONE\n" * 5000


def test_a_failure_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "out.txt"
    target.write_text("old")
    monkeypatch.setattr("tests.cli.fake.Shouter.translate", fail)
    assert run("-o", target, "--overwrite", "text").exit_code == 130
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["", "none/out.txt"])
def test_a_place_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    result = run("-o", tmp_path / name, "text")
    assert result.exit_code in (1, 2)
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_to_and_not_replaced() -> None:
    assert run("-o", os.devnull, "text").exit_code == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116


# Degraded lines


def test_undecodable_lines_are_patched_and_named() -> None:
    result = run(stdin=b"good\ncaf\xe9\n")
    assert (result.exit_code, result.stdout_bytes.decode()) == (0, "GOOD\nCAF\ufffd\n")
    assert "Warning: line 2 is not UTF-8" in result.stderr
    assert "never saw" not in result.stderr  # U+FFFD is the program's, not the text's


def test_cut_lines_are_named_with_their_file(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text(f"short\n{LONG}\n")
    result = run("-i", source)
    assert result.stdout == f"SHORT\n{LONG[:-1].upper()}\n"
    assert result.stderr.startswith(f"Warning: {source}:2 is longer than the {MAX_LENGTH} char")


def test_only_the_first_degraded_lines_are_named() -> None:
    result = run(stdin=f"{LONG}\n" * 10)
    assert result.stderr.count("\n") == 4
    assert result.stderr.endswith("Warning: 7 more lines were cut.\n")


def test_unknown_characters_are_named_once() -> None:
    result = run(stdin="漢字\n漢\nok\n")
    assert result.exit_code == 0
    assert result.stderr == (
        "Warning: 2 lines have characters the model never saw: 漢 (U+6F22), 字 (U+5B57).\n"
    )


def test_many_unknown_characters_are_counted() -> None:
    result = run("".join(map(chr, range(0x4E00, 0x4E00 + 15))))
    assert result.stderr.startswith("Warning: 1 line has characters")
    assert result.stderr.endswith(", and 5 more.\n")


def test_warnings_are_not_read_as_markup() -> None:
    result = run("\u0300", "-m", "[bold]")
    assert "never saw: U+0300." in result.stderr


@pytest.mark.parametrize("line", [LONG.encode(), b"\xff", "漢".encode()])
def test_strict_tells_degraded_lines_by_its_exit_code(line: bytes, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    result = run("--strict", "-o", target, stdin=b"good\n" + line + b"\n")
    assert result.exit_code == translate.EXIT_DEGRADED
    assert target.read_bytes().count(b"\n") == 2
    assert run("--strict", stdin=b"good\n").exit_code == 0
