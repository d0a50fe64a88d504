"""What a tombstone does in the database: rows go, hashes and the place in the chain stay.

What knows only the database; `erasure` is what an open store does, `replay` erases what a crash
or damage left half erased, `merge` what a pool is told of.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from fieldkit.records import Event, Interview, InterviewState
from fieldkit.store import projection, settings
from fieldkit.store.database import Vault
from fieldkit.store.ledger import SELECT_EVENTS, event_of
from fieldkit.store.schema import SEALED, TOMBSTONE

if TYPE_CHECKING:
    from fieldkit.store.safeguard import Safeguard

_STAYS: Final = f" AND kind NOT IN ('{TOMBSTONE}', '{SEALED}')"
_BENEATH: Final = ("current_answer", "consent")
_TO_CLEAR: Final = "to_clear_away"
_STATES: Final = {TOMBSTONE: InterviewState.WITHDRAWN, SEALED: InterviewState.SEALED}


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
    # The parts first: that they may go is told by the attachment's row.
    vault.write(
        "DELETE FROM attachment_part WHERE attachment_id IN"
        " (SELECT attachment_id FROM attachment WHERE interview_id = ?)",
        interview_id,
    )
    vault.write("DELETE FROM attachment WHERE interview_id = ?", interview_id)
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
    settings.write(vault, _TO_CLEAR, "yes")


def clear_away(vault: Vault, safeguard: "Safeguard") -> None:
    """Leave nothing of what was erased in the file, its log, its snapshots or its recorder."""
    vault.vacuum()
    safeguard.renew()
    with vault.transaction():
        settings.write(vault, _TO_CLEAR, "")


def is_to_clear(vault: Vault) -> bool:
    """Whether something was erased and a crash came before it was cleared away."""
    return bool(settings.read(vault, _TO_CLEAR))


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
