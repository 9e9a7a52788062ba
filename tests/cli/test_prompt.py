"""The prompt, at a real (pseudo-)terminal: what is typed, what appears, what is kept."""

from __future__ import annotations

import os
import signal
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.pseudo_terminal import Terminal

pytest.importorskip("pty")

# Ctrl-C must find the program waiting for a key or translating. One that comes while readline still
# draws the last key is only noticed at the next key: Python's readline looks for signals no sooner.
SETTLED = 0.3

Opener = Callable[..., Terminal]


@pytest.fixture
def at_terminal(tmp_path: Path) -> Iterator[Opener]:
    opened = []

    def open_terminal(*arguments: str, **environment: str) -> Terminal:
        opened.append(Terminal(tmp_path, list(arguments), **environment))
        opened[-1].wait_for("> ")
        return opened[-1]

    yield open_terminal
    for terminal in opened:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(terminal.pid, signal.SIGKILL)
            os.waitpid(terminal.pid, 0)


def test_a_conversation(at_terminal: Opener) -> None:
    terminal = at_terminal()
    assert "shouter (en → EN). beam 4, best 1, scores off. :help" in terminal.shown
    assert terminal.say("i like pizza") == "I LIKE PIZZA\n"
    assert terminal.say("¿qué?") == "¿QUÉ?\n"
    assert terminal.say("") == ""
    assert terminal.say("   ") == ""
    terminal.type(":quit\r")
    assert terminal.end() == 0


def test_quiet_shows_no_banner(at_terminal: Opener) -> None:
    terminal = at_terminal("-q")
    assert "beam" not in terminal.shown
    assert terminal.say("a") == "A\n"


def test_ctrl_d_leaves(at_terminal: Opener) -> None:
    terminal = at_terminal()
    terminal.type("\x04")
    assert terminal.end() == 0


def test_ctrl_c_drops_the_line(at_terminal: Opener) -> None:
    terminal = at_terminal()
    terminal.type("half a li")
    terminal.wait_for("half a li")
    time.sleep(SETTLED)
    terminal.type("\x03")
    terminal.wait_for("> ")
    assert terminal.say("whole") == "WHOLE\n"


def test_ctrl_c_stops_a_translation(at_terminal: Opener) -> None:
    terminal = at_terminal(SHOUTER_SECONDS="1000")
    terminal.type("endless\r")
    terminal.wait_for("\n")
    time.sleep(SETTLED)
    terminal.type("\x03")
    terminal.wait_for("> ")
    terminal.type(":quit\r")
    assert terminal.end() == 0
    assert "ENDLESS" not in terminal.shown
    assert "Traceback" not in terminal.shown


def test_beam_best_and_scores(at_terminal: Opener) -> None:
    terminal = at_terminal()
    assert terminal.say(":best 2") == "beam 4, best 2, scores off.\n"
    assert terminal.say("a") == " 1  A\n 2  A!\n"
    assert terminal.say(":scores on") == "beam 4, best 2, scores on.\n"
    assert terminal.say("a") == " 1  A  -0.250\n 2  A!  -0.750\n"
    assert terminal.say(":best 9") == "beam 9, best 9, scores on.\n"
    assert terminal.say(":beam 1") == "beam 1, best 1, scores on.\n"
    assert terminal.say("a") == "A  -0.250\n"
    assert terminal.say(":scores off") == "beam 1, best 1, scores off.\n"
    assert terminal.say(":beam") == "beam 1, best 1, scores off.\n"


def test_options_are_where_it_starts(at_terminal: Opener) -> None:
    terminal = at_terminal("--n-best", "5", "--scores", "-m", "mine")
    assert "mine (en → EN). beam 5, best 5, scores on." in terminal.shown


@pytest.mark.parametrize("command", [":beam 0", ":beam x", ":best 1 2", ":beam 1001", ":best -1"])
def test_senseless_numbers_change_nothing(at_terminal: Opener, command: str) -> None:
    terminal = at_terminal()
    assert "takes a number from 1 to 1000" in terminal.say(command)
    assert terminal.say(":beam") == "beam 4, best 1, scores off.\n"


