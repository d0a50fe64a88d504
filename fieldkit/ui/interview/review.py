"""The review: what is open, one key from each; and finishing, asked for once."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from fieldkit.interview.validate import Violation
from fieldkit.records import Ref
from fieldkit.ui import a11y
from fieldkit.ui.actions import key_text
from fieldkit.ui.parts import Banner, Button, Rows, column, heading, plain, row
from fieldkit.ui.theme import GRID, text_scale
from fieldkit.ui.words import plain_words


class ReviewView(QWidget):
    """Counts, the list of open problems, and the button that finishes."""

    went_to = Signal(str)
    finishing = Signal()

    def __init__(
        self,
        answered: int,
        askable: int,
        problems: tuple[tuple[Violation, str], ...],
        *,
        is_read_only: bool,
    ) -> None:
        super().__init__()
        layout = column(self)
        layout.addWidget(heading(QCoreApplication.translate("review", "Review")))
        layout.addWidget(
            plain(
                QCoreApplication.translate(
                    "review", "{answered} of {askable} questions have an answer."
                ).format(answered=answered, askable=askable)
            )
        )
        self._stopped = Banner("danger")
        self._stopped.hide()
        self._list = Rows()
        self._list.setWordWrap(True)
        self._list.setMinimumHeight(int(min(6 + 6 * len(problems), 40) * GRID * text_scale()))
        a11y.name(
            self._list,
            QCoreApplication.translate("review", "Open problems"),
            QCoreApplication.translate("review", "Enter goes to the question"),
        )
        for violation, label in problems:
            entry = QListWidgetItem(f"\u25b3 {_line(violation, label)}")
            entry.setData(Qt.ItemDataRole.UserRole, violation.ref)
            self._list.addItem(entry)
        self._list.itemActivated.connect(self._go)
        self._finish = Button(
            QCoreApplication.translate("review", "Finish the interview"), "primary"
        )
        self._finish.clicked.connect(self.finishing)
        layout.addWidget(plain(self._standing(len(problems), is_read_only)))
        layout.addWidget(self._list)
        layout.addWidget(self._stopped)
        layout.addLayout(row(self._finish))
        # A widget shown before it has a parent would open as a window of its own.
        self._list.setVisible(bool(problems) and not is_read_only)
        self._finish.setVisible(not is_read_only)
        layout.addStretch(1)
        self._has_problems = bool(problems)
        self._list.setCurrentRow(0)

    def take_focus(self) -> None:
        """Stand on the first problem, else on the button that finishes."""
        target = self._list if self._has_problems else self._finish
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def say_stopped(self) -> None:
        """Say that finishing has to wait for the problems listed."""
        self._stopped.show()
        self._stopped.say(
            QCoreApplication.translate(
                "review",
                "The interview cannot be finished yet. Answer the questions above, "
                "or mark them as refused or not known.",
            )
        )
        self._list.setFocus(Qt.FocusReason.TabFocusReason)

    def _standing(self, n: int, is_read_only: bool) -> str:
        if is_read_only:
            return QCoreApplication.translate(
                "review", "This interview is finished and is not changed any more."
            )
        if not n:
            return QCoreApplication.translate("review", "Nothing stands in the way.")
        count = self.tr("%n thing(s) to look at before finishing.", "", n)
        next_one = QCoreApplication.translate("review", "{key} goes to the next one.")
        return f"{count} {next_one.format(key=key_text('problem'))}"

    def _go(self, entry: QListWidgetItem) -> None:
        self.went_to.emit(Ref(str(entry.data(Qt.ItemDataRole.UserRole))))


def _line(violation: Violation, label: str) -> str:
    if violation.code == "required":
        why = QCoreApplication.translate("review", "needs an answer")
    else:
        why = plain_words(violation.message) or QCoreApplication.translate(
            "review", "the answer does not fit"
        )
    return f"{plain_words(label)}: {why}"
