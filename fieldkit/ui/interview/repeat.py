"""The end of a repeat: who or what is there already, one more, or on."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidgetItem, QWidget

from fieldkit.records import Ref
from fieldkit.ui import a11y
from fieldkit.ui.actions import key_text, words
from fieldkit.ui.parts import Button, Rows, column, heading, quiet, row
from fieldkit.ui.theme import GRID, text_scale
from fieldkit.ui.words import plain_words


class RepeatView(QWidget):
    """Lists the instances of a repeat; Enter opens one, Add makes one more, Next goes on."""

    added = Signal()
    removed = Signal(str)
    went_to = Signal(str)
    went_off = Signal()

    def __init__(
        self, title: str, instances: tuple[tuple[Ref, str], ...], *, may_change: bool
    ) -> None:
        super().__init__()
        layout = column(self)
        layout.addWidget(heading(plain_words(title), 1.3))
        n = len(instances)
        self._count = quiet(
            self.tr("%n so far", "", n)
            if instances
            else QCoreApplication.translate("repeat", "None so far")
        )
        layout.addWidget(self._count)
        self._list = Rows()
        a11y.name(
            self._list,
            plain_words(title),
            QCoreApplication.translate("repeat", "Enter opens, Del removes"),
        )
        for ref, label in instances:
            entry = QListWidgetItem(plain_words(label))
            entry.setData(Qt.ItemDataRole.UserRole, ref)
            self._list.addItem(entry)
        self._list.setMaximumHeight(int((6 + 4 * min(len(instances), 8)) * GRID * text_scale()))
        self._list.setCurrentRow(len(instances) - 1)
        self._list.itemActivated.connect(self._open)
        layout.addWidget(self._list)
        self._list.setVisible(bool(instances))
        self._more = Button(words("add"), "plain", key_text("add"))
        self._more.setEnabled(may_change)
        self._more.clicked.connect(self.added)
        self._on = Button(QCoreApplication.translate("repeat", "No more, go on"), "plain", "")
        self._on.clicked.connect(self.went_off)
        self._drop = Button(
            QCoreApplication.translate("repeat", "Remove the chosen one"), "quiet", "Del"
        )
        self._drop.setEnabled(may_change and bool(instances))
        self._drop.clicked.connect(self._remove)
        layout.addLayout(row(self._on, self._more, self._drop))
        layout.addStretch(1)

    def take_focus(self) -> None:
        """Stand on the button that goes on: Enter leaves, one key adds."""
        self._on.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del removes the chosen instance."""
        if event.key() == Qt.Key.Key_Delete and self._list.hasFocus():
            self._remove()
            return
        super().keyPressEvent(event)

    def _open(self, entry: QListWidgetItem) -> None:
        self.went_to.emit(str(entry.data(Qt.ItemDataRole.UserRole)))

    def _remove(self) -> None:
        entry = self._list.currentItem()
        if entry is not None and self._drop.isEnabled():
            self.removed.emit(str(entry.data(Qt.ItemDataRole.UserRole)))