@pytest.mark.parametrize("command", [":scores maybe", ":nonsense", ":", ":)"])
def test_what_is_no_command_gets_a_hint(at_terminal: Opener, command: str) -> None:
    terminal = at_terminal()
    hint = terminal.say(command)
    assert hint.count("\n") == 1
    assert "takes on or off" in hint or f"No command {command}; :help lists them" in hint


def test_a_space_makes_a_text_of_a_command(at_terminal: Opener) -> None:
    assert at_terminal().say(" :quit") == ":QUIT\n"


def test_help_lists_the_commands(at_terminal: Opener) -> None:
    shown = at_terminal().say(":help")
    for command in (":beam N", ":best N", ":scores on|off", ":help", ":quit"):
        assert command in shown
    assert shown.startswith(":beam N")


def test_text_is_not_markup(at_terminal: Opener) -> None:
    terminal = at_terminal()
    assert terminal.say("[red]a[/red] [/b] :smile:") == "[RED]A[/RED] [/B] :SMILE:\n"


def test_a_long_translation_is_not_broken(at_terminal: Opener) -> None:
    terminal = at_terminal(COLUMNS="20")
    terminal.type("a" * 35 + "\r")
    terminal.wait_for("A" * 35 + "\r\n> ")


def test_unknown_characters_and_cut_lines_are_told(at_terminal: Opener) -> None:
    terminal = at_terminal(NO_COLOR="1")
    assert terminal.say("漢") == "漢\nWarning: characters the model never saw: 漢 (U+6F22).\n"
    assert "Warning: too long for the model" in terminal.say("a" * 41)
    assert "\x1b[33m" in at_terminal().say("漢")  # yellow, as nothing forbids it


def test_history_outlives_the_conversation(at_terminal: Opener, tmp_path: Path) -> None:
    first = at_terminal()
    first.say("remember me")
    first.type(":quit\r")
    assert first.end() == 0
    file = tmp_path / "chartrans" / "history"
    assert file.read_text().splitlines() == ["remember me", ":quit"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    second = at_terminal()
    second.type("\x1b[A\x1b[A\r")  # up, up
    second.wait_for("REMEMBER ME")


def test_history_that_cannot_be_kept_is_no_matter(at_terminal: Opener, tmp_path: Path) -> None:
    (tmp_path / "chartrans").write_text("a file where the folder should be")
    terminal = at_terminal()
    assert terminal.say("a") == "A\n"
    terminal.type("\x04")
    assert terminal.end() == 0
    assert "Traceback" not in terminal.shown
    assert "Error" not in terminal.shown


def test_nobody_waits_for_a_compiler(tmp_path: Path, at_terminal: Opener) -> None:
    kernels = tmp_path / "kernels"
    terminal = at_terminal("-m", "starter-en-es", module="chartrans", CHARTRANS_CACHE=str(kernels))
    assert terminal.say("i like pizza") == "me gusta la pizza\n"
    terminal.type("\x04")
    assert terminal.end() == 0
    assert "Compiling" not in terminal.shown
    assert not kernels.exists()


def test_no_prompt_where_results_go_elsewhere(tmp_path: Path) -> None:
    """With -o (or --json) lines typed are lines of stdin, as for any other program."""
    target = tmp_path / "out.txt"
    terminal = Terminal(tmp_path, ["-o", str(target)])
    terminal.type("typed\r\x04")
    assert terminal.end() == 0
    assert "> " not in terminal.shown
    assert target.read_text() == "TYPED\n"


def test_the_program_waits_where_the_terminal_does_not_answer(tmp_path: Path) -> None:
    """The guard of this file: text that never comes is noticed."""
    terminal = Terminal(tmp_path, ["--help"])
    with pytest.raises(AssertionError, match="ended before"):
        terminal.wait_for("nowhere to be seen")
    assert terminal.end() == 0
