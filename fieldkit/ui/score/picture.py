"""One criterion as a picture: a shape for its state, rows of marks for its indicators, and words.

Shape and words say the same as the colour. Filled square: met. Empty circle: not met. Half-filled
diamond: open. Marks: filled present, empty absent, a dot in a dashed ring unknown; strong ones are
larger.
"""

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldkit.scoring.determine import Counts
from fieldkit.scoring.truth import Outcome
from fieldkit.services.assessment import CriterionLines
from fieldkit.ui import a11y
from fieldkit.ui.parts import ring
from fieldkit.ui.theme import GRID, Tones, tones_of

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def outcome_text(outcome: Outcome) -> str:
    """The state of a criterion in words."""
    match outcome:
        case Outcome.MET:
            return QCoreApplication.translate("score", "met")
        case Outcome.NOT_MET:
            return QCoreApplication.translate("score", "not met")
        case Outcome.UNDETERMINED:
            return QCoreApplication.translate("score", "open: the answers allow both")


def counts_text(counts: Counts) -> str:
    """How many are present, absent and unknown, in words."""
    return QCoreApplication.translate(
        "score", "{present} present, {absent} absent, {unknown} unknown"
    ).format(present=counts.present, absent=counts.absent, unknown=counts.unknown)


class CriterionTile(QAbstractButton):
    """A tile that can be chosen: its reasons are then shown beside it."""

    def __init__(self, lines: CriterionLines) -> None:
        super().__init__()
        self.lines = lines
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setText(lines.label)
        result = lines.result
        said = QCoreApplication.translate(
            "score", "{criterion}: {state}. Strong: {strong}. Medium: {medium}."
        ).format(
            criterion=lines.label,
            state=outcome_text(result.status),
            strong=counts_text(result.strong),
            medium=counts_text(result.medium),
        )
        a11y.name(self, said)

    def sizeHint(self) -> QSize:
        """Three lines of words and two of marks."""
        line = self.fontMetrics().height()
        return QSize(38 * GRID, 5 * line + 3 * GRID)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small screen."""
        return QSize(26 * GRID, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, shape, words and marks."""
        tone = tones_of(self)
        result = self.lines.result
        ink = QColor(_colour(tone, result.status))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(QColor(tone.accent if self.isChecked() else tone.line), 1))
        painter.setBrush(QColor(tone.chosen if self.isChecked() else tone.surface))
        painter.drawRoundedRect(box, 8, 8)
        line = self.fontMetrics().height()
        side = int(line * 1.7)
        paint_outcome(painter, QRectF(2 * GRID, GRID + 4, side, side), result.status, ink)
        left = 2 * GRID + side + 2 * GRID
        width = self.width() - left - 2 * GRID
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(tone.text))
        space = QRect(left, GRID, width, 2 * line + 4)
        used = QFontMetrics(font).boundingRect(space, _WRAP, self.lines.label)
        painter.drawText(space, _WRAP, self.lines.label)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(tone.text))
        below = used.bottom() + 1
        painter.drawText(QRect(left, below, width, line + 4), _WRAP, outcome_text(result.status))
        # Marks stand at one height in every tile, so that tiles compare at a glance.
        top = GRID + 3 * line + GRID // 2
        self._row(painter, top, _strong(), result.strong, line * 0.62, tone)
        self._row(painter, top + line, _medium(), result.medium, line * 0.44, tone)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), QColor(tone.accent))
        painter.end()

    def _row(
        self, painter: QPainter, top: int, title: str, counts: Counts, side: float, tone: Tones
    ) -> None:
        metrics = self.fontMetrics()
        line = metrics.height()
        painter.setPen(QColor(tone.quiet))
        painter.drawText(QRect(2 * GRID, top, self.width(), line), _WRAP, title)
        widest = max(metrics.horizontalAdvance(_strong()), metrics.horizontalAdvance(_medium()))
        left = 2.0 * GRID + widest + 1.5 * GRID
        n = counts.present + counts.absent + counts.unknown
        room = self.width() - left - 2 * GRID
        pitch = min(side + 6, room / max(n, 1))
        side = min(side, pitch - 2)
        kinds = [1] * counts.present + [0] * counts.absent + [-1] * counts.unknown
        for number, kind in enumerate(kinds):
            box = QRectF(left + number * pitch, top + (line - side) / 2, side, side)
            paint_mark(painter, box, kind, QColor(tone.text), QColor(tone.quiet))


def paint_outcome(painter: QPainter, box: QRectF, outcome: Outcome, ink: QColor) -> None:
    """The shape of a state."""
    painter.setPen(QPen(ink, 3))
    inner = box.adjusted(2, 2, -2, -2)
    if outcome is Outcome.MET:
        painter.setBrush(ink)
        painter.drawRect(inner)
    elif outcome is Outcome.NOT_MET:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
    else:
        middle = inner.center()
        corners = [
            QPointF(middle.x(), inner.top()),
            QPointF(inner.right(), middle.y()),
            QPointF(middle.x(), inner.bottom()),
            QPointF(inner.left(), middle.y()),
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(corners))
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([corners[0], corners[2], corners[3]]))


def paint_mark(painter: QPainter, box: QRectF, kind: int, ink: QColor, quiet: QColor) -> None:
    """One indicator: 1 present, 0 absent, -1 unknown."""
    if kind > 0:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(box)
    elif kind == 0:
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    else:
        painter.setPen(QPen(quiet, 1.2, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(quiet)
        painter.drawEllipse(box.center(), 1.2, 1.2)


def _colour(tone: Tones, outcome: Outcome) -> str:
    return {
        Outcome.MET: tone.met,
        Outcome.NOT_MET: tone.not_met,
        Outcome.UNDETERMINED: tone.open,
    }[outcome]


def _strong() -> str:
    return QCoreApplication.translate("score", "Strong")


def _medium() -> str:
    return QCoreApplication.translate("score", "Medium")
