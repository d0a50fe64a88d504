"""Every answer on its way to disk: in order, one job at a time, kept and tried again until it is.

A save is written by the ids it was prepared with, so trying again never writes it twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from fieldkit.errors import FieldkitError
from fieldkit.services.workspaces import Workspace
from fieldkit.ui.tasks import Tasks

RETRY_MS: Final = 2_000

Save = Callable[[Workspace], object]
T = TypeVar("T")


class SaveState(Enum):
    """What can be said of the answers given so far."""

    NOTHING = "nothing"
    SAVING = "saving"
    SAVED = "saved"
    FAILING = "failing"


_Numbered = tuple[int, Save]


@dataclass(frozen=True, slots=True)
class _Landed:
    through: int  # the number of the last save that is on disk
    error: FieldkitError | None


class Autosave(QObject):
    """The queue of saves; it outlives pages, places and a locked screen."""

    state_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pending: list[_Numbered] = []
        self._count = 0
        self._in_flight = 0
        self._is_suspended = False
        self.state = SaveState.NOTHING
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._send)

    def take(self, save: Save) -> None:
        """Save this after all that was handed in before."""
        self._count += 1
        self._pending.append((self._count, save))
        if self.state is not SaveState.FAILING:
            self._set(SaveState.SAVING)
            self._send()

    def is_whole(self) -> bool:
        """Whether every answer handed in is on disk."""
        return not self._pending

    def last_try(self) -> None:
        """Send all that waits once more, now: the store is about to be closed."""
        if self._pending:
            self._submit()

    def after_saves(self, job: Callable[[Workspace], T]) -> Callable[[Workspace], T]:
        """The job, preceded by every save that waits; it fails with them and then changes nothing.

        Whatever reads an interview goes through here: a save that waits its turn would otherwise
        come after it and be missing from what is read.
        """
        return partial(_save_then, tuple(self._pending), job)

    @property
    def is_suspended(self) -> bool:
        """Whether the store is closed."""
        return self._is_suspended

    def suspend(self) -> None:
        """Stop trying: the store is closed. What is not saved stays in memory."""
        self._is_suspended = True
        self._retry.stop()

    def resume(self) -> None:
        """Go on: the store is open again."""
        self._is_suspended = False
        self._send()

    def forget(self) -> None:
        """Start afresh with another workspace; to be called only when all is saved."""
        self._pending.clear()
        self._set(SaveState.NOTHING)

    def _send(self) -> None:
        if self._pending and not self._in_flight and not self._is_suspended:
            self._submit()

    def _submit(self) -> None:
        self._in_flight += 1
        self._tasks.store(partial(_save_all, tuple(self._pending)), self._done, self._broke)

    def _done(self, landed: _Landed) -> None:
        self._in_flight -= 1
        self._pending = [kept for kept in self._pending if kept[0] > landed.through]
        if landed.error is not None and self._pending:
            self._set(SaveState.FAILING)
            self.failed.emit(landed.error)
            if not self._is_suspended:
                self._retry.start()
        elif self._pending:
            self._send()
        else:
            self._set(SaveState.SAVED)

    def _broke(self, error: FieldkitError) -> None:
        self._done(_Landed(0, error))

    def _set(self, state: SaveState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)


def _save_then(saves: tuple[_Numbered, ...], job: Callable[[Workspace], T], store: Workspace) -> T:
    landed = _save_all(saves, store)
    if landed.error is not None:
        raise landed.error
    return job(store)


def _save_all(saves: tuple[_Numbered, ...], store: Workspace) -> _Landed:
    """On the store lane: save in order, stop at the first that fails."""
    through = 0
    for number, save in saves:
        try:
            save(store)
        except FieldkitError as error:
            return _Landed(through, error)
        through = number
    return _Landed(through, None)
