"""Export: one workbook with every interview, sealed by default, in clear only on purpose."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from fieldkit.errors import Code, FieldkitError
from fieldkit.records import InterviewState
from fieldkit.services import consent, exchange, sealing
from fieldkit.services.exchange import ExportReport
from fieldkit.services.workspaces import Workspace
from fieldkit.ui import a11y, dialogs
from fieldkit.ui.interview.autosave import Autosave
from fieldkit.ui.interview.row import CheckRow, RadioRow
from fieldkit.ui.interview.text import Line
from fieldkit.ui.parts import Banner, Button, column, heading, plain, row
from fieldkit.ui.purposes import PurposeBox
from fieldkit.ui.tasks import Tasks
from fieldkit.ui.texts import state_text, todo, what
from fieldkit.ui.theme import GRID

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class ExportPlace(QWidget):
    """Asks where and how, then hands the job to the store lane and says what left."""

    left = Signal()

    def __init__(
        self, tasks: Tasks, autosave: Autosave, *, is_practice: bool, device_code: str
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._autosave = autosave
        self._code = device_code
        layout = column(self, width=640)
        layout.addWidget(heading(QCoreApplication.translate("export", "Export")))
        layout.addWidget(
            plain(
                QCoreApplication.translate(
                    "export",
                    "One Excel workbook with the interviews of this workspace, for whoever pools "
                    "the data. They stay here too, unless the workspace seals what is exported.",
                )
            )
        )
        layout.addWidget(QLabel(QCoreApplication.translate("export", "Folder")))
        layout.addLayout(self._folder_row())
        for_what = QLabel(QCoreApplication.translate("export", "What it is for"))
        self._purpose = PurposeBox(
            for_what.text(),
            QCoreApplication.translate("export", "Our own pool: every interview"),
        )
        for_what.setBuddy(self._purpose)
        layout.addWidget(for_what)
        layout.addWidget(self._purpose)
        tasks.store(consent.asked_for, self._purpose.fill, self._say_failed)
        self._add_ways(layout, is_practice)
        self._go = Button(QCoreApplication.translate("export", "Write the workbook"), "primary")
        self._back = Button(QCoreApplication.translate("export", "Back to the list"), "quiet")
        layout.addLayout(row(self._go, self._back))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.hide()
        a11y.name(self._progress, QCoreApplication.translate("export", "Progress of the export"))
        self._failed = Banner("danger")
        self._failed.hide()
        self._report = plain()
        for last in (self._progress, self._failed, self._report):
            layout.addWidget(last)
        layout.addStretch(1)
        self._ways.buttonToggled.connect(self._show_way)
        self._sure.toggled.connect(self._show_way)
        self._recipient.textChanged.connect(self._show_way)
        self._recipient.returnPressed.connect(self._export)
        self._go.clicked.connect(self._export)
        self._back.clicked.connect(self.left)
        self._show_way()

    def take_focus(self) -> None:
        """Stand on the folder."""
        self._folder.setFocus(Qt.FocusReason.OtherFocusReason)
        self._folder.selectAll()

    def _add_ways(self, layout: QVBoxLayout, is_practice: bool) -> None:
        """Sealed or in clear, and what each of the two needs."""
        self._sealed = RadioRow(
            QCoreApplication.translate("export", "Sealed: only the organisation's key opens it"),
            "1",
        )
        self._clear = RadioRow(
            QCoreApplication.translate("export", "In clear: anybody who has the file can read it"),
            "2",
        )
        self._ways = QButtonGroup(self)
        for way in (self._sealed, self._clear):
            self._ways.addButton(way)
            layout.addWidget(way)
        self._recipient = Line()
        self._recipient.setPlaceholderText("age1\u2026")
        self._recipient_label = QLabel(
            QCoreApplication.translate("export", "Public key of the organisation")
        )
        self._recipient_label.setBuddy(self._recipient)
        a11y.name(self._recipient, self._recipient_label.text())
        self._warning = Banner("danger")
        self._warning.say(
            QCoreApplication.translate(
                "export",
                "Answers in a clear file can be read by anybody who finds, takes or is sent the "
                "file, today or in ten years. Deleting it does not take it off a stick. "
                "That it left in clear is recorded.",
            )
        )
        self._sure = CheckRow(
            QCoreApplication.translate("export", "I know this and want a clear file"), ""
        )
        for widget in (self._recipient_label, self._recipient, self._warning, self._sure):
            layout.addWidget(widget)
        self._sealed.setChecked(not is_practice)
        self._clear.setChecked(is_practice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2, or the arrows, choose between sealed and clear; Esc goes back."""
        ways = (self._sealed, self._clear)
        focused = next((way for way in ways if way.hasFocus()), None)
        chosen = {Qt.Key.Key_1: self._sealed, Qt.Key.Key_2: self._clear}.get(Qt.Key(event.key()))
        if focused is not None and event.key() in _ARROWS:
            chosen = self._clear if focused is self._sealed else self._sealed
        if focused is not None and chosen is not None:
            chosen.setChecked(True)
            chosen.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _folder_row(self) -> QHBoxLayout:
        self._folder = Line()
        self._folder.setText(str(Path.home()))
        a11y.name(self._folder, QCoreApplication.translate("export", "Folder"))
        browse = Button(QCoreApplication.translate("export", "Choose"), "plain")
        browse.clicked.connect(self._browse)
        layout = QHBoxLayout()
        layout.setSpacing(GRID)
        layout.addWidget(self._folder, 1)
        layout.addWidget(browse)
        return layout

    def _browse(self) -> None:
        found = dialogs.folder(
            self,
            QCoreApplication.translate("export", "Where the workbook goes"),
            self._folder.text(),
        )
        if found:
            self._folder.setText(found)

    def _show_way(self) -> None:
        is_clear = self._clear.isChecked()
        for widget in (self._recipient_label, self._recipient):
            widget.setVisible(not is_clear)
        for choice in (self._warning, self._sure):
            choice.setVisible(is_clear)
        is_ready = self._sure.isChecked() if is_clear else bool(self._recipient.text().strip())
        self._go.setEnabled(is_ready and not self._progress.isVisibleTo(self))

    def _export(self) -> None:
        if not self._go.isEnabled():
            return
        is_clear = self._clear.isChecked()
        # Neutral: says nothing of persons, places or the subject.
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        name = f"{self._code}-{stamp}.xlsx" + ("" if is_clear else exchange.SEALED_ENDING)
        out = Path(self._folder.text()).expanduser() / name
        recipients = () if is_clear else tuple(self._recipient.text().split())
        self._failed.hide()
        self._report.clear()
        self._progress.setRange(0, 0)
        self._progress.show()
        self._show_way()
        job = partial(
            _job,
            out=out,
            recipients=recipients,
            purpose=self._purpose.chosen(),
            progress=self._tasks.progress_to(self._advance),
        )
        self._tasks.store(self._autosave.after_saves(job), self._done, self._say_failed)

    def _advance(self, done: int, total: int) -> None:
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    def _done(self, outcome: tuple[ExportReport, int]) -> None:
        report, n_sealed = outcome
        self._progress.hide()
        self._show_way()
        states = ", ".join(
            f"{state_text(InterviewState(state))}: {n}" for state, n in report.by_state.items()
        )
        size = QLocale().formattedDataSize(report.n_bytes)
        said = QCoreApplication.translate(
            "export",
            "Done. Interviews: {interviews} ({states}); changes: {revisions}; {size}.\n"
            "File: {file}",
        ).format(
            interviews=report.interviews,
            states=states,
            revisions=report.revisions,
            size=size,
            file=report.file,
        )
        if report.left_out:
            said += "\n" + self.tr("Left out, not agreed to: %n interview(s).", "", report.left_out)
        if n_sealed:
            said += "\n" + self.tr("%n interview(s) sealed and erased here.", "", n_sealed)
        self._report.setText(said)
        a11y.announce(self, said)

    def _say_failed(self, error: FieldkitError) -> None:
        self._progress.hide()
        self._show_way()
        self._failed.show()
        self._failed.say(f"{what(error)} {todo(error)}")
        if error.code is Code.WORKBOOK_RECIPIENT:
            self._recipient.setFocus()


def _job(
    store: Workspace,
    *,
    out: Path,
    recipients: tuple[str, ...],
    purpose: str,
    progress: exchange.Progress,
) -> tuple[ExportReport, int]:
    """Write the workbook, then seal what left if the policy says so; how many were sealed."""
    report = exchange.export_workbook(
        store, out, recipients=recipients, purpose=purpose, progress=progress
    )
    return report, 0 if purpose else len(sealing.seal_exported(store))
