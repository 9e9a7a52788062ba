"""The run folder: what a training was told, what it measured, and the models it left."""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomli_w

from chartrans.errors import ChartransError, UsageProblem
from chartrans.nets.model_path import BEST, LAST
from chartrans.train.events import Sample
from chartrans.train.presets import Recipe
from chartrans.whole_file import whole_file

try:
    import fcntl
except ImportError:  # as on Windows
    fcntl = None  # type: ignore[assignment]


class RunFolder:
    """A folder with `config.toml`, `metrics.jsonl`, `samples.txt`, and the two models.

    `last.safetensors` is what resuming needs, `best.safetensors` what is used afterwards.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = path / "config.toml"
        self.metrics = path / "metrics.jsonl"
        self.samples = path / "samples.txt"
        self.last = path / LAST
        self.best = path / BEST
        self._logs = (self.metrics, self.samples)
        self._claim: weakref.finalize[[int], RunFolder] | None = None

    def claim(self) -> None:
        """Have the folder for this process alone, until `release` or the end of this object.

        Raises UsageProblem where another process has it. Where a system has no locks, nothing is
        done.
        """
        if fcntl is None or self._claim:
            return
        folder = os.open(self.path, os.O_RDONLY)
        self._claim = weakref.finalize(self, os.close, folder)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise UsageProblem(
                f"another training is at work in {self.path}; wait for its end, or choose another "
                "folder"
            ) from None
        except OSError:  # a file system without locks
            self.release()

    def release(self) -> None:
        """Let others have the folder."""
        if self._claim:
            self._claim()
        self._claim = None

    def check_free(self, overwrite: bool) -> None:
        """Raise UsageProblem if something is here already and may not be replaced."""
        if not _is_text(str(self.path)):
            raise UsageProblem(f"the name {str(self.path)!r} is not UTF-8; choose another with -o")
        if not (self.path.exists() or self.path.is_symlink()):
            return
        if not self.path.is_dir():
            raise UsageProblem(f"{self.path} is a file; give -o the name of a folder to make")
        if not overwrite:
            raise UsageProblem(
                f"the run folder {self.path} exists; go on with it by --resume, begin anew in it "
                "by --overwrite, or choose another with -o"
            )
        ours = {self.config, self.last, self.best, *self._logs}
        if any(self.path.iterdir()) and not any(file.exists() for file in ours):
            raise UsageProblem(
                f"{self.path} is no run folder, it is not overwritten; choose another"
            )

    def create(self) -> None:
        """Make the folder and claim it; of an earlier run in it, exactly its files are removed."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.claim()
            for file in (self.last, self.best, *self._logs, self.config):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise ChartransError(
                f"the run folder {self.path} cannot be made ({error.strerror}); choose another -o"
            ) from error

    def write_config(self, recipe: Recipe, origin: Mapping[str, Any]) -> None:
        """Write `config.toml`: where the run came from, the net, the training."""
        with whole_file(self.config) as file:
            file.write(config_text(recipe, origin).encode())

    def add_metrics(self, values: Mapping[str, Any]) -> None:
        """Append one line of JSON to `metrics.jsonl`."""
        _append(self.metrics, json.dumps(dict(values), ensure_ascii=False) + "\n")

    def add_samples(self, heading: str, samples: Iterable[Sample]) -> None:
        """Append translations to `samples.txt`."""
        blocks = (
            f"  source     {s.source}\n  reference  {s.reference}\n  net        {s.hypothesis}\n"
            for s in samples
        )
        _append(self.samples, f"{heading}\n" + "\n".join(blocks) + "\n")

    def log_bytes(self) -> dict[str, int]:
        """How long each log is by now."""
        return {log.name: log.stat().st_size for log in self._logs if log.exists()}

    def cut_logs(self, lengths: Mapping[str, int]) -> None:
        """Cut what the logs say of the time after a checkpoint, which resuming lives again."""
        for log in self._logs:
            if log.exists() and log.stat().st_size > lengths.get(log.name, 0):
                os.truncate(log, lengths.get(log.name, 0))


def config_text(recipe: Recipe, origin: Mapping[str, Any]) -> str:
    """The TOML of a recipe, headed by the values of `origin` that are not None."""
    head = {name: value for name, value in origin.items() if value is not None}
    return tomli_w.dumps({**head, "net": recipe.net.to_json(), "train": recipe.train.to_json()})


def _append(path: Path, text: str) -> None:
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ChartransError(
            f"cannot write {path}: {error.strerror}; the run ends as it was saved last"
        ) from error


def _is_text(name: str) -> bool:
    """Whether a name can be written into a file; those of other encodings cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
