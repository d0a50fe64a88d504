"""Photos, documents and recordings of an interview: taken in, given back, handed to headquarters.

The answer to an upload question is the name that `attach` gives: the hash of what is stored and an
ending, so that the history of answers binds the content and the name tells nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fieldkit.errors import Bug, Code, Known
from fieldkit.interview import view
from fieldkit.interview.session import Changes, InterviewSession
from fieldkit.media import clean
from fieldkit.media.kinds import Kind
from fieldkit.records import Ref
from fieldkit.services import leaving
from fieldkit.services.files import write_by
from fieldkit.services.interviews import OpenInterview
from fieldkit.services.leaving import Left
from fieldkit.services.workspaces import Workspace
from fieldkit.store import attachments as stored
from fieldkit.store import interviews as stored_interviews
from fieldkit.store.disk import unreadable
from fieldkit.store.parts import Held
from fieldkit.store.workspace import Kind as StoreKind
from fieldkit.xforms.model import Control

MOST_BYTES: Final = 268_435_456
"""256 MiB: hours of speech, minutes of video; a file is in the vault, its log and the recorder."""

# `application/*` is what pyxform writes for the question type `file`, which takes any file.
_ANYTHING: Final = frozenset({"*", "*/*", "application/*"})

Progress = Callable[[int, int], bool]
"""Called with how many bytes are done and how many there are; whether to go on."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is kept with an interview."""

    name: str  # what an upload question is answered by
    media_type: str
    n_bytes: int
    is_cleaned: bool
    added_utc: str


class _Stopped(Exception):  # noqa: N818 - no error: a person's wish
    """The caller does not want to go on."""


def attach(
    workspace: Workspace,
    interview_id: str,
    path: Path,
    *,
    keep_metadata: bool = False,
    accepts: str = "",
    progress: Progress | None = None,
) -> Attachment | None:
    """Take a file in; when this returns it is on disk, encrypted, in both places.

    Where and when it was taken and who wrote it are taken out unless they are kept on purpose. The
    same content again is the attachment that is there. `accepts` is what the question takes, as the
    form writes it (`image/*`). None when `progress` asked to stop: nothing is kept then.

    Raises FILE_MISSING, MEDIA_KIND, MEDIA_TOO_LARGE, MEDIA_UNCLEANED, MEDIA_DAMAGED,
    INTERVIEW_UNKNOWN, INTERVIEW_FINISHED, WORKSPACE_KIND and STORE_*; nothing is kept then.
    """
    try:
        if not path.is_file():  # a pipe would be waited for, a device never ends
            raise unreadable(path.name)
        with path.open("rb") as source:
            total = source.seek(0, 2)
            if total > MOST_BYTES:
                raise _too_large(path)
            kind = clean.kind_in(source)
            if not is_accepted(kind.media_type, accepts):
                raise Known(Code.MEDIA_KIND, file=path.name, name=kind.media_type, detail=accepts)
            pieces = clean.as_it_is(source) if keep_metadata else clean.cleaned(source)
            watched = _watched(pieces, path, total, progress)
            return _taken_in(workspace, interview_id, watched, kind, cleaned=not keep_metadata)
    except _Stopped:
        return None
    except OSError as error:
        raise unreadable(path.name) from error


def answered_by(
    workspace: Workspace,
    opened: OpenInterview,
    ref: Ref,
    path: Path,
    *,
    keep_metadata: bool = False,
) -> tuple[Attachment, Changes]:
    """Take a file in as the answer to an upload question; the caller saves the changes.

    Raises what `attach` raises, and INTERVIEW_REF for a question that takes no file now.
    """
    asked = view.item(opened.session, ref)
    if asked.control != Control.UPLOAD or asked.readonly or not asked.relevant:
        raise Known(Code.INTERVIEW_REF, ref=ref, detail="takes no file")
    taken = attach(
        workspace,
        opened.interview.interview_id,
        path,
        keep_metadata=keep_metadata,
        accepts=accepts_of(asked),
    )
    if taken is None:
        raise Bug(detail="nobody asked to stop")
    return taken, opened.session.answer(ref, taken.name)


def accepts_of(asked: view.Item) -> str:
    """What an upload question takes, as the form writes it; "" for anything."""
    return dict(asked.parameters).get("mediatype", "")


