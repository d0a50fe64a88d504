"""What somebody who has the key finds on the disk: every page and record there is, in clear.

Read past SQLite, so that free pages, the unused ends of pages and old frames of the write-ahead log
are seen too. The layout is SQLCipher 4's: pages of 4,096 bytes, of which the last 80 are the
initialisation vector (16) and the HMAC (64); AES-256 in CBC; the first 16 bytes of the first page
are the salt.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldkit.store import safeguard
from fieldkit.store.key import Key

_PAGE: Final = 4096
_RESERVED: Final = 80
_WAL_HEAD, _FRAME_HEAD = 32, 24
_RECORDER: Final = b"fieldkit-recorder-1\n"
_RECORD: Final = re.compile(rb"\xf5F[A-Z]\x00", re.DOTALL)


def in_clear(folder: Path, key: Key) -> Iterator[tuple[Path, bytes]]:
    """Every file of a folder, those below it included, as the key makes it readable."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path, data
            if data.startswith(_RECORDER):
                yield path, b"\n".join(_records(data, key.subkey(safeguard.RECORDER_KEY)))
            elif path.name.endswith("-wal"):
                spans = range(_WAL_HEAD + _FRAME_HEAD, len(data), _FRAME_HEAD + _PAGE)
                yield path, b"".join(_page(data[at : at + _PAGE], key) for at in spans)
            elif len(data) >= _PAGE and len(data) % _PAGE == 0:
                spans = range(0, len(data), _PAGE)
                yield (
                    path,
                    b"".join(_page(data[at : at + _PAGE], key, first=not at) for at in spans),
                )


def _page(page: bytes, key: Key, *, first: bool = False) -> bytes:
    if len(page) < _PAGE:
        return b""
    end = _PAGE - _RESERVED
    unlocking = Cipher(algorithms.AES(key.secret), modes.CBC(page[end : end + 16])).decryptor()
    return unlocking.update(page[16 if first else 0 : end])


def _records(data: bytes, key: bytes) -> Iterator[bytes]:
    """What every place that looks like a record holds; the id of the file is under each."""
    cipher = AESGCM(key)
    file_id = data[len(_RECORDER) : len(_RECORDER) + 16]
    for match in _RECORD.finditer(data):
        at = match.end()
        length = int.from_bytes(data[at : at + 4], "big")
        number, nonce = data[at + 4 : at + 12], data[at + 12 : at + 24]
        try:
            yield cipher.decrypt(nonce, data[at + 24 : at + 24 + length], file_id + number)
        except (InvalidTag, ValueError):
            continue
