"""A person's own judgement: what stands so far, and a form for one more."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from fieldkit.scoring.judgement import WHOLE
from fieldkit.scoring.truth import Outcome
from fieldkit.services.explanation import Case, judgement_line
from fieldkit.services.judgements import LONGEST, JudgementTicket
from fieldkit.ui import a11y
from fieldkit.ui.actions import native
from fieldkit.ui.interview.row import RadioRow
from fieldkit.ui.interview.text import PRIVATE_INPUT, Line
from fieldkit.ui.parts import Button, heading, plain, quiet, row
from fieldkit.ui.score.picture import outcome_text
from fieldkit.ui.score.reasoning import say
from fieldkit.ui.theme import GRID

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


class _Reason(QPlainTextEdit):
    """Several lines: Tab leaves, Ctrl+Enter saves."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setInputMethodHints(PRIVATE_INPUT | Qt.InputMethodHint.ImhMultiLine)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves; Enter alone starts a new line."""
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.done.emit()
            return
        super().keyPressEvent(event)


class JudgementPanel(QWidget):
    """Says what is to be kept by `written`; the score stays what it is."""

    written = Signal(object)
    """A JudgementTicket."""

    def __init__(self) -> None:
        super().__init__()
        self._case: Case | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(heading(QCoreApplication.translate("score", "Your own judgement"), 1.2))
        layout.addWidget(
            plain(
                QCoreApplication.translate(
                    "score",
                    "It is kept beside the score with its reason and changes nothing of it. "
                    "Earlier judgements stay.",
                )
            )
        )
        self._made = quiet()
        layout.addWidget(self._made)
        self._about = QComboBox()
        self._add(layout, QCoreApplication.translate("score", "About"), self._about)
        self._add_choices(layout)
        self._reason = _Reason()
        self._reason.setMinimumHeight(9 * GRID)
        self._reason.setMaximumHeight(14 * GRID)
        self._add(layout, QCoreApplication.translate("score", "Reason"), self._reason)
        self._by = Line()
        who = QCoreApplication.translate("score", "Who judges: a code, never a name")
        self._add(layout, who, self._by)
        self._save = Button(
            QCoreApplication.translate("score", "Keep the judgement"),
            "primary",
            native("Ctrl+Return"),
        )
        layout.addLayout(row(self._save))
        layout.addStretch(1)
        self._said.buttonToggled.connect(self._show_ready)
        self._reason.textChanged.connect(self._show_ready)
        self._by.textChanged.connect(self._show_ready)
        self._by.returnPressed.connect(self._write)
        self._reason.done.connect(self._write)
        self._save.clicked.connect(self._write)
        self._show_ready()

    def show_case(self, case: Case) -> None:
        """Show what stands of a case, and begin a new judgement of it."""
        self._case = case
        lines = [judgement_line(judged, case, say()) for judged in case.judgements]
        told = [f"{line.text}\n    {line.below[0].text}" for line in lines]
        self._made.setText("\n".join(told))
        self._made.setVisible(bool(told))
        self._about.clear()
        self._about.addItem(QCoreApplication.translate("score", "The whole case"), WHOLE)
        for criterion in case.assessment.criteria:
            self._about.addItem(criterion.label, criterion.result.id)
        self._reason.clear()
        # Of an exclusive group the last one checked cannot be taken back otherwise.
        self._said.setExclusive(False)
        for button in self._said.buttons():
            button.setChecked(False)
        self._said.setExclusive(True)

    def take_focus(self) -> None:
        """Stand on what it is about."""
        self._about.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 or the arrows choose among the three."""
        buttons = self._said.buttons()
        focused = next((n for n, button in enumerate(buttons) if button.hasFocus()), None)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if focused is not None and event.key() in steps:
            self._choose((focused + steps[Qt.Key(event.key())]) % len(buttons))
        elif focused is not None and event.key() in _DIGITS:
            self._choose(_DIGITS.index(Qt.Key(event.key())))
        else:
            super().keyPressEvent(event)

    def _choose(self, at: int) -> None:
        button = self._said.buttons()[at]
        button.setChecked(True)
        button.setFocus(Qt.FocusReason.TabFocusReason)

    def _add_choices(self, layout: QVBoxLayout) -> None:
        self._said = QButtonGroup(self)
        for n, outcome in enumerate(Outcome):
            choice = RadioRow(outcome_text(outcome), str(n + 1))
            self._said.addButton(choice, n)
            layout.addWidget(choice)

    def _add(self, layout: QVBoxLayout, words: str, field: QWidget) -> None:
        label = QLabel(words)
        label.setBuddy(field)
        a11y.name(field, words)
        layout.addWidget(label)
        layout.addWidget(field)

    def _show_ready(self) -> None:
        reason = self._reason.toPlainText().strip()
        is_whole = self._said.checkedId() >= 0 and reason and self._by.text().strip()
        self._save.setEnabled(bool(is_whole) and len(reason) <= LONGEST)

    def _write(self) -> None:
        case = self._case
        if case is None or not self._save.isEnabled():
            return
        self._save.setEnabled(False)  # the next one begins when this one is on disk
        self.written.emit(
            JudgementTicket(
                case.interview.interview_id,
                str(self._about.currentData()),
                tuple(Outcome)[self._said.checkedId()],
                self._reason.toPlainText(),
                self._by.text(),
                case.assessment.ruleset,
                case.assessment.determination,
            )
        )
