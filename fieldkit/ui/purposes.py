"""A list of what consent was asked for: everything, or one purpose."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from fieldkit.ui import a11y
from fieldkit.ui.theme import GRID


class PurposeBox(QComboBox):
    """The first entry stands for all; the others are purposes that the forms ask for."""

    def __init__(self, name: str, everything: str) -> None:
        super().__init__()
        self.addItem(everything, "")
        self.setMinimumHeight(5 * GRID)
        a11y.name(self, name)

    def fill(self, purposes: Sequence[str]) -> None:
        """Offer these purposes beside everything."""
        while self.count() > 1:
            self.removeItem(1)
        for purpose in purposes:
            self.addItem(in_words(purpose), purpose)

    def chosen(self) -> str:
        """The purpose, "" for everything."""
        return str(self.currentData())


def in_words(purpose: str) -> str:
    """A purpose of the shipped forms in words; another form's by its own name."""
    known = {
        "statistics": QCoreApplication.translate("purposes", "Being counted together with others"),
        "use": QCoreApplication.translate("purposes", "Use by the organisation"),
        "quote": QCoreApplication.translate("purposes", "Repeating the person's words"),
    }
    return known.get(purpose, purpose)
