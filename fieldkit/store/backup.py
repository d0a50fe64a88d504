"""Backups: one file with the key file and a whole copy of the database, and the way back.

A backup is a plain zip of two stored members, `vault.key` and `vault.db`: the second is encrypted,
the first opens with the same passphrase and recovery keys. It is made under another name, opened
and checked, and gets its name last. A restore always makes a new folder.
"""

import os
import secrets
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from fieldkit.errors import Code, Known
from fieldkit.ids import Clock, new_uuid
from fieldkit.paths import private_dir
from fieldkit.store import database, key, keyfile, lock
from fieldkit.store.copying import Extent, check_copy, copy_open_vault
from fieldkit.store.disk import is_there, unreadable, unwritable
from fieldkit.store.workspace import Store, open_held, unlocked

BACKED_UP: Final = "workspace.backed_up"
RESTORED: Final = "workspace.restored"
_MEMBERS: Final = (key.FILE_NAME, database.FILE_NAME)
_SPAN: Final = 1_048_576
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What is in a backup: it was opened and counted."""

    file: str
    n_bytes: int
    interviews: int
    revisions: int
    events: int


def backup(store: Store, file: Path) -> BackupReport:
    """Write a backup, complete on disk and checked; raises FILE_EXISTS, FILE_FULL, STORE_*."""
    if is_there(file):
        raise Known(Code.FILE_EXISTS, file=file.name)
    with store.appending() as ledger:
        ledger.event(BACKED_UP, {})
    name = secrets.token_hex(8)
    copy, part = file.with_name(f".{name}.db.part"), file.with_name(f".{name}.part")
    try:
        made = copy_open_vault(store.vault, copy, store.key)
        document = keyfile.read(store.folder / key.FILE_NAME)
        _pack(part, copy, keyfile.written(document))
        copy.unlink()
        # What was packed is taken out and opened once more: only then is it a backup.
        _unpack_member(part, database.FILE_NAME, copy)
        _require_same(part, copy, store.key, made)
        part.replace(file)
        key.sync_folder(file.parent)
        return _report(file, made)
    except OSError as error:
        raise unwritable(error, file.name) from error
    finally:
        for left in (copy, part):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def restore(
    file: Path,
    folder: Path,
    *,
    passphrase: str | None,
    clock: Clock,
    identity: str | None = None,
) -> Store:
    """Make a new folder from a backup, checked, and leave it open.

    Raises FILE_MISSING, BACKUP_FOREIGN, BACKUP_DAMAGED, WORKSPACE_EXISTS for a folder that holds
    anything, KEY_*; whatever fails, nothing is left behind and nothing was changed.
    """
    folder = folder.resolve()
    making = folder.with_name(f".{folder.name}.{new_uuid()[:8]}")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Known(Code.WORKSPACE_EXISTS)
        document = keyfile.parse(_member(file, key.FILE_NAME))
        private_dir(making)
        keyfile.write(making / key.FILE_NAME, document)
        opened = unlocked(making, passphrase=passphrase, identity=identity)
        _unpack_member(file, database.FILE_NAME, making / database.FILE_NAME)
        _check(making / database.FILE_NAME, opened)
        if folder.exists():
            folder.rmdir()
        making.rename(folder)
        key.sync_folder(folder.parent)
    except OSError as error:
        raise unwritable(error, folder.name) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    store = open_held(folder, opened, lock.take(folder), clock)
    with store.appending() as ledger:
        ledger.event(RESTORED, {})
    return store


def is_practice(file: Path) -> bool:
    """Whether a backup is of a practice folder; raises FILE_MISSING, BACKUP_FOREIGN, KEY_FILE_*."""
    return keyfile.header_of(keyfile.parse(_member(file, key.FILE_NAME))).is_practice


def _require_same(part: Path, copy: Path, opened: key.Key, made: Extent) -> None:
    key_is_whole = keyfile.header_of(keyfile.parse(_member(part, key.FILE_NAME))) == opened.header
    if check_copy(copy, opened) != made or not key_is_whole:
        raise Known(Code.STORE_DAMAGED, detail="backup differs")


def _check(path: Path, opened: key.Key) -> None:
    try:
        check_copy(path, opened)
    except Known as error:
        raise Known(Code.BACKUP_DAMAGED, detail=error.code.value) from error


def _pack(part: Path, copy: Path, key_file: bytes) -> None:
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
            packed.writestr(zipfile.ZipInfo(key.FILE_NAME), key_file)
            packed.write(copy, database.FILE_NAME)
        raw.flush()
        os.fsync(raw.fileno())


def _member(file: Path, name: str) -> bytes:
    with _opened(file) as packed:
        if packed.getinfo(name).file_size > 1_048_576:
            raise Known(Code.BACKUP_DAMAGED, detail=name)
        return _sound(lambda: packed.read(name))


def _unpack_member(file: Path, name: str, target: Path) -> None:
    """Write a member to a new file, a span at a time, synced."""
    with _opened(file) as packed, _sound(lambda: packed.open(name)) as source:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            while some := _sound(lambda: source.read(_SPAN)):
                out.write(some)
            out.flush()
            os.fsync(out.fileno())


def _opened(file: Path) -> zipfile.ZipFile:
    """The zip, if it has exactly our two members, stored."""
    try:
        packed = zipfile.ZipFile(file)
    except OSError as error:
        raise unreadable(file.name) from error
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        raise Known(Code.BACKUP_FOREIGN, file=file.name) from None
    members = packed.infolist()
    if tuple(sorted(m.filename for m in members)) != tuple(sorted(_MEMBERS)) or any(
        m.compress_type != zipfile.ZIP_STORED or m.flag_bits & 1 for m in members
    ):
        packed.close()
        raise Known(Code.BACKUP_FOREIGN, file=file.name)
    return packed


def _sound(read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        raise Known(Code.BACKUP_DAMAGED) from None


def _report(file: Path, made: Extent) -> BackupReport:
    rows = dict(made.rows)
    return BackupReport(
        file.name, file.stat().st_size, rows["interview"], rows["revision"], rows["event"]
    )
