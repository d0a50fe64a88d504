"""Interviews as lists show them: start, state, language, position, consent."""

from collections.abc import Mapping
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.ids import case_code, new_uuid
from fieldkit.records import Address, Event, Interview, InterviewState
from fieldkit.store import projection
from fieldkit.store.database import Vault
from fieldkit.store.driver import Row
from fieldkit.store.workspace import Kind, Store

_SELECT: Final = (
    "SELECT h.interview_id, h.case_code, h.form_id, h.form_version, h.form_sha256, h.device_id,"
    " h.created_seq, h.created_utc, l.state, l.language, l.site, l.updated_utc, l.position,"
    " l.answered FROM interview_list AS l JOIN interview AS h USING (interview_id)"
)


_STATES: Final = {state.value: state for state in InterviewState}


def start_interview(
    store: Store,
    *,
    form_sha256: str,
    form_id: str,
    form_version: str,
    language: str,
    site: str,
    actor: str,
) -> Interview:
    """Begin a draft with a new case code.

    Raises FORM_FILE_MISSING unless the form was put before, WORKSPACE_KIND in a pool.
    """
    store.require(Kind.WORKSPACE)
    vault = store.vault
    if vault.row("SELECT 1 FROM form WHERE form_sha256 = ?", form_sha256) is None:
        raise Known(Code.FORM_FILE_MISSING, name=form_id)
    with store.appending() as ledger:
        begun = vault.row("SELECT count(*) FROM interview") or (0,)
        told = {
            "case_code": case_code(store.device_code, begun[0] + 1),
            "form_id": form_id,
            "form_version": form_version,
            "form_sha256": form_sha256,
            "language": language,
            "site": site,
        }
        started = ledger.event(projection.STARTED, {**told, "actor": actor}, new_uuid())
        header = Interview(
            interview_id=started.interview_id,
            case_code=told["case_code"],
            form_id=form_id,
            form_version=form_version,
            form_sha256=form_sha256,
            device_id=store.device_id,
            created_seq=started.seq,
            created_utc=started.wall_utc,
            state=InterviewState.DRAFT,
            language=language,
            site=site,
            updated_utc=started.wall_utc,
        )
        projection.write_header(vault, header)
        projection.list_interview(vault, header)
    return header


def set_state(
    store: Store, interview_id: str, state: InterviewState, detail: Mapping[str, str], *, actor: str
) -> Interview:
    """Record a change of state as an event; `detail` holds words of ours, never an answer."""
    return _record(
        store, interview_id, projection.STATE, {**detail, "state": state.value, "actor": actor}
    )


def set_language(store: Store, interview_id: str, language: str) -> Interview:
    """Record the language the interview goes on in."""
    return _record(store, interview_id, projection.LANGUAGE, {"language": language})


def set_position(store: Store, interview_id: str, position: Address) -> None:
    """Remember the question last shown; a bookmark, not history."""
    with store.vault.transaction():
        if not write_position(store.vault, interview_id, position):
            raise Known(Code.INTERVIEW_UNKNOWN)


def interview(store: Store, id_or_case_code: str) -> Interview:
    """One interview; raises INTERVIEW_UNKNOWN, also when a case code names two in a pool.

    A case code may be written in small letters and without its hyphens, or with blanks for them.
    """
    rows = store.vault.rows(_SELECT + " WHERE h.interview_id = ?", id_or_case_code.strip())
    if not rows:
        code = "".join(c for c in id_or_case_code.upper() if c not in " -")
        rows = store.vault.rows(_SELECT + " WHERE replace(h.case_code, '-', '') = ?", code)
    if len(rows) > 1:
        raise Known(Code.INTERVIEW_UNKNOWN, detail="two interviews have this code; give the id")
    if not rows:
        raise Known(Code.INTERVIEW_UNKNOWN)
    return _interview(rows[0])


def interviews(store: Store) -> tuple[Interview, ...]:
    """Every interview, by device and in the order they were begun."""
    # Sorted here: SQLite's sorter allocates for each row, and every allocation is locked and wiped.
    rows = sorted(store.vault.rows(_SELECT), key=lambda r: (r[5] != store.device_id, r[5:7], r[0]))
    return tuple(_interview(row) for row in rows)


def set_consent(
    store: Store,
    interview_id: str,
    purpose: str,
    state: str,
    *,
    revision_id: str = "",
    actor: str = "",
) -> None:
    """Record consent for one purpose: `given`, `refused` or `withdrawn`."""
    _record(
        store,
        interview_id,
        projection.CONSENT,
        {"purpose": purpose, "state": state, "revision_id": revision_id, "actor": actor},
    )


def consents(store: Store, interview_id: str) -> Mapping[str, str]:
    """The present consent of an interview, state by purpose."""
    return dict(
        store.vault.rows(
            "SELECT purpose, state FROM consent WHERE interview_id = ? ORDER BY purpose",
            interview_id,
        )
    )


def write_position(vault: Vault, interview_id: str, position: Address) -> bool:
    """Move the bookmark inside a transaction; whether there is such an interview."""
    touched = vault.write(
        "UPDATE interview_list SET position = ? WHERE interview_id = ?", position, interview_id
    )
    return touched == 1


def _record(store: Store, interview_id: str, kind: str, detail: Mapping[str, str]) -> Interview:
    with store.appending() as ledger:
        ledger_event: Event = ledger.event(kind, detail, interview_id)
        if projection.header_of(store.vault, ledger_event.interview_id) is None:
            raise Known(Code.INTERVIEW_UNKNOWN)
        projection.rebuild(store.vault, interview_id)
    return interview(store, interview_id)


def _interview(row: Row) -> Interview:
    """The interview in a row of `_SELECT`."""
    # By position, and the state out of a table: 100,000 of them take 0.2 s instead of 0.3.
    id_, code, form_id, version, sha256, device_id, seq, created, *listed = row
    state, language, site, updated, position, answered = listed
    return Interview(
        id_, code, form_id, version, sha256, device_id, seq, created,
        _STATES[state], language, site, updated, position, answered,
    )  # fmt: skip
