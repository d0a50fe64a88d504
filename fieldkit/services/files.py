"""Write a file so that its name never holds a part of it: temp, fsync, read back, rename."""

import errno
import os
import secrets
from pathlib import Path

from fieldkit.errors import Code, Known


def write_whole(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Put the bytes at the path or leave nothing behind.

    Raises FILE_EXISTS, FILE_FULL or FILE_UNWRITABLE; the disk was told to keep the bytes, and they
    were read back equal, before the name appears.
    """
    if path.exists() and not overwrite:
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
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        raise Known(Code.FILE_FULL if full else Code.FILE_UNWRITABLE, file=path.name) from error
    finally:
        fresh.unlink(missing_ok=True)


def read_whole(path: Path) -> bytes:
    """The bytes of a file; raises FILE_MISSING."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Known(Code.FILE_MISSING, file=path.name) from error


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
