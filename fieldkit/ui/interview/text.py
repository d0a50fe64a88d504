"""Text and numbers: one line, several lines, a number with its slider."""

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from fieldkit.interview.view import Item
from fieldkit.ui import a11y
from fieldkit.ui.interview.field import Rest
from fieldkit.ui.parts import quiet
from fieldkit.ui.theme import GRID, text_scale, tones_of

# The system must not learn, suggest or send what is typed here.
PRIVATE_INPUT = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Line(QLineEdit):
    """A line of comfortable height that keeps what is typed from the system's suggestions."""

    def __init__(self) -> None:
        super().__init__()
        self.setInputMethodHints(PRIVATE_INPUT)
        self.setTextMargins(GRID, GRID, GRID, GRID)
        self.setMaxLength(10_000)
        self.setFrame(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an outline that is seen on either theme, thicker where the cursor is."""
        super().paintEvent(event)
        tone = tones_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(QColor(tone.accent if self.hasFocus() else tone.edge), width))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


class LineField(QWidget):
    """One line of text or a number; commits on Enter, on leaving and when typing rests."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._kind = item.data_type
        self._known = item.value
        self._line = Line()
        a11y.name(self._line, item.label, item.hint)
        if self._is_number():
            self._line.setMaximumWidth(int(260 * text_scale()))
            self._line.setInputMethodHints(PRIVATE_INPUT | Qt.InputMethodHint.ImhPreferNumbers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line)
        self.setFocusProxy(self._line)
        self._rest = Rest(self, self.flush)
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self.flush)
        self._line.setText(item.value)
        self._line.setReadOnly(item.readonly)

    def show_item(self, item: Item) -> None:
        """Draw value and readonly; typing under way stays when the value is not news."""
        a11y.name(self._line, item.label, item.hint)
        self._line.setReadOnly(item.readonly)
        if item.special is not None:
            self._rest.stop()
            self._line.clear()
            self._known = ""
        elif item.value != self._known:
            self._known = item.value
            self._line.setText(item.value)

    def take_focus(self) -> None:
        """Put the cursor into the line with all of it selected, so that typing replaces it."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.selectAll()

    def flush(self) -> None:
        """Commit what is typed if it differs from what is known."""
        self._rest.stop()
        text = self._canonical()
        if text != self._known and not self._line.isReadOnly():
            self._known = text
            self.committed.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits and goes on."""
        if event.key() in _ENTER:
            self.flush()
            self.went_on.emit()
            return
        super().keyPressEvent(event)

    def _typed(self, _text: str) -> None:
        self._rest.typed()

    def _is_number(self) -> bool:
        return self._kind in {"int", "integer", "decimal"}

    def _canonical(self) -> str:
        text = self._line.text()
        if not self._is_number():
            return text
        return text.replace(" ", "").replace("\u00a0", "").replace(",", ".")


class _Pages(QPlainTextEdit):
    """A text of several lines: Tab leaves it, Ctrl+Enter goes on, leaving it is told."""

    went_on = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setInputMethodHints(PRIVATE_INPUT | Qt.InputMethodHint.ImhMultiLine)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter goes on; Enter alone starts a new line."""
        control = Qt.KeyboardModifier.ControlModifier
        if event.key() in _ENTER and event.modifiers() & control:
            self.went_on.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the person left."""
        super().focusOutEvent(event)
        self.left.emit()


class TextField(QWidget):
    """Several lines of a person's own words."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._known = item.value
        self._text = _Pages()
        self._text.setPlainText(item.value)
        self._text.setReadOnly(item.readonly)
        self._text.setMinimumHeight(int(16 * GRID * text_scale()))
        self._text.document().setDocumentMargin(GRID)
        a11y.name(self._text, item.label, item.hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)
        layout.addWidget(
            quiet(
                QCoreApplication.translate(
                    "fields", "Enter starts a new line; Ctrl+Enter goes to the next question."
                )
            )
        )
        self.setFocusProxy(self._text)
        self._rest = Rest(self, self.flush)
        self._text.textChanged.connect(self._typed)
        self._text.left.connect(self.flush)
        self._text.went_on.connect(self._go_on)

    def show_item(self, item: Item) -> None:
        """Draw value and readonly; typing under way stays when the value is not news."""
        a11y.name(self._text, item.label, item.hint)
        self._text.setReadOnly(item.readonly)
        wanted = "" if item.special is not None else item.value
        if wanted != self._known:
            self._known = wanted
            self._text.setPlainText(wanted)
            self._rest.stop()

    def take_focus(self) -> None:
        """Put the cursor at the end of the words."""
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._text.moveCursor(self._text.textCursor().MoveOperation.End)

    def flush(self) -> None:
        """Commit the words if they differ from what is known."""
        self._rest.stop()
        text = self._text.toPlainText()
        if text != self._known and not self._text.isReadOnly():
            self._known = text
            self.committed.emit(text)

    def _typed(self) -> None:
        self._rest.typed()

    def _go_on(self) -> None:
        self.flush()
        self.went_on.emit()


class RangeField(QWidget):
    """A number between two ends: typed, or set with a slider; no answer until it is touched."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._start, self._end, self._step = _ends(item)
        self._line = LineField(item)
        self._line.setMaximumWidth(int(160 * text_scale()))
        steps = int((self._end - self._start) / self._step)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, max(steps, 1))
        self._slider.setMinimumHeight(5 * GRID)
        a11y.name(self._slider, item.label)
        ends = quiet(
            QCoreApplication.translate("fields", "From {start} to {end}").format(
                start=self._start, end=self._end
            )
        )
        line = QHBoxLayout()
        line.addWidget(self._line)
        line.addWidget(self._slider, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(ends)
        self.setFocusProxy(self._line)
        self._line.committed.connect(self._typed)
        self._line.went_on.connect(self.went_on)
        self._show_on_slider(item.value)
        self._slider.valueChanged.connect(self._slid)

    def show_item(self, item: Item) -> None:
        """Draw the value in both places."""
        self._line.show_item(item)
        self._slider.setEnabled(not item.readonly)
        self._show_on_slider(item.value)

    def take_focus(self) -> None:
        """Put the cursor into the line."""
        self._line.take_focus()

    def flush(self) -> None:
        """Commit what is typed."""
        self._line.flush()

    def _typed(self, text: str) -> None:
        self._show_on_slider(text)
        number = _number(text)
        if text and (number is None or not self._start <= number <= self._end):
            self.unreadable.emit("range")
            return
        self.committed.emit(text)

    def _slid(self, steps: int) -> None:
        text = str(self._start + self._step * steps)
        self.committed.emit(text)

    def _show_on_slider(self, text: str) -> None:
        number = _number(text)
        self._slider.blockSignals(True)
        self._slider.setValue(int((number - self._start) / self._step) if number is not None else 0)
        self._slider.blockSignals(False)


def _ends(item: Item) -> tuple[Decimal, Decimal, Decimal]:
    given = dict(item.parameters)
    start = _number(given.get("start", "")) or Decimal(0)
    end, step = _number(given.get("end", "")), _number(given.get("step", ""))
    return start, Decimal(10) if end is None else end, step or Decimal(1)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
