"""The score, for the monitor alone: first the screen is turned away, then it is shown."""

import hashlib
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from fieldkit.errors import FieldkitError
from fieldkit.records import WITHOUT_ANSWERS, Interview
from fieldkit.services import explanation, interviews, judgements, leaving, pages, phrases
from fieldkit.services.beside import Beside, Kind
from fieldkit.services.explanation import Case, explain
from fieldkit.services.judgements import JudgementTicket
from fieldkit.services.leaving import Left
from fieldkit.services.workspaces import Workspace
from fieldkit.ui import a11y
from fieldkit.ui.actions import action, key_text, words
from fieldkit.ui.flow import Flow
from fieldkit.ui.names import form_title
from fieldkit.ui.parts import Banner, Button, column, heading, line, plain, quiet, row, scroll
from fieldkit.ui.score.judgement import JudgementPanel
from fieldkit.ui.score.page import PagePanel
from fieldkit.ui.score.picture import CriterionTile
from fieldkit.ui.score.printing import pdf_of, put_on_paper
from fieldkit.ui.score.reasoning import ReasoningTree, say
from fieldkit.ui.score.reasons import criterion_html
from fieldkit.ui.tasks import Tasks
from fieldkit.ui.texts import state_text, todo, what
from fieldkit.ui.theme import GRID, sized, text_scale

_PAGE_ENDINGS = (".pdf", ".html")


