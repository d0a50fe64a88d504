"""Append to the device's own chain, and read rows of history back as records."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from fieldkit.errors import Code, Known
from fieldkit.ids import Clock, Instant
from fieldkit.records import Address, Answer, Event, Revision, Status
from fieldkit.store import schema
from fieldkit.store.chain import canonical, entry_bytes
from fieldkit.store.database import Vault
from fieldkit.store.driver import Row, Value

_INSERT_REVISION: Final = (
    f"INSERT INTO revision ({schema.REVISION_COLUMNS}) VALUES ({', '.join('?' * 17)})"  # noqa: S608
)
_INSERT_EVENT: Final = f"INSERT INTO event ({schema.EVENT_COLUMNS}) VALUES ({', '.join('?' * 11)})"  # noqa: S608
CLOCK_JUMPED: Final = "clock.jumped"
_JUMP_S: Final = 5
_UNLESS_KNOWN: Final = " ON CONFLICT DO NOTHING"
SELECT_REVISIONS: Final = f"SELECT {schema.REVISION_COLUMNS} FROM revision"  # noqa: S608
SELECT_EVENTS: Final = f"SELECT {schema.EVENT_COLUMNS} FROM event"  # noqa: S608

Entry = TypeVar("Entry", Revision, Event)


class Ledger:
    """The end of one device's chain; made and used inside one transaction."""

    def __init__(
        self,
        vault: Vault,
        device_id: str,
        clock: Clock,
        before: Instant | None = None,
        end: tuple[int, str] | None = None,
    ) -> None:
        self._vault = vault
        self._device_id = device_id
        self._instant: Instant = clock.instant()
        self.seq, self.hash = end or chain_end(vault, device_id)
        self.began_after = self.seq
        self.lines: list[bytes] = []  # what is hashed of each entry, for the recorder
        self.jumped_s: int | None = None  # by which the wall clock was moved since the last entry
        if before is not None:
            self._note_jump(before)

    @property
    def end(self) -> tuple[int, str] | None:
        """Where the chain ends if what was appended is committed; None when nothing was."""
        return (self.seq, self.hash) if self.lines else None

    @property
    def instant(self) -> Instant:
        """The moment that every entry of this ledger bears."""
        return self._instant

    @property
    def wall_utc(self) -> str:
        """The moment that every entry of this ledger bears."""
        return self._instant.wall_utc

    def event(self, kind: str, detail: Mapping[str, str], interview_id: str = "") -> Event:
        """Append an event."""
        now = self._instant
        event = self._sealed(
            Event(
                device_id=self._device_id,
                seq=self.seq + 1,
                kind=_text(kind),
                interview_id=_text(interview_id),
                detail={_text(name): _text(value) for name, value in detail.items()},
                wall_utc=now.wall_utc,
                wall_offset_minutes=now.wall_offset_minutes,
                mono_ms=now.mono_ms,
                boot_id=now.boot_id,
                prev_hash=self.hash,
                hash="",
            )
        )
        self._vault.write(_INSERT_EVENT, *event_values(event))
        self.seq, self.hash = event.seq, event.hash
        return event

    def revision(
        self,
        revision_id: str,
        interview_id: str,
        answer: Answer,
        *,
        parents: tuple[str, ...],
        actor: str,
        reason: str,
    ) -> Revision:
        """Append a revision."""
        now = self._instant
        revision = self._sealed(
            Revision(
                revision_id=_text(revision_id),
                device_id=self._device_id,
                seq=self.seq + 1,
                interview_id=interview_id,
                address=Address(_text(answer.address)),
                status=answer.status,
                value=_text(answer.value),
                value_type=_text(answer.value_type),
                parents=tuple(sorted(set(parents))),
                actor=_text(actor),
                reason=_text(reason),
                wall_utc=now.wall_utc,
                wall_offset_minutes=now.wall_offset_minutes,
                mono_ms=now.mono_ms,
                boot_id=now.boot_id,
                prev_hash=self.hash,
                hash="",
            )
        )
        self._vault.write(_INSERT_REVISION, *revision_values(revision))
        self.seq, self.hash = revision.seq, revision.hash
        return revision

    def _note_jump(self, before: Instant) -> None:
        """Record that the wall clock went another way than the monotonic one; order stays."""
        self.jumped_s = jump_s(before, self._instant)
        if self.jumped_s is not None:
            self.event(CLOCK_JUMPED, {"seconds": str(self.jumped_s), "before": before.wall_utc})

    def skip_to(self, seq: int) -> None:
        """Go on after a number that was given before, though its entry is lost for good."""
        self.seq = max(self.seq, seq)

    def _sealed(self, entry: Entry) -> Entry:
        line = entry_bytes(entry)
        self.lines.append(line)
        return replace(entry, hash=hashlib.sha256(line).hexdigest())


def revision_values(revision: Revision) -> tuple[Value, ...]:
    """The columns of a revision, in the order of `schema.REVISION_COLUMNS`."""
    return (
        revision.revision_id,
        revision.device_id,
        revision.seq,
        revision.interview_id,
        revision.address,
        revision.status.value,
        revision.value,
        revision.value_type,
        canonical(sorted(revision.parents)),
        revision.actor,
        revision.reason,
        revision.wall_utc,
        revision.wall_offset_minutes,
        revision.mono_ms,
        revision.boot_id,
        bytes.fromhex(revision.prev_hash),
        bytes.fromhex(revision.hash),
    )


