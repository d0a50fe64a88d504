"""Choosing: rows with number keys for a few choices, a list that is filtered by typing for many."""

from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from fieldkit.interview.view import ChoiceView, Item
from fieldkit.ui import a11y
from fieldkit.ui.interview.row import CheckRow, RadioRow, paint_choice_mark
from fieldkit.ui.interview.text import Line
from fieldkit.ui.models.choices import ChoiceModel
from fieldkit.ui.parts import quiet
from fieldkit.ui.theme import GRID, tones_of

_Index = QModelIndex | QPersistentModelIndex

ROWS_LIMIT: Final = 9
"""More choices than number keys: a list that is filtered by typing."""

_LIST_ROWS: Final = 12
"""The most choices a list shows without scrolling: what a laptop's screen holds with the rest."""

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_UP: Final = (Qt.Key.Key_Up, Qt.Key.Key_Left)
_DOWN: Final = (Qt.Key.Key_Down, Qt.Key.Key_Right)
_HELD: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class RowsField(QWidget):
    """Up to nine choices: a number key chooses, arrows move without choosing, Space chooses."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._is_many = item.control == "select"
        self._goes_on = "quick" in item.appearance.split() and not self._is_many
        self._choices: tuple[ChoiceView, ...] = ()
        self._rows: list[RadioRow | CheckRow] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(not self._is_many)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID // 2)
        self.show_item(item)

    def show_item(self, item: Item) -> None:
        """Draw choices, the chosen ones and readonly."""
        if item.choices != self._choices:
            self._build(item.choices)
        chosen = _chosen(item, self._is_many)
        self._group.setExclusive(False)
        for choice, row in zip(self._choices, self._rows, strict=True):
            row.setChecked(choice.value in chosen)
            row.setEnabled(not item.readonly)
        self._group.setExclusive(not self._is_many)

    def take_focus(self) -> None:
        """Put the focus on the chosen row, else on the first."""
        if not self._rows:
            return
        chosen = [row for row in self._rows if row.isChecked()]
        (chosen or self._rows)[0].setFocus(Qt.FocusReason.TabFocusReason)

    def flush(self) -> None:
        """Nothing waits: a choice is handed on at once."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Number keys choose; arrows move; Enter goes on."""
        key = event.key()
        if event.modifiers() & _HELD:
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._press(key - Qt.Key.Key_1)
        elif key in _UP or key in _DOWN:
            self._move(-1 if key in _UP else 1)
        elif key in _ENTER:
            self.went_on.emit()
        else:
            super().keyPressEvent(event)

    def _build(self, choices: tuple[ChoiceView, ...]) -> None:
        had_focus = any(row.hasFocus() for row in self._rows)
        for row in self._rows:
            self._group.removeButton(row)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        kind = CheckRow if self._is_many else RadioRow
        self._choices = choices
        self._rows = [
            kind(choice.label or choice.value, str(number))
            for number, choice in enumerate(choices, start=1)
        ]
        for row in self._rows:
            row.clicked.connect(self._commit)
            self._group.addButton(row)
            self._layout.addWidget(row)
        if had_focus:
            self.take_focus()

    def _press(self, index: int) -> None:
        if index < len(self._rows) and self._rows[index].isEnabled():
            self._rows[index].setFocus(Qt.FocusReason.TabFocusReason)
            self._rows[index].click()

    def _move(self, step: int) -> None:
        at = [index for index, row in enumerate(self._rows) if row.hasFocus()]
        if self._rows and at:
            target = self._rows[(at[0] + step) % len(self._rows)]
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _commit(self) -> None:
        chosen = [
            choice.value
            for choice, row in zip(self._choices, self._rows, strict=True)
            if row.isChecked()
        ]
        self.committed.emit(" ".join(chosen))
        if self._goes_on:
            self.went_on.emit()


