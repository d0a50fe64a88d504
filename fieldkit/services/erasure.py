"""Consent taken back: for one purpose, or for the interview, which is then erased."""

from fieldkit.records import Interview
from fieldkit.services.consent import INTERVIEW, require_purpose
from fieldkit.services.workspaces import Workspace
from fieldkit.store import erasure as stored_erasure
from fieldkit.store import interviews as stored


def withdraw(
    workspace: Workspace, id_or_case_code: str, *, purpose: str = INTERVIEW, actor: str = ""
) -> Interview:
    """Take back consent for a purpose; for the interview itself, erase it.

    What leaves later says so, and every pool that gets it erases the interview too. Files that
    left before, and backups, are not reached. Raises INTERVIEW_UNKNOWN and CONSENT_PURPOSE.
    """
    found = stored.interview(workspace, id_or_case_code)
    if purpose == INTERVIEW:
        stored_erasure.withdraw(workspace, found.interview_id, actor=actor)
    else:
        require_purpose(workspace, found, purpose)
        stored.set_consent(workspace, found.interview_id, purpose, "withdrawn", actor=actor)
    return stored.interview(workspace, found.interview_id)
