"""Taking an interview back: its answers and events go, hashes and a tombstone stay.

The chain keeps a place for every entry (`erased`: number and hashes, no content), so that it still
verifies. The tombstone is an event: it leaves with every export, and a pool that meets it erases
the interview too, whatever the order in which files come.
"""

from collections.abc import Sequence
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.records import Interview, InterviewState
from fieldkit.store import erasing, projection
from fieldkit.store.erasing import erase, is_withdrawn
from fieldkit.store.schema import SEALED, TOMBSTONE
from fieldkit.store.workspace import Kind, Store

WITHDRAWN: Final = "withdrawn"


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


def seal(
    store: Store,
    interview_id: str,
    *,
    file_sha256: str,
    attachments_sha256: Sequence[str] = (),
    actor: str,
) -> None:
    """Erase a finished interview that is in sealed files now; the list keeps code and date.

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
        told["attachments"] = " ".join(attachments_sha256)
        erase(store.vault, ledger.event(SEALED, told, interview_id))


def clear_away(store: Store) -> None:
    """Leave nothing of what was erased in the file, its log, its snapshots or its recorder.

    Where a crash comes before it, the next opening does it.
    """
    erasing.clear_away(store.vault, store.safeguard)


def _told(header: Interview) -> dict[str, str]:
    return {
        "case_code": header.case_code,
        "form_id": header.form_id,
        "form_version": header.form_version,
        "form_sha256": header.form_sha256,
        "created_seq": str(header.created_seq),
        "created_utc": header.created_utc,
    }
