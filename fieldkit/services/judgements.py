"""A person's own judgement of a case: stored as an event, shown beside the score, changing nothing.

An event shares its device's hash chain and is never changed; exports carry it and pools unite it
like any event of an interview. It is no revision, since it answers no question of the form: a
finished interview takes it, and no computation reads it.
"""

from dataclasses import dataclass, field
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.ids import new_uuid
from fieldkit.records import Event, Interview, InterviewState
from fieldkit.scoring.determine import Determination
from fieldkit.scoring.judgement import WHOLE, Judgement
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome
from fieldkit.services import assessment, interviews
from fieldkit.store import answers as stored_answers
from fieldkit.store.workspace import Store

EVENT: Final = "case.judged"
"""The kind of the event; its detail holds the fields of `Judgement` but those of the event."""

LONGEST: Final = 10_000  # characters of a reason: a cell of the workbook must hold it


@dataclass(frozen=True, slots=True)
class JudgementTicket:
    """One judgement to be written, with the id it will have: trying again never writes it twice."""

    interview_id: str
    about: str
    says: Outcome
    reason: str
    by: str
    ruleset: Ruleset
    determination: Determination
    judgement_id: str = field(default_factory=new_uuid)


def record(store: Store, interview: Interview, ticket: JudgementTicket) -> Judgement:
    """Put a judgement on disk, or find it there from an earlier try.

    Raises USAGE_WRONG without a reason, for one over `LONGEST`, without a code of the person, for a
    criterion that the ruleset does not have, and for a visit without consent; INTERVIEW_ERASED for
    one that is sealed or withdrawn.
    """
    _check(interview, ticket)
    for known in of_case(store, ticket.interview_id):
        if known.judgement_id == ticket.judgement_id:
            return known
    event = stored_answers.record_event(store, EVENT, _detail(ticket), ticket.interview_id)
    return _judgement(event)


def of_case(store: Store, interview_id: str) -> tuple[Judgement, ...]:
    """Every judgement of a case, in the order of time; a pool has those of every laptop."""
    found = [e for e in stored_answers.events(store, interview_id) if e.kind == EVENT]
    return tuple(_judgement(event) for event in sorted(found, key=_order))


def within(judgements: tuple[Judgement, ...], ruleset_id: str) -> tuple[Judgement, ...]:
    """Those that were made beside a ruleset, whatever its version was."""
    return tuple(each for each in judgements if each.ruleset_id == ruleset_id)


def computed(determination: Determination, about: str) -> Outcome | None:
    """What the ruleset gives for that of which a judgement speaks."""
    if about == WHOLE:
        return determination.determination
    return determination.criterion(about).status


def determination_of(store: Store, interview: Interview, ruleset: Ruleset) -> Determination:
    """What a ruleset gives for a case as it stands now."""
    return assessment.determination_by(interviews.session_of(store, interview), ruleset)


def _check(interview: Interview, ticket: JudgementTicket) -> None:
    if interview.state in interviews.ERASED:
        raise Known(Code.INTERVIEW_ERASED)
    if interview.state is InterviewState.DECLINED:
        raise Known(Code.USAGE_WRONG, name=interview.case_code, detail="no consent, not judged")
    if not ticket.reason.strip():
        raise Known(Code.USAGE_WRONG, detail="a judgement needs its reason")
    if len(ticket.reason) > LONGEST:
        raise Known(Code.USAGE_WRONG, detail=f"a reason has at most {LONGEST} characters")
    if not ticket.by.strip():
        raise Known(Code.USAGE_WRONG, detail="a judgement needs the code of who judges")
    criteria = {criterion.id for criterion in ticket.ruleset.criteria}
    if ticket.about != WHOLE and ticket.about not in criteria:
        raise Known(Code.USAGE_WRONG, name=ticket.about, detail="not a criterion of the ruleset")


def _detail(ticket: JudgementTicket) -> dict[str, str]:
    gave = computed(ticket.determination, ticket.about)
    return {
        "judgement_id": ticket.judgement_id,
        "about": ticket.about,
        "says": ticket.says.value,
        "reason": ticket.reason.strip(),
        "by": ticket.by.strip(),
        "ruleset_id": ticket.ruleset.id,
        "ruleset_version": ticket.ruleset.version,
        "ruleset_sha256": ticket.ruleset.sha256,
        "computed": "" if gave is None else gave.value,
    }


def _judgement(event: Event) -> Judgement:
    """The judgement in an event; words that are not ours are read as `undetermined`."""
    told = event.detail
    return Judgement(
        judgement_id=told.get("judgement_id", ""),
        interview_id=event.interview_id,
        about=told.get("about", WHOLE),
        says=_outcome(told.get("says", "")) or Outcome.UNDETERMINED,
        reason=told.get("reason", ""),
        by=told.get("by", ""),
        ruleset_id=told.get("ruleset_id", ""),
        ruleset_version=told.get("ruleset_version", ""),
        ruleset_sha256=told.get("ruleset_sha256", ""),
        computed=_outcome(told.get("computed", "")),
        wall_utc=event.wall_utc,
        device_id=event.device_id,
    )


def _outcome(text: str) -> Outcome | None:
    return Outcome(text) if text in set(Outcome) else None


def _order(event: Event) -> tuple[str, str, int, str]:
    return (event.wall_utc, event.device_id, event.seq, event.hash)
