"""The table of contents beside the page: where one is, what is open, one key away."""

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from fieldkit.interview.navigate import OutlineRow
from fieldkit.ui import a11y
from fieldkit.ui.models.outline import HEADINGS, OutlineModel, OutlineRole
from fieldkit.ui.theme import GRID, text_scale, tones_of

_Index = QModelIndex | QPersistentModelIndex


class _Rows(QListView):
    """Enter goes to the row, Esc goes back to the page."""

    chosen = Signal(QModelIndex)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc; arrows and letters as in any list."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Outline(QWidget):
    """Shows rows and says which one the person wants to go to."""

    went_to = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._model = OutlineModel()
        self._model.setParent(self)
        self._list = _Rows()
        self._list.setModel(self._model)
        self._list.setItemDelegate(OutlineDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        a11y.name(
            self._list,
            QCoreApplication.translate("outline", "Questions of this interview"),
            QCoreApplication.translate("outline", "Enter goes to the question, Esc back"),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list)
        self.setFocusProxy(self._list)
        self.setMinimumWidth(int(200 * text_scale()))
        self._list.chosen.connect(self._go)
        self._list.clicked.connect(self._go)
        self._list.left.connect(self.left)

    def show_rows(self, rows: tuple[OutlineRow, ...], current: str) -> None:
        """Show rows and stand on the one in view."""
        self._model.replace(rows)
        position = self._model.position_of(current)
        if position >= 0 and not self._list.hasFocus():
            self._list.setCurrentIndex(self._model.index(position))

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self.went_to.emit(self._model.row_at(index.row()).ref)


class OutlineDelegate(QStyledItemDelegate):
    """Draws a row: indent, a mark whose shape says the state, words cut at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All rows are of one height."""
        return QSize(100, QFontMetrics(option.font).height() + GRID + GRID // 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint from the model's values alone."""
        view = option.widget
        tone = tones_of(view)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        depth = int(index.data(OutlineRole.DEPTH) or 0)
        is_heading = index.data(OutlineRole.KIND) in HEADINGS
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect
        if selected:
            painter.fillRect(box, QColor(tone.chosen))
        if selected and focused:
            painter.setPen(QPen(QColor(tone.accent), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        left = box.left() + GRID + depth * 2 * GRID
        side = 2 * GRID - 2
        mark = QRect(left, box.center().y() - side // 2, side, side)
        state = str(index.data(OutlineRole.STATE) or "")
        paint_mark(
            painter, mark, state, QColor(tone.danger), QColor(tone.accent), QColor(tone.quiet)
        )
        font = option.font
        font.setBold(is_heading)
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        text_left = left + side + GRID if state else left
        space = QRect(text_left, box.top(), box.right() - text_left - GRID, box.height())
        words = QFontMetrics(font).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, space.width()
        )
        painter.drawText(space, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()


def paint_mark(
    painter: QPainter, box: QRect, state: str, danger: QColor, accent: QColor, quiet: QColor
) -> None:
    """A triangle for a problem, a tick for an answer, a ring for what is open."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state == "problem":
        painter.setPen(QPen(danger, 2))
        top, middle = box.top(), box.center().x()
        painter.drawLine(middle, top, box.left(), box.bottom())
        painter.drawLine(middle, top, box.right(), box.bottom())
        painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
    elif state == "answered":
        painter.setPen(QPen(accent, 2))
        painter.drawLine(box.left() + 2, box.center().y(), box.center().x() - 1, box.bottom() - 3)
        painter.drawLine(box.center().x() - 1, box.bottom() - 3, box.right() - 1, box.top() + 3)
    elif state == "open":
        painter.setPen(QPen(quiet, 1))
        painter.drawEllipse(box.adjusted(3, 3, -3, -3))
