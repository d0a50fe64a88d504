"""The write path of answers, and reading them back: revisions, projection, history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.errors import Bug, Code, Known
from fieldkit.ids import new_uuid
from fieldkit.records import (
    Address,
    Answer,
    CurrentAnswer,
    Event,
    InterviewState,
    Revision,
    Saved,
    Status,
)
from fieldkit.store import projection
from fieldkit.store.database import Vault
from fieldkit.store.driver import Row
from fieldkit.store.heads import COUNTED, heads_of, instances_above, is_beneath
from fieldkit.store.interviews import write_position
from fieldkit.store.ledger import SELECT_EVENTS, SELECT_REVISIONS, Ledger, event_of, revision_of
from fieldkit.store.workspace import Kind, Store

SAVED: Final = "answers.saved"
_BENEATH: Final = "interview_id = ? AND address > ? AND address < ?"
# All that a save asks before it writes, at once: a statement costs more than what it reads.
_BEFORE: Final = (
    "SELECT l.state, c.revision_id, c.status,"
    " r.seq, r.interview_id, r.address, r.status, r.value, r.value_type FROM interview_list AS l"
    " LEFT JOIN current_answer AS c ON c.interview_id = l.interview_id AND c.address = ?2"
    " LEFT JOIN revision AS r ON r.revision_id = ?3 WHERE l.interview_id = ?1"
)


@dataclass(frozen=True, slots=True)
class _Pending:
    """An answer that is not on disk yet, and what stood at its address before this save."""

    revision_id: str
    answer: Answer
    replaced: tuple[Row, ...]  # revision id and status: of one, or of none


def save(
    store: Store,
    interview_id: str,
    answers: Sequence[Answer],
    *,
    actor: str,
    reason: str = "",
    revision_ids: Sequence[str] | None = None,
    position: Address | None = None,
) -> Saved:
    """Append answers in one transaction; returning means they are on disk.

    After any error nothing may be taken as saved, nor as lost: call again with the same
    `revision_ids` (one for each answer, made beforehand), and what is there already is not
    written twice. A save of a finished interview raises INTERVIEW_FINISHED, except in a pool,
    where it is how a person settles a conflict: the new revision replaces every head.
    """
    ids = [new_uuid() for _ in answers] if revision_ids is None else list(revision_ids)
    if len(ids) != len(answers) or len(set(ids)) != len(ids):
        raise Bug(detail="one revision id for each answer")
    with store.appending() as ledger:
        if not ids:
            require_open(store, interview_id)
        told = [_pending(store, interview_id, i, a) for i, a in zip(ids, answers, strict=True)]
        new = [each for each in told if isinstance(each, _Pending)]
        if new:
            ledger.event(SAVED, {"revisions": str(len(new)), "actor": actor}, interview_id)
            write = _write_plainly if store.kind is Kind.WORKSPACE else _write_over_heads
            write(store.vault, ledger, interview_id, new, actor, reason, position)
        elif position is not None:
            write_position(store.vault, interview_id, position)
        known = [each for each in told if isinstance(each, int)]
        seq = ledger.seq if new else max(known, default=ledger.seq)
    return Saved(seq, tuple(dict.fromkeys(answer.address for answer in answers)))


def answers(store: Store, interview_id: str) -> tuple[CurrentAnswer, ...]:
    """The current answers of an interview: repeat instances first, in the order of adding.

    Cleared addresses are among them; removed instances and what was in them are not. Addresses in
    conflict are left out, so that whatever is computed sees them as unknown, and a repeat instance
    in conflict is there but empty; `merge.conflicts` has every side.
    """
    rows = store.vault.rows(
        "SELECT address, status, value, value_type, seq, device_id, revision_id"
        " FROM current_answer WHERE interview_id = ? AND status NOT IN ('removed', 'conflict')",
        interview_id,
    )
    return tuple(sorted((_current(row) for row in rows), key=_reading_order))


def revisions(store: Store, interview_id: str | None = None) -> Iterator[Revision]:
    """The whole history of answers, by device and sequence."""
    where, values = _of_interview(interview_id)
    order = " ORDER BY device_id, seq, hash"
    return map(revision_of, store.vault.stream(SELECT_REVISIONS + where + order, *values))


def events(store: Store, interview_id: str | None = None) -> Iterator[Event]:
    """The whole history of events, by device and sequence; of one interview if named."""
    where, values = _of_interview(interview_id)
    order = " ORDER BY device_id, seq, hash"
    return map(event_of, store.vault.stream(SELECT_EVENTS + where + order, *values))


def record_event(
    store: Store, kind: str, detail: Mapping[str, str], interview_id: str = ""
) -> Event:
    """Append one event, e.g. `export`; `detail` never holds an answer.

    What a person judges or codes of a case is theirs, not an answer, and may stand in it.
    """
    with store.appending() as ledger:
        event = ledger.event(kind, detail, interview_id)
        if interview_id:
            projection.rebuild(store.vault, interview_id)
    return event


def require_open(store: Store, interview_id: str) -> None:
    """Raise INTERVIEW_UNKNOWN or INTERVIEW_FINISHED unless answers may be added here."""
    _read(store, interview_id, Address(""), "")


def _read(store: Store, interview_id: str, address: Address, revision_id: str) -> Row:
    """The row of `_BEFORE`; raises unless answers may be saved in this interview."""
    row = store.vault.row(_BEFORE, interview_id, address, revision_id)
    if row is None:
        raise Known(Code.INTERVIEW_UNKNOWN)
    if row[0] != InterviewState.DRAFT and store.kind is Kind.WORKSPACE:
        raise Known(Code.INTERVIEW_FINISHED)
    return row


def _pending(store: Store, interview_id: str, revision_id: str, answer: Answer) -> "_Pending | int":
    """The answer as it is to be written; its sequence number if an earlier try has written it."""
    _, replaced_id, replaced_status, seq, *known = _read(
        store, interview_id, answer.address, revision_id
    )
    if seq is None:
        replaced = () if replaced_id is None else ((replaced_id, replaced_status),)
        return _Pending(revision_id, answer, replaced)
    if known != [interview_id, answer.address, answer.status, answer.value, answer.value_type]:
        raise Bug(detail="revision id used twice")
    return int(seq)


def _write_plainly(
    vault: Vault,
    ledger: Ledger,
    interview_id: str,
    new: Sequence[_Pending],
    actor: str,
    reason: str,
    position: Address | None,
) -> None:
    """Append where one device writes alone: the projection names the one head of each address."""
    change = 0
    for n, each in enumerate(new):
        answer = each.answer
        _refuse_beneath_removed(vault, interview_id, answer.address)
        # What was read before any was written may not be true of those after the first.
        replaced = _standing(vault, interview_id, answer.address) if n else list(each.replaced)
        if answer.status is Status.REMOVED:
            beneath = (interview_id, answer.address + "/", answer.address + "0")  # "0" follows "/"
            replaced += vault.rows(
                f"SELECT revision_id, status FROM current_answer WHERE {_BENEATH}",  # noqa: S608
                *beneath,
            )
            vault.write(f"DELETE FROM current_answer WHERE {_BENEATH}", *beneath)  # noqa: S608
        revision = ledger.revision(
            each.revision_id,
            interview_id,
            answer,
            parents=tuple(row[0] for row in replaced),
            actor=actor,
            reason=reason,
        )
        current = CurrentAnswer(
            revision.address,
            revision.status,
            revision.value,
            revision.value_type,
            revision.seq,
            revision.device_id,
            revision.revision_id,
        )
        vault.write(projection.UPSERT_ANSWER, interview_id, *projection.answer_row(current))
        change += (answer.status in COUNTED) - sum(row[1] in COUNTED for row in replaced)
    vault.write(
        "UPDATE interview_list SET answered = answered + ?, updated_utc = max(updated_utc, ?),"
        " position = coalesce(?, position) WHERE interview_id = ?",
        change,
        ledger.wall_utc,
        position,
        interview_id,
    )


def _standing(vault: Vault, interview_id: str, address: Address) -> list[Row]:
    return vault.rows(
        "SELECT revision_id, status FROM current_answer WHERE interview_id = ? AND address = ?",
        interview_id,
        address,
    )


def _write_over_heads(
    vault: Vault,
    ledger: Ledger,
    interview_id: str,
    new: Sequence[_Pending],
    actor: str,
    reason: str,
    position: Address | None,
) -> None:
    """Append in a pool, where an address may have several heads: the new one replaces them all."""
    for revision_id, answer in ((each.revision_id, each.answer) for each in new):
        rows = vault.rows(SELECT_REVISIONS + " WHERE interview_id = ?", interview_id)
        heads = heads_of(map(revision_of, rows))
        parents = [head.revision_id for head in heads.get(answer.address, ())]
        if answer.status is Status.REMOVED:
            parents += [
                head.revision_id
                for address, here in heads.items()
                if is_beneath(address, answer.address)
                for head in here
            ]
        ledger.revision(
            revision_id, interview_id, answer, parents=tuple(parents), actor=actor, reason=reason
        )
    projection.rebuild(vault, interview_id)
    if position is not None:
        write_position(vault, interview_id, position)


def _refuse_beneath_removed(vault: Vault, interview_id: str, address: Address) -> None:
    for instance in instances_above(address):
        row = vault.row(
            "SELECT 1 FROM current_answer"
            " WHERE interview_id = ? AND address = ? AND status = 'removed'",
            interview_id,
            instance,
        )
        if row is not None:
            raise Bug(detail="answer in a removed repeat instance", ref=address)


def _of_interview(interview_id: str | None) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if interview_id is None else (" WHERE interview_id = ?", (interview_id,))


def _current(row: Row) -> CurrentAnswer:
    return CurrentAnswer(Address(row[0]), Status(row[1]), *row[2:])


def _reading_order(current: CurrentAnswer) -> tuple[bool, int, int, str, str]:
    # Outer instances before inner ones: in a pool their sequence numbers may be of two devices.
    added = current.status is Status.ADDED
    depth = current.address.count("]") if added else 0
    return (not added, depth, current.seq, current.device_id, current.address)
