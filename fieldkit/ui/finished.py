"""After finishing: thanks, and nothing of the score until the monitor asks for it."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.records import Interview, InterviewState
from fieldkit.ui.actions import action, key_text, words
from fieldkit.ui.names import ABOUT_NO_PERSON
from fieldkit.ui.parts import Button, column, heading, plain, row


class FinishedPlace(QWidget):
    """Says that the interview is finished; the respondent may see this page."""

    left = Signal()
    scored = Signal(str)

    def __init__(self, interview: Interview) -> None:
        super().__init__()
        self._interview = interview
        is_declined = interview.state is InterviewState.DECLINED
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame = QWidget()
        outer.addWidget(frame)
        outer.addStretch(3)
        layout = column(frame, width=560)
        layout.addWidget(
            heading(
                QCoreApplication.translate("finished", "The visit is counted")
                if is_declined
                else QCoreApplication.translate("finished", "The interview is finished")
            )
        )
        layout.addWidget(plain(_said(interview)))
        self._back = Button(QCoreApplication.translate("finished", "To the list"), "primary")
        self._back.clicked.connect(self.left)
        self._score = Button(words("score"), "quiet", key_text("score"))
        self._score.clicked.connect(self._ask_score)
        if not is_declined:
            action("score", self, self._ask_score)
        layout.addLayout(row(self._back, self._score))
        self._score.setVisible(not is_declined)

    def take_focus(self) -> None:
        """Stand on the way back to the list."""
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_score(self) -> None:
        self.scored.emit(self._interview.interview_id)


def _said(interview: Interview) -> str:
    if interview.state is InterviewState.DECLINED:
        return QCoreApplication.translate(
            "finished", "There was no consent: no answer was kept. Thank the person."
        )
    if interview.form_id in ABOUT_NO_PERSON:
        said = QCoreApplication.translate("finished", "Case {code} is saved.")
    else:
        said = QCoreApplication.translate(
            "finished", "Case {code} is saved. Thank the person for the time."
        )
    return said.format(code=interview.case_code)
