"""The few pieces that every screen is made of: headings, buttons, banners, a column, a scroll."""

from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldkit.ui import a11y
from fieldkit.ui.flow import Flow
from fieldkit.ui.theme import GRID, MEASURE, sized, text_scale, tones_of

Tone = Literal["primary", "plain", "quiet"]
BannerTone = Literal["danger", "practice", "private", "clock"]
# The ground of each, and what is read upon it.
_GROUNDS: Final = {
    "danger": ("danger_soft", "on_danger_soft"),
    "practice": ("practice", "on_practice"),
    "private": ("private", "on_private"),
    "clock": ("raised", "text"),
}


def heading(text: str, factor: float = 1.6) -> QLabel:
    """A title in large type that wraps."""
    label = plain(text)
    sized(label, factor, bold=True)
    return label


def plain(text: str = "") -> QLabel:
    """A paragraph, shown as it is: never read as HTML."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    # The label must grow in height with its words, never be squeezed by its neighbours.
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


def quiet(text: str = "") -> QLabel:
    """A paragraph that stays in the background."""
    label = plain(text)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def alarming(text: str = "") -> QLabel:
    """A paragraph that says what is wrong."""
    label = plain(text)
    label.setForegroundRole(QPalette.ColorRole.BrightText)
    return label


def hairline() -> QFrame:
    """A thin horizontal line."""
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setForegroundRole(QPalette.ColorRole.Mid)
    return line


def column(parent: QWidget, *, width: int = MEASURE, margin: int = 4 * GRID) -> QVBoxLayout:
    """A centred column in `parent`, no wider than reads well; returns the layout to fill."""
    outer = QHBoxLayout(parent)
    outer.setContentsMargins(margin, margin, margin, margin)
    inner = QWidget(parent)
    inner.setMaximumWidth(int(width * text_scale()))
    inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    outer.addStretch(1)
    outer.addWidget(inner, 1000)
    outer.addStretch(1)
    layout = QVBoxLayout(inner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2 * GRID)
    return layout


def row(*buttons: QWidget) -> Flow:
    """Buttons side by side, on the grid; in a narrow column they go on in the next line."""
    return Flow(*buttons)


def line(*widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side, on the grid, in one line."""
    layout = QHBoxLayout()
    layout.setSpacing(GRID)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def scroll(inner: QWidget) -> QScrollArea:
    """A frame that scrolls vertically; itself no stop for Tab."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


class Button(QPushButton):
    """A button that shows the key that does the same; `primary` is the one to press next."""

    def __init__(self, text: str, tone: Tone = "plain", key: str = "") -> None:
        super().__init__(text.replace("&", "&&"))
        self._tone = tone
        self._key = key
        self._is_under_mouse = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        a11y.name(self, text, key)

    def sizeHint(self) -> QSize:
        """Room for the words, the key and a hand that is not steady."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._words()) + 5 * GRID
        if self._key:
            width += self._key_metrics().horizontalAdvance(self._key) + 2 * GRID
        return QSize(width, max(metrics.height() + 2 * GRID + GRID // 2, 5 * GRID))

    def minimumSizeHint(self) -> QSize:
        """The same: words are never cut."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Lift the button while the mouse is upon it."""
        self._is_under_mouse = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Put it back."""
        self._is_under_mouse = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, focus ring, words and key."""
        tone = tones_of(self)
        fill, ink, edge = {
            "primary": (tone.accent, tone.on_accent, tone.accent),
            "plain": (tone.surface, tone.text, tone.line),
            "quiet": ("", tone.text, ""),
        }[self._tone]
        if not self.isEnabled():
            fill, ink, edge = tone.window, tone.quiet, tone.line
        elif self.isChecked():
            fill, ink, edge = tone.chosen, tone.text, tone.accent
        elif self._is_under_mouse and self._tone != "primary":
            fill = tone.chosen
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(QColor(edge), 1) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 6, 6)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), QColor(tone.accent), inner=QColor(ink))
        self._paint_words(painter, QColor(ink))
        painter.end()

    def _paint_words(self, painter: QPainter, ink: QColor) -> None:
        inside = self.rect().adjusted(2 * GRID, 0, -2 * GRID, 0)
        painter.setPen(ink)
        align = Qt.AlignmentFlag.AlignVCenter
        if not self._key:
            painter.drawText(inside, align | Qt.AlignmentFlag.AlignHCenter, self._words())
            return
        painter.drawText(inside, align | Qt.AlignmentFlag.AlignLeft, self._words())
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.8)
        painter.setFont(font)
        faded = QColor(ink)
        faded.setAlphaF(0.85)
        painter.setPen(faded)
        painter.drawText(inside, align | Qt.AlignmentFlag.AlignRight, self._key)

    def _words(self) -> str:
        return self.text().replace("&&", "&")

    def _key_metrics(self) -> QFontMetrics:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.8)
        return QFontMetrics(font)


