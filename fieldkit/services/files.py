"""Write a file so that its name never holds a part of it: temp, fsync, read back, rename."""

import os
import secrets
from pathlib import Path

from fieldkit.errors import Code, Known
from fieldkit.store.disk import is_there, unreadable, unwritable


def write_whole(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Put the bytes at the path or leave nothing behind.

    Raises FILE_EXISTS, FILE_FULL or FILE_UNWRITABLE; the disk was told to keep the bytes, and they
    were read back equal, before the name appears.
    """
    if is_there(path) and not overwrite:
        raise Known(Code.FILE_EXISTS, file=path.name)
    fresh = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if fresh.read_bytes() != data:
            raise Known(Code.FILE_UNWRITABLE, file=path.name)
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise unwritable(error, path.name) from error
    finally:
        if is_there(fresh):
            fresh.unlink(missing_ok=True)


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


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
