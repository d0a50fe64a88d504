"""The strips above and below a page: where one is, in which language, and whether it is saved."""

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from fieldkit.ui import a11y
from fieldkit.ui.actions import key_text, words
from fieldkit.ui.interview.autosave import SaveState
from fieldkit.ui.names import language_name
from fieldkit.ui.parts import Button, plain, quiet
from fieldkit.ui.theme import GRID, sized, tones_of


class ProgressLine(QWidget):
    """A thin line that fills; its words stand beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        """Fill it from 0 to 1."""
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        """A thin line."""
        return QSize(10 * GRID, GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        tone = tones_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(0, self.height() / 2 - 2, self.width(), 4)
        painter.setBrush(QColor(tone.line))
        painter.drawRoundedRect(box, 2, 2)
        box.setWidth(box.width() * self._share)
        painter.setBrush(QColor(tone.accent))
        painter.drawRoundedRect(box, 2, 2)
        painter.end()


class TopBar(QWidget):
    """Case code, progress, language, outline, review."""

    language_pressed = Signal()
    outline_pressed = Signal()
    review_pressed = Signal()

    def __init__(self, case_code: str, has_languages: bool) -> None:
        super().__init__()
        self._code = QLabel(case_code)
        sized(self._code, 1.0, bold=True)
        self._words = quiet()
        self._words.setWordWrap(False)
        self._line = ProgressLine()
        self._outline = _bar_button(words("outline"), "outline")
        self._language = _bar_button("", "language")
        self._review = _bar_button(words("review"), "review")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._outline)
        layout.addSpacing(GRID)
        layout.addWidget(self._code)
        layout.addSpacing(GRID)
        layout.addWidget(self._line, 1)
        layout.addWidget(self._words)
        layout.addSpacing(GRID)
        layout.addWidget(self._language)
        layout.addWidget(self._review)
        self._language.setVisible(has_languages)
        self._outline.clicked.connect(self.outline_pressed)
        self._language.clicked.connect(self.language_pressed)
        self._review.clicked.connect(self.review_pressed)

    def show_progress(self, answered: int, askable: int) -> None:
        """Say how many questions have an answer."""
        self._words.setText(
            QCoreApplication.translate("bars", "{answered} of {askable}").format(
                answered=answered, askable=askable
            )
        )
        self._line.show_share(answered / askable if askable else 0.0)

    def show_language(self, language: str) -> None:
        """Say the language of the questions."""
        name = language_name(language)
        self._language.setText(name)
        a11y.name(
            self._language,
            QCoreApplication.translate("bars", "Language of the questions: {name}").format(
                name=name
            ),
            key_text("language"),
        )
        self._language.updateGeometry()

    def below_language(self) -> QPoint:
        """Where a list of languages opens, in points of the screen."""
        return self._language.mapToGlobal(self._language.rect().bottomLeft())


class SavedMark(QWidget):
    """Whether the answers given so far are on disk: a tick, a ring, or a triangle, and words."""

    def __init__(self) -> None:
        super().__init__()
        self._state = SaveState.NOTHING
        self._label = plain()
        self._label.setWordWrap(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 0, 0, 0)
        layout.addWidget(self._label)

    def show_state(self, state: SaveState) -> None:
        """Say where the answers are; "Saved" only once the disk has them."""
        self._state = state
        said = {
            SaveState.NOTHING: "",
            SaveState.SAVING: QCoreApplication.translate("bars", "Saving"),
            SaveState.SAVED: QCoreApplication.translate("bars", "Saved"),
            SaveState.FAILING: QCoreApplication.translate("bars", "NOT saved"),
        }[state]
        role = self._label.palette().ColorRole
        is_bad = state is SaveState.FAILING
        self._label.setForegroundRole(role.BrightText if is_bad else role.PlaceholderText)
        self._label.setText(said)
        a11y.name(self._label, said)
        self.update()

    def show_read_only(self) -> None:
        """Say that nothing can be changed any more."""
        self._label.setForegroundRole(self._label.palette().ColorRole.PlaceholderText)
        self._label.setText(QCoreApplication.translate("bars", "Finished: to read only"))

    def text(self) -> str:
        """The words shown."""
        return self._label.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark before the words."""
        tone = tones_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, left, side = self.height() / 2, 2.0, 1.5 * GRID
        if self._state is SaveState.SAVED:
            painter.setPen(QPen(QColor(tone.accent), 2))
            painter.drawLine(int(left), int(middle), int(left + 5), int(middle + 5))
            painter.drawLine(int(left + 5), int(middle + 5), int(left + 14), int(middle - 6))
        elif self._state is SaveState.SAVING:
            painter.setPen(QPen(QColor(tone.quiet), 2, Qt.PenStyle.DotLine))
            painter.drawEllipse(QRectF(left, middle - side / 2, side, side))
        elif self._state is SaveState.FAILING:
            painter.setPen(QPen(QColor(tone.danger), 2))
            top, low = int(middle - side / 2), int(middle + side / 2)
            painter.drawLine(int(left + side / 2), top, int(left), low)
            painter.drawLine(int(left + side / 2), top, int(left + side), low)
            painter.drawLine(int(left), low, int(left + side), low)
        painter.end()


class BottomBar(QWidget):
    """Previous, saved mark, next."""

    previous_pressed = Signal()
    next_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.saved = SavedMark()
        previous = Button(words("previous"), "plain", key_text("previous"))
        previous.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._next = Button(words("next"), "primary", key_text("enter"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.addWidget(previous)
        layout.addStretch(1)
        layout.addWidget(self.saved)
        layout.addStretch(1)
        layout.addWidget(self._next)
        previous.clicked.connect(self.previous_pressed)
        self._next.clicked.connect(self.next_pressed)

    def show_next(self, is_shown: bool) -> None:
        """The review has no next page."""
        self._next.setVisible(is_shown)

    def take_focus(self) -> None:
        """Stand on Next, where a page has nothing to answer."""
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)


def _bar_button(text: str, key: str) -> Button:
    """A button of the bar: its key does the same, so Tab passes it by."""
    button = Button(text, "quiet", key_text(key))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
