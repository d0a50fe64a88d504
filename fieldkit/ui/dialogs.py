"""The file dialogs; Qt would note every folder that was seen in them in the person's settings.

The note is shared by all programs made with Qt, in clear, and outlives the workspace. What stood in
it before is put back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

_NOTED: Final = ("FileDialog/history", "FileDialog/lastVisited")


def open_file(parent: QWidget, title: str, folder: str = "", filters: str = "") -> str:
    """The path of a file to read, "" when none was chosen."""
    with _unnoted():
        return QFileDialog.getOpenFileName(parent, title, folder, filters)[0]


def new_file(parent: QWidget, title: str, folder: str = "", filters: str = "") -> tuple[str, str]:
    """The path of a file to write and the filter chosen, "" when none was.

    It is not asked whether to replace a file that is there: services never replace one.
    """
    keep = QFileDialog.Option.DontConfirmOverwrite
    with _unnoted():
        found = QFileDialog.getSaveFileName(parent, title, folder, filters, "", keep)
    return found[0], found[1]


def folder(parent: QWidget, title: str, start: str = "") -> str:
    """The path of a folder, "" when none was chosen."""
    with _unnoted():
        return QFileDialog.getExistingDirectory(parent, title, start)


@contextmanager
def _unnoted() -> Iterator[None]:
    before = {key: _settings().value(key) for key in _NOTED}
    try:
        yield
    finally:
        settings = _settings()
        for key, value in before.items():
            if settings.value(key) == value:
                continue
            if value is None:
                settings.remove(key)
            else:
                settings.setValue(key, value)
        settings.sync()


def _settings() -> QSettings:
    return QSettings(QSettings.Scope.UserScope, "QtProject")