class ListField(QWidget):
    """Many choices: typing narrows the list, arrows move in it, Space or Enter chooses."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._is_many = item.control == "select"
        self._chosen = _chosen(item, self._is_many)
        self._is_readonly = item.readonly
        self._filter = Line()
        self._filter.setPlaceholderText(
            QCoreApplication.translate("fields", "Type to narrow the list")
        )
        self._list = QListView()
        self._list.setUniformItemSizes(True)
        self._list.setItemDelegate(ChoiceDelegate(self._list, is_round=not self._is_many))
        self._model = ChoiceModel(item.choices, frozenset(self._chosen), self._is_many)
        self._model.setParent(self)
        self._list.setModel(self._model)
        # Nobody should scroll in a dozen choices; a longer list is narrowed by typing.
        rows = min(max(len(item.choices), ROWS_LIMIT), _LIST_ROWS)
        self._list.setMinimumHeight(rows * self._list.sizeHintForRow(0) + GRID)
        self._summary = quiet()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._filter, self._list, self._summary):
            layout.addWidget(widget)
        self._filter.textChanged.connect(self._narrow)
        self._filter.installEventFilter(self)
        self._list.installEventFilter(self)
        self._list.clicked.connect(self._clicked)
        self.setFocusProxy(self._filter)
        self.show_item(item)

    def show_item(self, item: Item) -> None:
        """Draw choices, the chosen ones and readonly."""
        a11y.name(self._filter, item.label, item.hint)
        a11y.name(
            self._list,
            QCoreApplication.translate("fields", "Choices for: {label}").format(label=item.label),
        )
        self._is_readonly = item.readonly
        self._model.set_choices(item.choices)
        self._chosen = _chosen(item, self._is_many)
        self._model.set_chosen(frozenset(self._chosen))
        labels = {choice.value: choice.label or choice.value for choice in item.choices}
        said = ", ".join(labels.get(value, value) for value in self._chosen)
        self._summary.setText(
            QCoreApplication.translate("fields", "Chosen: {choices}").format(choices=said)
            if said
            else QCoreApplication.translate("fields", "Nothing chosen yet")
        )
        self._highlight()

    def take_focus(self) -> None:
        """Put the cursor into the filter."""
        self._filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self._filter.selectAll()

    def flush(self) -> None:
        """Nothing waits: a choice is handed on at once."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows reach the list from the filter; Space in the list and Enter choose."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(watched, event)
        return super().eventFilter(watched, event)

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        key, in_list = event.key(), watched is self._list
        if event.modifiers() & _HELD:
            return False
        if key in _ENTER:
            self._choose_and_go_on()
        elif key == Qt.Key.Key_Space and in_list:
            self._choose(self._list.currentIndex())
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and not in_list:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)
            if not self._list.currentIndex().isValid() and self._model.rowCount():
                self._list.setCurrentIndex(self._model.index(0))
        else:
            return False
        return True

    def _narrow(self, text: str) -> None:
        self._model.set_filter(text)
        self._highlight()

    def _highlight(self) -> None:
        """Stand on the chosen row, else on the first: Enter takes what is seen as current."""
        row = self._model.row_of(self._chosen[0]) if self._chosen else -1
        if self._filter.text() and row < 0:
            row = 0
        if self._model.rowCount() and row >= 0 and not self._list.hasFocus():
            self._list.setCurrentIndex(self._model.index(row))

    def _choose_and_go_on(self) -> None:
        index = self._list.currentIndex()
        is_news = index.isValid() and self._model.value_at(index.row()) not in self._chosen
        if is_news and not (self._is_many and not self._filter.text()):
            self._choose(index)
        if self._is_many and self._filter.text():
            self._filter.clear()
            self.take_focus()
            return
        self.went_on.emit()

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid() or self._is_readonly:
            return
        value = self._model.value_at(index.row())
        if not self._is_many:
            self.committed.emit(value)
            return
        kept = [other for other in self._chosen if other != value]
        self.committed.emit(" ".join(kept if value in self._chosen else [*kept, value]))


class ChoiceDelegate(QStyledItemDelegate):
    """Draws a choice in a list as it is drawn in a row: circle or box, then words."""

    def __init__(self, view: QListView, *, is_round: bool) -> None:
        super().__init__(view)
        self._is_round = is_round

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All rows are of one height."""
        return QSize(100, QFontMetrics(option.font).height() + GRID + GRID // 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint from the model's values alone."""
        tone = tones_of(option.widget)
        is_on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect
        if is_current:
            painter.fillRect(box, QColor(tone.chosen))
        side = QFontMetrics(option.font).height() - 3
        mark = QRectF(box.left() + GRID, box.center().y() - side / 2, side, side)
        paint_choice_mark(painter, mark, QColor(tone.accent), is_on, self._is_round)
        painter.setPen(QColor(tone.text))
        left = box.left() + GRID + side + GRID
        space = QRect(left, box.top(), box.right() - left - GRID, box.height())
        words = option.fontMetrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, space.width()
        )
        painter.drawText(space, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        if is_current and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tone.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()


def _chosen(item: Item, is_many: bool) -> list[str]:
    if item.special is not None or not item.value:
        return []
    return item.value.split() if is_many else [item.value]
