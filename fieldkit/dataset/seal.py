"""age envelopes and Ed25519 signatures; clear bytes stay in memory.

Recipients and identities are age's X25519 texts (`age1…`, `AGE-SECRET-KEY-1…`); passphrase
envelopes are refused unread, because their cost is the sender's choice.
"""

from collections.abc import Sequence
from typing import Final

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from fieldkit.errors import Code, Known

MAGIC: Final = b"age-encryption.org/v1\n"

_STANZA: Final = b"-> "
_HEADER_END: Final = b"\n---"
_LONGEST_HEADER: Final = 65_536
_ACCEPTED: Final = frozenset({b"X25519"})


def is_sealed(data: bytes) -> bool:
    """Whether the bytes begin as a binary age envelope."""
    return data.startswith(MAGIC)


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """The bytes in an age envelope that any one of the recipients can open.

    Raises `WORKBOOK_RECIPIENT` when there is none or one is not an X25519 recipient.
    """
    if not recipients:
        raise Known(Code.WORKBOOK_RECIPIENT, detail="none")
    try:
        keys = [pyrage.x25519.Recipient.from_str(text.strip()) for text in recipients]
    except pyrage.RecipientError:
        raise Known(Code.WORKBOOK_RECIPIENT, detail="not an age X25519 recipient") from None
    return bytes(pyrage.encrypt(data, keys))


def unseal(data: bytes, identities: Sequence[str]) -> bytes:
    """The bytes inside an envelope.

    Raises `WORKBOOK_SEALED` when no identity fits, `WORKBOOK_DAMAGED` when one fits but the
    envelope is cut or altered, `WORKBOOK_FOREIGN` for anything that is not an X25519 envelope.
    """
    _check_stanzas(data)
    if not identities:
        raise Known(Code.WORKBOOK_SEALED)
    try:
        keys = [pyrage.x25519.Identity.from_str(text.strip()) for text in identities]
    except pyrage.IdentityError:
        raise Known(Code.WORKBOOK_RECIPIENT, detail="not an age X25519 identity") from None
    try:
        return bytes(pyrage.decrypt(data, keys))
    except pyrage.DecryptError as error:
        # age tells a wrong key from a broken body only in words; the wrong key has a fixed one.
        code = Code.WORKBOOK_SEALED if "No matching keys" in str(error) else Code.WORKBOOK_DAMAGED
        raise Known(code, detail="envelope") from None


def sign(message: bytes, private_key: bytes) -> bytes:
    """The Ed25519 signature by a raw 32-byte private key; 64 bytes, the same each time."""
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(message)


def public_key(private_key: bytes) -> bytes:
    """The raw 32-byte public key of a raw private key."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def is_signed(message: bytes, signature: bytes, by: bytes) -> bool:
    """Whether the signature is of this message by the raw public key `by`."""
    try:
        Ed25519PublicKey.from_public_bytes(by).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_stanzas(data: bytes) -> None:
    if not is_sealed(data):
        raise Known(Code.WORKBOOK_FOREIGN, detail="no age envelope")
    end = data.find(_HEADER_END, 0, _LONGEST_HEADER)
    if end < 0:
        raise Known(Code.WORKBOOK_DAMAGED, detail="envelope")
    for line in data[len(MAGIC) : end].split(b"\n"):
        if line.startswith(_STANZA):
            kind = line[len(_STANZA) :].split(b" ")[0]
            # Age puts random stanzas in for others to ignore: they end in `-grease`.
            if kind not in _ACCEPTED and not kind.endswith(b"-grease"):
                raise Known(Code.WORKBOOK_FOREIGN, detail="not sealed to a key")
