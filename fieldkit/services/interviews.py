"""Start, resume, save and finish interviews: the one save path of the window and of scripts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from fieldkit.dataset.schema import language_suffix
from fieldkit.errors import Code, Known
from fieldkit.ids import new_uuid
from fieldkit.interview import serialise, validate
from fieldkit.interview import submission as submissions
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import Changes, InterviewSession
from fieldkit.interview.validate import Violation
from fieldkit.records import (
    Address,
    Answer,
    CurrentAnswer,
    Interview,
    InterviewState,
    Saved,
    Status,
)
from fieldkit.services.library import LoadedForm, definition_of
from fieldkit.store import answers as stored_answers
from fieldkit.store import forms as stored_forms
from fieldkit.store import interviews as stored
from fieldkit.store.workspace import Store
from fieldkit.xforms.model import FormDefinition
from fieldkit.xforms.secondary import last_saved

CONSENT = "consent"
"""The `fk:consent` attribute of a question names the purpose that its answer gives or refuses."""

ERASED: Final = frozenset({InterviewState.SEALED, InterviewState.WITHDRAWN})
INTERVIEW = "interview"
"""The purpose without which nothing else is kept."""


@dataclass(frozen=True, slots=True)
class OpenInterview:
    """An interview and its live session; `pending` is what starting it gave to save."""

    interview: Interview
    session: InterviewSession


@dataclass(frozen=True, slots=True)
class Closing:
    """What finishing an interview would do: worked out beside the session, free of the store."""

    violations: tuple[Violation, ...]
    answers: tuple[Answer, ...]
    state: InterviewState
    consents: Mapping[str, str]
    submission_sha256: str


@dataclass(frozen=True, slots=True)
class SaveTicket:
    """One save with the ids it will have, so that trying it again never writes it twice."""

    interview_id: str
    answers: tuple[Answer, ...]
    position: Address | None = None
    revision_ids: tuple[str, ...] = field(default=())


def listed(store: Store) -> tuple[Interview, ...]:
    """Every interview of the workspace, in the order they were begun."""
    return stored.interviews(store)


def find(store: Store, id_or_case_code: str) -> Interview:
    """One interview by its id or case code; raises INTERVIEW_UNKNOWN."""
    return stored.interview(store, id_or_case_code)


def start(
    store: Store,
    form: LoadedForm,
    *,
    language: str,
    site: str,
    actor: str = "",
    environment: SessionEnvironment | None = None,
    submission: bytes = b"",
) -> OpenInterview:
    """Begin a draft: the form is kept, the case code made, the opening values are on disk.

    A language is named as the form names it or by its code; raises USAGE_WRONG for one that the
    form does not have. With a submission of the form the draft corrects it; raises
    SUBMISSION_FOREIGN or SUBMISSION_BROKEN for what is none, before anything is kept.
    """
    definition = form.definition
    world = _knowing_last(environment or live_environment(store), store, definition)
    named = _named(definition, language)
    if submission:
        corrected = submissions.read(definition, submission)
        session = InterviewSession.revise(definition, world, corrected, language=named)
    else:
        session = InterviewSession.start(definition, world, language=named)
    stored_forms.put_form(store, form.stored)
    interview = stored.start_interview(
        store,
        form_sha256=definition.sha256,
        form_id=definition.form_id,
        form_version=definition.version,
        language=session.language,
        site=site,
        actor=actor,
    )
    save(store, ticket(interview.interview_id, session.opening.answers), actor=actor)
    return OpenInterview(interview, session)


def resume(
    store: Store, id_or_case_code: str, *, environment: SessionEnvironment | None = None
) -> OpenInterview:
    """Bring an interview back as it was left, with every saved answer, in its language.

    Raises INTERVIEW_UNKNOWN, and INTERVIEW_ERASED for one that was sealed or withdrawn: shown, it
    would look as if nobody had said anything.
    """
    interview = stored.interview(store, id_or_case_code)
    if interview.state in ERASED:
        raise Known(Code.INTERVIEW_ERASED)
    session = session_of(store, interview, environment=environment)
    return OpenInterview(interview, session)


def session_of(
    store: Store, interview: Interview, *, environment: SessionEnvironment | None = None
) -> InterviewSession:
    """The live tree of a stored interview; answers in conflict stay out and so are unknown."""
    definition = definition_of(stored_forms.form(store, interview.form_sha256))
    current = stored_answers.answers(store, interview.interview_id)
    world = environment or live_environment(store)
    if interview.state is InterviewState.DRAFT:
        world = _knowing_last(world, store, definition, interview)
    return InterviewSession.resume(
        definition,
        world,
        [Answer(a.address, a.status, a.value, a.value_type) for a in current],
        language=_language_within(definition, interview.language),
    )


def current(store: Store, interview: Interview) -> tuple[CurrentAnswer, ...]:
    """The current answers of an interview with their sequence numbers."""
    return stored_answers.answers(store, interview.interview_id)


def ticket(
    interview_id: str, answers: Sequence[Answer], position: Address | None = None
) -> SaveTicket:
    """Prepare a save; hand the same ticket in again after a failure."""
    return SaveTicket(interview_id, tuple(answers), position, tuple(new_uuid() for _ in answers))


def save(store: Store, prepared: SaveTicket, *, actor: str = "", reason: str = "") -> Saved:
    """Put the answers on disk in one transaction; only its return may be shown as saved."""
    if not prepared.answers:
        return Saved(0, ())
    return stored_answers.save(
        store,
        prepared.interview_id,
        prepared.answers,
        actor=actor,
        reason=reason,
        revision_ids=prepared.revision_ids,
        position=prepared.position,
    )


def remember_position(store: Store, interview_id: str, position: Address) -> None:
    """Remember the question last shown, to reopen there."""
    stored.set_position(store, interview_id, position)


def remember_language(store: Store, interview_id: str, language: str) -> None:
    """Record that the interview goes on in another language."""
    stored.set_language(store, interview_id, language)


def closing(session: InterviewSession) -> tuple[Changes, Closing]:
    """Compute everything once more and say what finishing would do, or what stands in its way."""
    changes = session.finalise()
    consents = consents_of(session)
    declined = consents.get(INTERVIEW) == "refused"
    answers = changes.answers
    if declined:
        answers = (*answers, *_forgotten(session))
    submission = serialise.submission_xml(session)
    return changes, Closing(
        validate.violations(session),
        answers,
        InterviewState.DECLINED if declined else InterviewState.FINISHED,
        consents,
        hashlib.sha256(submission.encode()).hexdigest(),
    )


def finish(store: Store, interview_id: str, closing: Closing, *, actor: str = "") -> Interview:
    """Finish an interview; INTERVIEW_NOT_READY names what is open, and nothing is changed."""
    if closing.violations:
        raise Known(Code.INTERVIEW_NOT_READY, names=tuple(str(v.ref) for v in closing.violations))
    save(store, ticket(interview_id, closing.answers), actor=actor)
    for purpose, state in closing.consents.items():
        stored.set_consent(store, interview_id, purpose, state, actor=actor)
    return stored.set_state(
        store,
        interview_id,
        closing.state,
        {"submission_sha256": closing.submission_sha256},
        actor=actor,
    )


def consents_of(session: InterviewSession) -> dict[str, str]:
    """What was agreed to, `given` or `refused` by purpose; one without an answer is absent."""
    found = {}
    for question in session.definition.questions():
        purpose = question.bind.fk.get(CONSENT, "")
        value = session.node(question.ref).shown if purpose else ""
        if value:
            found[purpose] = "given" if value == "yes" else "refused"
    return found


def live_environment(store: Store) -> SessionEnvironment:
    """The world as this laptop sees it."""
    return SessionEnvironment(device_id=store.device_code)


def _knowing_last(
    world: SessionEnvironment,
    store: Store,
    definition: FormDefinition,
    draft: Interview | None = None,
) -> SessionEnvironment:
    """The world with the submission that was finished last before a draft of this form was begun.

    Only forms that ask for it (`jr://instance/last-saved`) pay for it. Without consent there is
    no record to look into.
    """
    if world.last_saved or not last_saved(definition.instances):
        return world
    finished = [
        other
        for other in stored.interviews(store)
        if other.form_id == definition.form_id
        and other.state is InterviewState.FINISHED
        and (draft is None or other.updated_utc <= draft.created_utc)
    ]
    if not finished:
        return world
    last = max(finished, key=lambda other: (other.updated_utc, other.created_seq))
    sent = serialise.submission_xml(session_of(store, last))
    return replace(world, last_saved=sent)


def _forgotten(session: InterviewSession) -> tuple[Answer, ...]:
    """Without consent only the visit counts: every other answer is cleared."""
    kept = {
        session.address_of(question.ref)
        for question in session.definition.questions()
        if question.bind.fk.get(CONSENT)
    }
    return tuple(
        Answer(answer.address, Status.CLEARED, "", answer.value_type)
        for answer in serialise.answers(session)
        if answer.address not in kept and answer.status not in {Status.ADDED, Status.REMOVED}
    )


def language_for(session: InterviewSession, reader: str) -> str:
    """The form's own name of a reader's language; the interview's where the form lacks it."""
    for name in session.definition.languages:
        if reader in {name, language_suffix(name)}:
            return name
    return session.language


def _named(definition: FormDefinition, language: str) -> str | None:
    """The form's own name of a language; None, for the form's default, where none is asked for."""
    if not language or not definition.languages:
        return None
    for name in definition.languages:
        if language in {name, language_suffix(name)}:
            return name
    raise Known(Code.USAGE_WRONG, name=language, detail="no such language in the form")


def _language_within(definition: FormDefinition, language: str) -> str | None:
    return language if language in definition.languages else None
