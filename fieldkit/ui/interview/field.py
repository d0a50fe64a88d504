"""What every field of a question has in common, whatever it looks like."""

from typing import Final, Protocol

from PySide6.QtCore import SignalInstance

from fieldkit.interview.view import Item

COMMIT_PAUSE_MS: Final = 300
"""Typing that rests this long is handed on to be saved, so that a power cut takes little."""


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
