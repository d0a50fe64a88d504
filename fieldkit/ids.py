"""Record ids, short codes for people, device id, clock: the only source of time and chance."""

import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

# Crockford's base 32: no I, L, O, U, so that a code read aloud or off paper is not mistaken.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_MODULUS = 31  # the largest prime below 32: a wrong or swapped character always shows


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment by both clocks; order never depends on it (sequence numbers give order)."""

    wall_utc: str  # ISO 8601, UTC, milliseconds
    wall_offset_minutes: int
    mono_ms: int
    boot_id: str


class Clock(Protocol):
    """Where time comes from."""

    def instant(self) -> Instant:
        """The present moment."""
        ...


class SystemClock:
    """The machine's clocks."""

    def __init__(self) -> None:
        self._boot_id = _boot_id()

    def instant(self) -> Instant:
        """The present moment, wall clock in UTC with milliseconds, and the monotonic clock."""
        now = datetime.now(UTC)
        offset = now.astimezone().utcoffset()
        minutes = 0 if offset is None else int(offset.total_seconds() // 60)
        return Instant(
            now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            minutes,
            _monotonic_ms(),
            self._boot_id,
        )


def new_uuid() -> str:
    """A random UUID: for revisions, interviews and instanceIDs."""
    return str(uuid.uuid4())


def new_device_code() -> str:
    """Four random characters that name a laptop in every case code; not secret, not derived."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))


def new_instance_key() -> str:
    """The stable name of a repeat instance: six random lower-case characters, a letter first."""
    letters = [c for c in _ALPHABET.lower() if c.isalpha()]
    return secrets.choice(letters) + "".join(secrets.choice(_ALPHABET.lower()) for _ in range(5))


def case_code(device_code: str, counter: int) -> str:
    """The neutral code of a case, `DDDD-NNNN-C`: device, counter from 1, check character.

    Says nothing of person, place or day; two laptops never make the same one as long as their
    device codes differ.
    """
    body = f"{device_code}{counter:04d}"
    return f"{device_code}-{counter:04d}-{_check_character(body)}"


def is_case_code(text: str) -> bool:
    """Whether the text is a case code whose check character fits."""
    parts = text.split("-")
    if len(parts) != 3 or any(c not in _ALPHABET for part in parts for c in part):
        return False
    return bool(parts[0]) and bool(parts[1]) and parts[2] == _check_character(parts[0] + parts[1])


def _check_character(body: str) -> str:
    total = sum(
        (position + 2) * _ALPHABET.index(character) for position, character in enumerate(body)
    )
    return _ALPHABET[total % _CHECK_MODULUS]


def _monotonic_ms() -> int:
    """Milliseconds of the clock that nobody sets; where the system has one, sleep counts too."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    return time.monotonic_ns() // 1_000_000


def _boot_id() -> str:
    """One id per start of the machine where the system tells it, else per start of the program."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return new_uuid()
