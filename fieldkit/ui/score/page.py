"""Print the explanation or save it as a file: an export, sealed or deliberately in clear."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.services.leaving import SEALED_ENDING, Left
from fieldkit.ui import a11y, dialogs
from fieldkit.ui.interview.row import CheckRow
from fieldkit.ui.interview.text import Line
from fieldkit.ui.parts import Banner, Button, heading, plain, row
from fieldkit.ui.theme import GRID


class PagePanel(QWidget):
    """Asks where to and for whom; the place does the work and says how it went."""

    saving = Signal(object, object)
    """Path and recipients (a tuple of texts)."""
    printing = Signal()

    def __init__(self, case_code: str, *, is_practice: bool) -> None:
        super().__init__()
        self._case_code = case_code
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(
            heading(QCoreApplication.translate("score", "Print or save the page"), 1.2)
        )
        layout.addWidget(
            plain(
                QCoreApplication.translate(
                    "score",
                    "One page with the result, its reasons and the answers behind them. It names "
                    "the case by its code alone and leaves out answers that name a person. That "
                    "it left is recorded.",
                )
            )
        )
        self._add_ways(layout, is_practice)
        self._save = Button(QCoreApplication.translate("score", "Save as a file"), "primary")
        self._print = Button(QCoreApplication.translate("score", "Print on paper"), "plain")
        layout.addLayout(row(self._save, self._print))
        self._report = plain()
        layout.addWidget(self._report)
        layout.addStretch(1)
        self._recipient.textChanged.connect(self._show_ready)
        self._sure.toggled.connect(self._show_ready)
        self._save.clicked.connect(self._ask_where)
        self._print.clicked.connect(self.printing)
        self._show_ready()

    def _add_ways(self, layout: QVBoxLayout, is_practice: bool) -> None:
        """The key that seals, or the deliberate yes to a clear page."""
        self._recipient = Line()
        self._recipient.setPlaceholderText("age1\u2026")
        words = QCoreApplication.translate(
            "score", "Public key that seals the file; without one it is in clear"
        )
        label = QLabel(words)
        label.setWordWrap(True)
        label.setBuddy(self._recipient)
        a11y.name(self._recipient, words)
        layout.addWidget(label)
        layout.addWidget(self._recipient)
        self._warning = Banner("danger")
        self._warning.say(
            QCoreApplication.translate(
                "score", "A clear file and a sheet of paper can be read by anybody who finds them."
            )
        )
        self._sure = CheckRow(
            QCoreApplication.translate("score", "I know this and want it in clear"), ""
        )
        self._sure.setChecked(is_practice)
        for widget in (self._warning, self._sure):
            layout.addWidget(widget)

    def take_focus(self) -> None:
        """Stand on the key."""
        self._recipient.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_left(self, left: Left) -> None:
        """Say what left."""
        self.say(
            QCoreApplication.translate("score", "Done. File: {file}").format(file=left.file)
            if left.file
            else QCoreApplication.translate("score", "Done: it was sent to the printer.")
        )

    def say(self, text: str) -> None:
        """Show a sentence, and have a screen reader say it."""
        self._report.setText(text)
        a11y.announce(self, text)

    def _is_sealed(self) -> bool:
        return bool(self._recipient.text().strip())

    def _show_ready(self) -> None:
        is_sealed = self._is_sealed()
        self._warning.setVisible(not is_sealed)
        self._sure.setVisible(not is_sealed)
        self._save.setEnabled(is_sealed or self._sure.isChecked())
        # Paper is never sealed.
        self._print.setEnabled(not is_sealed and self._sure.isChecked())

    def _ask_where(self) -> None:
        ending = SEALED_ENDING if self._is_sealed() else ""
        kinds = f"PDF (*.pdf{ending});;HTML (*.html{ending})"
        named, chosen = dialogs.new_file(
            self,
            QCoreApplication.translate("score", "Where the page goes"),
            str(Path.home() / f"{self._case_code}.pdf{ending}"),
            kinds,
        )
        if not named:
            return
        kind = ".html" if chosen.startswith("HTML") else ".pdf"
        stem = named.removesuffix(SEALED_ENDING)
        if not stem.endswith((".pdf", ".html")):
            stem += kind
        self.saving.emit(Path(stem + ending), tuple(self._recipient.text().split()))
