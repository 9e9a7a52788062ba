"""One answer a line, in order, as soon as may be, in bounded memory."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from queue import Queue
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartrans.decode import stream as module
from chartrans.decode.stream import Answer, decode_line, read_lines, stream


def echo(lines: list[str]) -> list[Any]:
    """In the place of a translator: a translation is its own text."""
    return list(lines)


def texts_of(some: list[Answer]) -> list[Any]:
    """The texts that `echo` made the translations of."""
    return [answer.translation for answer in some]


def answers(lines: Any, chunk: int = 4096, translate: Any = echo) -> list[Answer]:
    return [answer for some in stream(translate, lines, chunk) for answer in some]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"))), st.integers(1, 7))
def test_one_answer_for_each_line_in_order(lines: list[str], chunk: int) -> None:
    given_back = answers([line.encode() for line in lines], chunk)
    assert [answer.number for answer in given_back] == list(range(1, len(lines) + 1))
    for i, (text, line) in enumerate(zip(texts_of(given_back), lines, strict=True)):
        mark = "\ufeff" if i == 0 else ""
        assert text == line.removeprefix(mark).removesuffix("\n").removesuffix("\r")


@given(st.binary(), st.integers(1, 5))
def test_lines_of_a_file_are_what_stands_between_line_feeds(content: bytes, block: int) -> None:
    class Trickle:
        """Gives a few bytes at a time, whatever is asked for."""

        def __init__(self) -> None:
            self.file = io.BytesIO(content)

        def read(self, size: int, /) -> bytes:
            return self.file.read(min(size, block))

    expected = content.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    assert list(read_lines(Trickle())) == expected


def test_an_input_that_has_nothing_yet_is_asked_again() -> None:
    class Hesitant:
        given = iter([None, b"one\ntw", None, b"o\n", b""])

        def read(self, size: int, /) -> bytes | None:
            return next(self.given)

    assert list(read_lines(Hesitant())) == [b"one", b"two"]


def test_the_rest_of_an_endless_line_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINE_BYTES", 5)
    monkeypatch.setattr(module, "_BLOCK_BYTES", 3)
    content = "aaaaaaaaaaaaaaaaaaaaaaaa\nbbbbb\naaaañ\nññññ\n€€€€\na😀😀\n".encode()
    lines = [line.decode() for line in read_lines(io.BytesIO(content))]
    assert lines == ["aaaaa", "bbbbb", "aaaa", "ññ", "€", "a😀"]


@pytest.mark.parametrize(
    ("line", "text", "undecodable"),
    [
        (b"plain\n", "plain", False),
        (b"windows\r\n", "windows", False),
        (b"windows, no last line feed\r", "windows, no last line feed", False),
        (b"two\r\r\n", "two\r", False),
        (b"\n", "", False),
        (b"", "", False),
        (b"nul\0 stays", "nul\0 stays", False),
        ("a\u2028b\u2029c\x85d\x0be".encode(), "a\u2028b\u2029c\x85d\x0be", False),
        (b"caf\xe9!", "caf\ufffd!", True),
        (b"\xc3", "\ufffd", True),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd", True),  # a lone surrogate in UTF-8's clothes
        ("caf\udce9!", "caf\ufffd!", True),  # what a shell argument with that byte looks like
        ("text\r\n", "text", False),
        ("real \ufffd", "real \ufffd", False),
    ],
)
def test_decoding_a_line(line: bytes | str, text: str, undecodable: bool) -> None:
    assert decode_line(line) == (text, undecodable)


def test_a_byte_order_mark_is_dropped_from_the_first_line_only() -> None:
    lines = [b"\xef\xbb\xbfone", b"\xef\xbb\xbftwo"]
    assert texts_of(answers(lines)) == ["one", "\ufefftwo"]


def test_no_lines_give_no_answers() -> None:
    assert answers([]) == []


def test_a_slow_producer_is_answered_line_by_line() -> None:
    """Each line is only given once the one before it was answered: waiting for more would hang."""
    queue: Queue[bytes | None] = Queue()
    out = stream(echo, iter(queue.get, None))
    for i in range(20):
        queue.put(b"line %d" % i)
        assert texts_of(next(out)) == [f"line {i}"]
    queue.put(None)
    assert list(out) == []


def test_a_fast_producer_is_taken_in_growing_chunks_up_to_the_limit() -> None:
    sizes: list[int] = []
    all_read = threading.Event()

    def lines() -> Iterator[bytes]:
        yield from [b"line"] * 1000
        all_read.set()

    def translate(texts: list[str]) -> list[Any]:
        sizes.append(len(texts))
        all_read.wait(10)
        return list(texts)

    assert len(answers(lines(), 600, translate)) == 1000
    assert max(sizes) > 64
    assert max(sizes) <= 600


def test_chunks_shrink_where_they_take_long() -> None:
    next_size = module._next_size
    assert next_size(64, 0.01, 4096) == 128
    assert next_size(4096, 0.01, 4096) == 4096
    assert next_size(1024, 3.0, 4096) == 1024
    assert next_size(1024, 60.0, 4096) == 512
    assert next_size(64, 60.0, 4096) == 64
    assert next_size(1, 60.0, 1) == 1


@pytest.mark.parametrize(("length", "most_ahead"), [(1, 20), (module._BUFFER_SIZE // 4, 4)])
def test_no_more_is_read_ahead_than_the_buffer_holds(length: int, most_ahead: int) -> None:
    """An endless producer runs until the buffer of 2 chunks, or of so many bytes, is full."""
    line = b"x" * length
    produced = 0
    paused = threading.Event()

    def lines() -> Iterator[bytes]:
        nonlocal produced
        while True:
            produced += 1
            yield line

    buffer = module._ReadAhead(20)
    has_room = buffer._has_room

    def watched() -> bool:
        room = has_room()
        if not room:
            paused.set()
        return room

    buffer._has_room = watched  # type: ignore[method-assign]
    thread = threading.Thread(target=module._fill, args=(buffer, lines()))
    thread.start()
    assert paused.wait(10)
    assert produced <= most_ahead + 1
    buffer.close()
    thread.join(10)
    assert not thread.is_alive()


def test_an_error_of_the_reader_comes_after_the_lines_before_it() -> None:
    def lines() -> Iterator[bytes]:
        yield b"one"
        yield b"two"
        raise OSError("the disk is gone")

    seen: list[Any] = []

    def translate(texts: list[str]) -> list[Any]:
        seen.extend(texts)
        return list(texts)

    with pytest.raises(OSError, match="the disk is gone"):
        answers(lines(), translate=translate)
    assert seen == ["one", "two"]


def test_an_error_of_the_translator_ends_the_reader_too() -> None:
    def fail(texts: list[str]) -> list[Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(stream(fail, iter(lambda: b"endless", None), 4))
    assert_no_reader_left()


def test_a_translator_that_loses_a_line_is_caught() -> None:
    with pytest.raises(ValueError, match="argument"):
        list(stream(lambda texts: echo(texts)[:-1], [b"one", b"two"]))


def test_a_consumer_that_leaves_early_frees_the_reader() -> None:
    out = stream(echo, iter(lambda: b"endless", None), 4)
    next(out)
    out.close()  # type: ignore[attr-defined]
    assert_no_reader_left()


def test_leaving_does_not_wait_for_a_reader_that_waits_for_input() -> None:
    queue: Queue[bytes | None] = Queue()
    out = stream(echo, iter(queue.get, None))
    queue.put(b"one")
    next(out)
    out.close()  # type: ignore[attr-defined]
    queue.put(b"two")  # the reader wakes, learns that nobody listens, and ends
    assert_no_reader_left()


def assert_no_reader_left() -> None:
    for thread in threading.enumerate():
        if thread.name == "read-ahead":
            thread.join(10)
            assert not thread.is_alive()
