"""The questions that the window asks before something that cannot be taken back."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget


def sure_to_finish(window: QWidget) -> bool:
    """Whether the interview is to be finished."""
    asked = QMessageBox.question(
        window,
        QCoreApplication.translate("shell", "Finish"),
        QCoreApplication.translate(
            "shell", "Finish this interview? Its answers cannot be changed afterwards."
        ),
    )
    return asked == QMessageBox.StandardButton.Yes


def sure_to_quit(window: QWidget) -> bool:
    """Whether to quit although answers are not saved."""
    asked = QMessageBox.warning(
        window,
        QCoreApplication.translate("shell", "Not saved"),
        QCoreApplication.translate(
            "shell", "The last answers are NOT saved. Quit all the same and lose them?"
        ),
        QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
        QMessageBox.StandardButton.No,
    )
    return asked == QMessageBox.StandardButton.Yes
