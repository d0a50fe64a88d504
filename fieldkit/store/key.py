"""The key file: a random key for the database, wrapped under the passphrase.

`vault.key` is one JSON object in UTF-8: `format`, `version`, `kind`, `practice`, `workspace_id`,
`salt` (16 bytes of the database, in hex: kept here so that a damaged salt in `vault.db` does no
harm), `slots`, and `sha256` over the canonical JSON of all the rest. Each slot has a `type`;
`passphrase` is the only one so far: Argon2id parameters and the key wrapped with AES-256-GCM,
whose associated data are all fields outside the slots. The checksum tells a damaged file from a
wrong passphrase: a passphrase is called wrong only when the file is whole.
"""

import hashlib
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from fieldkit.errors import Bug, Code, Known
from fieldkit.store.chain import canonical
from fieldkit.store.disk import unreadable, unwritable

PRACTICE_PASSPHRASE: Final = "practice"  # noqa: S105 (public: practice workspaces hide nothing)
FILE_NAME: Final = "vault.key"
_FORMAT: Final = "fieldkit-key"
_VERSION: Final = 1
_MAX_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters (RFC 9106); memory in KiB."""

    memory_kib: int
    iterations: int
    lanes: int


STRONG: Final = Cost(262_144, 3, 4)
SHORT_OF_MEMORY: Final = Cost(65_536, 3, 4)
PRACTICE: Final = Cost(64, 1, 1)
# A key file from elsewhere must not be able to take the machine's memory or an hour.
_MOST: Final = Cost(1_048_576, 16, 16)


@dataclass(frozen=True, slots=True)
class Header:
    """What the key file says in clear."""

    kind: str
    is_practice: bool
    workspace_id: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class Key:
    """The opened key: 32 random bytes, and the header they belong to."""

    header: Header
    secret: bytes


def make(
    path: Path, *, passphrase: str, kind: str, practice: bool, workspace_id: str, cost: Cost
) -> Key:
    """Make a new random key and write its file, once and completely.

    Uses `SHORT_OF_MEMORY` when the machine cannot give the memory that `cost` asks for.
    """
    header = Header(kind, practice, workspace_id, secrets.token_bytes(16))
    key = Key(header, secrets.token_bytes(32))
    try:
        slot = _passphrase_slot(key, passphrase, cost if _has_memory(cost) else SHORT_OF_MEMORY)
    except MemoryError:
        slot = _passphrase_slot(key, passphrase, SHORT_OF_MEMORY)
    document = {**_header_fields(header), "slots": [slot]}
    document["sha256"] = hashlib.sha256(_canonical_bytes(document)).hexdigest()
    _write(path, json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n")
    return key


def read_header(path: Path) -> Header:
    """What the file says without a passphrase; raises KEY_FILE_MISSING, KEY_FILE_DAMAGED."""
    return _header(_read(path))


def unlock(path: Path, passphrase: str) -> Key:
    """The key; raises KEY_WRONG_PASSPHRASE, KEY_FILE_MISSING, KEY_FILE_DAMAGED."""
    document = _read(path)
    header = _header(document)
    slots = [slot for slot in _slots(document) if slot.get("type") == "passphrase"]
    if not slots:
        raise Known(Code.KEY_FILE_DAMAGED, detail="slots")
    for slot in slots:
        secret = _unwrap(slot, header, passphrase)
        if secret is not None:
            return Key(header, secret)
    raise Known(Code.KEY_WRONG_PASSPHRASE)


def _passphrase_slot(key: Key, passphrase: str, cost: Cost) -> dict[str, object]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = _derive(passphrase, salt, cost)
    wrapped = AESGCM(wrapping).encrypt(
        nonce, key.secret, _canonical_bytes(_header_fields(key.header))
    )
    return {
        "type": "passphrase",
        "kdf": "argon2id",
        "memory_kib": cost.memory_kib,
        "iterations": cost.iterations,
        "lanes": cost.lanes,
        "salt": salt.hex(),
        "cipher": "aes-256-gcm",
        "nonce": nonce.hex(),
        "wrapped": wrapped.hex(),
    }


def _unwrap(slot: dict[str, object], header: Header, passphrase: str) -> bytes | None:
    cost = Cost(_number(slot, "memory_kib"), _number(slot, "iterations"), _number(slot, "lanes"))
    if (
        slot.get("kdf") != "argon2id"
        or slot.get("cipher") != "aes-256-gcm"
        or not (0 < cost.iterations <= _MOST.iterations and 0 < cost.lanes <= _MOST.lanes)
        or not 8 * cost.lanes <= cost.memory_kib <= _MOST.memory_kib
    ):
        raise Known(Code.KEY_FILE_DAMAGED, detail="parameters")
    wrapping = _derive(passphrase, _bytes(slot, "salt", 16), cost)
    try:
        return AESGCM(wrapping).decrypt(
            _bytes(slot, "nonce", 12),
            _bytes(slot, "wrapped", 48),
            _canonical_bytes(_header_fields(header)),
        )
    except InvalidTag:
        return None


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # One spelling, whichever keyboard composed the letters; a lone surrogate is no text at all.
    try:
        text = unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        raise Known(Code.KEY_WRONG_PASSPHRASE) from None
    return Argon2id(
        salt=salt,
        length=32,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(text)


def _has_memory(cost: Cost) -> bool:
    """Whether twice the memory is free, where the system tells; systems that overcommit kill."""
    try:
        free_kib = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    except (AttributeError, ValueError, OSError):
        return True
    return free_kib >= 2 * cost.memory_kib


def _header_fields(header: Header) -> dict[str, object]:
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "kind": header.kind,
        "practice": header.is_practice,
        "workspace_id": header.workspace_id,
        "salt": header.salt.hex(),
    }


def _canonical_bytes(document: dict[str, object]) -> bytes:
    return canonical(document).encode()


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise Known(Code.KEY_FILE_MISSING) from None
    except OSError as error:
        raise unreadable(path.name) from error
    try:
        document = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise Known(Code.KEY_FILE_DAMAGED, detail="syntax") from None
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise Known(Code.KEY_FILE_DAMAGED, detail="format")
    stated = document.pop("sha256", None)
    if stated != hashlib.sha256(_canonical_bytes(document)).hexdigest():
        raise Known(Code.KEY_FILE_DAMAGED, detail="sha256")
    if document.get("version") != _VERSION:
        raise Known(Code.WORKSPACE_NEWER)
    return document


def _header(document: dict[str, object]) -> Header:
    kind, workspace_id = document.get("kind"), document.get("workspace_id")
    practice = document.get("practice")
    if not (isinstance(kind, str) and isinstance(workspace_id, str) and isinstance(practice, bool)):
        raise Known(Code.KEY_FILE_DAMAGED, detail="header")
    return Header(kind, practice, workspace_id, _bytes(document, "salt", 16))


def _slots(document: dict[str, object]) -> list[dict[str, object]]:
    slots = document.get("slots")
    if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
        raise Known(Code.KEY_FILE_DAMAGED, detail="slots")
    return slots


def _number(document: dict[str, object], name: str) -> int:
    value = document.get(name)
    if not isinstance(value, int):
        raise Known(Code.KEY_FILE_DAMAGED, detail=name)
    return value


def _bytes(document: dict[str, object], name: str, length: int) -> bytes:
    value = document.get(name)
    try:
        data = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        data = b""
    if len(data) != length:
        raise Known(Code.KEY_FILE_DAMAGED, detail=name)
    return data


def _write(path: Path, data: bytes) -> None:
    """All or nothing: a reader sees no file, or the whole of it, also after a power cut."""
    beside = path.with_name(path.name + ".new")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise Bug(detail="key file in the making") from error
    except OSError as error:
        raise unwritable(error, path.name) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none (NTFS log)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
