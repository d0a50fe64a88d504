"""Fields without much to them: a note to read, a mark of having read."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.interview.view import Item
from fieldkit.ui import a11y
from fieldkit.ui.interview.row import CheckRow

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TriggerField(QWidget):
    """A mark that something was said or done; Enter on it sets it and goes on."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._check = CheckRow(QCoreApplication.translate("fields", "Yes, done"), "1")
        self._check.clicked.connect(self._commit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._check)
        self.setFocusProxy(self._check)
        self.show_item(item)

    def show_item(self, item: Item) -> None:
        """Draw the mark."""
        a11y.name(self._check, f"{item.label} \u2013 {self._check.text()}", item.hint)
        self._check.setChecked(item.value == "OK")
        self._check.setEnabled(not item.readonly)

    def take_focus(self) -> None:
        """Put the focus on the mark."""
        self._check.setFocus(Qt.FocusReason.TabFocusReason)

    def flush(self) -> None:
        """Nothing waits."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 sets the mark; Enter goes on."""
        if event.key() == Qt.Key.Key_1:
            self._check.click()
        elif event.key() in _ENTER:
            self.went_on.emit()
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        self.committed.emit("OK" if self._check.isChecked() else "")


class NoteField(QWidget):
    """Nothing to answer: the label alone is read."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.setFixedHeight(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_item(item)

    def show_item(self, item: Item) -> None:
        """Let a screen reader say the note."""
        a11y.name(self, item.label, item.hint)

    def take_focus(self) -> None:
        """Take the focus, so that Enter goes on and a screen reader reads the note."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Nothing waits."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on."""
        if event.key() in _ENTER:
            self.went_on.emit()
            return
        super().keyPressEvent(event)
