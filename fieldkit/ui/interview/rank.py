"""Ranking: the choices in an order that the respondent gives."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from fieldkit.interview.view import Item
from fieldkit.ui import a11y
from fieldkit.ui.parts import Button, quiet, row
from fieldkit.ui.theme import GRID, text_scale

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RankField(QWidget):
    """A list whose rows are moved with Ctrl+arrows or buttons; no answer until it is touched."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._order: list[str] = []
        self._labels: dict[str, str] = {}
        self._is_answered = False
        self._list = QListWidget()
        self._list.setMinimumHeight(int(24 * GRID * text_scale()))
        self._list.installEventFilter(self)
        self._up = Button(QCoreApplication.translate("fields", "Up"), "plain", "Ctrl+\u2191")
        self._down = Button(QCoreApplication.translate("fields", "Down"), "plain", "Ctrl+\u2193")
        self._take = Button(QCoreApplication.translate("fields", "This order is right"), "plain")
        self._note = quiet()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list)
        layout.addLayout(row(self._up, self._down, self._take))
        layout.addWidget(self._note)
        self.setFocusProxy(self._list)
        self._up.clicked.connect(self._move_up)
        self._down.clicked.connect(self._move_down)
        self._take.clicked.connect(self._commit)
        self.show_item(item)

    def show_item(self, item: Item) -> None:
        """Draw the order given, or the order of the form with a word that it is none yet."""
        a11y.name(self._list, item.label, item.hint)
        self._labels = {choice.value: choice.label or choice.value for choice in item.choices}
        given = [value for value in item.value.split() if value in self._labels]
        self._is_answered = bool(given)
        self._order = given + [value for value in self._labels if value not in given]
        for button in (self._up, self._down, self._take):
            button.setEnabled(not item.readonly)
        self._draw(self._list.currentRow())

    def take_focus(self) -> None:
        """Put the focus on the first row."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)

    def flush(self) -> None:
        """Nothing waits: an order is handed on at once."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+arrows move the row; Space takes the order as it stands; Enter goes on."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Up if control:
                self._move_up()
            case Qt.Key.Key_Down if control:
                self._move_down()
            case Qt.Key.Key_Space:
                self._commit()
            case key if key in _ENTER and not control:
                self.went_on.emit()
            case _:
                return False
        return True

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        at = self._list.currentRow()
        if not self._up.isEnabled() or at < 0 or not 0 <= at + step < len(self._order):
            return
        self._order[at], self._order[at + step] = self._order[at + step], self._order[at]
        self._draw(at + step)
        self._commit()

    def _commit(self) -> None:
        self._is_answered = True
        self._draw(self._list.currentRow())
        self.committed.emit(" ".join(self._order))

    def _draw(self, current: int) -> None:
        self._list.clear()
        for place, value in enumerate(self._order, start=1):
            mark = str(place) if self._is_answered else "\u2013"
            self._list.addItem(f"{mark}   {self._labels[value]}")
        self._list.setCurrentRow(max(current, 0))
        self._note.setText(
            ""
            if self._is_answered
            else QCoreApplication.translate("fields", "Not ranked yet. Space takes this order.")
        )
