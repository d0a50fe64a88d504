"""A file dialog leaves no trace of the folders that were seen in it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui import dialogs

UI = Path(dialogs.__file__).parent


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Path]:
    """The settings of Qt's programs, in a folder of the test."""
    formats, scope = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    before = Path(QSettings(scope, "QtProject").fileName()).parent
    QSettings.setPath(formats, scope, str(tmp_path / "config"))
    yield tmp_path / "config" / "QtProject.conf"
    QSettings.setPath(formats, scope, str(before))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    folder = tmp_path / "a-telling-name"
    folder.mkdir()
    (folder / "one.jpg").write_bytes(b"x")
    return folder


def accept() -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("one.jpg")
    dialog.done(1)


def chosen(qtbot: QtBot, ask: Callable[[QWidget], str]) -> str:
    parent = QWidget()
    qtbot.addWidget(parent)
    QTimer.singleShot(300, accept)
    return ask(parent)


def test_the_folder_of_a_chosen_file_is_not_noted(
    qtbot: QtBot, settings: Path, secret: Path
) -> None:
    path = chosen(qtbot, lambda parent: dialogs.open_file(parent, "A file", str(secret)))

    assert path == str(secret / "one.jpg")
    assert not settings.exists() or secret.name not in settings.read_text("utf-8")


def test_qt_itself_would_note_it(qtbot: QtBot, settings: Path, secret: Path) -> None:
    chosen(qtbot, lambda parent: QFileDialog.getOpenFileName(parent, "A file", str(secret))[0])

    QSettings(QSettings.Scope.UserScope, "QtProject").sync()
    assert secret.name in settings.read_text("utf-8")


def test_what_other_programs_noted_is_put_back(qtbot: QtBot, settings: Path, secret: Path) -> None:
    other = QSettings(QSettings.Scope.UserScope, "QtProject")
    other.setValue("FileDialog/lastVisited", "file:///elsewhere")
    other.sync()

    chosen(qtbot, lambda parent: dialogs.open_file(parent, "A file", str(secret)))

    assert "elsewhere" in settings.read_text("utf-8")
    assert secret.name not in settings.read_text("utf-8")


def test_every_file_dialog_is_opened_in_one_place() -> None:
    opening = re.compile(r"QFileDialog\b")

    places = [path.name for path in sorted(UI.rglob("*.py")) if opening.search(path.read_text())]

    assert places == ["dialogs.py"]
