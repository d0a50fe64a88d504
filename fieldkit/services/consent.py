"""What a person agreed to, purpose by purpose: what was answered, and what was taken back later."""

from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Interview
from fieldkit.services import interviews
from fieldkit.services.library import definition_of
from fieldkit.store import forms as stored_forms
from fieldkit.store import interviews as stored
from fieldkit.store.workspace import Store

INTERVIEW: Final = interviews.INTERVIEW
STATISTICS: Final = "statistics"
"""The purpose of counting answers together with those of others."""

_GIVEN: Final = "given"


def is_denied(store: Store, interview: Interview, session: InterviewSession, purpose: str) -> bool:
    """Whether a purpose was refused in the interview or taken back after it; silence denies none.

    Consent given anew after it was taken back counts; a no that stands in the answers stays a no.
    """
    said = interviews.consents_of(session).get(purpose, _GIVEN)
    since = stored.consents(store, interview.interview_id).get(purpose, _GIVEN)
    return said != _GIVEN or since != _GIVEN


def is_given(store: Store, interview: Interview, session: InterviewSession, purpose: str) -> bool:
    """Whether a purpose was agreed to and not taken back; silence agrees to nothing."""
    said = interviews.consents_of(session).get(purpose)
    return said == _GIVEN and not is_denied(store, interview, session, purpose)


def require_purpose(store: Store, interview: Interview, purpose: str) -> None:
    """Raise CONSENT_PURPOSE, which names the purposes there are, unless the form asks for it."""
    asked = purposes(store, interview.form_sha256)
    if purpose not in asked:
        raise Known(Code.CONSENT_PURPOSE, name=purpose, names=asked)


def asked_for(store: Store) -> tuple[str, ...]:
    """Every purpose that a form of this store asks for, but the interview itself."""
    found = {p for form in stored_forms.forms(store) for p in purposes(store, form.form_sha256)}
    return tuple(sorted(found - {INTERVIEW}))


def purposes(store: Store, form_sha256: str) -> tuple[str, ...]:
    """The purposes that a stored form asks consent for, in the order of its questions."""
    definition = definition_of(stored_forms.form(store, form_sha256))
    asked = (q.bind.fk.get(interviews.CONSENT, "") for q in definition.questions())
    return tuple(dict.fromkeys(purpose for purpose in asked if purpose))
