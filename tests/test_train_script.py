"""`models/train.sh`, with commands that are read as the command line reads them and not obeyed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Fails for an option that a command does not have, or a value that it does not take.
PRETENDING = f"""#!{sys.executable}
import sys
from pathlib import Path
import click
from chartrans.cli.group import main

name, *arguments = sys.argv[1:]
command = main.get_command(click.Context(main), name)
values = command.make_context(name, list(arguments)).params
with open("commands", "a") as file:
    print(name, *arguments, sep="|", file=file)
if name == "translate":
    values["target"].write_text(values["source"].read_text().upper())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the script needs of a checkout, and a few pairs."""
    (tmp_path / "models").mkdir()
    shutil.copy(ROOT / "models" / "train.sh", tmp_path / "models")
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / "train.tsv").write_text("one\tuno\ntwo\tdos\none\tun\n")
    (tmp_path / "pairs" / "dev.tsv").write_text("three\ttres\n")
    command = tmp_path / "pretending"
    command.write_text(PRETENDING)
    command.chmod(0o755)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "CHARTRANS": str(folder / "pretending"),
        "PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        ["sh", "models/train.sh", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell here")
def test_every_command_of_the_script_can_be_read(folder: Path) -> None:
    done = run(folder, "es-en", "pairs")
    assert done.returncode == 0, done.stderr
    commands = [line.split("|") for line in (folder / "commands").read_text().splitlines()]
    four = ["prepare", "train"] * 2 + ["train", "prepare", "train"]
    last = ["translate", "translate", "prepare", "train", "export"]
    assert [command[0] for command in commands] == [*four, *four, *last]
    assert "models/es-en.safetensors" in commands[-1]
    # What both wrote, the Spanish sentences turned round, as the other files have them.
    made = [Path(folder / name).read_text() for name in commands[-3] if "made" in name]
    assert made == ["one\tONE\ntwo\tTWO\n", "DOS\tdos\nUN\tun\nUNO\tuno\n"]

    again = run(folder, "en-es", "pairs")  # the first four stages are there
    assert again.returncode == 0, again.stderr
    commands = [line.split("|") for line in (folder / "commands").read_text().splitlines()]
    assert [command[0] for command in commands[len(four) * 2 + len(last) :]] == last


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("fr-en", "pairs"), "no model is called fr-en"), (("en-es", "none"), "no none/train.tsv")],
)
def test_what_it_cannot_do_is_said(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(folder, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (folder / "runs").exists()
