"""The score, for the monitor alone: first the screen is turned away, then it is shown."""

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

from fieldkit.records import Interview
from fieldkit.scoring.truth import Outcome
from fieldkit.services.assessment import Assessment
from fieldkit.ui import a11y
from fieldkit.ui.parts import Banner, Button, column, heading, plain, quiet, row, scroll
from fieldkit.ui.score.picture import CriterionTile
from fieldkit.ui.score.reasons import criterion_html
from fieldkit.ui.theme import GRID, sized, text_scale


class ScorePlace(QWidget):
    """A gate, then four tiles and the reasons of the one that is chosen."""

    left = Signal()

    def __init__(self, interview: Interview, assessments: tuple[Assessment, ...]) -> None:
        super().__init__()
        self._assessments = assessments
        self._tiles: list[CriterionTile] = []
        self._shown = 0
        self._stack = QStackedWidget()
        self._stack.addWidget(self._gate())
        self._page = QWidget()
        self._stack.addWidget(self._page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._code = interview.case_code

    def take_focus(self) -> None:
        """Stand on the gate's button, or on the first tile."""
        if self._stack.currentIndex() == 0:
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
        head = row(title, self._summary, stretch_after=False)
        head.setStretch(1, 1)
        head.setSpacing(3 * GRID)
        layout.addLayout(head)
        if not self._assessments:
            layout.addWidget(
                plain(
                    QCoreApplication.translate(
                        "score", "The form of this interview feeds no ruleset: there is no score."
                    )
                )
            )
            layout.addStretch(1)
            return
        self._chooser = QComboBox()
        a11y.name(self._chooser, QCoreApplication.translate("score", "Ruleset"))
        for assessment in self._assessments:
            self._chooser.addItem(assessment.title)
        self._chooser.currentIndexChanged.connect(self._show_assessment)
        layout.addWidget(self._chooser)
        self._chooser.setVisible(len(self._assessments) > 1)
        self._grades = Banner("practice")
        layout.addWidget(self._grades)
        layout.addWidget(self._built_body(), 1)
        self._about = quiet()
        back = Button(QCoreApplication.translate("score", "Back to the list"), "plain", "Esc")
        back.clicked.connect(self.left)
        foot = row(back, self._about, stretch_after=False)
        foot.setStretch(1, 1)
        layout.addLayout(foot)
        self._show_assessment(0)

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
        frame = scroll(self._picture)
        frame.setMinimumWidth(int(300 * text_scale()))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(frame)
        split.addWidget(self._reasons)
        split.setStretchFactor(1, 1)
        split.setSizes([int(400 * text_scale()), int(700 * text_scale())])
        split.setChildrenCollapsible(False)
        return split

    def _show_assessment(self, at: int) -> None:
        assessment = self._assessments[at]
        self._shown = at
        self._summary.setText(_determination_text(assessment))
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
            self._reasons.setHtml(criterion_html(chosen.lines, self._assessments[self._shown]))


def _determination_text(assessment: Assessment) -> str:
    match assessment.determination.determination:
        case Outcome.MET:
            return QCoreApplication.translate(
                "score", "By this ruleset the answers indicate forced labour."
            )
        case Outcome.NOT_MET:
            return QCoreApplication.translate(
                "score", "By this ruleset the answers do not indicate forced labour."
            )
        case Outcome.UNDETERMINED:
            return QCoreApplication.translate(
                "score", "Open: the answers allow both. See what to ask again."
            )
    return QCoreApplication.translate("score", "This ruleset gives no overall result.")
