"""The table of contents beside the page: where one is, what is open, one key away."""

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
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
        inks = {"problem": tone.danger, "answered": tone.accent, "needed": tone.open}
        paint_mark(painter, mark, state, QColor(inks.get(state, tone.quiet)))
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


def paint_mark(painter: QPainter, box: QRect, state: str, ink: QColor) -> None:
    """A triangle: does not fit; a diamond: needs an answer; a tick: answered; a ring: open."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1 if state == "open" else 2))
    top, low, left, right = box.top(), box.bottom(), box.left(), box.right()
    middle, centre = box.center().x(), box.center().y()
    if state == "problem":
        painter.drawPolygon([QPoint(middle, top), QPoint(left, low), QPoint(right, low)])
    elif state == "needed":
        painter.drawPolygon(
            [
                QPoint(middle, top + 2),
                QPoint(right - 2, centre),
                QPoint(middle, low - 2),
                QPoint(left + 2, centre),
            ]
        )
    elif state == "answered":
        painter.drawPolyline(
            [QPoint(left + 2, centre), QPoint(middle - 1, low - 3), QPoint(right - 1, top + 3)]
        )
    elif state == "open":
        painter.drawEllipse(box.adjusted(3, 3, -3, -3))
