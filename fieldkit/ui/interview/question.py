"""One question on a page: its marks, words, field, special answers and what is wrong with it."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.interview.view import Item
from fieldkit.records import Ref, Special
from fieldkit.ui.actions import key_text
from fieldkit.ui.interview.fields import make
from fieldkit.ui.interview.upload import UploadField
from fieldkit.ui.interview.wishes import Reply, Wish
from fieldkit.ui.parts import Banner, Button, plain, quiet, row
from fieldkit.ui.texts import special_text
from fieldkit.ui.theme import GRID, sized
from fieldkit.ui.words import plain_words, show_words

_LABEL_FACTOR = 1.3
_TAKEN_AWAY = frozenset({"select1", "select", "trigger", "rank", "upload"})
"""Questions whose answer Esc takes away; in a line Esc would take typing."""


class QuestionPanel(QWidget):
    """Shows an `Item` and says what the person does; it decides nothing."""

    answered = Signal(str, str)
    marked = Signal(str, object)
    went_on = Signal(str)
    wished = Signal(str, object)
    """What its field wishes of the store, a `Wish`."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.ref: Ref = item.ref
        self._item = item
        self._warned = False
        self._is_refused = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        self._private = Banner("private")
        self.follow_private(is_told=False)
        self._required = quiet()
        self._label = QLabel()
        self._label.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._label.setSizePolicy(policy)
        sized(self._label, _LABEL_FACTOR)
        self._hint = quiet()
        self._field = make(_spoken(item))
        self._problem = Banner("danger")
        self._soft = plain()
        for widget in (
            self._private,
            self._required,
            self._label,
            self._hint,
            self._field,
        ):
            layout.addWidget(widget)
        self._specials = self._special_row(item, layout)
        layout.addWidget(self._problem)
        layout.addWidget(self._soft)
        self._field.committed.connect(self._on_committed)
        self._field.unreadable.connect(self._on_unreadable)
        self._field.went_on.connect(self._on_went_on)
        if isinstance(self._field, UploadField):
            self._field.wished.connect(self._on_wished)
        self.show_item(item)

    def show_item(self, item: Item) -> None:
        """Draw the question anew; what is being typed stays."""
        self._item = item
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft
            if item.is_right_to_left
            else Qt.LayoutDirection.LeftToRight
        )
        self._private.setVisible(item.is_private)
        is_open = item.required and not item.value and item.special is None
        self._required.setText(QCoreApplication.translate("question", "* Needs an answer"))
        self._required.setVisible(is_open and item.kind == "question")
        show_words(self._label, item.label)
        self._label.setVisible(bool(item.label))
        show_words(self._hint, "\n".join(part for part in (item.hint, item.guidance) if part))
        self._hint.setVisible(bool(item.hint or item.guidance))
        self._field.show_item(_spoken(item))
        for special, button in self._specials.items():
            button.setChecked(item.special is special)
            button.setEnabled(not item.readonly)
        show_words(self._soft, item.soft_message)
        self._soft.setVisible(bool(item.soft_message))
        # A broken constraint shows at once; that an answer is missing, only once one tried to go.
        is_broken = item.violation is not None and item.violation.code == "constraint"
        if is_broken or (self._warned and item.violation is not None):
            self._say_violation()
        else:
            self._say("")

    def follow_private(self, *, is_told: bool) -> None:
        """Mark the question as private; shortly when the question above has said what to do."""
        self._private.say(
            QCoreApplication.translate("question", "Ask alone")
            if is_told
            else QCoreApplication.translate(
                "question",
                "Ask alone: only when nobody else can hear. If somebody can, "
                "leave it open and come back.",
            )
        )

    def is_private(self) -> bool:
        """Whether the question is asked alone."""
        return self._item.is_private

    def take_focus(self) -> None:
        """Put the focus into the field."""
        self._field.take_focus()

    def flush(self) -> None:
        """Hand on what is typed."""
        self._field.flush()

    def press_special(self, special: Special) -> bool:
        """Set or take away a special answer; False when the question does not offer it."""
        if special not in self._specials or self._item.readonly:
            return False
        self.marked.emit(self.ref, None if self._item.special is special else special)
        return True

    def hear(self, reply: Reply) -> None:
        """Hand a reply to what the field wished on to it."""
        if isinstance(self._field, UploadField):
            self._field.hear(reply)

    def refuse(self, reason: str) -> None:
        """Say that what was typed cannot be an answer; the typing stays for correction."""
        self._is_refused = True
        self._say(_refusal(reason, self._item.data_type))

    def holds_back(self) -> bool:
        """Whether going on should wait once, so that the problem is seen."""
        if self._is_refused:
            self._is_refused = False
            return True
        if self._item.violation is None or self._warned:
            return False
        self._warned = True
        self._say_violation()
        return self._item.violation.code == "constraint"

    def problem_text(self) -> str:
        """What is shown to be wrong, "" when nothing is."""
        return self._problem.text() if self._problem.isVisibleTo(self) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes a special answer away, or else a choice."""
        if event.key() == Qt.Key.Key_Escape and not self._item.readonly:
            if self._item.special is not None:
                self.marked.emit(self.ref, None)
                return
            if self._item.control in _TAKEN_AWAY and self._item.value:
                self.answered.emit(self.ref, "")
                return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the size of the words when the text scale changes."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            sized(self._label, _LABEL_FACTOR)
        super().changeEvent(event)

    def _special_row(self, item: Item, layout: QVBoxLayout) -> dict[Special, Button]:
        buttons: dict[Special, Button] = {}
        for special in item.specials_offered:
            button = Button(special_text(special), "plain", key_text(special.value))
            button.setCheckable(True)
            button.setProperty("special", special.value)
            # The key does the same from anywhere in the question; Tab stays short.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(self._on_special)
            buttons[special] = button
        if buttons:
            layout.addLayout(row(*buttons.values()))
        return buttons

    def _on_special(self) -> None:
        sender = self.sender()
        special = Special(str(sender.property("special")))
        self.press_special(special)

    def _on_committed(self, text: str) -> None:
        self._warned = self._is_refused = False
        self.answered.emit(self.ref, text)

    def _on_unreadable(self, reason: str) -> None:
        self.refuse(reason)

    def _on_wished(self, wish: Wish) -> None:
        self.wished.emit(self.ref, wish)

    def _on_went_on(self) -> None:
        self.went_on.emit(self.ref)

    def _say_violation(self) -> None:
        violation = self._item.violation
        if violation is None:
            return
        words = plain_words(self._item.message or violation.message)
        if not words and violation.code == "required":
            words = QCoreApplication.translate(
                "question", "This question needs an answer. Refused and not known are answers too."
            )
        elif not words:
            words = QCoreApplication.translate(
                "question", "This answer does not fit. Check it with the person."
            )
        self._say(words)

    def _say(self, words: str) -> None:
        self._problem.setVisible(bool(words))
        self._problem.say(words)


def _spoken(item: Item) -> Item:
    """The item with words as a screen reader says them, for the field's accessible name."""
    marks = []
    if item.is_private:
        marks.append(QCoreApplication.translate("question", "ask alone"))
    if item.required:
        marks.append(QCoreApplication.translate("question", "needs an answer"))
    if item.special is not None:
        marks.append(special_text(item.special))
    label = plain_words(item.label) or item.ref.rpartition("/")[2]
    if marks:
        label = f"{label} ({', '.join(marks)})"
    choices = tuple(replace(choice, label=plain_words(choice.label)) for choice in item.choices)
    return replace(item, label=label, hint=plain_words(item.hint), choices=choices)


def _refusal(reason: str, data_type: str) -> str:
    if reason == "choice":
        return QCoreApplication.translate("question", "This is not one of the choices.")
    if reason == "range":
        return QCoreApplication.translate("question", "This is outside the two ends.")
    match data_type:
        case "int":
            return QCoreApplication.translate(
                "question", "This is not a whole number. It is not saved."
            )
        case "decimal":
            return QCoreApplication.translate("question", "This is not a number. It is not saved.")
        case "dateTime":
            return QCoreApplication.translate(
                "question",
                "This is not a date and a time. Write day.month.year hours:minutes; "
                "it is not saved.",
            )
        case "date":
            return QCoreApplication.translate(
                "question", "This is not a date. Write day.month.year; it is not saved."
            )
        case "time":
            return QCoreApplication.translate(
                "question", "This is not a time. Write hours:minutes; it is not saved."
            )
    return QCoreApplication.translate("question", "This cannot be an answer here. It is not saved.")
