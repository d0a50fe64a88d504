"""Put a new database (and key file) in the place of the old one, so that a crash leaves one whole.

New files are made beside the old under the ending `.next`, verified and synced; then `vault.swap`
names what is to be renamed and removed. Whoever next takes the folder's lock first finishes the
swap if `vault.swap` is there, and otherwise throws away what was only half made.
"""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fieldkit.store.disk import unwritable
from fieldkit.store.keyfile import sync_folder

NEXT: Final = ".next"
MARK: Final = "vault.swap"


def commit(folder: Path, *, renamed: Sequence[str], removed: Sequence[str] = ()) -> None:
    """From here on the new files count: mark the swap, then carry it out.

    `renamed` are names that have a finished file under `.next`; `removed` are files or folders that
    go. Nothing may have the files open. Raises FILE_FULL, FILE_UNWRITABLE; before the mark is on
    disk nothing has changed.
    """
    mark = folder / MARK
    fresh = folder / (MARK + ".new")
    try:
        for name in renamed:
            _sync(folder / (name + NEXT))
        with fresh.open("wb") as file:
            file.write(json.dumps({"renamed": list(renamed), "removed": list(removed)}).encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)
        fresh.replace(mark)
        sync_folder(folder)
        _carry_out(folder, mark)
    except OSError as error:
        raise unwritable(error, folder.name) from error


def settle(folder: Path) -> bool:
    """Finish a swap that a crash broke off, or clear away what it left; whether one was finished.

    Only for the holder of the folder's lock.
    """
    mark = folder / MARK
    try:
        if mark.exists():
            _carry_out(folder, mark)
            return True
        for left in folder.glob(f"*{NEXT}*"):
            left.unlink()
        (folder / (MARK + ".new")).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error, folder.name) from error
    return False


def _carry_out(folder: Path, mark: Path) -> None:
    told = json.loads(mark.read_bytes())
    for name in told["renamed"]:
        fresh = folder / (name + NEXT)
        if fresh.exists():
            # A log left by the old database would be read as if it were of the new one.
            for ending in ("-wal", "-shm"):
                (folder / (name + ending)).unlink(missing_ok=True)
            sync_folder(folder)
            fresh.replace(folder / name)
    sync_folder(folder)
    for name in told["removed"]:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    sync_folder(folder)
    mark.unlink()
    sync_folder(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
