"""Interviews as lists show them: start, state, language, position, consent."""

from collections.abc import Mapping

from fieldkit.records import Address, Interview, InterviewState
from fieldkit.store.workspace import Store


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
    """Begin a draft with a new case code; raises WORKSPACE_KIND in a pool."""
    raise NotImplementedError


def set_state(
    store: Store, interview_id: str, state: InterviewState, detail: Mapping[str, str], *, actor: str
) -> Interview:
    """Record a change of state as an event; `detail` holds words of ours, never an answer."""
    raise NotImplementedError


def set_language(store: Store, interview_id: str, language: str) -> None:
    """Record the language the interview goes on in."""
    raise NotImplementedError


def set_position(store: Store, interview_id: str, position: Address) -> None:
    """Remember the question last shown; a bookmark, not history."""
    raise NotImplementedError


def interview(store: Store, id_or_case_code: str) -> Interview:
    """One interview; raises INTERVIEW_UNKNOWN, also when a case code names two in a pool."""
    raise NotImplementedError


def interviews(store: Store) -> tuple[Interview, ...]:
    """Every interview, in the order they were begun."""
    raise NotImplementedError


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
    raise NotImplementedError


def consents(store: Store, interview_id: str) -> Mapping[str, str]:
    """The present consent of an interview, state by purpose."""
    raise NotImplementedError
