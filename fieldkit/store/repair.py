"""A new workspace from what is left of a damaged one: snapshot, database, recorder, and a report.

The damaged folder is only read. The newest sound snapshot is the ground; every entry after it comes
from the database where it can be read and from the flight recorder where it cannot. Each is taken
only if it bears its own hash. What is missing is named by sequence number.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, FieldkitError, Known
from fieldkit.ids import Clock, new_uuid
from fieldkit.paths import private_dir
from fieldkit.records import Event, Revision, StoredForm
from fieldkit.store import (
    database,
    erasing,
    key,
    lock,
    parts,
    projection,
    recorder,
    replay,
    salvage,
    schema,
    snapshots,
)
from fieldkit.store.chain import canonical
from fieldkit.store.copying import check_copy, copy_vault
from fieldkit.store.disk import is_there, unwritable
from fieldkit.store.forms import write_form
from fieldkit.store.safeguard import RECORDER_KEY, WITNESS_KEY
from fieldkit.store.witness import testimony
from fieldkit.store.workspace import Kind, Store, open_held, unlocked

REPAIRED: Final = "workspace.repaired"


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair brought back, and what it did not; counts are entries of the history."""

    ground: str  # the snapshot it began from, by file name; vault.db when that was still whole
    from_ground: int
    from_database: int
    from_recorder: int
    missing: tuple[tuple[int, int], ...]  # first and last sequence number of each gap
    forms_missing: tuple[str, ...]  # form ids
    attachments_missing: tuple[str, ...]  # case code and name, of those whose content is lost
    last_known: int  # by the witness; 0 when that is gone
    last: int

    @property
    def is_whole(self) -> bool:
        """Whether every entry that was ever acknowledged is there."""
        return not (self.missing or self.forms_missing or self.attachments_missing)


def repair(
    folder: Path,
    out: Path,
    *,
    passphrase: str | None,
    clock: Clock,
    identity: str | None = None,
) -> RepairReport:
    """Build a new workspace at `out`, which must not be there; `folder` keeps every byte.

    Raises STORE_DAMAGED with the detail `nothing left` when neither a snapshot nor the database can
    be a ground, WORKSPACE_EXISTS, WORKSPACE_BUSY and KEY_*.
    """
    if is_there(out):
        raise Known(Code.WORKSPACE_EXISTS)
    held = lock.take(folder)
    before = _side_files(folder)
    making = out.with_name(f".{out.name}.{new_uuid()[:8]}")
    try:
        opened = unlocked(folder, passphrase=passphrase, identity=identity)
        private_dir(making)
        report = _rebuild(folder, making, opened, clock)
        making.rename(out)
        key.sync_folder(out.parent)
    except OSError as error:
        raise unwritable(error, out.name) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
        for path in _side_files(folder) - before:  # SQLite's, made by reading; they hold nothing
            with suppress(OSError):
                path.unlink()
        held.release()
    return report


def _side_files(folder: Path) -> frozenset[Path]:
    return frozenset((*folder.glob("*.db-wal"), *folder.glob("*.db-shm")))


def _rebuild(folder: Path, making: Path, opened: key.Key, clock: Clock) -> RepairReport:
    ground = _lay_ground(folder, making, opened)
    for name in (key.FILE_NAME, key.COPY_NAME):
        # Either of the two may be the damaged one; opening makes both the same again.
        if is_there(folder / name):
            shutil.copy(folder / name, making / name)
    recorded = recorder.read(recorder.files(folder), opened.subkey(RECORDER_KEY))
    from_database = salvage.entries(folder / database.FILE_NAME, opened)
    forms = (*recorded.forms, *salvage.forms(folder / database.FILE_NAME, opened))
    with open_held(making, opened, lock.take(making), clock) as store:
        counts = _bring_back(store, from_database, recorded.entries, forms)
        _bring_contents(store, folder)
        return _told(store, folder, ground, counts)


def _lay_ground(folder: Path, making: Path, opened: key.Key) -> str:
    """Copy the newest sound snapshot, or a database that is itself still whole."""
    for path in (*reversed(snapshots.files(folder)), folder / database.FILE_NAME):
        with suppress(FieldkitError):
            if check_copy(path, opened).application_id != schema.APPLICATION_ID:
                continue
            connection = database.keyed(path, opened, "ro")
            try:
                copy_vault(connection, making / database.FILE_NAME, opened)
            finally:
                connection.close()
            return path.name
    raise Known(Code.STORE_DAMAGED, detail="nothing left")


