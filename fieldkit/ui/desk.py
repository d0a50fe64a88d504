"""What is on the desk while a workspace is open: its facts, the sitting, and its way to disk."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from fieldkit.errors import Code, FieldkitError
from fieldkit.records import Interview
from fieldkit.services import (
    attempts,
    explanation,
    interviews,
    library,
    recovery,
    sealing,
    workspaces,
)
from fieldkit.services.explanation import Case
from fieldkit.services.interviews import Closing, OpenInterview
from fieldkit.services.workspaces import Workspace
from fieldkit.ui.interview.autosave import Autosave, SaveState
from fieldkit.ui.interview.files import Files
from fieldkit.ui.interview.sitting import Sitting
from fieldkit.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Opened:
    """What is read of a workspace when it opens."""

    folder: Path
    is_practice: bool
    device_code: str
    is_recoverable: bool


class Desk(QObject):
    """Asks services for things and says when they are there; the window shows them."""

    opened = Signal(object)
    asked = Signal()
    """Another program wants this workspace: the window is to come forward."""
    unrecoverable = Signal()
    """Opened, and no recovery key was ever seen to open it."""
    listed = Signal(object)
    sat_down = Signal()
    scored = Signal(object, object)
    finished = Signal(object)
    not_ready = Signal()
    failed = Signal(object)
    not_opened = Signal(object)
    not_started = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.autosave = Autosave(tasks, self)
        self.workspace: Opened | None = None
        self._opening = Path()
        self._asks = QTimer(self, interval=1000)
        self._asks.timeout.connect(self._look_for_ask)
        self._asks.start()
        self.sitting: Sitting | None = None
        self.files: Files | None = None
        self._return_to = ""
        self._closing: Closing | None = None
        self.autosave.state_changed.connect(self._finish_once_saved)

    def open(self, folder: Path, passphrase: str) -> None:
        """Open a workspace."""
        opener = partial(workspaces.open_workspace, folder, passphrase=passphrase or None)
        self._open(folder, opener)

    def make(self, folder: Path, passphrase: str, is_practice: bool) -> None:
        """Make a workspace and leave it open."""
        opener = partial(
            workspaces.create, folder, passphrase=passphrase or None, practice=is_practice
        )
        self._open(folder, opener)

    def bring_back(self, folder: Path, opener: Callable[[], Workspace]) -> None:
        """Open what a repair or a restore makes at `folder`."""
        self._open(folder, opener)

    def rekey(self, passphrase: str, new_passphrase: str) -> None:
        """Give the open workspace another key and passphrase, and open it with them."""
        if self.workspace is not None:
            folder = self.workspace.folder
            opener = partial(
                recovery.rekey, folder, passphrase=passphrase, new_passphrase=new_passphrase
            )
            self._open(folder, opener)

    def list_interviews(self) -> None:
        """Read the list."""
        self.autosave.last_try()
        self._tasks.store(interviews.listed, self._has_list, self._on_failed)

    def start(self, form: Path, language: str, site: str) -> None:
        """Begin an interview with a form."""
        job = partial(_start, form=form, language=language, site=site)
        self._tasks.store(job, self._sit, self._on_not_started)

    def resume(self, interview_id: str) -> None:
        """Open an interview where it was left."""
        job = self.autosave.after_saves(partial(_resume, interview_id))
        self._tasks.store(job, self._sit, self._on_failed)

    def score(self, interview_id: str, language: str) -> None:
        """Assess an interview as it is on disk."""
        assess = partial(_assess, interview_id=interview_id, language=language)
        job = self.autosave.after_saves(assess)
        self._tasks.store(job, self._has_score, self._on_failed)

    def finish(self) -> None:
        """Finish the interview that is open; says `not_ready` when something stands in the way."""
        if self.sitting is None:
            return
        if self.files is not None and self.files.is_busy():
            # A finished interview takes no more files; this one was chosen before.
            self.files.rested.connect(self.finish, Qt.ConnectionType.SingleShotConnection)
            return
        changes, closing = interviews.closing(self.sitting.session)
        self.sitting.changed.emit(changes)
        if closing.violations:
            self.not_ready.emit()
            return
        self._closing = closing
        self.sitting.is_read_only = True
        self._finish_once_saved()

    def stand_up(self) -> None:
        """Leave the interview; what waits is still saved."""
        if self.sitting is not None:
            # Its page loses the focus while it goes: that is no place to reopen at.
            self.sitting.is_read_only = True
            self.stop_files()
            self.sitting.deleteLater()
            self.sitting = self.files = None

    def stop_files(self) -> None:
        """Take none of the files that are on their way in: the store must not wait for them."""
        if self.files is not None:
            self.files.stop_all()

    def lock(self, done: Callable[[None], object]) -> None:
        """Save what waits, close the store and forget the session; remember where to return."""
        self._return_to = "" if self.sitting is None else self.sitting.interview.interview_id
        self.stand_up()
        self.autosave.last_try()
        self.autosave.suspend()
        self._tasks.close_store(done)

    def _open(self, folder: Path, opener: Callable[[], Workspace]) -> None:
        self._opening = folder
        self._tasks.open_store(
            opener, partial(_look, folder), self._has_opened, self._on_not_opened
        )

    def _has_opened(self, opened: Opened) -> None:
        self.workspace = opened
        self.autosave.resume()
        self.opened.emit(opened)
        if not opened.is_recoverable:
            self.unrecoverable.emit()
        elif self._return_to:
            interview_id, self._return_to = self._return_to, ""
            self.resume(interview_id)
        else:
            self.list_interviews()

    def _is_locked(self) -> bool:
        """Whether what comes home was asked for before a lock: it is not to be shown."""
        return self.autosave.is_suspended

    def _has_list(self, found: tuple[Interview, ...]) -> None:
        if not self._is_locked():
            self.listed.emit(found)

    def _sit(self, opened: OpenInterview) -> None:
        if self._is_locked():
            self._return_to = opened.interview.interview_id
            return
        self.stand_up()
        self.sitting = Sitting(opened, self.autosave, self)
        self.files = Files(self._tasks, self.sitting)
        self.sat_down.emit()

    def _has_score(self, found: tuple[Interview, tuple[Case, ...]]) -> None:
        if not self._is_locked():
            self.scored.emit(*found)

    def _has_finished(self, interview: Interview) -> None:
        self.stand_up()
        if not self._is_locked():
            self.finished.emit(interview)

    def _finish_once_saved(self) -> None:
        """Finish when the last answer is on disk: a finished interview takes no more answers."""
        if self._closing is None or self.sitting is None:
            return
        if self.autosave.state is SaveState.FAILING:
            self._closing = None
            self.sitting.is_read_only = False
        elif self.autosave.is_whole():
            closing, self._closing = self._closing, None
            job = partial(_finish, self.sitting.interview.interview_id, closing)
            self._tasks.store(job, self._has_finished, self._on_not_finished)

    def _on_not_finished(self, error: FieldkitError) -> None:
        if self.sitting is not None:
            self.sitting.is_read_only = False
        self.failed.emit(error)

    def _on_failed(self, error: FieldkitError) -> None:
        self.failed.emit(error)

    def _look_for_ask(self) -> None:
        if self.workspace is not None and workspaces.was_asked_to_show(self.workspace.folder):
            self.asked.emit()

    def _on_not_opened(self, error: FieldkitError) -> None:
        if error.code is Code.WORKSPACE_BUSY:
            workspaces.ask_to_show(self._opening)
        self.not_opened.emit(error)

    def _on_not_started(self, error: FieldkitError) -> None:
        self.not_started.emit(error)


def _look(folder: Path, store: Workspace) -> Opened:
    attempts.note_right(folder)
    sealing.seal_due(store)
    return Opened(folder, store.is_practice, store.device_code, recovery.is_recoverable(store))


def _start(store: Workspace, *, form: Path, language: str, site: str) -> OpenInterview:
    return interviews.start(store, library.load_form(form), language=language, site=site)


def _resume(interview_id: str, store: Workspace) -> OpenInterview:
    return interviews.resume(store, interview_id)


def _assess(
    store: Workspace, *, interview_id: str, language: str
) -> tuple[Interview, tuple[Case, ...]]:
    interview = interviews.find(store, interview_id)
    return interview, explanation.cases(store, interview, language=language)


def _finish(interview_id: str, closing: Closing, store: Workspace) -> Interview:
    return interviews.finish(store, interview_id, closing)
