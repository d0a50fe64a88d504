"""The key file as bytes on disk: read, checked, written twice, each time wholly or not at all.

`vault.key` is one JSON object in UTF-8: `format`, `version`, `kind`, `practice`, `workspace_id`,
`salt` (16 bytes of the database, in hex: kept here so that a damaged salt in `vault.db` does no
harm), `slots`, `mac` and `sha256`. `sha256` is over the canonical JSON of all the rest: it tells a
damaged file from a wrong passphrase. `mac` (HMAC-SHA-256 under a key derived from the vault's, over
everything but itself and `sha256`) tells a slot that was slipped in; version 1 had none, and only a
passphrase slot. `vault.key.copy` is the same file once more, for the day a sector dies.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.store.chain import canonical
from fieldkit.store.disk import is_there, unreadable, unwritable

FILE_NAME: Final = "vault.key"
COPY_NAME: Final = "vault.key.copy"
VERSION: Final = 2
_FORMAT: Final = "fieldkit-key"
_MAX_BYTES: Final = 65_536

Document = dict[str, object]
Slot = dict[str, object]


@dataclass(frozen=True, slots=True)
class Header:
    """What the key file says in clear."""

    kind: str
    is_practice: bool
    workspace_id: str
    salt: bytes


def bound(header: Header) -> bytes:
    """The header as the associated data of every slot: a slot opens nothing but its workspace."""
    # The version stays that of the binding, so that an older file is brought up without its
    # passphrase; what a newer version adds is under the MAC.
    return canonical(_clear(header, 1)).encode()


def read(path: Path) -> Document:
    """The checked document, from the copy when the file itself is damaged or gone.

    Raises KEY_FILE_MISSING, KEY_FILE_DAMAGED, WORKSPACE_NEWER, FILE_MISSING.
    """
    try:
        return read_one(path)
    except Known as error:
        beside = path.with_name(COPY_NAME)
        if error.code is Code.WORKSPACE_NEWER or path.name != FILE_NAME or not is_there(beside):
            raise
        try:
            return read_one(beside)
        except Known:
            raise error from None


def read_one(path: Path) -> Document:
    """The checked document of exactly this file."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise Known(Code.KEY_FILE_MISSING) from None
    except OSError as error:
        raise unreadable(path.name) from error
    return parse(data)


def parse(data: bytes) -> Document:
    """The checked document in the bytes of a key file; raises KEY_FILE_DAMAGED, WORKSPACE_NEWER."""
    try:
        document = json.loads(data.decode()) if len(data) <= _MAX_BYTES else None
    except (ValueError, RecursionError):
        raise Known(Code.KEY_FILE_DAMAGED, detail="syntax") from None
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise Known(Code.KEY_FILE_DAMAGED, detail="format")
    stated = document.pop("sha256", None)
    if stated != hashlib.sha256(canonical(document).encode()).hexdigest():
        raise Known(Code.KEY_FILE_DAMAGED, detail="sha256")
    version = document.get("version")
    if not isinstance(version, int) or version < 1:
        raise Known(Code.KEY_FILE_DAMAGED, detail="version")
    if version > VERSION:
        raise Known(Code.WORKSPACE_NEWER)
    return document


def document_of(header: Header, slots: list[Slot]) -> Document:
    """A document without MAC and checksum."""
    return {**_clear(header, VERSION), "slots": slots}


def authentic_bytes(document: Document) -> bytes:
    """What the MAC is over."""
    return canonical({k: v for k, v in document.items() if k not in {"mac", "sha256"}}).encode()


def write(path: Path, document: Document) -> None:
    """Write the file, then its copy: a reader sees no file, the old one or the new one, whole."""
    data = written(document)
    _write_one(path, data)
    if path.name == FILE_NAME:
        _write_one(path.with_name(COPY_NAME), data)


def written(document: Document) -> bytes:
    """The bytes of a file with its checksum."""
    content = {k: v for k, v in document.items() if k != "sha256"}
    content["sha256"] = hashlib.sha256(canonical(content).encode()).hexdigest()
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def header_of(document: Document) -> Header:
    """The header of a document; raises KEY_FILE_DAMAGED."""
    kind, workspace_id = document.get("kind"), document.get("workspace_id")
    practice = document.get("practice")
    if not (isinstance(kind, str) and isinstance(workspace_id, str) and isinstance(practice, bool)):
        raise Known(Code.KEY_FILE_DAMAGED, detail="header")
    return Header(kind, practice, workspace_id, bytes_in(document, "salt", 16))


def slots_of(document: Document) -> list[Slot]:
    """The slots of a document; raises KEY_FILE_DAMAGED."""
    slots = document.get("slots")
    if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
        raise Known(Code.KEY_FILE_DAMAGED, detail="slots")
    return slots


def number_in(document: Document, name: str) -> int:
    """A whole number of a document; raises KEY_FILE_DAMAGED."""
    value = document.get(name)
    if not isinstance(value, int):
        raise Known(Code.KEY_FILE_DAMAGED, detail=name)
    return value


def text_in(document: Document, name: str) -> str:
    """A text of a document; raises KEY_FILE_DAMAGED."""
    value = document.get(name)
    if not isinstance(value, str):
        raise Known(Code.KEY_FILE_DAMAGED, detail=name)
    return value


def bytes_in(document: Document, name: str, length: int) -> bytes:
    """Bytes of a document, written in hex; raises KEY_FILE_DAMAGED unless so many."""
    value = document.get(name)
    try:
        data = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        data = b""
    if len(data) != length:
        raise Known(Code.KEY_FILE_DAMAGED, detail=name)
    return data


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none (NTFS log)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear(header: Header, version: int) -> Document:
    return {
        "format": _FORMAT,
        "version": version,
        "kind": header.kind,
        "practice": header.is_practice,
        "workspace_id": header.workspace_id,
        "salt": header.salt.hex(),
    }


def _write_one(path: Path, data: bytes) -> None:
    beside = path.with_name(path.name + ".new")
    try:
        # Left behind by a crash in the middle of the same act: never the file itself.
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise unwritable(error, path.name) from error
