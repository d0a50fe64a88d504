"""What every field of a question has in common, whatever it looks like."""

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer, SignalInstance

from fieldkit.interview.view import Item

COMMIT_PAUSE_MS: Final = 300
"""Typing that rests this long is handed on to be saved, so that a power cut takes little."""
COMMIT_AT_LATEST_MS: Final = 700
"""Typing that never rests is handed on this often: a crash takes less than a second of it."""


class Rest(QObject):
    """Calls back when typing rests, or has gone on for long enough without a rest."""

    def __init__(self, parent: QObject, over: Callable[[], None]) -> None:
        super().__init__(parent)
        self._pause = QTimer(self, singleShot=True, interval=COMMIT_PAUSE_MS)
        self._latest = QTimer(self, singleShot=True, interval=COMMIT_AT_LATEST_MS)
        self._over = over
        self._pause.timeout.connect(self._call)
        self._latest.timeout.connect(self._call)

    def typed(self) -> None:
        """A key was pressed."""
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()

    def stop(self) -> None:
        """Nothing waits any more."""
        self._pause.stop()
        self._latest.stop()

    def _call(self) -> None:
        self.stop()
        self._over()


class Field(Protocol):
    """A widget that takes the answer to one question.

    `committed` carries the canonical text of an answer ("" takes it away), `unreadable` the
    reason code of typing that is no answer yet, `went_on` that the person pressed Enter.
    """

    committed: SignalInstance
    unreadable: SignalInstance
    went_on: SignalInstance

    def show_item(self, item: Item) -> None:
        """Draw the question's present state; typing that is not committed yet stays."""
        ...

    def take_focus(self) -> None:
        """Put the cursor where the next key belongs."""
        ...

    def flush(self) -> None:
        """Hand on what is typed, now."""
        ...
