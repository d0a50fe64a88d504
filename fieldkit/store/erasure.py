"""Taking an interview back: its answers and events go, hashes and a tombstone stay.

The chain keeps a place for every entry (`erased`: number and hashes, no content), so that it still
verifies. The tombstone is an event: it leaves with every export, and a pool that meets it erases
the interview too, whatever the order in which files come.
"""

from collections.abc import Iterable
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.records import Event, Interview, InterviewState
from fieldkit.store import projection
from fieldkit.store.database import Vault
from fieldkit.store.ledger import SELECT_EVENTS, event_of
from fieldkit.store.schema import SEALED, TOMBSTONE
from fieldkit.store.workspace import Kind, Store

WITHDRAWN: Final = "withdrawn"
_STAYS: Final = f" AND kind NOT IN ('{TOMBSTONE}', '{SEALED}')"
_BENEATH: Final = ("current_answer", "consent")
_STATES: Final = {TOMBSTONE: InterviewState.WITHDRAWN, SEALED: InterviewState.SEALED}


def withdraw(store: Store, interview_id: str, *, actor: str) -> None:
    """Erase an interview whose person took consent back; raises INTERVIEW_UNKNOWN, STORE_*.

    When this returns the answers are in none of the folder's files: not in the database, its log,
    its snapshots or its recorder. Backups and exports elsewhere are not reached; pools are, by the
    next export.
    """
    store.require(Kind.WORKSPACE)
    header = projection.header_of(store.vault, interview_id)
    if header is None:
        raise Known(Code.INTERVIEW_UNKNOWN)
    with store.vault.erasing():
        if not is_withdrawn(store.vault, interview_id):
            with store.appending() as ledger:
                told = {**_told(header), "reason": WITHDRAWN, "actor": actor}
                erase(store.vault, ledger.event(TOMBSTONE, told, interview_id))
    clear_away(store)


def seal(store: Store, interview_id: str, *, file_sha256: str, actor: str) -> None:
    """Erase a finished interview that is in a sealed file now; the list keeps code and date.

    Unlike a tombstone this stays on the laptop: pools keep what they got. `clear_away` follows,
    once for many. Raises INTERVIEW_UNKNOWN, and INTERVIEW_NOT_READY for one that is not finished.
    """
    store.require(Kind.WORKSPACE)
    header = projection.header_of(store.vault, interview_id)
    listed = store.vault.row(
        "SELECT state FROM interview_list WHERE interview_id = ?", interview_id
    )
    if header is None or listed is None:
        raise Known(Code.INTERVIEW_UNKNOWN)
    if listed[0] != InterviewState.FINISHED:
        raise Known(Code.INTERVIEW_NOT_READY, name=header.case_code)
    with store.vault.erasing(), store.appending() as ledger:
        told = {**_told(header), "reason": SEALED, "file": file_sha256, "actor": actor}
        erase(store.vault, ledger.event(SEALED, told, interview_id))


def clear_away(store: Store) -> None:
    """Leave nothing of what was erased in the file, its log, its snapshots or its recorder."""
    store.vault.vacuum()
    store.safeguard.renew()


def _told(header: Interview) -> dict[str, str]:
    return {
        "case_code": header.case_code,
        "form_id": header.form_id,
        "form_version": header.form_version,
        "form_sha256": header.form_sha256,
        "created_seq": str(header.created_seq),
        "created_utc": header.created_utc,
    }


def erase(vault: Vault, tombstone: Event) -> None:
    """Let go of everything a tombstone covers, inside a transaction that may erase."""
    interview_id = tombstone.interview_id
    vault.write(
        "INSERT OR IGNORE INTO erasure (interview_id, reason, wall_utc) VALUES (?, ?, ?)",
        interview_id,
        tombstone.detail.get("reason", ""),
        tombstone.wall_utc,
    )
    for table, kept in (("revision", ""), ("event", _STAYS)):
        where = f"FROM {table} WHERE interview_id = ?{kept}"
        vault.write(
            "INSERT OR IGNORE INTO erased (device_id, seq, prev_hash, hash)"
            f" SELECT device_id, seq, prev_hash, hash {where}",
            interview_id,
        )
        vault.write(f"DELETE {where}", interview_id)
    for table in _BENEATH:
        vault.write(f"DELETE FROM {table} WHERE interview_id = ?", interview_id)  # noqa: S608
    told = tombstone.detail
    projection.write_header(
        vault,
        Interview(
            interview_id=interview_id,
            case_code=told.get("case_code", ""),
            form_id=told.get("form_id", ""),
            form_version=told.get("form_version", ""),
            form_sha256=told.get("form_sha256", ""),
            device_id=tombstone.device_id,
            created_seq=int(told.get("created_seq") or 0),
            created_utc=told.get("created_utc", ""),
            state=_STATES[tombstone.kind],
            language="",
            site="",
            updated_utc=tombstone.wall_utc,
        ),
    )
    projection.rebuild(vault, interview_id)
    vault.write("UPDATE interview_list SET position = '' WHERE interview_id = ?", interview_id)


def is_withdrawn(vault: Vault, interview_id: str) -> bool:
    """Whether a tombstone stands for an interview."""
    return bool(
        vault.row(
            "SELECT 1 FROM event WHERE interview_id = ? AND kind = ?", interview_id, TOMBSTONE
        )
    )


def is_erased(vault: Vault, interview_id: str) -> bool:
    """Whether an interview was erased, for whatever reason."""
    return bool(vault.row("SELECT 1 FROM erasure WHERE interview_id = ?", interview_id))


def erase_by_tombstones(vault: Vault, interview_ids: Iterable[str]) -> int:
    """Erase those of the interviews that a tombstone names; how many were not erased before.

    Several tombstones of one interview (a copied laptop): the one with the least hash speaks.
    """
    n = 0
    for interview_id in sorted(interview_ids):
        found = [
            event_of(row)
            for row in vault.rows(
                SELECT_EVENTS + " WHERE interview_id = ? AND kind = ?", interview_id, TOMBSTONE
            )
        ]
        if found:
            n += not is_erased(vault, interview_id)
            erase(vault, min(found, key=lambda event: event.hash))
    return n
