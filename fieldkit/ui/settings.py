"""The settings of the window: language, theme, text size, auto-lock."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout, QWidget

from fieldkit.ui import a11y
from fieldkit.ui.parts import Button, heading, row
from fieldkit.ui.preferences import (
    LOCK_MINUTES,
    SCALES,
    THEME_CHOICES,
    UI_LANGUAGES,
    Preferences,
)
from fieldkit.ui.theme import GRID


class SettingsDialog(QDialog):
    """Shows the settings; each takes effect when the dialog is closed with Save."""

    chosen = Signal(object)

    def __init__(self, current: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self._current = current
        self.setWindowTitle(QCoreApplication.translate("settings", "Settings"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(heading(QCoreApplication.translate("settings", "Settings"), 1.3))
        self._language = self._box(
            layout,
            QCoreApplication.translate("settings", "Language of the window"),
            # Each language by its own name: whoever needs it can read it.
            ["English", "Русский"],
            UI_LANGUAGES.index(current.language) if current.language else 0,
        )
        self._theme = self._box(
            layout,
            QCoreApplication.translate("settings", "Colours"),
            [
                QCoreApplication.translate("settings", "As the system"),
                QCoreApplication.translate("settings", "Light"),
                QCoreApplication.translate("settings", "Dark"),
            ],
            THEME_CHOICES.index(current.theme),
        )
        self._scale = self._box(
            layout,
            QCoreApplication.translate("settings", "Size of text"),
            [f"{round(scale * 100)} %" for scale in SCALES],
            SCALES.index(current.scale),
        )
        self._lock = self._box(
            layout,
            QCoreApplication.translate("settings", "Lock by itself after"),
            [self._minutes(n) for n in LOCK_MINUTES],
            LOCK_MINUTES.index(current.lock_minutes),
        )
        save = Button(QCoreApplication.translate("settings", "Save"), "primary")
        cancel = Button(QCoreApplication.translate("settings", "Cancel"), "quiet")
        save.clicked.connect(self._save)
        cancel.clicked.connect(self.reject)
        layout.addSpacing(GRID)
        layout.addLayout(row(save, cancel))
        save.setDefault(True)

    def _box(self, layout: QVBoxLayout, title: str, entries: list[str], at: int) -> QComboBox:
        label, box = QLabel(title), QComboBox()
        label.setBuddy(box)
        box.addItems(entries)
        box.setCurrentIndex(at)
        box.setMinimumHeight(5 * GRID)
        box.setMinimumWidth(40 * GRID)
        a11y.name(box, title)
        layout.addWidget(label)
        layout.addWidget(box)
        return box

    def _minutes(self, n: int) -> str:
        return self.tr("%n minute(s)", "", n)

    def _save(self) -> None:
        self.chosen.emit(
            Preferences(
                language=UI_LANGUAGES[self._language.currentIndex()],
                theme=THEME_CHOICES[self._theme.currentIndex()],
                scale=SCALES[self._scale.currentIndex()],
                lock_minutes=LOCK_MINUTES[self._lock.currentIndex()],
                workspace=self._current.workspace,
            )
        )
        self.accept()
