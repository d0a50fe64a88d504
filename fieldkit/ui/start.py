"""Beginning an interview: which form, where, in which language."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.records import Interview
from fieldkit.services.library import FormChoice, load_form, shipped_forms
from fieldkit.ui import a11y, dialogs
from fieldkit.ui.interview.text import Line
from fieldkit.ui.names import form_title, language_name, place_of
from fieldkit.ui.parts import Banner, Button, column, heading, quiet, row
from fieldkit.ui.tasks import Tasks
from fieldkit.ui.texts import todo, what
from fieldkit.ui.theme import GRID


class StartPlace(QWidget):
    """Shows the forms there are; says what to begin."""

    started = Signal(object, str, str)
    """The path of the form, the language, the site code."""
    left = Signal()

    def __init__(self, tasks: Tasks, last: Interview | None = None) -> None:
        super().__init__()
        self._tasks = tasks
        self._last = last
        self._forms: list[FormChoice] = []
        layout = column(self, width=560)
        layout.addWidget(heading(QCoreApplication.translate("start", "New interview")))
        self._form = QComboBox()
        self._language = QComboBox()
        self._site = Line()
        self._site.setText(last.site if last else "")
        for title, field in (
            (QCoreApplication.translate("start", "Form"), self._form),
            (QCoreApplication.translate("start", "Language of the questions"), self._language),
            (QCoreApplication.translate("start", "Site code"), self._site),
        ):
            label = QLabel(title)
            label.setBuddy(field)
            a11y.name(field, title)
            layout.addWidget(label)
            layout.addWidget(field)
        for box in (self._form, self._language):
            box.setMinimumHeight(5 * GRID)
        layout.addWidget(
            quiet(
                QCoreApplication.translate(
                    "start", "A code, never the name of a farm or of a person."
                )
            )
        )
        self._message = Banner("danger")
        self._message.hide()
        layout.addWidget(self._message)
        self._begin = Button(QCoreApplication.translate("start", "Begin"), "primary", "\u21b5")
        other = Button(QCoreApplication.translate("start", "Another form file"), "plain")
        back = Button(QCoreApplication.translate("start", "Back"), "quiet")
        layout.addLayout(row(self._begin, other, back))
        layout.addStretch(1)
        self._layout: QVBoxLayout = layout
        self._form.currentIndexChanged.connect(self._show_languages)
        self._site.returnPressed.connect(self._go)
        self._begin.clicked.connect(self._go)
        other.clicked.connect(self._choose_file)
        back.clicked.connect(self.left)
        self._begin.setEnabled(False)
        self._form.addItem(QCoreApplication.translate("start", "Looking for forms"))
        tasks.work(shipped_forms, self._show_forms, self.say_failed)

    def take_focus(self) -> None:
        """Put the cursor into the site code: form and language are mostly right already."""
        self._site.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_failed(self, error: FieldkitError) -> None:
        """Show why a form cannot be used; the words stay."""
        self._message.show()
        self._message.say(f"{what(error)} {todo(error)}")
        self._begin.setEnabled(bool(self._forms))

    def _show_forms(self, forms: tuple[FormChoice, ...]) -> None:
        found = sorted(forms, key=lambda form: place_of(form.form_id))
        self._forms = [*found, *self._forms]
        ids = [form.form_id for form in self._forms]
        wanted = self._last.form_id if self._last else ""
        self._fill(ids.index(wanted) if wanted in ids else 0)

    def _fill(self, current: int) -> None:
        self._form.clear()
        for form in self._forms:
            title = form_title(form.form_id, form.title)
            self._form.addItem(f"{title}  ({form.version})" if form.version else title)
        self._form.setCurrentIndex(min(current, len(self._forms) - 1))
        self._begin.setEnabled(bool(self._forms))

    def _show_languages(self, at: int) -> None:
        chosen = self._language.currentData() or (self._last.language if self._last else "")
        self._language.clear()
        if 0 <= at < len(self._forms):
            for name in self._forms[at].languages:
                self._language.addItem(language_name(name), name)
            # Another form in the language that was spoken before, where it speaks it.
            self._language.setCurrentIndex(max(0, self._language.findData(chosen)))
            self._language.setEnabled(len(self._forms[at].languages) > 1)

    def _go(self) -> None:
        at = self._form.currentIndex()
        if self._begin.isEnabled() and 0 <= at < len(self._forms):
            self._begin.setEnabled(False)
            language = str(self._language.currentData() or "")
            self.started.emit(self._forms[at].path, language, self._site.text().strip())

    def _choose_file(self) -> None:
        name = dialogs.open_file(
            self,
            QCoreApplication.translate("start", "A form"),
            "",
            QCoreApplication.translate("start", "XLSForm or XForm (*.xlsx *.md *.xml)"),
        )
        if name:
            self.add_file(Path(name))

    def add_file(self, path: Path) -> None:
        """Check a form file and offer it; a broken one is refused with sheet, row and column."""
        self._message.hide()
        self._tasks.work(partial(_read, path), self._show_file, self.say_failed)

    def _show_file(self, found: FormChoice) -> None:
        self._forms.append(found)
        self._fill(len(self._forms) - 1)
        self.take_focus()


def _read(path: Path) -> FormChoice:
    """The job that reads one form file."""
    form = load_form(path).definition
    return FormChoice(path, form.form_id, form.title, form.version, form.languages)
