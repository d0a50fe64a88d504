"""age envelopes and Ed25519 signatures; clear bytes stay in memory.

Recipients and identities are age's X25519 texts (`age1…`, `AGE-SECRET-KEY-1…`); passphrase
envelopes are refused unread, because their cost is the sender's choice.
"""

from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final, Protocol

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from fieldkit.errors import Bug, Code, Known

MAGIC: Final = b"age-encryption.org/v1\n"

_STANZA: Final = b"-> "
_HEADER_END: Final = b"\n---"
_LONGEST_HEADER: Final = 65_536
_ACCEPTED: Final = frozenset({b"X25519"})


class Sink(Protocol):
    """Where bytes go, a piece after the other."""

    def write(self, piece: bytes, /) -> int:
        """Take a piece and say how long it was."""
        ...

    def flush(self) -> None:
        """Hand on what was taken."""
        ...


def is_sealed(data: bytes) -> bool:
    """Whether the bytes begin as a binary age envelope."""
    return data.startswith(MAGIC)


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """The bytes in an age envelope that any one of the recipients can open.

    Raises `WORKBOOK_RECIPIENT` when there is none or one is not an X25519 recipient.
    """
    return bytes(pyrage.encrypt(data, _keys_of_recipients(recipients)))


def seal_pieces(pieces: Iterable[bytes], sink: Sink, recipients: Sequence[str]) -> None:
    """Write an envelope of what comes in pieces, without ever holding all of it.

    Raises what `seal` raises, and whatever the pieces or the sink raise.
    """
    keys = _keys_of_recipients(recipients)
    source, out = _Source(pieces), _Out(sink)
    try:
        pyrage.encrypt_io(source, out, keys)
    except pyrage.EncryptError:
        raise source.failed or out.failed or Bug(detail="envelope") from None


def unseal(data: bytes, identities: Sequence[str]) -> bytes:
    """The bytes inside an envelope.

    Raises `WORKBOOK_SEALED` when no identity fits, `WORKBOOK_DAMAGED` when one fits but the
    envelope is cut or altered, `WORKBOOK_FOREIGN` for anything that is not an X25519 envelope.
    """
    _check_stanzas(data)
    keys = _keys_of_identities(identities)
    try:
        return bytes(pyrage.decrypt(data, keys))
    except pyrage.DecryptError as error:
        raise _not_opened(error) from None


def unseal_into(source: BinaryIO, sink: Sink, identities: Sequence[str]) -> None:
    """Write what is inside an envelope, a piece at a time.

    Raises what `unseal` raises, and whatever the sink raises; what the sink was given until then is
    right as far as it goes, but not whole.
    """
    _check_stanzas(source.read(_LONGEST_HEADER))
    source.seek(0)
    keys, out = _keys_of_identities(identities), _Out(sink)
    try:
        pyrage.decrypt_io(source, out, keys)
    except pyrage.DecryptError as error:
        raise out.failed or _not_opened(error) from None
    except OSError:  # a piece that does not bear its seal, or the end is missing
        raise out.failed or Known(Code.WORKBOOK_DAMAGED, detail="envelope") from None


class _Source:
    """Pieces as something to read from; age's errors hide what went wrong, so it is kept here."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._waiting = memoryview(b"")
        self.failed: Exception | None = None

    def read(self, n_bytes: int = -1) -> bytes:
        try:
            while not self._waiting:
                self._waiting = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except Exception as error:
            self.failed = error
            raise
        end = len(self._waiting) if n_bytes < 0 else n_bytes
        some, self._waiting = self._waiting[:end], self._waiting[end:]
        return bytes(some)


class _Out:
    """A sink whose error is kept."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.failed: Exception | None = None

    def write(self, piece: bytes, /) -> int:
        try:
            return self._sink.write(piece)
        except Exception as error:
            self.failed = error
            raise

    def flush(self) -> None:
        self._sink.flush()


def _keys_of_recipients(recipients: Sequence[str]) -> list["pyrage.x25519.Recipient"]:
    if not recipients:
        raise Known(Code.WORKBOOK_RECIPIENT, detail="none")
    try:
        return [pyrage.x25519.Recipient.from_str(text.strip()) for text in recipients]
    except pyrage.RecipientError:
        raise Known(Code.WORKBOOK_RECIPIENT, detail="not an age X25519 recipient") from None


def _keys_of_identities(identities: Sequence[str]) -> list["pyrage.x25519.Identity"]:
    if not identities:
        raise Known(Code.WORKBOOK_SEALED)
    try:
        return [pyrage.x25519.Identity.from_str(text.strip()) for text in identities]
    except pyrage.IdentityError:
        raise Known(Code.WORKBOOK_RECIPIENT, detail="not an age X25519 identity") from None


def _not_opened(error: Exception) -> Known:
    # age tells a wrong key from a broken body only in words; the wrong key has a fixed one.
    code = Code.WORKBOOK_SEALED if "No matching keys" in str(error) else Code.WORKBOOK_DAMAGED
    return Known(code, detail="envelope")


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
