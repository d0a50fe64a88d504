"""One program at a time in a folder: a lock of the operating system, released when we die."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.store.disk import unwritable

FILE_NAME: Final = "lock"
ASKED_NAME: Final = "lock.ask"
# Windows refuses reads of locked bytes: lock one far behind the process id.
_LOCKED_BYTE: Final = 1 << 20


class FolderLock:
    """A held lock; the file names the process that holds it, and is empty when none does."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def release(self) -> None:
        """Give the lock back; may be repeated."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        with suppress(OSError):  # a failing disk must not keep the lock held
            os.ftruncate(handle, 0)
        os.close(handle)


def ask(folder: Path) -> None:
    """Ask the program that holds the folder to show itself, if the folder takes a file."""
    with suppress(OSError):
        (folder / ASKED_NAME).touch(mode=0o600)


def was_asked(folder: Path) -> bool:
    """Whether somebody asked; asking is over then."""
    try:
        (folder / ASKED_NAME).unlink()
    except OSError:
        return False
    return True


def take(folder: Path) -> FolderLock:
    """Take the folder's lock or raise WORKSPACE_BUSY with the other process's id as `detail`.

    A folder that cannot be written raises FILE_UNWRITABLE.
    """
    path = folder / FILE_NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unwritable(error, folder.name) from error
    if not _lock(handle):
        holder = os.read(handle, 32).decode("ascii", "replace").strip()
        os.close(handle)
        raise Known(Code.WORKSPACE_BUSY, detail=holder)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
    except OSError:
        # The lock holds without the number, which only serves the message of a second program.
        with suppress(OSError):
            os.ftruncate(handle, 0)
    return FolderLock(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        # flock, not lockf: POSIX record locks are per process, so the same program could open
        # twice, and closing any handle of the file would drop them.
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
