"""Sealing: a finished interview becomes files that only the organisation's key opens.

One is the workbook of that one interview in an age envelope for the workspace's recovery
recipients; `pool add` reads it. Each attachment is a file of its own, which `attachment unseal`
opens. Once they are on disk the interview is erased here, and neither the passphrase nor anybody
who has this laptop can bring it back.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.paths import private_dir
from fieldkit.records import Interview, InterviewState
from fieldkit.services.attachments import write_pieces
from fieldkit.services.exchange import sealed_file
from fieldkit.services.files import sync_folder, write_whole
from fieldkit.services.workspaces import Workspace
from fieldkit.store import access as stored_access
from fieldkit.store import answers as stored_answers
from fieldkit.store import attachments as stored_attachments
from fieldkit.store import erasure as stored_erasure
from fieldkit.store import interviews as stored
from fieldkit.store import projection, settings
from fieldkit.store.disk import unwritable

FOLDER: Final = "sealed"
ENDING: Final = ".xlsx.age"
ATTACHMENT_ENDING: Final = ".age"
USUAL_HOURS: Final = 24
_YES: Final = "yes"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An interview that was sealed, and its files under the workspace's folder `sealed`."""

    case_code: str
    file: str
    attachments: tuple[str, ...] = ()


def grace_hours(workspace: Workspace) -> int | None:
    """Hours after finishing when an interview is sealed by itself; None for never."""
    found = settings.sealing(workspace.vault)["after_hours"]
    return int(found) if found else None


def set_grace(workspace: Workspace, hours: int | None) -> None:
    """Set when finished interviews are sealed; raises KEY_UNPROVEN when nobody could open them."""
    _set_policy(workspace, "after_hours", "" if hours is None else str(hours))


def is_at_export(workspace: Workspace) -> bool:
    """Whether an export seals the finished interviews that leave with it."""
    return settings.sealing(workspace.vault)["at_export"] == _YES


def set_at_export(workspace: Workspace, is_on: bool) -> None:
    """Set whether an export seals; raises KEY_UNPROVEN when nobody could open what it seals."""
    _set_policy(workspace, "at_export", _YES if is_on else "")


def due(workspace: Workspace) -> tuple[Interview, ...]:
    """Finished interviews whose time of grace is over."""
    hours = grace_hours(workspace)
    if hours is None:
        return ()
    now = datetime.fromisoformat(workspace.clock.instant().wall_utc)
    latest = now - timedelta(hours=hours)
    return tuple(i for i in finished(workspace) if _finished_at(workspace, i) <= latest)


def finished(workspace: Workspace) -> tuple[Interview, ...]:
    """Every interview that can be sealed."""
    return tuple(i for i in stored.interviews(workspace) if i.state is InterviewState.FINISHED)


def seal(
    workspace: Workspace, interviews: Iterable[Interview], *, actor: str = ""
) -> tuple[Sealed, ...]:
    """Seal interviews, the files of each complete on disk before it is erased.

    Raises KEY_UNPROVEN unless a recovery key was proven, INTERVIEW_NOT_READY for one that is not
    finished, STORE_DAMAGED for one whose attachment is damaged, FILE_*: the files of that one are
    then taken away again. A crash, or a disk that fails, while it is erased leaves files and an
    interview that is sealed once more.
    """
    recipients = _recipients(workspace)
    done = []
    for interview in interviews:
        if interview.state is not InterviewState.FINISHED:
            raise Known(Code.INTERVIEW_NOT_READY, name=interview.case_code)
        done.append(_sealed(workspace, interview, recipients, actor))
    if done:
        stored_erasure.clear_away(workspace)
    return tuple(done)


def seal_due(workspace: Workspace) -> tuple[Sealed, ...]:
    """Seal what is due; nothing where sealing is off or nobody could open what was sealed."""
    chosen = due(workspace)
    return seal(workspace, chosen) if chosen and stored_access.is_recoverable(workspace) else ()


def seal_exported(workspace: Workspace) -> tuple[Sealed, ...]:
    """After an export of everything: seal what is finished, where the policy says so."""
    return seal(workspace, finished(workspace)) if is_at_export(workspace) else ()


def _set_policy(workspace: Workspace, field: str, value: str) -> None:
    if value:
        _recipients(workspace)
    with workspace.appending() as ledger:
        told = settings.sealing(workspace.vault) | {field: value}
        ledger.event(settings.SEALING, told)
        settings.write_sealing(workspace.vault, told)


def _sealed(
    workspace: Workspace, interview: Interview, recipients: Sequence[str], actor: str
) -> Sealed:
    """Seal one interview: all its files, then its erasure."""
    interview_id = interview.interview_id
    paths: list[Path] = []
    hashes = []
    try:
        for held in stored_attachments.attachments(workspace, interview_id):
            paths.append(_fresh(workspace, ATTACHMENT_ENDING))
            pieces = stored_attachments.content(workspace, interview_id, held.name)
            hashes.append(write_pieces(paths[-1], pieces, recipients)[1])
        data = sealed_file(workspace, interview_id, recipients)
        paths.append(_fresh(workspace, ENDING))
        write_whole(paths[-1], data)
    except BaseException:
        for path in paths:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    # From here on the files stay, whatever happens: an erasure that fails may have been committed.
    stored_erasure.seal(
        workspace,
        interview_id,
        file_sha256=hashlib.sha256(data).hexdigest(),
        attachments_sha256=hashes,
        actor=actor,
    )
    *attached, workbook = (path.name for path in paths)
    return Sealed(interview.case_code, workbook, tuple(attached))


def _fresh(workspace: Workspace, ending: str) -> Path:
    """A new name, which tells neither case nor day to whoever sees the folder."""
    return _folder(workspace) / f"{secrets.token_hex(8)}{ending}"


def _recipients(workspace: Workspace) -> tuple[str, ...]:
    proven = [r for r, when in stored_access.access(workspace).recipients.items() if when]
    if not proven:
        raise Known(Code.KEY_UNPROVEN)
    return tuple(proven)


def _folder(workspace: Workspace) -> Path:
    try:
        made = private_dir(workspace.folder / FOLDER)
        sync_folder(workspace.folder)  # else a power cut could take it, with all that is in it
    except OSError as error:
        raise unwritable(error, FOLDER) from error
    return made


def _finished_at(workspace: Workspace, interview: Interview) -> datetime:
    """When it was finished, by the last event that said so."""
    told = [
        event.wall_utc
        for event in stored_answers.events(workspace, interview.interview_id)
        if event.kind == projection.STATE
    ]
    return datetime.fromisoformat(max(told, default=interview.updated_utc))
