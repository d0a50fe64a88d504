"""One choice as a wide row: number key, circle or box, words that wrap; a real radio or check box.

Qt's own radio and check boxes do not wrap their words. These keep Qt's roles, keys and groups and
only draw themselves.
"""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy

from fieldkit.ui.parts import ring
from fieldkit.ui.theme import GRID, tones_of
from fieldkit.ui.words import breakable

# Left to the field around the row, so that moving about never changes an answer.
_LEFT_TO_FIELD = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class RadioRow(QRadioButton):
    """A choice of which one can stand."""

    def __init__(self, words: str, badge: str) -> None:
        super().__init__(breakable(words).replace("&", "&&"))
        self.badge = badge
        _prepare(self, words, badge)

    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height at a width."""
        return _height(self, width)

    def sizeHint(self) -> QSize:
        """A width that most labels fit."""
        return QSize(44 * GRID, _height(self, 44 * GRID))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small screen."""
        return QSize(24 * GRID, 5 * GRID)

    def hitButton(self, position: QPoint) -> bool:
        """The whole row can be clicked."""
        return self.rect().contains(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space chooses; arrows and Enter belong to the field."""
        if event.key() in _LEFT_TO_FIELD:
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row with a circle."""
        _paint(self, self.badge, is_round=True)


class CheckRow(QCheckBox):
    """A choice of which several can stand."""

    def __init__(self, words: str, badge: str) -> None:
        super().__init__(breakable(words).replace("&", "&&"))
        self.badge = badge
        _prepare(self, words, badge)

    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height at a width."""
        return _height(self, width)

    def sizeHint(self) -> QSize:
        """A width that most labels fit."""
        return QSize(44 * GRID, _height(self, 44 * GRID))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small screen."""
        return QSize(24 * GRID, 5 * GRID)

    def hitButton(self, position: QPoint) -> bool:
        """The whole row can be clicked."""
        return self.rect().contains(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; arrows and Enter belong to the field."""
        if event.key() in _LEFT_TO_FIELD:
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row with a box."""
        _paint(self, self.badge, is_round=False)


def _prepare(row: QAbstractButton, words: str, badge: str) -> None:
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    row.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    row.setCursor(Qt.CursorShape.PointingHandCursor)
    row.setAttribute(Qt.WidgetAttribute.WA_Hover)
    row.setAccessibleName(words)
    row.setAccessibleDescription(badge)


def _text_left(row: QAbstractButton) -> int:
    mark = row.fontMetrics().height()
    badge = row.fontMetrics().horizontalAdvance("0") + 2 * GRID
    return 2 * GRID + badge + mark + GRID + GRID // 2


def _height(row: QAbstractButton, width: int) -> int:
    space = max(width - _text_left(row) - 2 * GRID, 10 * GRID)
    words = row.text().replace("&&", "&")
    needed = row.fontMetrics().boundingRect(QRect(0, 0, space, 10_000), _FLAGS, words).height()
    return max(needed + 2 * GRID, 5 * GRID + GRID // 2)


def _paint(row: QAbstractButton, badge: str, *, is_round: bool) -> None:
    tone = tones_of(row)
    painter = QPainter(row)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(row.rect()).adjusted(2, 2, -2, -2)
    ground = tone.chosen if row.isChecked() else tone.surface
    painter.setPen(QPen(QColor(tone.accent if row.isChecked() else tone.line), 1))
    is_plain = row.isEnabled() or row.isChecked()
    painter.setBrush(QColor(ground if is_plain else tone.window))
    painter.drawRoundedRect(box, 6, 6)
    ink = QColor(tone.text if is_plain else tone.quiet)
    metrics = row.fontMetrics()
    badge_width = metrics.horizontalAdvance("0") + 2 * GRID
    painter.setPen(QColor(tone.quiet))
    painter.drawText(QRect(GRID, 0, badge_width, row.height()), Qt.AlignmentFlag.AlignCenter, badge)
    side = metrics.height() - 2
    mark = QRectF(GRID + badge_width + GRID / 2, (row.height() - side) / 2, side, side)
    paint_choice_mark(painter, mark, QColor(tone.accent), row.isChecked(), is_round)
    painter.setPen(ink)
    left = _text_left(row)
    painter.drawText(
        QRect(left, 0, row.width() - left - 2 * GRID, row.height()),
        _FLAGS,
        row.text().replace("&&", "&"),
    )
    if row.hasFocus():
        ring(painter, QRectF(row.rect()), QColor(tone.accent))
    painter.end()


def paint_choice_mark(
    painter: QPainter, box: QRectF, accent: QColor, is_on: bool, is_round: bool
) -> None:
    """A circle or a box, empty or filled."""
    painter.setPen(QPen(accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if is_round:
        painter.drawEllipse(box)
        if is_on:
            inset = box.width() * 0.28
            painter.setBrush(accent)
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
        return
    painter.drawRoundedRect(box, 3, 3)
    if is_on:
        unit = box.width()
        corner = QPoint(int(box.left() + unit * 0.42), int(box.top() + unit * 0.72))
        painter.drawLine(QPoint(int(box.left() + unit * 0.22), int(box.top() + unit * 0.5)), corner)
        painter.drawLine(corner, QPoint(int(box.left() + unit * 0.8), int(box.top() + unit * 0.26)))