def attachments(workspace: Workspace, interview_id: str) -> tuple[Attachment, ...]:
    """The attachments of an interview in the order of taking them in, named by an answer or not."""
    return tuple(map(_shown, stored.attachments(workspace, interview_id)))


def unheld(workspace: Workspace, interview_id: str, session: InterviewSession) -> frozenset[Ref]:
    """Upload questions whose answer names no content that is here, as when it was typed by hand.

    None in a pool: contents do not travel in workbooks.
    """
    if workspace.kind is StoreKind.POOL:
        return frozenset()
    held = {one.name for one in stored.attachments(workspace, interview_id)}
    return frozenset(
        live.ref
        for live in session.root.walk()
        if live.model.bind.data_type == "binary" and live.text and live.text not in held
    )


def content(workspace: Workspace, interview_id: str, name: str) -> Iterator[bytes]:
    """The content in pieces of at most 256 KiB; raises ATTACHMENT_UNKNOWN at once.

    STORE_DAMAGED comes at the end when it is not what the name says: whoever shows or writes it
    waits for the end.
    """
    return stored.content(workspace, interview_id, name)


def save_copy(
    workspace: Workspace, interview_id: str, name: str, out: Path, recipients: Sequence[str] = ()
) -> Left:
    """Write a copy of an attachment, sealed when the file's name ends in `.age`, and record it.

    Raises ATTACHMENT_UNKNOWN, STORE_DAMAGED, WORKBOOK_RECIPIENT, FILE_EXISTS, FILE_FULL,
    FILE_UNWRITABLE, also for a name with another ending than the attachment's.
    """
    case = stored_interviews.interview(workspace, interview_id)
    pieces = stored.content(workspace, case.interview_id, name)
    leaving.check(out, [f".{ending_of(name)}"], recipients=recipients)
    n_bytes, sha256 = write_pieces(out, pieces, recipients)
    left = Left(out.name, "attachment", bool(recipients), 1, n_bytes, sha256)
    leaving.record(workspace, left, [case])
    return left


def write_pieces(
    out: Path, pieces: Iterator[bytes], recipients: Sequence[str] = ()
) -> tuple[int, str]:
    """Write pieces to a new file, sealed where there are recipients; returns its length and hash.

    Raises FILE_*, WORKBOOK_RECIPIENT and what the pieces raise; nothing is left behind then.
    """
    if not recipients:
        return write_by(out, lambda file: [file.write(piece) for piece in pieces])
    from fieldkit.dataset import seal

    return write_by(out, lambda file: seal.seal_pieces(pieces, file, recipients))


def is_accepted(media_type: str, accepts: str) -> bool:
    """Whether a question that accepts e.g. `image/*` or `image/*,application/pdf` takes a kind."""
    wanted = [one.strip() for one in accepts.split(",") if one.strip()]
    return not wanted or any(
        one in {*_ANYTHING, media_type} or (one.endswith("/*") and media_type.startswith(one[:-1]))
        for one in wanted
    )


def ending_of(name: str) -> str:
    """The ending of an attachment's name, without the point."""
    return name.rpartition(".")[2]


def _taken_in(
    workspace: Workspace, interview_id: str, pieces: Iterator[bytes], kind: Kind, *, cleaned: bool
) -> Attachment:
    return _shown(
        stored.add(
            workspace,
            interview_id,
            pieces,
            media_type=kind.media_type,
            ending=kind.ending,
            is_cleaned=cleaned,
        )
    )


def _watched(
    pieces: Iterator[bytes], path: Path, total: int, progress: Progress | None
) -> Iterator[bytes]:
    """The pieces, counted: a file may grow while it is read."""
    done = 0
    for piece in pieces:
        done += len(piece)
        if done > MOST_BYTES:
            raise _too_large(path)
        if progress is not None and not progress(min(done, total), total):
            raise _Stopped
        yield piece


def _too_large(path: Path) -> Known:
    return Known(Code.MEDIA_TOO_LARGE, file=path.name, detail=f"{MOST_BYTES // 1_048_576} MiB")


def _shown(held: Held) -> Attachment:
    return Attachment(held.name, held.media_type, held.n_bytes, held.is_cleaned, held.added_utc)
