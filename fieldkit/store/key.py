"""The vault's key: 32 random bytes, made once, and the slots of the key file that give it back."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldkit.errors import Code, Known
from fieldkit.store import device_factor, keyfile, slots
from fieldkit.store.keyfile import COPY_NAME as COPY_NAME
from fieldkit.store.keyfile import FILE_NAME as FILE_NAME
from fieldkit.store.keyfile import Document, Header, Slot
from fieldkit.store.keyfile import sync_folder as sync_folder
from fieldkit.store.slots import PASSPHRASE, RECOVERY, Cost, DeviceFactor

PRACTICE_PASSPHRASE: Final = "practice"  # noqa: S105 (public: practice workspaces hide nothing)

STRONG: Final = Cost(262_144, 3, 4)
SHORT_OF_MEMORY: Final = Cost(65_536, 3, 4)
PRACTICE: Final = Cost(64, 1, 1)


@dataclass(frozen=True, slots=True)
class Key:
    """The opened key: 32 random bytes, and the header they belong to."""

    header: Header
    secret: bytes

    def subkey(self, purpose: str) -> bytes:
        """A key of its own for one purpose: HKDF-SHA-256, the workspace's id as salt."""
        salt = self.header.workspace_id.encode()
        return HKDF(hashes.SHA256(), 32, salt, f"fieldkit {purpose}".encode()).derive(self.secret)


@dataclass(frozen=True, slots=True)
class Slots:
    """What a key file can be opened with, as it says in clear."""

    recipients: tuple[str, ...]
    needs_device: bool
    memory_kib: int


def make(
    path: Path,
    *,
    passphrase: str,
    kind: str,
    practice: bool,
    workspace_id: str,
    cost: Cost,
    recipients: Sequence[str] = (),
) -> Key:
    """Make a new random key and write its file, twice and completely.

    Takes less memory than `cost` asks for, down to `SHORT_OF_MEMORY`, where the machine has less.
    """
    key = new(Header(kind, practice, workspace_id, secrets.token_bytes(16)))
    write(path, key, passphrase=passphrase, cost=cost, recipients=recipients)
    return key


def new(header: Header) -> Key:
    """A new random key and database salt for a workspace."""
    return Key(replace(header, salt=secrets.token_bytes(16)), secrets.token_bytes(32))


def write(
    path: Path,
    key: Key,
    *,
    passphrase: str,
    cost: Cost,
    recipients: Sequence[str] = (),
    device: DeviceFactor | None = None,
) -> None:
    """Write a key file with one passphrase slot and one recovery slot for each recipient."""
    first = _passphrase_slot(key, passphrase, cost, device)
    others = [slots.recovery_slot(key.secret, key.header, each) for each in recipients]
    _write(path, key, [first, *others])


def read_header(path: Path) -> Header:
    """What the file says without a passphrase; raises KEY_FILE_MISSING, KEY_FILE_DAMAGED."""
    return keyfile.header_of(keyfile.read(path))


def read_slots(path: Path) -> Slots:
    """What the file can be opened with; raises KEY_FILE_MISSING, KEY_FILE_DAMAGED."""
    found = keyfile.slots_of(keyfile.read(path))
    phrases = [slot for slot in found if slot.get("type") == PASSPHRASE]
    return Slots(
        tuple(keyfile.text_in(s, "recipient") for s in found if s.get("type") == RECOVERY),
        any(slot.get("device") is not None for slot in phrases),
        max((keyfile.number_in(slot, "memory_kib") for slot in phrases), default=0),
    )


def unlock(path: Path, passphrase: str) -> Key:
    """The key; raises KEY_WRONG_PASSPHRASE, KEY_DEVICE_MISSING, KEY_MEMORY, KEY_FILE_*."""
    document = keyfile.read(path)
    header = keyfile.header_of(document)
    found = [slot for slot in keyfile.slots_of(document) if slot.get("type") == PASSPHRASE]
    if not found:
        raise Known(Code.KEY_FILE_DAMAGED, detail="slots")
    for slot in found:
        device = device_factor.load(slot["device"]) if "device" in slot else None
        secret = slots.open_passphrase_slot(slot, header, passphrase, device)
        if secret is not None:
            return _authentic(Key(header, secret), document)
    raise Known(Code.KEY_WRONG_PASSPHRASE)


def unlock_with_identity(path: Path, identity_text: str) -> Key:
    """The key by a recovery identity; raises KEY_IDENTITY, also when it is of nobody here."""
    document = keyfile.read(path)
    header = keyfile.header_of(document)
    for slot in keyfile.slots_of(document):
        if slot.get("type") == RECOVERY:
            secret = slots.open_recovery_slot(slot, header, identity_text)
            if secret is not None:
                return _authentic(Key(header, secret), document)
    slots.recipient_of(identity_text)  # what is no identity at all is said as such by itself
    raise Known(Code.KEY_IDENTITY, detail="not a recovery key of this workspace")


def change_passphrase(
    path: Path, key: Key, passphrase: str, *, cost: Cost, device: DeviceFactor | None = None
) -> None:
    """Put one new passphrase slot in the place of those there are; recovery slots stay."""
    _change(path, key, replacing=PASSPHRASE, by=[_passphrase_slot(key, passphrase, cost, device)])


def set_recipients(path: Path, key: Key, recipients: Sequence[str]) -> None:
    """Let these recipients, and no others, open the vault."""
    made = [slots.recovery_slot(key.secret, key.header, each) for each in recipients]
    _change(path, key, replacing=RECOVERY, by=made)


def renew_copy(path: Path, key: Key) -> None:
    """Make file and copy the same again where one is damaged, gone or older than the other."""
    document = keyfile.read(path)
    _authentic(key, document)
    beside = path.with_name(COPY_NAME)
    if any(_raw(each) != keyfile.written(document) for each in (path, beside)):
        keyfile.write(path, document)


def _change(path: Path, key: Key, *, replacing: str, by: list[Slot]) -> None:
    document = keyfile.read(path)
    _authentic(key, document)
    kept = [slot for slot in keyfile.slots_of(document) if slot.get("type") != replacing]
    _write(path, key, [*by, *kept] if replacing == PASSPHRASE else [*kept, *by])


def _write(path: Path, key: Key, found: list[Slot]) -> None:
    document = keyfile.document_of(key.header, found)
    document["mac"] = _mac(key, document)
    keyfile.write(path, document)


def _authentic(key: Key, document: Document) -> Key:
    """The key, if every slot of the file was put there by somebody who had it."""
    if document.get("version") == 1:
        if any(slot.get("type") != PASSPHRASE for slot in keyfile.slots_of(document)):
            raise Known(Code.KEY_FILE_DAMAGED, detail="slots")
    elif not hmac.compare_digest(str(document.get("mac")).encode(), _mac(key, document).encode()):
        raise Known(Code.KEY_FILE_DAMAGED, detail="mac")
    return key


def _mac(key: Key, document: Document) -> str:
    return hmac.digest(key.subkey("key file"), keyfile.authentic_bytes(document), "sha256").hex()


def _passphrase_slot(key: Key, passphrase: str, cost: Cost, device: DeviceFactor | None) -> Slot:
    given = slots.affordable(cost, SHORT_OF_MEMORY) if cost is not PRACTICE else cost
    try:
        return slots.passphrase_slot(key.secret, key.header, passphrase, given, device)
    except MemoryError:
        return slots.passphrase_slot(key.secret, key.header, passphrase, SHORT_OF_MEMORY, device)


def _raw(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
