"""The content of attachments in the database: parts of 256 KiB and the row that names them.

What knows only the database and no open store; `attachments` takes files in, `replay` and `repair`
bring lost ones back.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.records import Event
from fieldkit.store.database import Vault
from fieldkit.store.driver import Row
from fieldkit.store.ledger import SELECT_EVENTS, event_of

PART_BYTES: Final = 262_144
ADDED: Final = "attachment.added"
COLUMNS: Final = (
    "interview_id, name, attachment_id, media_type, n_bytes, sha256, is_cleaned, added_utc"
)
SELECT_PARTS: Final = "SELECT attachment_id, part, content FROM attachment_part"
SELECT_HELD: Final = f"SELECT {COLUMNS} FROM attachment"  # noqa: S608 (names from this module)
_LACKING: Final = (
    f"{SELECT_EVENTS} WHERE kind = ? AND NOT EXISTS (SELECT 1 FROM attachment AS held"  # noqa: S608
    " WHERE held.interview_id = event.interview_id"
    " AND held.name = json_extract(event.detail, '$.name'))"
)


@dataclass(frozen=True, slots=True)
class Held:
    """An attachment as the store keeps it."""

    interview_id: str
    name: str  # SHA-256 of the content in hex, a point, an ending
    attachment_id: str
    media_type: str
    n_bytes: int
    is_cleaned: bool
    added_utc: str

    @property
    def sha256(self) -> str:
        """The hash of the content, in hex."""
        return self.name.partition(".")[0]

    @property
    def n_parts(self) -> int:
        """In how many parts the content is."""
        return -(-self.n_bytes // PART_BYTES)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the content of an attachment; all but the last are `PART_BYTES` long."""

    attachment_id: str
    number: int  # from 0
    content: bytes


Parts = Callable[[], Iterator[Part]]
"""Reads some place once through, a part in memory at a time."""


def cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of `PART_BYTES`; the last may be shorter."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)


def told(one: Held) -> dict[str, str]:
    """What the event of an attachment says: enough to make its row again; nothing of a person."""
    return {
        "name": one.name,
        "attachment": one.attachment_id,
        "media_type": one.media_type,
        "bytes": str(one.n_bytes),
        "cleaned": str(one.is_cleaned).lower(),
    }


def of_event(event: Event) -> Held:
    """The attachment that an event tells of."""
    detail = event.detail
    return Held(
        interview_id=event.interview_id,
        name=detail.get("name", ""),
        attachment_id=detail.get("attachment", ""),
        media_type=detail.get("media_type", ""),
        n_bytes=int(detail.get("bytes") or 0),
        is_cleaned=detail.get("cleaned") == "true",
        added_utc=event.wall_utc,
    )


def of_row(row: Row) -> Held:
    """The attachment in a row of `SELECT_HELD`."""
    return Held(row[0], row[1], row[2], row[3], row[4], bool(row[6]), row[7])


def held(vault: Vault, interview_id: str, name: str) -> Held | None:
    """One attachment of an interview."""
    row = vault.row(SELECT_HELD + " WHERE interview_id = ? AND name = ?", interview_id, name)
    return None if row is None else of_row(row)


def write_part(vault: Vault, part: Part) -> None:
    """Write a part inside a transaction, unless it is there."""
    vault.write(
        "INSERT OR IGNORE INTO attachment_part (attachment_id, part, content) VALUES (?, ?, ?)",
        part.attachment_id,
        part.number,
        part.content,
    )


def write_held(vault: Vault, one: Held) -> None:
    """Write the row of an attachment inside a transaction, unless it is there."""
    vault.write(
        f"INSERT OR IGNORE INTO attachment ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        one.interview_id,
        one.name,
        one.attachment_id,
        one.media_type,
        one.n_bytes,
        bytes.fromhex(one.sha256),
        int(one.is_cleaned),
        one.added_utc,
    )


def read(vault: Vault, one: Held) -> Iterator[Part]:
    """The parts of an attachment that are there, in order, one in memory at a time."""
    for number in range(one.n_parts):
        row = vault.row(
            "SELECT content FROM attachment_part WHERE attachment_id = ? AND part = ?",
            one.attachment_id,
            number,
        )
        if row is not None:
            yield Part(one.attachment_id, number, row[0])


def is_sound(vault: Vault, one: Held) -> bool:
    """Whether the parts that are there hash to what the attachment is named by."""
    digest = hashlib.sha256()
    for part in read(vault, one):
        digest.update(part.content)
    return digest.hexdigest() == one.sha256


def lacking(vault: Vault) -> tuple[Held, ...]:
    """Attachments that an event tells of and that have no row: their content was lost."""
    rows = vault.rows(_LACKING, ADDED)
    return tuple(of_event(event_of(row)) for row in rows)


def added_after(vault: Vault, device_id: str, seq: int) -> tuple[Held, ...]:
    """Attachments that are there and whose event is one of a device's after a number."""
    rows = vault.rows(
        f"{SELECT_EVENTS} WHERE device_id = ? AND seq > ? AND kind = ?", device_id, seq, ADDED
    )
    told = (of_event(event_of(row)) for row in rows)
    return tuple(one for one in told if held(vault, one.interview_id, one.name) == one)


def whole(wanted: Iterable[Held], sources: Sequence[Parts]) -> tuple[Held, ...]:
    """Those of which every part is in some of these places; a later place only if it is needed."""
    asked = {one.attachment_id: one for one in wanted}
    missing = _numbers(asked.values())
    for part in _of(sources, missing):
        missing.discard((part.attachment_id, part.number))
    lost = {attachment_id for attachment_id, _ in missing}
    return tuple(one for one in asked.values() if one.attachment_id not in lost)


def put_back(vault: Vault, wanted: Sequence[Held], sources: Sequence[Parts]) -> None:
    """Write attachments again, inside a transaction, from whatever places have their parts.

    Each comes back whole or not at all: first it is seen which parts there are, in all places
    together, then they are taken.
    """
    found = {(one.interview_id, one.name): one for one in whole(wanted, sources)}
    missing = _numbers(found.values())
    for part in _of(sources, missing):
        write_part(vault, part)
        missing.discard((part.attachment_id, part.number))
    for one in found.values():
        write_held(vault, one)


def _numbers(wanted: Iterable[Held]) -> set[tuple[str, int]]:
    return {(one.attachment_id, number) for one in wanted for number in range(one.n_parts)}


def _of(sources: Sequence[Parts], missing: set[tuple[str, int]]) -> Iterator[Part]:
    """The parts that are missing, until none is any more."""
    for source in sources:
        for part in source():
            if not missing:
                return
            if (part.attachment_id, part.number) in missing:
                yield part
        if not missing:
            return
