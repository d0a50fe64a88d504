"""Create and open a workspace or a pool: a private folder with key file, database and lock."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from fieldkit.ids import Clock


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


class Store:
    """An open workspace or pool; use it only in the thread that opened it."""

    folder: Path
    kind: Kind
    is_practice: bool
    device_id: str
    device_code: str
    clock: Clock

    def close(self) -> None:
        """Write everything into `vault.db`, drop the keys and release the lock; may be repeated."""
        raise NotImplementedError

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
) -> Store:
    """Make a new folder with its key, database and device, and leave it open.

    Raises WORKSPACE_EXISTS when the folder holds anything, KEY_NO_PASSPHRASE without a passphrase
    unless it is for practice.
    """
    raise NotImplementedError


def open_store(folder: Path, *, passphrase: str | None, clock: Clock) -> Store:
    """Open a folder; practice folders ignore the passphrase.

    Raises WORKSPACE_MISSING, KEY_*, WORKSPACE_BUSY, WORKSPACE_FOREIGN, WORKSPACE_NEWER,
    STORE_DAMAGED, STORE_FAILED, STORE_UNSAFE; a refused folder keeps every byte.
    """
    raise NotImplementedError


def info(store: Store) -> Info:
    """Facts for `workspace info`."""
    raise NotImplementedError


def device(store: Store) -> Device:
    """The device that writes here."""
    raise NotImplementedError


def device_signing_key(store: Store) -> bytes:
    """The device's Ed25519 private key, raw 32 bytes; kept only inside the encrypted database."""
    raise NotImplementedError
