"""The composition root: makes the application, its lanes, languages and window, and runs it."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from fieldkit import log, paths
from fieldkit.services import workspaces
from fieldkit.ui import preferences, theme
from fieldkit.ui.languages import Languages
from fieldkit.ui.shell import Shell
from fieldkit.ui.tasks import Tasks


def run(arguments: Sequence[str] = ()) -> int:
    """Show the window and stay until it is closed; the first argument may name a workspace."""
    qInstallMessageHandler(_swallow)
    app = QApplication([sys.argv[0]])
    chosen = preferences.load()
    # A workspace named on the command line counts for this run.
    named = Path(arguments[0]) if arguments else Path(chosen.workspace or _default())
    shell, tasks = make(app, chosen, named)
    log.to_file(paths.private_dir(paths.user_folder()) / "fieldkit.log")
    log.event(log.Happening.STARTED)
    shell.show()
    code = app.exec()
    tasks.drain()
    return code


def make(app: QApplication, chosen: preferences.Preferences, folder: Path) -> tuple[Shell, Tasks]:
    """Put the window together, not shown yet."""
    # The name shows in task bars and window lists.
    app.setApplicationDisplayName("")
    app.setQuitOnLastWindowClosed(True)
    theme.apply(app, chosen.theme, chosen.scale)
    languages = Languages(app)
    languages.use(chosen.language)
    tasks = Tasks(app)
    return Shell(tasks, languages, chosen, folder), tasks


def _default() -> Path:
    return workspaces.default_folder()


def _swallow(kind: QtMsgType, _context: object, _text: str) -> None:
    """Qt's messages may quote what is on the screen: only that there was one is kept."""
    if kind in {QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}:
        log.event(log.Happening.FAILED, kind=kind.name)
