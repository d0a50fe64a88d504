"""What a hidden window shows: nothing that tells what was there."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.ui import a11y
from fieldkit.ui.parts import quiet


class HiddenPlace(QWidget):
    """A blank page with one small line; Enter or a click asks for the passphrase."""

    woken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = quiet(QCoreApplication.translate("hidden", "Paused. Press Enter."))
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        a11y.name(self, line.text())
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(line)

    def take_focus(self) -> None:
        """Listen for Enter."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks for the passphrase."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.woken.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """So does a click."""
        self.woken.emit()
