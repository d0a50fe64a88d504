"""Create and open a workspace or a pool: a private folder with key file, database and lock."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit import log
from fieldkit.errors import Bug, Code, Known
from fieldkit.ids import Clock, new_device_code, new_uuid
from fieldkit.paths import private_dir
from fieldkit.store import database, erasing, key, lock, place, schema, settings, swap, upgrade
from fieldkit.store.database import Vault
from fieldkit.store.disk import is_there, unwritable
from fieldkit.store.ledger import CLOCK_JUMPED, Ledger, last_instant
from fieldkit.store.safeguard import Safeguard

CREATED: Final = "workspace.created"


class Kind(StrEnum):
    """What a folder is for: collecting on one laptop, or holding what many laptops brought."""

    WORKSPACE = "workspace"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Device:
    """The laptop (or pool) that writes here; its code opens every case code it makes."""

    device_id: str
    device_code: str
    public_key: bytes  # Ed25519, raw 32 bytes


@dataclass(frozen=True, slots=True)
class Info:
    """Counts and facts about an open store, free of anything a person said."""

    kind: Kind
    is_practice: bool
    device_id: str
    device_code: str
    schema_version: int
    created_utc: str
    forms: int
    interviews: dict[str, int]  # by state
    revisions: int
    events: int
    conflicts: int
    clock_jumps: int  # times that the wall clock was moved between two entries


class Store:
    """An open workspace or pool; use it only in the thread that opened it."""

    def __init__(
        self, folder: Path, vault: Vault, held: lock.FolderLock, opened: key.Key, clock: Clock
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.kind = Kind(opened.header.kind)
        self.is_practice = opened.header.is_practice
        self.key = opened
        self._safeguard: Safeguard | None = None
        self._vault: Vault | None = vault
        self._lock = held
        own = device(self)
        self.device_id, self.device_code = own.device_id, own.device_code
        pool = self.kind is Kind.POOL
        self._last_instant = last_instant(vault, own.device_id)
        self._end: tuple[int, str] | None = None  # of this device's chain, once it is known
        self._jumped_s: int | None = None
        self._safeguard = Safeguard(vault, folder, opened, own.device_id, pool=pool)

    @property
    def vault(self) -> Vault:
        """The database, for the modules of this package."""
        if self._vault is None:
            raise Bug(detail="store is closed")
        return self._vault

    @property
    def safeguard(self) -> Safeguard:
        """What stands beside the database, for the modules of this package."""
        if self._safeguard is None:
            raise Bug(detail="store is closed")
        return self._safeguard

    @contextmanager
    def appending(self) -> Iterator[Ledger]:
        """One transaction with the end of this device's chain; on disk once the block is left.

        On disk twice: in the database and in the flight recorder.
        """
        # After a transaction that failed nobody knows the end: the next one reads it again.
        end, self._end = self._end, None
        with self.vault.transaction():
            ledger = Ledger(self.vault, self.device_id, self.clock, self._last_instant, end)
            yield ledger
            self.safeguard.prepare(ledger)
        self._end, self._last_instant = ledger.end, ledger.instant
        self._jumped_s = self._jumped_s if ledger.jumped_s is None else ledger.jumped_s
        self.safeguard.follow(ledger)

    def take_clock_jump(self) -> int | None:
        """By how many seconds the wall clock was moved, for the last jump that nobody took yet."""
        taken, self._jumped_s = self._jumped_s, None
        return taken

    def require(self, kind: Kind) -> None:
        """Raise WORKSPACE_KIND unless this is one."""
        if self.kind is not kind:
            raise Known(Code.WORKSPACE_KIND, name=self.kind.value)

    def close(self) -> None:
        """Write everything into `vault.db`, drop the keys and release the lock; may be repeated."""
        if self._vault is None:
            return
        try:
            self._let_go(with_snapshot=True).close()
        finally:
            self._lock.release()

    def close_vault(self) -> lock.FolderLock:
        """Close the database but keep the folder: for putting another file in its place."""
        self._let_go(with_snapshot=False).close()
        return self._lock

    def _let_go(self, *, with_snapshot: bool) -> Vault:
        vault = self.vault
        self.safeguard.close(with_snapshot=with_snapshot)
        self._vault = self._safeguard = None
        return vault

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _b: TracebackType | None
    ) -> None:
        self.close()


def create(
    folder: Path,
    *,
    passphrase: str | None,
    practice: bool,
    clock: Clock,
    kind: Kind = Kind.WORKSPACE,
    recipients: Sequence[str] = (),
    place_accepted: bool = False,
) -> Store:
    """Make a new folder with its key, database and device, and leave it open.

    `recipients` are age X25519 recipients whose identities open the folder too.

    Everything is made beside the folder and renamed at the end, so that a crash leaves either
    nothing or all of it. Raises WORKSPACE_EXISTS when the folder holds anything, KEY_NO_PASSPHRASE
    without a passphrase unless it is for practice, FILE_UNWRITABLE and FILE_FULL.
    """
    folder, kind = folder.resolve(), Kind(kind)
    phrase = key.PRACTICE_PASSPHRASE if practice else passphrase
    if not phrase:
        raise Known(Code.KEY_NO_PASSPHRASE)
    place.require_safe(folder, is_accepted=place_accepted)
    making = folder.with_name(f".{folder.name}.{new_uuid()[:8]}")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Known(Code.WORKSPACE_EXISTS)
        private_dir(making)
        try:
            if place_accepted:
                _accept(making, folder)
            opened = _make(making, phrase, recipients, practice=practice, clock=clock, kind=kind)
            if folder.exists():
                folder.rmdir()
            making.rename(folder)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        key.sync_folder(folder.parent)
    except OSError as error:
        raise unwritable(error, folder.name) from error
    return open_held(folder, opened, lock.take(folder), clock)


def open_store(
    folder: Path, *, passphrase: str | None, clock: Clock, identity: str | None = None
) -> Store:
    """Open a folder by its passphrase or by a recovery identity; practice folders need neither.

    Raises WORKSPACE_MISSING, KEY_*, WORKSPACE_BUSY, WORKSPACE_FOREIGN, WORKSPACE_NEWER,
    STORE_DAMAGED, STORE_FAILED, STORE_UNSAFE, FILE_MISSING and FILE_UNWRITABLE for a folder that
    this person may not use; a refused folder keeps every byte.
    """
    key_path = folder / key.FILE_NAME
    names = (key.FILE_NAME, key.COPY_NAME, database.FILE_NAME)
    if not any(is_there(folder / name) for name in names):
        raise Known(Code.WORKSPACE_MISSING)
    header = key.read_header(key_path)
    if header.kind not in set(Kind):
        raise Known(Code.KEY_FILE_DAMAGED, detail="kind")
    place.require_safe(folder)
    if not (passphrase or identity or header.is_practice):
        raise Known(Code.KEY_NO_PASSPHRASE)
    held = lock.take(folder)
    try:
        swap.settle(folder)
        opened = unlocked(folder, passphrase=passphrase, identity=identity)
    except BaseException:
        held.release()
        raise
    return open_held(folder, opened, held, clock)


def unlocked(folder: Path, *, passphrase: str | None, identity: str | None) -> key.Key:
    """The key of a folder by whatever was given; practice folders need neither."""
    path = folder / key.FILE_NAME
    if identity is not None:
        return key.unlock_with_identity(path, identity)
    practice = key.read_header(path).is_practice
    phrase = key.PRACTICE_PASSPHRASE if practice else passphrase
    if not phrase:
        raise Known(Code.KEY_NO_PASSPHRASE)
    return key.unlock(path, phrase)


def open_held(folder: Path, opened: key.Key, held: lock.FolderLock, clock: Clock) -> Store:
    """Open with a key at hand a folder whose lock is held; the lock is let go when it fails."""
    vault: Vault | None = None
    pool = opened.header.kind == Kind.POOL
    try:
        version = upgrade.bring_up(folder, opened, pool=pool)
        vault = database.open_vault(folder, opened)
        key.renew_copy(folder / key.FILE_NAME, opened)
        store = Store(folder, vault, held, opened, clock)
        if erasing.is_to_clear(vault):
            with suppress(Known):  # a full disk must not keep the rest from being opened
                erasing.clear_away(vault, store.safeguard)
        if version < schema.SCHEMA_VERSION:
            with store.appending() as ledger:
                ledger.event(upgrade.MIGRATED, {"from": str(version)})
    except BaseException:
        if vault is not None:
            vault.close()
        held.release()
        raise
    log.event(log.Happening.OPENED, device=store.device_code, kind=store.kind.value)
    return store


def info(store: Store) -> Info:
    """Facts for `workspace info`."""
    vault = store.vault
    counts = vault.row(
        "SELECT (SELECT count(*) FROM form), (SELECT count(*) FROM revision),"
        " (SELECT count(*) FROM event), (SELECT coalesce(sum(conflicts), 0) FROM interview_list),"
        " (SELECT count(*) FROM event WHERE kind = ? AND device_id = ?)",
        CLOCK_JUMPED,
        store.device_id,
    )
    created = vault.row(
        "SELECT wall_utc FROM event WHERE device_id = ? AND seq = 1", store.device_id
    )
    forms, revisions, events, conflicts, jumps = counts or (0, 0, 0, 0, 0)
    return Info(
        kind=store.kind,
        is_practice=store.is_practice,
        device_id=store.device_id,
        device_code=store.device_code,
        schema_version=schema.SCHEMA_VERSION,
        created_utc="" if created is None else created[0],
        forms=forms,
        interviews=dict(
            vault.rows("SELECT state, count(*) FROM interview_list GROUP BY state ORDER BY state")
        ),
        revisions=revisions,
        events=events,
        conflicts=conflicts,
        clock_jumps=jumps,
    )


def device(store: Store) -> Device:
    """The device that writes here."""
    row = store.vault.row("SELECT device_id, device_code, public_key FROM device WHERE is_own = 1")
    if row is None:
        raise Known(Code.STORE_DAMAGED, detail="device")
    return Device(row[0], row[1], row[2])


def device_signing_key(store: Store) -> bytes:
    """The device's Ed25519 private key, raw 32 bytes; kept only inside the encrypted database."""
    row = store.vault.row("SELECT value FROM setting WHERE name = 'device_signing_key'")
    if row is None:
        raise Known(Code.STORE_DAMAGED, detail="device")
    return bytes.fromhex(row[0])


