"""How the window looks to this person: language, theme, text size; and the dialogs about it."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.ui import preferences, theme
from fieldkit.ui.help import HelpDialog
from fieldkit.ui.languages import Languages
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.settings import SettingsDialog


class Looks(QObject):
    """Applies the settings and keeps them; a change of language reaches widgets by Qt's event."""

    redrawn = Signal()
    """Theme or text size changed: what is in view is to be built anew."""

    def __init__(self, languages: Languages, chosen: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._languages = languages
        self.chosen = chosen

    @property
    def language(self) -> str:
        """The language of the window."""
        return self._languages.current

    def larger(self) -> None:
        """One step up in text size."""
        self._rescale(1)

    def smaller(self) -> None:
        """One step down."""
        self._rescale(-1)

    def other_theme(self) -> None:
        """Light to dark and back."""
        is_dark = theme.tones_of(self._window) is theme.tones("dark")
        self.use(replace(self.chosen, theme="light" if is_dark else "dark"))

    def ask(self) -> None:
        """Show the settings."""
        dialog = SettingsDialog(self.chosen, self._window)
        dialog.chosen.connect(self.use)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_help(self, page: str) -> None:
        """Show a page of the help."""
        dialog = HelpDialog(self.language, self._window, page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def remember_folder(self, folder: str) -> None:
        """Offer this workspace first next time."""
        self._keep(replace(self.chosen, workspace=folder))

    def use(self, chosen: Preferences) -> None:
        """Apply and keep other settings."""
        before = self.chosen
        self._keep(chosen)
        if (before.theme, before.scale) != (chosen.theme, chosen.scale):
            theme.apply(theme.application(), chosen.theme, chosen.scale)
        if before.language != chosen.language:
            self._languages.use(chosen.language)
        self.redrawn.emit()

    def _rescale(self, by: int) -> None:
        scales = preferences.SCALES
        at = scales.index(self.chosen.scale) + by
        if 0 <= at < len(scales):
            self.use(replace(self.chosen, scale=scales[at]))

    def _keep(self, chosen: Preferences) -> None:
        self.chosen = chosen
        preferences.save(chosen)


def close_dialogs(window: QWidget) -> None:
    """Close every other window of ours: help and settings go when the screen is hidden."""
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            other.close()