class ScorePlace(QWidget):
    """A gate, then tiles and beside them reasons, the whole reasoning, a judgement, the page."""

    left = Signal()

    def __init__(self, interview: Interview, cases: tuple[Case, ...], tasks: Tasks) -> None:
        super().__init__()
        self._cases = cases
        self._tasks = tasks
        self._tiles: list[CriterionTile] = []
        self._shown = 0
        self._stack = QStackedWidget()
        self._stack.addWidget(self._gate())
        self._page = QWidget()
        self._stack.addWidget(self._page)
        if not cases:
            # There is nothing that somebody nearby must not see.
            self._stack.addWidget(self._nothing(interview))
            self._stack.setCurrentIndex(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._code = interview.case_code

    def take_focus(self) -> None:
        """Stand on the gate's button, or on the first tile."""
        if not self._cases:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._stack.currentIndex() == 0:
            self._show.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._tiles:
            self._tiles[0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from tile to tile and show its reasons; Esc goes back to the list."""
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Right: 1,
        }
        at = [n for n, tile in enumerate(self._tiles) if tile.hasFocus()]
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif at and event.key() in steps:
            tile = self._tiles[(at[0] + steps[Qt.Key(event.key())]) % len(self._tiles)]
            tile.setFocus(Qt.FocusReason.TabFocusReason)
            tile.click()
        else:
            super().keyPressEvent(event)

    def _gate(self) -> QWidget:
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.addStretch(2)
        frame = QWidget()
        outer.addWidget(frame)
        outer.addStretch(3)
        layout = column(frame, width=560)
        layout.addWidget(heading(QCoreApplication.translate("score", "Turn the screen away first")))
        layout.addWidget(
            plain(
                QCoreApplication.translate(
                    "score",
                    "The score is for the monitor. The respondent, the employer and people "
                    "nearby must not see it: it is a survey measure, not a verdict, and it can "
                    "put somebody in danger.",
                )
            )
        )
        self._show = Button(
            QCoreApplication.translate("score", "Nobody else sees the screen: show the score"),
            "primary",
            "\u21b5",
        )
        back = Button(QCoreApplication.translate("score", "Back"), "quiet", "Esc")
        self._show.clicked.connect(self._open)
        back.clicked.connect(self.left)
        layout.addLayout(row(self._show, back))
        return page

    def _nothing(self, interview: Interview) -> QWidget:
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.addStretch(2)
        frame = QWidget()
        outer.addWidget(frame)
        outer.addStretch(3)
        layout = column(frame, width=560)
        layout.addWidget(heading(QCoreApplication.translate("score", "No score here")))
        said = (
            QCoreApplication.translate(
                "score", "Case {code}, {state}: it has no answers here, so nothing is scored."
            )
            if interview.state in WITHOUT_ANSWERS
            else QCoreApplication.translate(
                "score",
                "Case {code}, form \u201c{form}\u201d: no ruleset fits this interview, so nothing "
                "is scored. Its answers go into the export like those of any.",
            )
        )
        layout.addWidget(
            plain(
                said.format(
                    code=interview.case_code,
                    form=form_title(interview.form_id),
                    state=state_text(interview.state),
                )
            )
        )
        self._back = Button(
            QCoreApplication.translate("score", "Back to the list"), "primary", "Esc"
        )
        self._back.clicked.connect(self.left)
        layout.addLayout(row(self._back))
        return page

    def _open(self) -> None:
        self._build()
        self._stack.setCurrentIndex(1)
        self.take_focus()

    def _build(self) -> None:
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        title = heading(self._code, 1.2)
        title.setWordWrap(False)
        self._summary = plain()
        sized(self._summary, 1.15, bold=True)
        head = line(title, self._summary)
        head.setStretch(1, 1)
        head.setSpacing(3 * GRID)
        layout.addLayout(head)
        self._chooser = QComboBox()
        a11y.name(self._chooser, QCoreApplication.translate("score", "Ruleset"))
        for case in self._cases:
            self._chooser.addItem(case.assessment.title)
        self._chooser.currentIndexChanged.connect(self._show_assessment)
        layout.addWidget(self._chooser)
        self._chooser.setVisible(len(self._cases) > 1)
        self._flags = Banner("danger")
        layout.addWidget(self._flags)
        self._grades = Banner("practice")
        layout.addWidget(self._grades)
        layout.addWidget(self._built_body(), 1)
        self._about = quiet()
        layout.addLayout(self._foot())
        layout.addWidget(self._about)
        self._show_assessment(0)

    def _foot(self) -> Flow:
        """Back, and the three things that stand beside the reasons; each also by its key."""
        back = Button(QCoreApplication.translate("score", "Back to the list"), "plain", "Esc")
        back.clicked.connect(self.left)
        buttons = [back]
        for name, slot in (
            ("tree", self._show_tree),
            ("judge", self._show_judgement),
            ("page", self._show_page),
        ):
            button = Button(words(name), "plain", key_text(name))
            button.clicked.connect(slot)
            action(name, self, slot)
            buttons.append(button)
        return row(*buttons)

    def _built_body(self) -> QSplitter:
        """Tiles on the left, the reasons of the chosen one on the right."""
        self._picture = QWidget()
        self._column = QVBoxLayout(self._picture)
        self._column.setContentsMargins(0, 0, GRID, 0)
        self._reasons = QTextBrowser()
        self._reasons.setOpenLinks(False)
        self._reasons.setFrameShape(QFrame.Shape.NoFrame)
        self._reasons.document().setDocumentMargin(2 * GRID)
        a11y.name(self._reasons, QCoreApplication.translate("score", "Reasons"))
        self._tree = ReasoningTree()
        self._judgement = JudgementPanel()
        self._judgement.written.connect(self._keep)
        self._paper = PagePanel(self._code, is_practice=self._cases[0].is_practice)
        self._paper.saving.connect(self._save)
        self._paper.printing.connect(self._print)
        self._beside = QStackedWidget()
        self._judging = scroll(self._judgement)
        for panel in (self._reasons, self._tree, self._judging, scroll(self._paper)):
            self._beside.addWidget(panel)
        frame = scroll(self._picture)
        frame.setMinimumWidth(int(300 * text_scale()))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(frame)
        split.addWidget(self._beside)
        split.setStretchFactor(1, 1)
        split.setSizes([int(400 * text_scale()), int(700 * text_scale())])
        split.setChildrenCollapsible(False)
        return split

    def _show_assessment(self, at: int) -> None:
        case = self._cases[at]
        assessment = case.assessment
        self._shown = at
        self._summary.setText(_determination_text(case))
        self._tree.show_line(explain(case, say()))
        self._judgement.show_case(case)
        flags = _flags_text(case)
        self._flags.setVisible(bool(flags))
        self._flags.say(flags)
        self._grades.setVisible(bool(assessment.notice))
        self._grades.say(assessment.notice[:1].upper() + assessment.notice[1:])
        self._about.setText(
            QCoreApplication.translate(
                "score",
                "{title}. Ruleset {ruleset}, version {version}. A survey measure, not a verdict.",
            ).format(
                title=assessment.title,
                ruleset=assessment.ruleset.id,
                version=assessment.ruleset.version,
            )
        )
        for tile in self._tiles:
            self._column.removeWidget(tile)
            tile.deleteLater()
        while self._column.count():
            self._column.takeAt(0)
        self._tiles = [CriterionTile(lines) for lines in assessment.criteria]
        for tile in self._tiles:
            tile.clicked.connect(self._show_reasons)
            self._column.addWidget(tile)
        self._column.addStretch(1)
        if self._tiles:
            self._tiles[0].setChecked(True)
            self._show_reasons()

    def _show_reasons(self) -> None:
        chosen = next((tile for tile in self._tiles if tile.isChecked()), None)
        if chosen is not None:
            assessment = self._cases[self._shown].assessment
            self._reasons.setHtml(criterion_html(chosen.lines, assessment))
            self._beside.setCurrentIndex(0)

    def _show_tree(self) -> None:
        if self._cases and self._stack.currentIndex():
            self._beside.setCurrentIndex(1)
            self._tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_judgement(self) -> None:
        if self._cases and self._stack.currentIndex():
            self._beside.setCurrentIndex(2)
            self._judgement.take_focus()

    def _show_page(self) -> None:
        if self._cases and self._stack.currentIndex():
            self._beside.setCurrentIndex(3)
            self._paper.take_focus()

    def _keep(self, ticket: JudgementTicket) -> None:
        job = partial(_record, self._cases, ticket)
        self._tasks.store(job, self._has_kept, self._failed)

    def _has_kept(self, cases: tuple[Case, ...]) -> None:
        self._cases = cases
        self._judgement.show_case(cases[self._shown])
        self._tree.show_line(explain(cases[self._shown], say()))
        said = QCoreApplication.translate("score", "The judgement is kept.")
        a11y.announce(self, said)
        self._judgement.take_focus()
        self._judging.verticalScrollBar().setValue(0)  # where it now stands

    def _save(self, out: Path, recipients: tuple[str, ...]) -> None:
        html = self._page_html()
        data = pdf_of(html) if leaving.ending(out) == ".pdf" else html.encode()
        job = partial(_let_out, self._cases[0].interview, out, data, recipients)
        self._tasks.store(job, self._paper.say_left, self._not_left)

    def _print(self) -> None:
        html = self._page_html()
        if put_on_paper(html, self):
            digest = hashlib.sha256(html.encode()).hexdigest()
            left = Left("", "explanation on paper", False, 1, len(html), digest)
            job = partial(_record_paper, self._cases[0].interview, left)
            self._tasks.store(job, self._paper.say_left, self._not_left)

    def _page_html(self) -> str:
        case = self._cases[self._shown]
        return pages.page_of([explain(case, say())], say(), case.language)

    def _not_left(self, error: FieldkitError) -> None:
        self._paper.say(f"{what(error)} {todo(error)}")

    def _failed(self, error: FieldkitError) -> None:
        self._grades.setVisible(True)
        self._grades.say(f"{what(error)} {todo(error)}")


def _flags_text(case: Case) -> str:
    """Who may need protection, "" for nobody: seen first, whatever the score says."""
    kind = Kind.FLAG
    told = dict.fromkeys(_flag_text(each) for each in case.beside if each.kind is kind)
    if not told:
        return ""
    listed = "; ".join(told)
    return f"{say()(phrases.BESIDE[kind])}: {listed}. ({words('tree')}: {key_text('tree')})"


def _flag_text(flag: Beside) -> str:
    """What a flag is about; where its form does not say it, the answers that raised it."""
    named = phrases.ABOUT.get(f"{flag.kind}.{flag.about}")
    answers = ", ".join(item.value_text or item.label for item in flag.told)
    return say()(named) if named else flag.about or answers


def _determination_text(case: Case) -> str:
    judged = case.assessment.determination.determination
    if judged is None:
        return say()(phrases.NO_RESULT)
    return say()(phrases.RESULT).format(state=say()(phrases.OUTCOME[judged]))


def _record(cases: tuple[Case, ...], ticket: JudgementTicket, store: Workspace) -> tuple[Case, ...]:
    """Keep a judgement, and tell the same cases with it."""
    interview = interviews.find(store, ticket.interview_id)
    judgements.record(store, interview, ticket)
    return tuple(
        each
        for case in cases
        for each in explanation.cases(
            store, interview, language=case.language, ruleset=case.assessment.ruleset
        )
    )


def _let_out(
    interview: Interview, out: Path, data: bytes, recipients: tuple[str, ...], store: Workspace
) -> Left:
    leaving.check(out, _PAGE_ENDINGS, recipients=recipients, overwrite=True)
    return leaving.write(
        store,
        out,
        data,
        what="explanation",
        cases=(interview,),
        recipients=recipients,
        overwrite=True,  # the dialog has asked
    )


def _record_paper(interview: Interview, left: Left, store: Workspace) -> Left:
    leaving.record(store, left, (interview,))
    return left