def event_values(event: Event) -> tuple[Value, ...]:
    """The columns of an event, in the order of `schema.EVENT_COLUMNS`."""
    return (
        event.device_id,
        event.seq,
        event.kind,
        event.interview_id,
        canonical(dict(event.detail)),
        event.wall_utc,
        event.wall_offset_minutes,
        event.mono_ms,
        event.boot_id,
        bytes.fromhex(event.prev_hash),
        bytes.fromhex(event.hash),
    )


def revision_of(row: Row) -> Revision:
    """The revision in a row of `SELECT_REVISIONS`."""
    return Revision(
        revision_id=row[0],
        device_id=row[1],
        seq=row[2],
        interview_id=row[3],
        address=Address(row[4]),
        status=_status(row[5]),
        value=row[6],
        value_type=row[7],
        parents=tuple(_json(row[8])),
        actor=row[9],
        reason=row[10],
        wall_utc=row[11],
        wall_offset_minutes=row[12],
        mono_ms=row[13],
        boot_id=row[14],
        prev_hash=row[15].hex(),
        hash=row[16].hex(),
    )


def event_of(row: Row) -> Event:
    """The event in a row of `SELECT_EVENTS`."""
    return Event(
        device_id=row[0],
        seq=row[1],
        kind=row[2],
        interview_id=row[3],
        detail=_json(row[4]),
        wall_utc=row[5],
        wall_offset_minutes=row[6],
        mono_ms=row[7],
        boot_id=row[8],
        prev_hash=row[9].hex(),
        hash=row[10].hex(),
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Known(Code.STORE_DAMAGED, detail="entry") from None


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError:
        raise Known(Code.STORE_DAMAGED, detail="entry") from None


def insert_revision(vault: Vault, revision: Revision) -> bool:
    """Write a revision of another device as it is; whether it was new."""
    return vault.write(_INSERT_REVISION + _UNLESS_KNOWN, *revision_values(revision)) == 1


def insert_event(vault: Vault, event: Event) -> bool:
    """Write an event of another device as it is; whether it was new."""
    return vault.write(_INSERT_EVENT + _UNLESS_KNOWN, *event_values(event)) == 1


def known_revisions(vault: Vault, revisions: Sequence[Revision]) -> frozenset[str]:
    """The hashes, of these revisions, that the store has or erased: one question for many."""
    ids = canonical([revision.revision_id for revision in revisions])
    hashes = canonical([revision.hash for revision in revisions])
    rows = vault.rows(
        "SELECT hash FROM revision WHERE revision_id IN (SELECT value FROM json_each(?))"
        " UNION ALL"
        " SELECT hash FROM erased WHERE hash IN (SELECT unhex(value) FROM json_each(?))",
        ids,
        hashes,
    )
    return frozenset(row[0].hex() for row in rows)


def last_instant(vault: Vault, device_id: str) -> Instant | None:
    """The moment that the last entry of a device bears; None without any."""
    found = [
        row
        for table in ("revision", "event")
        for row in vault.rows(
            f"SELECT seq, wall_utc, wall_offset_minutes, mono_ms, boot_id FROM {table}"  # noqa: S608
            " WHERE device_id = ? ORDER BY seq DESC LIMIT 1",
            device_id,
        )
    ]
    return Instant(*max(found)[1:]) if found else None


def jump_s(before: Instant, now: Instant) -> int | None:
    """By how many seconds the wall clock was moved between two entries; None when it was not.

    Within one start of the machine the monotonic clock tells; across starts only a clock that
    went back is sure.
    """
    try:
        told = datetime.fromisoformat(now.wall_utc) - datetime.fromisoformat(before.wall_utc)
    except ValueError:
        return None
    wall_s = told.total_seconds()
    if now.boot_id == before.boot_id and now.mono_ms >= before.mono_ms:
        moved = wall_s - (now.mono_ms - before.mono_ms) / 1000
    else:
        moved = min(wall_s, 0.0)
    return round(moved) if abs(moved) >= _JUMP_S else None


def entries_after(vault: Vault, device_id: str, seq: int) -> list[Revision | Event]:
    """The entries of one device after a sequence number, in order."""
    where = " WHERE device_id = ? AND seq > ?"
    found: list[Revision | Event] = [
        *map(revision_of, vault.rows(SELECT_REVISIONS + where, device_id, seq)),
        *map(event_of, vault.rows(SELECT_EVENTS + where, device_id, seq)),
    ]
    return sorted(found, key=lambda entry: entry.seq)


def chain_end(vault: Vault, device_id: str) -> tuple[int, str]:
    """Sequence number and hash of a device's last entry; 0 and "" without any."""
    seq, last = 0, b""
    for table in ("revision", "event"):
        row = vault.row(
            f"SELECT seq, hash FROM {table} WHERE device_id = ? ORDER BY seq DESC LIMIT 1",  # noqa: S608
            device_id,
        )
        if row is not None and row[0] > seq:
            seq, last = row
    return seq, last.hex()


def _text(text: str) -> str:
    """The text, if it can be written down: half of a character pair (pasted) cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        # From None: the error holds the whole text, which may be an answer.
        raise Known(Code.STORE_FAILED, detail="not Unicode text") from None
    return text
