"""What opens the vault's key: a passphrase, with or without the laptop's factor; a recovery key.

A passphrase slot holds the key under AES-256-GCM, wrapped by Argon2id (RFC 9106) of the passphrase.
With a device factor (32 random bytes kept outside the folder) the wrapping key is HKDF-SHA-256 of
both, so that neither opens anything alone. A recovery slot holds the key in an age envelope for one
X25519 recipient, whose identity stays with the organisation.
"""

import base64
import os
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldkit.errors import Code, Known
from fieldkit.store.keyfile import Header, Slot, bound, bytes_in, number_in, text_in

PASSPHRASE: Final = "passphrase"  # noqa: S105 (the name of a kind of slot)
RECOVERY: Final = "recovery"
_IDENTITY: Final = "AGE-SECRET-KEY-1"


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters (RFC 9106); memory in KiB."""

    memory_kib: int
    iterations: int
    lanes: int


@dataclass(frozen=True, slots=True)
class DeviceFactor:
    """A second factor: what this laptop knows beside the passphrase."""

    factor_id: str
    secret: bytes


# A key file from elsewhere must not be able to take the machine's memory or an hour.
_MOST: Final = Cost(1_048_576, 16, 16)


def affordable(cost: Cost, least: Cost) -> Cost:
    """The cost, its memory halved, not below `least`, until twice of it is free on this machine."""
    memory = cost.memory_kib
    while memory > least.memory_kib and not has_memory(memory):
        memory //= 2
    if memory == cost.memory_kib:
        return cost
    return Cost(max(memory, least.memory_kib), least.iterations, least.lanes)


def has_memory(memory_kib: int) -> bool:
    """Whether twice the memory is free, where the system tells; systems that overcommit kill."""
    try:
        free_kib = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    except (AttributeError, ValueError, OSError):
        return True
    return free_kib >= 2 * memory_kib


def passphrase_slot(
    secret: bytes, header: Header, passphrase: str, cost: Cost, device: DeviceFactor | None
) -> Slot:
    """The secret under a passphrase, and under the device factor if there is one."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = _wrapping(passphrase, salt, cost, device)
    slot: Slot = {
        "type": PASSPHRASE,
        "kdf": "argon2id",
        "memory_kib": cost.memory_kib,
        "iterations": cost.iterations,
        "lanes": cost.lanes,
        "salt": salt.hex(),
        "cipher": "aes-256-gcm",
        "nonce": nonce.hex(),
        "wrapped": AESGCM(wrapping).encrypt(nonce, secret, bound(header)).hex(),
    }
    if device is not None:
        slot["device"] = device.factor_id
    return slot


def open_passphrase_slot(
    slot: Slot, header: Header, passphrase: str, device: DeviceFactor | None
) -> bytes | None:
    """The secret, or None when the passphrase (or the device) is another one."""
    cost = Cost(
        number_in(slot, "memory_kib"), number_in(slot, "iterations"), number_in(slot, "lanes")
    )
    if (
        slot.get("kdf") != "argon2id"
        or slot.get("cipher") != "aes-256-gcm"
        or not (0 < cost.iterations <= _MOST.iterations and 0 < cost.lanes <= _MOST.lanes)
        or not 8 * cost.lanes <= cost.memory_kib <= _MOST.memory_kib
    ):
        raise Known(Code.KEY_FILE_DAMAGED, detail="parameters")
    wanted = slot.get("device")
    if wanted is not None and (device is None or device.factor_id != wanted):
        raise Known(Code.KEY_DEVICE_MISSING)
    salt, nonce = bytes_in(slot, "salt", 16), bytes_in(slot, "nonce", 12)
    wrapped = bytes_in(slot, "wrapped", 48)
    try:
        wrapping = _wrapping(passphrase, salt, cost, device if wanted is not None else None)
    except MemoryError as error:
        raise Known(Code.KEY_MEMORY, detail=f"{cost.memory_kib // 1024} MiB") from error
    try:
        return AESGCM(wrapping).decrypt(nonce, wrapped, bound(header))
    except InvalidTag:
        return None


def make_recovery() -> tuple[str, str]:
    """A new identity and its recipient, as age writes them; the identity is shown once."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(identity_text: str) -> str:
    """The recipient of an identity; raises KEY_IDENTITY for what is none."""
    return str(_identity(identity_text).to_public())


def checked_recipient(text: str) -> str:
    """The recipient as age writes it; raises KEY_RECIPIENT for what is none."""
    import pyrage

    try:
        return str(pyrage.x25519.Recipient.from_str(text.strip()))
    except pyrage.RecipientError:
        raise Known(Code.KEY_RECIPIENT) from None


def recovery_slot(secret: bytes, header: Header, recipient: str) -> Slot:
    """The secret, bound to its workspace, in an envelope for one recipient."""
    import pyrage

    key = pyrage.x25519.Recipient.from_str(checked_recipient(recipient))
    sealed = bytes(pyrage.encrypt(secret + bound(header), [key]))
    return {"type": RECOVERY, "recipient": str(key), "sealed": base64.b64encode(sealed).decode()}


def open_recovery_slot(slot: Slot, header: Header, identity_text: str) -> bytes | None:
    """The secret, or None when the identity is of another recipient."""
    import pyrage

    identity = _identity(identity_text)
    if text_in(slot, "recipient") != str(identity.to_public()):
        return None
    try:
        sealed = base64.b64decode(text_in(slot, "sealed"), validate=True)
        opened = bytes(pyrage.decrypt(sealed, [identity]))
    except (ValueError, pyrage.DecryptError):
        raise Known(Code.KEY_FILE_DAMAGED, detail="recovery") from None
    if len(opened) < 32 or opened[32:] != bound(header):
        raise Known(Code.KEY_FILE_DAMAGED, detail="recovery")
    return opened[:32]


def _identity(text: str) -> "pyrage.x25519.Identity":  # type: ignore[name-defined]  # noqa: F821
    import pyrage

    for line in text.splitlines():
        if line.strip().startswith(_IDENTITY):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError:
                break
    # The text may be a secret key with a slip of the pen: it goes into no message.
    raise Known(Code.KEY_IDENTITY)


def _wrapping(passphrase: str, salt: bytes, cost: Cost, device: DeviceFactor | None) -> bytes:
    # One spelling, whichever keyboard composed the letters; a lone surrogate is no text at all.
    try:
        text = unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        raise Known(Code.KEY_WRONG_PASSPHRASE) from None
    derived = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(text)
    if device is None:
        return derived
    return HKDF(hashes.SHA256(), 32, salt, b"fieldkit passphrase and device").derive(
        derived + device.secret
    )