def _make(
    folder: Path,
    passphrase: str,
    recipients: Sequence[str],
    *,
    practice: bool,
    clock: Clock,
    kind: Kind,
) -> key.Key:
    made = key.make(
        folder / key.FILE_NAME,
        passphrase=passphrase,
        kind=kind.value,
        practice=practice,
        workspace_id=new_uuid(),
        cost=key.PRACTICE if practice else key.STRONG,
        recipients=recipients,
    )
    database.create_vault(folder, made, pool=kind is Kind.POOL)
    vault = database.open_vault(folder, made)
    try:
        _enrol_self(vault, clock, kind, recipients)
    finally:
        vault.close()
    lock.take(folder).release()  # from now on opening and closing adds no file
    for path in folder.iterdir():
        _sync(path)
    key.sync_folder(folder)
    return made


def _enrol_self(vault: Vault, clock: Clock, kind: Kind, recipients: Sequence[str]) -> None:
    signing = Ed25519PrivateKey.generate()
    device_id = new_uuid()
    with vault.transaction():
        vault.write(
            "INSERT INTO device (device_id, device_code, public_key, is_own) VALUES (?, ?, ?, 1)",
            device_id,
            new_device_code(),
            signing.public_key().public_bytes_raw(),
        )
        vault.write(
            "INSERT INTO setting (name, value) VALUES ('device_signing_key', ?)",
            signing.private_bytes_raw().hex(),
        )
        Ledger(vault, device_id, clock).event(CREATED, {"kind": kind.value})
        settings.write_recipients(vault, dict.fromkeys(recipients, ""))


def _accept(making: Path, folder: Path) -> None:
    found = place.risk(folder)
    if found is not None:
        (making / place.FILE_NAME).write_text(found.value, "ascii")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
