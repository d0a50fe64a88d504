"""Pools: set union of histories, order-free, idempotent, associative; a person settles conflicts.

A revision is one thing with its hash, an event is its hash, an interview its latest telling. What
does not bear the hash of its own content goes to quarantine and counts for nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Final

from fieldkit.records import Address, Event, Interview, Revision, StoredForm
from fieldkit.store import projection
from fieldkit.store.chain import canonical, event_hash, revision_hash
from fieldkit.store.database import Vault
from fieldkit.store.erasing import clear_away, erase_by_tombstones, is_to_clear
from fieldkit.store.forms import form_sha256, write_form
from fieldkit.store.heads import Conflict as Conflict  # part of this module's surface
from fieldkit.store.heads import heads_of, standing
from fieldkit.store.interviews import interviews as all_interviews
from fieldkit.store.ledger import (
    SELECT_REVISIONS,
    insert_event,
    insert_revision,
    known_revisions,
    revision_of,
)
from fieldkit.store.workspace import Kind, Store

MERGED: Final = "pool.merged"
_CHUNK: Final = 500
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Where one merge came from; kept as a row of `import_batch`."""

    batch_id: str  # a new UUID
    file_sha256: str
    signer: str  # public key in hex, "" when unsigned


@dataclass(frozen=True, slots=True)
class MergeCounts:
    """What one merge did with the revisions and the rest that came in."""

    new: int  # revisions
    known: int  # revisions
    refused: int  # revisions, events and forms whose hash does not fit, kept in quarantine
    events_new: int
    interviews_new: int
    forms_new: int
    conflicts: int  # addresses in conflict in the whole pool after this merge
    forked: int  # sequence numbers, of devices in this merge, with two histories: a copied laptop
    withdrawn: int  # interviews whose withdrawal is new here: what was here of them is erased


def merge(
    store: Store,
    revisions: Iterable[Revision],
    events: Iterable[Event],
    interviews: Iterable[Interview],
    forms: Iterable[StoredForm],
    *,
    batch: Batch,
) -> MergeCounts:
    """Take histories into a pool in one transaction; raises WORKSPACE_KIND in a workspace.

    Pass the events of the interviews too: state, language and consent are read from them, and
    only from the interview itself where there are none.
    """
    store.require(Kind.POOL)
    union = _Union(store.vault, batch.batch_id)
    with store.vault.erasing(), store.appending() as ledger:
        union.take_forms(forms)
        union.take_interviews(interviews)
        union.take_revisions(revisions)
        union.take_events(events)
        for interview_id in sorted(union.touched):
            projection.rebuild(store.vault, interview_id)
        # Last, so that it does not matter whether the tombstone or the answers came first.
        withdrawn = erase_by_tombstones(store.vault, union.touched)
        counts = union.counts(withdrawn)
        told = {name: str(number) for name, number in asdict(counts).items()}
        ledger.event(MERGED, {**told, "batch_id": batch.batch_id, "file": batch.file_sha256})
        store.vault.write(
            "INSERT INTO import_batch (batch_id, file_sha256, signer, counts, verdict)"
            " VALUES (?, ?, ?, ?, ?)",
            batch.batch_id,
            batch.file_sha256,
            batch.signer,
            canonical(told),
            "merged",
        )
    if is_to_clear(store.vault):
        clear_away(store.vault, store.safeguard)
    return counts


def heads(store: Store, interview_id: str) -> Mapping[Address, tuple[Revision, ...]]:
    """Per address the revisions that nothing replaces, in a lasting order."""
    return heads_of(_history(store.vault, interview_id))


def conflicts(store: Store, interview_id: str | None = None) -> tuple[Conflict, ...]:
    """Every address in conflict, of one interview or of all."""
    torn = store.vault.rows(
        "SELECT interview_id FROM interview_list WHERE conflicts > 0 ORDER BY interview_id"
    )
    return tuple(
        conflict
        for row in torn
        if interview_id is None or row[0] == interview_id
        for conflict in standing(_history(store.vault, row[0])).conflicts
    )


def content_sha256(store: Store) -> str:
    """One hash over interviews, their events and revisions, whatever the order of merging.

    SHA-256 over the sorted lines `revision <hash>`, `event <hash>` (those of an interview) and
    `interview <canonical JSON>` (without position and number of answers), each ended by a newline.
    Not in it: forms, batches and what concerns the pool itself.
    """
    vault = store.vault
    lines = [f"revision {row[0].hex()}" for row in vault.stream("SELECT hash FROM revision")]
    lines += [
        f"event {row[0].hex()}"
        for row in vault.stream("SELECT hash FROM event WHERE interview_id <> ''")
    ]
    lines += [f"interview {_told(interview)}" for interview in all_interviews(store)]
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


