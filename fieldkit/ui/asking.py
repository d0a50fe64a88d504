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


def sure_of_place(window: QWidget) -> bool:
    """Whether a workspace is to be used where it should not lie; asked twice."""
    words = (
        QCoreApplication.translate(
            "shell",
            "This folder is on a network drive, on a stick or synchronised. Answers can be lost "
            "there, or carried off this laptop. Use it all the same?",
        ),
        QCoreApplication.translate(
            "shell", "Are you sure? It is safer to bring a backup of it back on this laptop's disk."
        ),
    )
    title = QCoreApplication.translate("shell", "A risky place")
    yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
    return all(QMessageBox.warning(window, title, text, yes | no, no) == yes for text in words)


def sure_to_erase(window: QWidget, case_code: str) -> bool:
    """Whether an interview is to be erased for good."""
    asked = QMessageBox.warning(
        window,
        QCoreApplication.translate("shell", "Erase"),
        QCoreApplication.translate(
            "shell", "Erase the interview {code}? Nobody can bring it back."
        ).format(code=case_code),
        QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
        QMessageBox.StandardButton.No,
    )
    return asked == QMessageBox.StandardButton.Yes


def sure_to_seal(window: QWidget) -> bool:
    """Whether the finished interviews are to leave this laptop's reach."""
    asked = QMessageBox.warning(
        window,
        QCoreApplication.translate("shell", "Seal"),
        QCoreApplication.translate(
            "shell",
            "Seal every finished interview? Only the organisation's key opens it afterwards.",
        ),
        QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
        QMessageBox.StandardButton.No,
    )
    return asked == QMessageBox.StandardButton.Yes


def sure_to_copy_out(window: QWidget) -> bool:
    """Whether a picture, sound or file is to leave in clear."""
    asked = QMessageBox.warning(
        window,
        QCoreApplication.translate("shell", "Save a copy"),
        QCoreApplication.translate(
            "shell",
            "The copy will not be encrypted: anybody who finds it can open it, and deleting it "
            "does not take it off a stick. Save it all the same?",
        ),
        QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
        QMessageBox.StandardButton.No,
    )
    return asked == QMessageBox.StandardButton.Yes
