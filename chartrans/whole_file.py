"""Files that appear whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from chartrans.errors import ChartransError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which stands at `path` once the `with` has ended well, and not before.

    Until then it has a temporary name in the same folder; where something goes wrong that is
    removed, and what stood at `path` stays. A file that is replaced hands its permissions on; of a
    link, what it points to is replaced. Raises ChartransError where the file cannot be made, or
    where a device, a pipe or a folder stands.
    """
    name, path = path, path.resolve()
    if path.exists() and not path.is_file():
        raise ChartransError(f"{name} is no ordinary file; choose another place")
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        file = temporary.open("xb")
    except OSError as error:
        raise ChartransError(
            f"cannot write to {name.parent}: {error.strerror}; choose another place"
        ) from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # else a power cut may leave the new name on an empty file
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except OSError as error:
        error.filename = error.filename or str(name)  # a full disk tells of none
        raise
    finally:
        with suppress(OSError):  # renamed already, or the folder is gone with it
            temporary.unlink()
