"""The witness: which entry of the chain was acknowledged last, in a small file under a MAC.

`vault.witness` has two places, 512 bytes apart, written in turn after each commit: sequence number
(8 bytes, big-endian), hash of that entry (32 bytes), HMAC-SHA-256 of both (32 bytes). It is not
synced at each save: after a power cut it may tell of an earlier entry, which accuses nobody; it
never tells of a later one than the disk had. A database older than its witness was rolled back, or
lost the end of its log, which SQLite does not notice.
"""

import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE_NAME: Final = "vault.witness"
_SPAN: Final = 512
_BODY: Final = 40


@dataclass(frozen=True, slots=True)
class Testimony:
    """The last entry known to be on disk."""

    seq: int
    hash: str


class Witness:
    """The open witness of a folder whose lock is held."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._key = key
        self._handle = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        found = _read(self._handle_bytes(), key)
        self._turn = 0 if found is None else 1 - found[1]
        self.told = None if found is None else found[0]

    def tell(self, seq: int, entry_hash: str) -> None:
        """Remember an entry that is on disk; raises OSError."""
        body = seq.to_bytes(8, "big") + bytes.fromhex(entry_hash)
        os.lseek(self._handle, self._turn * _SPAN, os.SEEK_SET)
        os.write(self._handle, body + hmac.digest(self._key, body, "sha256"))
        self._turn = 1 - self._turn
        self.told = Testimony(seq, entry_hash)

    def close(self) -> None:
        """Put it on disk and let go of it."""
        try:
            os.fsync(self._handle)
        finally:
            os.close(self._handle)

    def _handle_bytes(self) -> bytes:
        return os.read(self._handle, 2 * _SPAN)


def testimony(folder: Path, key: bytes) -> Testimony | None:
    """What the witness of a folder tells, without changing it; None when it is gone or damaged."""
    try:
        found = _read((folder / FILE_NAME).read_bytes(), key)
    except OSError:
        return None
    return None if found is None else found[0]


def _read(data: bytes, key: bytes) -> tuple[Testimony, int] | None:
    """The later of the two places whose MAC is right, and which one it is."""
    found = []
    for place in (0, 1):
        body = data[place * _SPAN : place * _SPAN + _BODY]
        mac = data[place * _SPAN + _BODY : place * _SPAN + _BODY + 32]
        if len(body) == _BODY and hmac.compare_digest(hmac.digest(key, body, "sha256"), mac):
            seq = int.from_bytes(body[:8], "big")
            found.append((seq, place, Testimony(seq, body[8:].hex())))
    if not found:
        return None
    _, place, told = max(found, key=lambda each: each[0])
    return told, place
