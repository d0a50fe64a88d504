"""Check a store for damage: pages, chains, triggers, projections."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fieldkit.errors import FieldkitError, Known
from fieldkit.records import Event, Revision
from fieldkit.store import parts, projection, recorder, schema, snapshots
from fieldkit.store.access import strangers
from fieldkit.store.answers import events, revisions
from fieldkit.store.attachments import attachments
from fieldkit.store.chain import event_hash, revision_hash
from fieldkit.store.copying import check_copy
from fieldkit.store.repair import REPAIRED
from fieldkit.store.replay import has_entry
from fieldkit.store.safeguard import RECORDER_KEY, WITNESS_KEY
from fieldkit.store.witness import testimony
from fieldkit.store.workspace import Kind, Store


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be; free of answers."""

    check: str  # the check that found it, e.g. integrity_check, chain, snapshot
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome of all checks."""

    ok: bool
    findings: tuple[Finding, ...]
    revisions: int
    events: int


def verify(store: Store) -> VerifyReport:
    """Run every check; no entry is changed."""
    findings = [*_pages(store), *_triggers(store), *_recipients(store)]
    counted = {"revisions": 0, "events": 0}
    try:
        findings += _chains(store, counted)
        findings += _projections(store)
        findings += _attachments(store)
        findings += _beside(store)
    except Known as error:
        findings.append(Finding("reading", error.code.value))
    return VerifyReport(not findings, tuple(findings), counted["revisions"], counted["events"])


def _pages(store: Store) -> Iterator[Finding]:
    # A power cut may tear a page that was on its way from the write-ahead log, which has it still:
    # nobody reads the torn one, but the cipher's check looks at the file alone.
    with suppress(Known):
        store.vault.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    for check, fine in (
        ("quick_check", [("ok",)]),
        ("integrity_check", [("ok",)]),
        ("cipher_integrity_check", []),
    ):
        try:
            rows = store.vault.rows(f"PRAGMA {check}")
        except Known as error:
            yield Finding(check, error.code.value)
            continue
        if rows != fine:
            yield Finding(check, f"{len(rows)} findings")


def _triggers(store: Store) -> Iterator[Finding]:
    for name in store.vault.missing_triggers():
        yield Finding("trigger", name)


def _recipients(store: Store) -> Iterator[Finding]:
    try:
        yield from (Finding("recipient", stranger) for stranger in strangers(store))
    except Known as error:
        yield Finding("recipient", error.code.value)


def _chains(store: Store, counted: dict[str, int]) -> list[Finding]:
    """Each entry bears its own hash and follows one that is there.

    A pool may hold parts of another device's chain, so only there may the entry before be
    missing; our own chain has no gap anywhere.
    """
    findings: list[Finding] = []
    lost = _known_to_be_lost(store)
    by_place: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for entry in _entries(store):
        is_revision = isinstance(entry, Revision)
        counted["revisions" if is_revision else "events"] += 1
        right = revision_hash(entry) if isinstance(entry, Revision) else event_hash(entry)
        if entry.hash != right:
            findings.append(Finding("chain", f"{entry.device_id} {entry.seq} hash"))
        place = by_place.setdefault((entry.device_id, entry.seq), [])
        place.append((entry.prev_hash, entry.hash))
    for row in store.vault.rows("SELECT device_id, seq, prev_hash, hash FROM erased"):
        place = by_place.setdefault((row[0], row[1]), [])
        place.append((row[2].hex(), row[3].hex()))
    for (device_id, seq), here in sorted(by_place.items()):
        if len(here) > 1 and store.kind is Kind.WORKSPACE:
            findings.append(Finding("chain", f"{device_id} {seq} twice"))
        before = {own for _, own in by_place.get((device_id, seq - 1), [])}
        if seq == 1:
            before = {""}
        elif not before and (
            seq - 1 in lost if device_id == store.device_id else store.kind is Kind.POOL
        ):
            continue
        if any(previous not in before for previous, _ in here):
            findings.append(Finding("chain", f"{device_id} {seq} link"))
    return findings


def _known_to_be_lost(store: Store) -> frozenset[int]:
    """Sequence numbers that a repair said it could not bring back."""
    lost: set[int] = set()
    for first, last in _told_of_repairs(store, "missing"):
        lost.update(range(first, last + 1))
    return frozenset(lost)


def _told_of_repairs(store: Store, name: str) -> list[Any]:
    """What the reports of repairs in the history list under a name."""
    return [
        one
        for event in events(store)
        if event.kind == REPAIRED and event.device_id == store.device_id
        for one in json.loads(event.detail.get(name, "[]"))
    ]


def _attachments(store: Store) -> Iterator[Finding]:
    """Each has its content, hashed anew, and each that an event tells of is there.

    A pool has the events of attachments alone; contents do not travel in workbooks.
    """
    vault = store.vault
    there: dict[str, int] = dict(
        vault.rows("SELECT attachment_id, count(*) FROM attachment_part GROUP BY attachment_id")
    )
    for one in attachments(store):
        try:
            is_sound = parts.is_sound(vault, one)
        except Known as error:
            yield Finding("attachment", f"{one.name} {error.code.value}")
        else:
            if not is_sound or there.get(one.attachment_id, 0) != one.n_parts:
                yield Finding("attachment", f"{one.name} content")
        there.pop(one.attachment_id, None)
    if there:
        yield Finding("attachment", f"{len(there)} contents without a name")
    if store.kind is Kind.WORKSPACE:
        lost = _told_of_repairs(store, "attachments_missing")
        lost_names = {str(one).rpartition(" ")[2] for one in lost}
        for one in parts.lacking(vault):
            if one.name not in lost_names:
                yield Finding("attachment", f"{one.name} is not there")


def _beside(store: Store) -> Iterator[Finding]:
    """Witness, recorder and snapshots say the same as the database, and can be read."""
    own = store.vault.rows(
        "SELECT seq, hash FROM revision WHERE device_id = ?1"
        " UNION ALL SELECT seq, hash FROM event WHERE device_id = ?1",
        store.device_id,
    )
    told = testimony(store.folder, store.key.subkey(WITNESS_KEY))
    if told is None:
        yield Finding("witness", "cannot be read")
    elif not has_entry(store.vault, store.device_id, told):
        yield Finding("witness", f"{told.seq} is not in the database")
    held = snapshots.files(store.folder)
    for path in held:
        try:
            # A file of no length opens as a sound and empty database.
            if check_copy(path, store.key).application_id != schema.APPLICATION_ID:
                yield Finding("snapshot", f"{path.name} is empty")
        except FieldkitError as error:
            yield Finding("snapshot", f"{path.name} {error.code.value}")
    if store.kind is Kind.WORKSPACE:
        written_on = recorder.files(store.folder)[-1:]
        secret = store.key.subkey(RECORDER_KEY)
        # In the files before, a power cut may have torn a record that was never acknowledged;
        # opening then began a new file after a snapshot.
        if damaged := recorder.read(written_on, secret).damaged:
            yield Finding("recorder", f"{damaged} records cannot be read")
        recorded = recorder.read(recorder.files(store.folder), secret)
        since = snapshots.seq_of(held[-1]) if held else 0
        written = {entry.hash for entry in recorded.entries}
        lacking = sum(seq > since and digest.hex() not in written for seq, digest in own)
        if lacking:
            yield Finding("recorder", f"{lacking} entries are not in it")
        files = recorder.files(store.folder)
        added = parts.added_after(store.vault, store.device_id, since)
        whole = parts.whole(added, [lambda: recorder.parts(files, secret)])
        if lacking := len(added) - len(whole):
            yield Finding("recorder", f"{lacking} attachments are not in it")


def _entries(store: Store) -> Iterator[Revision | Event]:
    yield from revisions(store)
    yield from events(store)


def _projections(store: Store) -> Iterator[Finding]:
    vault = store.vault
    for row in vault.rows(f"SELECT {projection.HEADER_COLUMNS} FROM interview"):  # noqa: S608
        header = projection.interview_of(row)
        expected = projection.read_projected(vault, header)
        answers = vault.rows(
            "SELECT address, status, value, value_type, seq, device_id, revision_id"
            " FROM current_answer WHERE interview_id = ? ORDER BY address",
            header.interview_id,
        )
        listed = vault.row(
            "SELECT state, language, updated_utc, answered, conflicts"
            " FROM interview_list WHERE interview_id = ?",
            header.interview_id,
        )
        consents = vault.rows(
            "SELECT purpose, state, revision_id FROM consent WHERE interview_id = ?"
            " ORDER BY purpose",
            header.interview_id,
        )
        if sorted(answers) != list(expected.answers):
            yield Finding("projection", f"{header.interview_id} current_answer")
        if listed != expected.listed:
            yield Finding("projection", f"{header.interview_id} interview_list")
        if consents != list(expected.consents):
            yield Finding("projection", f"{header.interview_id} consent")