class Banner(QFrame):
    """A strip across the window: a mark of shape and words on a ground of its own."""

    def __init__(self, tone: BannerTone, text: str = "") -> None:
        super().__init__()
        self._tone = tone
        self._label = plain(text)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(6 * GRID, GRID, 2 * GRID, GRID)
        self._layout.setSpacing(2 * GRID)
        self._layout.addWidget(self._label, 1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._colour_words()

    def say(self, text: str) -> None:
        """Show other words, and have a screen reader say them."""
        if text == self._label.text():
            return
        self._label.setText(text)
        a11y.announce(self, text)

    def text(self) -> str:
        """The words shown."""
        return self._label.text()

    def add(self, widget: QWidget) -> None:
        """Put a button at the end."""
        self._layout.addWidget(widget)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._colour_words()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, and a triangle, a dotted square, a clock or a key hole as the mark."""
        ground, ink = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), ground)
        side = 2 * GRID + GRID // 2
        box = QRect(2 * GRID, (self.height() - side) // 2, side, side)
        painter.setPen(QPen(ink, 2))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        if self._tone == "danger":
            middle = box.center().x()
            painter.drawLine(middle, box.top(), box.left(), box.bottom())
            painter.drawLine(middle, box.top(), box.right(), box.bottom())
            painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
            painter.drawText(box.adjusted(0, 3, 1, 3), Qt.AlignmentFlag.AlignCenter, "!")
        elif self._tone == "practice":
            painter.setPen(QPen(ink, 2, Qt.PenStyle.DotLine))
            painter.drawRect(box)
        elif self._tone == "clock":
            painter.drawEllipse(box)
            painter.drawLine(box.center(), box.center() - QPoint(0, side // 3))
            painter.drawLine(box.center(), box.center() + QPoint(side // 4, 0))
        else:
            painter.drawEllipse(box)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "1")
        painter.end()

    def _colours(self) -> tuple[QColor, QColor]:
        tone = tones_of(self)
        ground, ink = _GROUNDS[self._tone]
        return QColor(getattr(tone, ground)), QColor(getattr(tone, ink))

    def _colour_words(self) -> None:
        changed = self._label.palette()
        changed.setColor(QPalette.ColorRole.WindowText, self._colours()[1])
        self._label.setPalette(changed)


class Rows(QListWidget):
    """A short list where Enter always opens the row; macOS alone would not."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(GRID // 2)
        self.setAlternatingRowColors(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the other keys as in any list."""
        entry = self.currentItem()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and entry is not None:
            self.itemActivated.emit(entry)
            return
        super().keyPressEvent(event)


def ring(painter: QPainter, box: QRectF, colour: QColor, inner: QColor | None = None) -> None:
    """A focus ring just inside `box`; with `inner`, a second line that shows on a filled ground."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 2))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 7, 7)
    if inner is not None:
        painter.setPen(QPen(inner, 1))
        painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), 4, 4)


def practice_words() -> str:
    """What every screen of a practice workspace says."""
    return QCoreApplication.translate(
        "parts", "PRACTICE: invented people only. Everybody knows the passphrase of this workspace."
    )
