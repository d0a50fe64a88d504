"""What can be rebuilt from history: current answers, the row of the list, consents.

Of several events that set one thing (state, language, consent for a purpose) the one with the
greatest (sequence, hash) counts: in one history the latest; in two histories of a copied laptop
one of them, the same in every pool.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fieldkit.records import CurrentAnswer, Event, Interview, InterviewState, Revision
from fieldkit.store import schema
from fieldkit.store.database import Vault
from fieldkit.store.driver import Row
from fieldkit.store.heads import standing
from fieldkit.store.ledger import SELECT_EVENTS, SELECT_REVISIONS, event_of, revision_of

STARTED: Final = "interview.started"
STATE: Final = "interview.state"
LANGUAGE: Final = "interview.language"
CONSENT: Final = "interview.consent"

HEADER_COLUMNS: Final = (
    "interview_id, case_code, form_id, form_version, form_sha256, device_id, created_seq,"
    " created_utc, state, language, site, updated_utc"
)
UPSERT_ANSWER: Final = (
    "INSERT OR REPLACE INTO current_answer"
    " (interview_id, address, status, value, value_type, seq, device_id, revision_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Projected:
    """The rows that the history of one interview amounts to."""

    answers: tuple[Row, ...]  # columns of current_answer after interview_id, by address
    listed: Row  # state, language, updated_utc, answered, conflicts
    consents: tuple[Row, ...]  # purpose, state, revision_id, by purpose


def project(header: Interview, revisions: Iterable[Revision], events: Iterable[Event]) -> Projected:
    """The rows of one interview from its history, in whatever order that comes."""
    all_revisions, all_events = tuple(revisions), sorted(events, key=_order)
    stands = standing(all_revisions)
    state, language = header.state.value, header.language
    updated = header.updated_utc
    consents: dict[str, Row] = {}
    for event in all_events:
        updated = max(updated, event.wall_utc)
        if event.kind == STATE:
            state = event.detail.get("state", state)
        elif event.kind in {STARTED, LANGUAGE}:
            language = event.detail.get("language", language)
        elif event.kind == schema.TOMBSTONE:
            state = InterviewState.WITHDRAWN.value
        elif event.kind == schema.SEALED:
            state = InterviewState.SEALED.value
        elif event.kind == CONSENT:
            purpose = event.detail.get("purpose", "")
            consents[purpose] = (
                purpose,
                event.detail.get("state", ""),
                event.detail.get("revision_id", ""),
            )
    updated = max([updated, *(revision.wall_utc for revision in all_revisions)])
    torn = [
        (conflict.address, "conflict", "", "", 0, "", "")
        for conflict in stands.conflicts
        if conflict.address not in {current.address for current in stands.current}
    ]
    answers = sorted([*(answer_row(current) for current in stands.current), *torn])
    return Projected(
        tuple(answers),
        (state, language, updated, stands.answered, len(stands.conflicts)),
        tuple(consents[purpose] for purpose in sorted(consents)),
    )


def rebuild(vault: Vault, interview_id: str) -> None:
    """Write one interview's projections anew from its history, inside a transaction."""
    header = header_of(vault, interview_id)
    if header is None:
        return  # a pool may hold answers before the interview they belong to
    projected = read_projected(vault, header)
    vault.write("DELETE FROM current_answer WHERE interview_id = ?", interview_id)
    vault.write_many(UPSERT_ANSWER, [(interview_id, *row) for row in projected.answers])
    vault.write("DELETE FROM consent WHERE interview_id = ?", interview_id)
    vault.write_many(
        "INSERT INTO consent (interview_id, purpose, state, revision_id) VALUES (?, ?, ?, ?)",
        [(interview_id, *row) for row in projected.consents],
    )
    list_interview(vault, header)
    vault.write(
        "UPDATE interview_list SET case_code = ?, form_id = ?, site = ?,"
        " state = ?, language = ?, updated_utc = ?, answered = ?, conflicts = ?"
        " WHERE interview_id = ?",
        header.case_code,
        header.form_id,
        header.site,
        *projected.listed,
        interview_id,
    )


def read_projected(vault: Vault, header: Interview) -> Projected:
    """What the history in the store says of an interview."""
    where = " WHERE interview_id = ?"
    return project(
        header,
        map(revision_of, vault.rows(SELECT_REVISIONS + where, header.interview_id)),
        map(event_of, vault.rows(SELECT_EVENTS + where, header.interview_id)),
    )


def header_of(vault: Vault, interview_id: str) -> Interview | None:
    """The interview as it was begun, or as a laptop last told of it."""
    row = vault.row(
        f"SELECT {HEADER_COLUMNS} FROM interview WHERE interview_id = ?",  # noqa: S608
        interview_id,
    )
    return None if row is None else interview_of(row)


def interview_of(row: Row) -> Interview:
    """The interview in a row of `HEADER_COLUMNS`, position and number of answers apart."""
    return Interview(
        interview_id=row[0],
        case_code=row[1],
        form_id=row[2],
        form_version=row[3],
        form_sha256=row[4],
        device_id=row[5],
        created_seq=row[6],
        created_utc=row[7],
        state=InterviewState(row[8]),
        language=row[9],
        site=row[10],
        updated_utc=row[11],
    )


def write_header(vault: Vault, header: Interview) -> None:
    """Insert an interview's row, or replace it by a later telling (pools)."""
    vault.write(
        f"INSERT INTO interview ({HEADER_COLUMNS})"  # noqa: S608 (names from this module)
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (interview_id) DO UPDATE SET case_code = excluded.case_code,"
        " form_id = excluded.form_id, form_version = excluded.form_version,"
        " form_sha256 = excluded.form_sha256, device_id = excluded.device_id,"
        " created_seq = excluded.created_seq, created_utc = excluded.created_utc,"
        " state = excluded.state, language = excluded.language, site = excluded.site,"
        " updated_utc = excluded.updated_utc",
        header.interview_id,
        header.case_code,
        header.form_id,
        header.form_version,
        header.form_sha256,
        header.device_id,
        header.created_seq,
        header.created_utc,
        header.state.value,
        header.language,
        header.site,
        header.updated_utc,
    )


def list_interview(vault: Vault, header: Interview) -> None:
    """Give an interview its row in the list, unless it has one."""
    vault.write(
        "INSERT OR IGNORE INTO interview_list (interview_id, case_code, form_id, site, state,"
        " language, updated_utc, answered, conflicts, position)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
        header.interview_id,
        header.case_code,
        header.form_id,
        header.site,
        header.state.value,
        header.language,
        header.updated_utc,
        header.position,
    )


def answer_row(current: CurrentAnswer) -> Row:
    """The columns of `current_answer` after the interview."""
    return (
        current.address,
        current.status.value,
        current.value,
        current.value_type,
        current.seq,
        current.device_id,
        current.revision_id,
    )


def _order(event: Event) -> tuple[int, str]:
    return (event.seq, event.hash)
