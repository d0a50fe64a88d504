"""Write a file so that its name never holds a part of it: temp, fsync, read back, rename."""

import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from fieldkit.errors import Code, Known
from fieldkit.store.disk import is_there, unreadable, unwritable
from fieldkit.store.keyfile import sync_folder as sync_folder

if TYPE_CHECKING:
    from fieldkit.dataset.seal import Sink

_PIECE: Final = 262_144


def write_whole(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Put the bytes at the path or leave nothing behind.

    Raises FILE_EXISTS, FILE_FULL or FILE_UNWRITABLE; the disk was told to keep the bytes, and they
    were read back equal, before the name appears.
    """
    write_by(path, lambda file: file.write(data), overwrite=overwrite)


def require_other(source: Path, out: Path) -> None:
    """Raise FILE_EXISTS when what is written would take the place of what it was made from."""
    try:
        is_same = out.samefile(source)
    except (OSError, ValueError):  # one of them is not there, or cannot be
        return
    if is_same:
        raise Known(Code.FILE_EXISTS, file=out.name)


def write_by(
    path: Path, write: Callable[["Sink"], object], *, overwrite: bool = False
) -> tuple[int, str]:
    """The same for what comes in pieces: `write` is given the file; returns its length and hash.

    What `write` raises is passed on; nothing is left behind then either.
    """
    if is_there(path) and not overwrite:
        raise Known(Code.FILE_EXISTS, file=path.name)
    fresh = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with fresh.open("xb") as file:
            taken = _Taken(file)
            write(taken)
            file.flush()
            os.fsync(file.fileno())
        if (found := _hash_of(fresh)) != (taken.n_bytes, taken.digest.hexdigest()):
            raise Known(Code.FILE_UNWRITABLE, file=path.name)
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise unwritable(error, path.name) from error
    finally:
        if is_there(fresh):
            with suppress(OSError):  # why it failed matters more
                fresh.unlink(missing_ok=True)
    return found


class _Taken:
    """A file, with the hash of what it was given."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.n_bytes = 0

    def write(self, piece: bytes, /) -> int:
        self._file.write(piece)
        self.digest.update(piece)
        self.n_bytes += len(piece)
        return len(piece)

    def flush(self) -> None:
        self._file.flush()


def _hash_of(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while piece := file.read(_PIECE):
            digest.update(piece)
        return file.tell(), digest.hexdigest()


def read_whole(path: Path) -> bytes:
    """The bytes of a file; raises FILE_MISSING."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path.name) from error


def read_text(path: Path) -> str:
    """The text of a small file in UTF-8; raises FILE_MISSING, also for what is no text."""
    try:
        return read_whole(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        # From None: the error holds the bytes, which may be a passphrase or a key.
        raise Known(Code.FILE_MISSING, file=path.name, detail="not UTF-8 text") from None
