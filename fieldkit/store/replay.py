"""Entries of a chain put back into a database that lost them, each only where it follows."""

from collections.abc import Iterable
from typing import Final

from fieldkit.records import Event, Interview, InterviewState, Revision
from fieldkit.store import parts, projection, settings
from fieldkit.store.database import Vault
from fieldkit.store.erasing import erase, erase_by_tombstones
from fieldkit.store.forms import write_form
from fieldkit.store.ledger import chain_end, insert_event, insert_revision
from fieldkit.store.parts import Parts
from fieldkit.store.recorder import Recorded
from fieldkit.store.schema import SEALED, TOMBSTONE
from fieldkit.store.witness import Testimony

_TABLES: Final = ("revision", "event", "erased")


def put_back(vault: Vault, device_id: str, recorded: Recorded, contents: Parts) -> int:
    """Append recorded entries that continue the database's own chain; how many they were.

    `contents` reads the parts of attachments in the recorder. An attachment that comes last and is
    not there whole was never acknowledged: a power cut took what was on its way.
    """
    seq, head = chain_end(vault, device_id)
    after: dict[tuple[int, str], Revision | Event] = {}
    for entry in recorded.entries:
        if entry.device_id == device_id and entry.seq > seq:
            after[entry.seq, entry.prev_hash] = entry  # written again after a failure: the later
    following: list[Revision | Event] = []
    while (found := after.get((seq + 1, head))) is not None:
        following.append(found)
        seq, head = found.seq, found.hash
    if following and not _is_whole(following[-1], contents):
        following.pop()
    if following:
        with vault.erasing(), vault.transaction():
            for form in recorded.forms:
                write_form(vault, form)
            insert(vault, following)
            if any(map(_is_attachment, following)):
                parts.put_back(vault, parts.lacking(vault), [contents])
    return len(following)


def insert(vault: Vault, entries: Iterable[Revision | Event]) -> None:
    """Write entries as they are, and what follows from them, in a transaction that may erase."""
    touched = set()
    stones = []
    for entry in entries:
        if isinstance(entry, Revision):
            insert_revision(vault, entry)
        else:
            insert_event(vault, entry)
            settings.follow(vault, entry)
            if entry.kind == projection.STARTED:
                _begin(vault, entry)
            if entry.kind in {SEALED, TOMBSTONE}:
                stones.append(entry)
        touched.add(entry.interview_id)
    for stone in stones:
        if stone.kind == SEALED:
            erase(vault, stone)
    erase_by_tombstones(vault, {stone.interview_id for stone in stones})
    for interview_id in sorted(touched - {""}):
        projection.rebuild(vault, interview_id)


def has_entry(vault: Vault, device_id: str, told: Testimony) -> bool:
    """Whether the entry that a witness tells of is in the database, as it was."""
    return any(
        vault.row(
            f"SELECT 1 FROM {table} WHERE device_id = ? AND seq = ? AND hash = ?",  # noqa: S608
            device_id,
            told.seq,
            bytes.fromhex(told.hash),
        )
        for table in _TABLES
    )


def _is_attachment(entry: Revision | Event) -> bool:
    return isinstance(entry, Event) and entry.kind == parts.ADDED


def _is_whole(entry: Revision | Event, contents: Parts) -> bool:
    if not (isinstance(entry, Event) and entry.kind == parts.ADDED):
        return True
    return bool(parts.whole([parts.of_event(entry)], [contents]))


def _begin(vault: Vault, started: Event) -> None:
    """The header of an interview, which the event of its beginning tells whole."""
    told = started.detail
    header = Interview(
        interview_id=started.interview_id,
        case_code=told.get("case_code", ""),
        form_id=told.get("form_id", ""),
        form_version=told.get("form_version", ""),
        form_sha256=told.get("form_sha256", ""),
        device_id=started.device_id,
        created_seq=started.seq,
        created_utc=started.wall_utc,
        state=InterviewState.DRAFT,
        language=told.get("language", ""),
        site=told.get("site", ""),
        updated_utc=started.wall_utc,
    )
    if projection.header_of(vault, header.interview_id) is None:
        projection.write_header(vault, header)
        projection.list_interview(vault, header)
