"""Pictures, sound and files of the open interview on their way into the store and out of it.

All of it happens on the store's lane, a piece at a time. Content is in memory only while it is
shown; nothing goes to disk in clear but a copy that the person asks for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Event
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from fieldkit import log
from fieldkit.errors import Code, FieldkitError, Known
from fieldkit.records import Address, Ref
from fieldkit.services import attachments
from fieldkit.services.attachments import Attachment
from fieldkit.services.workspaces import Workspace
from fieldkit.ui.interview.sitting import Sitting
from fieldkit.ui.interview.wishes import (
    Copied,
    CopyOut,
    Going,
    Refused,
    Reply,
    Show,
    Shown,
    Stop,
    Stopped,
    TakeIn,
    TookIn,
    Wish,
)
from fieldkit.ui.tasks import Tasks

MOST_SHOWN: Final = 64 << 20
"""Bytes of a picture; a larger one is not drawn, only named."""
_SIDE: Final = 640

# The only kinds that are drawn: Qt would also follow what a drawing of lines names on the disk.
_DRAWN: Final[Mapping[str, bytes]] = MappingProxyType(
    {"image/jpeg": b"jpeg", "image/png": b"png", "image/gif": b"gif", "image/webp": b"webp"}
)


@dataclass(frozen=True, slots=True)
class _Seen:
    attachment: Attachment
    content: bytes


_Job = Callable[[Workspace], Reply | _Seen]


@dataclass(frozen=True, slots=True)
class _Landed:
    address: Address
    reply: Reply | _Seen


@dataclass(frozen=True, slots=True)
class _Upload:
    address: Address
    wish: TakeIn
    stop: Event


class Files(QObject):
    """Grants what the fields of a sitting wish; an answer is given when its file is on disk."""

    replied = Signal(str, object)
    """A ref and what there is to say to its field."""
    rested = Signal()
    """No file is on its way in any more."""

    def __init__(self, tasks: Tasks, sitting: Sitting) -> None:
        super().__init__(sitting)
        self._tasks = tasks
        self._sitting = sitting
        self._interview_id = sitting.interview.interview_id
        self._uploads: list[_Upload] = []

    def grant(self, ref: Ref, wish: Wish) -> None:
        """Begin to do what a field wishes; `replied` says how it goes and how it ended."""
        address = self._sitting.session.address_of(ref)
        match wish:
            case TakeIn():
                self._uploads.append(_Upload(address, wish, Event()))
                if len(self._uploads) == 1:
                    self._begin()
            case Stop():
                for upload in self._uploads:
                    if upload.address == address:
                        upload.stop.set()
            case Show(name):
                self._ask(address, wish, partial(_look, self._interview_id, name))
            case CopyOut():
                self._ask(address, wish, partial(_copy, self._interview_id, wish))

    def is_busy(self) -> bool:
        """Whether a file is on its way in."""
        return bool(self._uploads)

    def stop_all(self) -> None:
        """Take none of the files that are on their way: the store is about to close."""
        for upload in self._uploads:
            upload.stop.set()

    def _begin(self) -> None:
        upload = self._uploads[0]
        report = self._tasks.progress_to(self._going)
        job = partial(_take_in, self._interview_id, upload, report)
        self._ask(upload.address, upload.wish, job)

    def _ask(self, address: Address, wish: Wish, job: _Job) -> None:
        self._tasks.store(partial(_granted, address, wish, job), self._land, self._break)

    def _going(self, done: int, total: int) -> None:
        if self._uploads:
            self._say(self._uploads[0].address, Going(done, total))

    def _land(self, landed: _Landed) -> None:
        reply = landed.reply
        if isinstance(reply, _Seen):
            drawn = partial(_drawn, landed.address, reply)
            self._tasks.work(drawn, self._land, self._break)
            return
        if isinstance(reply, TookIn):
            self._answer(landed.address, reply.name)
        self._say(landed.address, reply)
        is_end = isinstance(reply, TookIn | Stopped)
        if is_end or (isinstance(reply, Refused) and isinstance(reply.wish, TakeIn)):
            self._end()

    def _end(self) -> None:
        del self._uploads[:1]
        if self._uploads:
            self._begin()
        else:
            self.rested.emit()

    def _answer(self, address: Address, name: str) -> None:
        """The answer comes after its file, so that no answer names what is not there."""
        ref = self._sitting.session.ref_of(address)
        if ref is not None and not self._sitting.is_read_only:
            self._sitting.answer(ref, name)

    def _say(self, address: Address, reply: Reply) -> None:
        ref = self._sitting.session.ref_of(address)
        if ref is not None:
            self.replied.emit(ref, reply)

    def _break(self, error: FieldkitError) -> None:
        """A fault of ours, or the store is closed: nothing on its way will come."""
        waiting, self._uploads = self._uploads, []
        for upload in waiting:
            self._say(upload.address, Refused(upload.wish, error))
        self.rested.emit()


def _granted(address: Address, wish: Wish, job: _Job, store: Workspace) -> _Landed:
    """On the store lane: a refusal goes home as a reply, to the field that wished."""
    try:
        return _Landed(address, job(store))
    except Known as error:
        log.event(log.Happening.FAILED, code=error.code.value)
        return _Landed(address, Refused(wish, error))


def _take_in(
    interview_id: str, upload: _Upload, report: Callable[[int, int], None], store: Workspace
) -> Reply:
    def goes_on(done: int, total: int) -> bool:
        report(done, total)
        return not upload.stop.is_set()

    if upload.stop.is_set():
        return Stopped()
    wish = upload.wish
    taken = attachments.attach(
        store,
        interview_id,
        wish.path,
        keep_metadata=wish.keep_metadata,
        accepts=wish.accepts,
        progress=goes_on,
    )
    return Stopped() if taken is None else TookIn(taken.name)


def _look(interview_id: str, name: str, store: Workspace) -> _Seen:
    found = attachments.attachments(store, interview_id)
    attachment = next((one for one in found if one.name == name), None)
    if attachment is None:
        raise Known(Code.ATTACHMENT_UNKNOWN)
    if attachment.media_type not in _DRAWN or attachment.n_bytes > MOST_SHOWN:
        return _Seen(attachment, b"")
    return _Seen(attachment, b"".join(attachments.content(store, interview_id, name)))


def _copy(interview_id: str, wish: CopyOut, store: Workspace) -> Reply:
    attachments.save_copy(store, interview_id, wish.name, wish.out)
    return Copied()


def _drawn(address: Address, seen: _Seen) -> _Landed:
    """On the lane of long work: the picture, the right way up and no larger than it is shown."""
    picture = QImage()
    if seen.content:
        held = QByteArray(seen.content)
        device = QBuffer(held)
        device.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(device, _DRAWN[seen.attachment.media_type])
        reader.setAutoDetectImageFormat(False)
        reader.setAutoTransform(True)
        size = reader.size()
        if size.width() > _SIDE or size.height() > _SIDE:
            reader.setScaledSize(
                size.scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio)
            )
        picture = reader.read()
    return _Landed(address, Shown(seen.attachment, picture))