class _Union:
    """One merge under way."""

    def __init__(self, vault: Vault, batch_id: str) -> None:
        self._vault = vault
        self._batch_id = batch_id
        self._new = self._known = self._refused = 0
        self._events_new = self._interviews_new = self._forms_new = 0
        self._devices: set[str] = set()
        self.touched: set[str] = set()

    def take_forms(self, forms: Iterable[StoredForm]) -> None:
        for form in forms:
            if form_sha256(form) == form.form_sha256:
                self._forms_new += write_form(self._vault, form)
            else:
                self._refuse("form", {"form_sha256": form.form_sha256, "xform": form.xform})

    def take_interviews(self, interviews: Iterable[Interview]) -> None:
        """Keep the latest telling of each interview, by time and then by content."""
        for told in interviews:
            known = projection.header_of(self._vault, told.interview_id)
            if known is None or _telling(known) < _telling(told):
                projection.write_header(self._vault, told)
                projection.list_interview(self._vault, told)
                self.touched.add(told.interview_id)
            self._interviews_new += known is None

    def take_revisions(self, revisions: Iterable[Revision]) -> None:
        remaining = iter(revisions)
        while some := list(islice(remaining, _CHUNK)):
            sound = [revision for revision in some if _bears_its_hash(revision)]
            for revision in set(some) - set(sound):
                self._refuse("revision", asdict(revision))
            known = known_revisions(self._vault, sound)
            for revision in sound:
                if revision.hash in known or not insert_revision(self._vault, revision):
                    self._known += 1
                else:
                    self._new += 1
                    self.touched.add(revision.interview_id)
                    self._devices.add(revision.device_id)

    def take_events(self, events: Iterable[Event]) -> None:
        for event in events:
            if not _bears_its_hash(event):
                self._refuse("event", asdict(replace(event, detail=dict(event.detail))))
                continue
            if not insert_event(self._vault, event):
                continue
            self._events_new += 1
            self._devices.add(event.device_id)
            if event.interview_id:
                self.touched.add(event.interview_id)

    def counts(self, withdrawn: int) -> MergeCounts:
        torn = self._vault.row("SELECT coalesce(sum(conflicts), 0) FROM interview_list") or (0,)
        return MergeCounts(
            new=self._new,
            known=self._known,
            refused=self._refused,
            events_new=self._events_new,
            interviews_new=self._interviews_new,
            forms_new=self._forms_new,
            conflicts=torn[0],
            forked=sum(forked_numbers(self._vault, device) for device in self._devices),
            withdrawn=withdrawn,
        )

    def _refuse(self, kind: str, content: Mapping[str, object]) -> None:
        # ASCII, so that text no encoding has can be kept too.
        text = canonical(content).encode("ascii", "backslashreplace").decode("ascii")
        self._refused += 1
        self._vault.write(
            "INSERT OR IGNORE INTO quarantine (row_sha256, batch_id, kind, reason, content)"
            " VALUES (?, ?, ?, 'hash', ?)",
            hashlib.sha256(text.encode()).hexdigest(),
            self._batch_id,
            kind,
            text,
        )


def forked_numbers(vault: Vault, device_id: str) -> int:
    """How many sequence numbers of a device stand for more than one entry."""
    row = vault.row(
        "SELECT count(*) FROM (SELECT seq FROM ("
        "SELECT seq FROM revision WHERE device_id = ?1"
        " UNION ALL SELECT seq FROM event WHERE device_id = ?1)"
        " GROUP BY seq HAVING count(*) > 1)",
        device_id,
    )
    return 0 if row is None else int(row[0])


def _history(vault: Vault, interview_id: str) -> Iterator[Revision]:
    return map(revision_of, vault.rows(SELECT_REVISIONS + " WHERE interview_id = ?", interview_id))


def _telling(interview: Interview) -> tuple[str, str]:
    return (interview.updated_utc, _told(interview))


def _told(interview: Interview) -> str:
    return canonical(asdict(replace(interview, position="", answered=0)))


def _bears_its_hash(entry: Revision | Event) -> bool:
    """Whether an entry is what its hash says, and can be kept without any change."""
    numbers = (entry.seq, entry.mono_ms, entry.wall_offset_minutes)
    if entry.seq < 1 or any(abs(number) > _LARGEST for number in numbers):
        return False
    try:
        plain = bytes.fromhex(entry.prev_hash).hex() == entry.prev_hash
        right = revision_hash(entry) if isinstance(entry, Revision) else event_hash(entry)
    except ValueError:  # not hexadecimal, or half of a character pair
        return False
    return plain and entry.hash == right
