"""A file's bytes, whatever it is packed in: plain, gzip, bzip2, xz, zip, or standard input.

Nothing is unpacked to disk, so a member's name inside a zip can never become a path.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from chartrans.errors import DataError

BUFFER = 1 << 16  # bytes; also how far `peek` can look ahead to tell one format from another
STDIN = Path("-")
PAIR_SUFFIXES = (".txt", ".tsv")


def shown(path: Path) -> str:
    """The path as a message names it."""
    return "standard input" if path == STDIN else str(path)


@contextmanager
def open_bytes(path: Path) -> Iterator[io.BufferedReader]:
    """The unpacked bytes of a file, with `peek`; `-` is standard input.

    Raises DataError, also for what breaks later while the bytes are read inside the `with`.
    """
    with ExitStack() as stack:
        stack.enter_context(_told_as_data_errors(path))
        raw = _open(path, stack)
        # Every kind of packed file offers `readinto`, which is all that a buffered reader asks for.
        reader: io.BufferedReader = io.BufferedReader(raw, buffer_size=BUFFER)
        if path == STDIN:
            stack.callback(reader.detach)  # closing the reader would close the process's own input
        else:
            stack.enter_context(reader)
        yield reader


def _open(path: Path, stack: ExitStack) -> Any:
    if path == STDIN:
        if sys.stdin is None:
            raise DataError("standard input is closed; give a file of pairs")
        return sys.stdin.buffer
    match path.suffix.lower():
        case ".gz":
            return stack.enter_context(gzip.open(path, "rb"))
        case ".bz2":
            return stack.enter_context(bz2.open(path, "rb"))
        case ".xz":
            return stack.enter_context(lzma.open(path, "rb"))
        case ".zip":
            archive = stack.enter_context(zipfile.ZipFile(path))
            return stack.enter_context(archive.open(_member_of_pairs(archive, path)))
        case _:
            return stack.enter_context(path.open("rb"))


def _member_of_pairs(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """The one text file that is not about the others: `spa.txt`, not `_about.txt`."""
    found = []
    for member in archive.infolist():
        name = PurePosixPath(member.filename)
        hidden = any(part.startswith(("_", ".")) for part in name.parts)
        if not member.is_dir() and not hidden and name.suffix.lower() in PAIR_SUFFIXES:
            found.append(member)
    if len(found) == 1:
        if found[0].flag_bits & 1:  # the zip format's mark of an encrypted member
            raise DataError(f"{path} is locked with a password; unpack it first")
        return found[0]
    if not found:
        raise DataError(f"{path} holds no .txt or .tsv file; unpack it and give the file of pairs")
    names = ", ".join(repr(member.filename) for member in found[:3])
    raise DataError(f"{path} holds {len(found)} text files ({names}); unpack it and give one")


@contextmanager
def _told_as_data_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise DataError(f"{path} does not exist; check the path") from None
    except IsADirectoryError:
        raise DataError(f"{path} is a folder; give a file of pairs") from None
    except PermissionError:
        raise DataError(f"{path} may not be read; check its permissions") from None
    except (
        EOFError,  # a packed file that ends too early
        zlib.error,
        lzma.LZMAError,
        zipfile.BadZipFile,
        NotImplementedError,  # a zip with a compression that Python does not know
        OSError,  # gzip and bzip2 say "not mine" with this one; so does a failing disk
    ) as error:
        reason = str(error).strip().rstrip(".") or type(error).__name__
        raise DataError(
            f"{shown(path)} cannot be read ({reason}); check it or fetch it again"
        ) from error