def _bring_back(
    store: Store,
    from_database: Iterable[Revision | Event],
    recorded: Iterable[Revision | Event],
    forms: Iterable[StoredForm],
) -> tuple[int, int, int]:
    """Put back the entries that the ground lacks: how many it had, and how many came from where."""
    vault = store.vault
    there = _present(store)
    wanted: dict[str, Revision | Event] = {}
    counts: list[int] = []
    for source in (from_database, recorded):
        new = [e for e in source if e.hash not in there and e.hash not in wanted]
        wanted.update({entry.hash: entry for entry in _following(store, new, wanted)})
        counts.append(len(wanted) - sum(counts))
    with vault.erasing(), vault.transaction():
        for form in forms:
            write_form(vault, form)
        replay.insert(vault, sorted(wanted.values(), key=lambda e: (e.device_id, e.seq)))
    return len(there), counts[0], counts[1]


def _bring_contents(store: Store, folder: Path) -> None:
    """Put back attachments from the parts that database and recorder have together."""
    vault, path = store.vault, folder / database.FILE_NAME
    wanted = {one.attachment_id: one for one in parts.lacking(vault)}
    if _gaps(store, _last_known(store, folder)):  # of one whose event is lost the row may tell
        wanted |= {
            one.attachment_id: one
            for one in salvage.attachments(path, store.key)
            if parts.held(vault, one.interview_id, one.name) is None
            and projection.header_of(vault, one.interview_id) is not None
            and not erasing.is_erased(vault, one.interview_id)
        }
    secret = store.key.subkey(RECORDER_KEY)
    with vault.transaction():
        parts.put_back(
            vault,
            tuple(wanted.values()),
            [
                lambda: recorder.parts(recorder.files(folder), secret),
                lambda: salvage.parts(path, store.key),  # slow where much is damaged
            ],
        )


def _told(store: Store, folder: Path, ground: str, counts: tuple[int, int, int]) -> RepairReport:
    """The report, written into the history of what was repaired too."""
    last_known = _last_known(store, folder)
    report = RepairReport(
        ground=ground,
        from_ground=counts[0],
        from_database=counts[1],
        from_recorder=counts[2],
        missing=_gaps(store, last_known),
        forms_missing=_formless(store),
        attachments_missing=_contentless(store),
        last_known=last_known,
        last=max((seq for seq, _ in _own(store)), default=0),
    )
    _note(store, report)
    return report


def _last_known(store: Store, folder: Path) -> int:
    told = testimony(folder, store.key.subkey(WITNESS_KEY))
    return 0 if told is None else told.seq


def _following(
    store: Store, new: list[Revision | Event], wanted: dict[str, Revision | Event]
) -> list[Revision | Event]:
    """Of entries with one number, the one that the chain goes on from; else the last written."""
    if store.kind is Kind.POOL:
        return new
    taken = {seq for seq, _ in _own(store)} | {entry.seq for entry in wanted.values()}
    before = {entry.prev_hash for entry in (*new, *wanted.values())}
    chosen: dict[int, Revision | Event] = {}
    for entry in new:
        if entry.seq not in taken and (
            entry.seq not in chosen or entry.hash in before or chosen[entry.seq].hash not in before
        ):
            chosen[entry.seq] = entry
    return list(chosen.values())


def _note(store: Store, report: RepairReport) -> None:
    """Write the repair into the history, after every number that may have been given before."""
    told = {name: canonical(value) for name, value in asdict(report).items()}
    with store.appending() as ledger:
        ledger.skip_to(report.last_known)
        ledger.event(REPAIRED, told)
    if erasing.is_to_clear(store.vault):
        erasing.clear_away(store.vault, store.safeguard)
    else:
        store.safeguard.renew()


def _present(store: Store) -> set[str]:
    return {
        row[0].hex()
        for table in ("revision", "event", "erased")
        for row in store.vault.rows(f"SELECT hash FROM {table}")  # noqa: S608
    }


def _own(store: Store) -> list[tuple[int, str]]:
    return [
        (row[0], row[1].hex())
        for table in ("revision", "event", "erased")
        for row in store.vault.rows(
            f"SELECT seq, hash FROM {table} WHERE device_id = ?",  # noqa: S608
            store.device_id,
        )
    ]


def _gaps(store: Store, last_known: int) -> tuple[tuple[int, int], ...]:
    numbers = sorted({seq for seq, _ in _own(store)} | {last_known + 1})
    gaps = []
    before = 0
    for seq in numbers:
        if seq > before + 1:
            gaps.append((before + 1, seq - 1))
        before = seq
    return tuple(gaps)


def _formless(store: Store) -> tuple[str, ...]:
    rows = store.vault.rows(
        "SELECT DISTINCT form_id FROM interview"
        " WHERE form_sha256 NOT IN (SELECT form_sha256 FROM form) ORDER BY form_id"
    )
    return tuple(row[0] for row in rows)


def _contentless(store: Store) -> tuple[str, ...]:
    if store.kind is Kind.POOL:
        return ()
    codes: dict[str, str] = dict(store.vault.rows("SELECT interview_id, case_code FROM interview"))
    return tuple(
        f"{codes.get(one.interview_id, '')} {one.name}".strip()
        for one in parts.lacking(store.vault)
    )
