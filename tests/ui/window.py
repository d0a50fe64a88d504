"""A real window over a practice workspace in a temporary folder, driven by keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui.firstrun import FirstRunPlace
from fieldkit.ui.interview.pageview import PageView
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.shell import Shell
from fieldkit.ui.tasks import Tasks

CTRL = Qt.KeyboardModifier.ControlModifier

# Name by name: type, name, English, Russian, appearance, special answers, other columns.
_SURVEY = (
    "text|site|Where, **in words**|Где",
    "integer|age|How old?|Сколько лет?||dont_know refused not_applicable|"
    "required=yes;constraint=. >= 14 and . <= 99;constraint_message::English (en)=From 14 to 99.",
    "select_one yn|paid|Were you paid?|Вам заплатили?||dont_know refused|bind::fk:private=yes",
    "integer|owed|How much is owed?|Сколько должны?|||relevant=${paid} = 'no'",
    "begin_group|day|The day|День|field-list",
    "select_one yn|long|A long day?|Долгий день?",
    "text|why|Why?|Почему?|||relevant=${long} = 'yes'",
    "integer|breaks|Breaks|Перерывы",
    "end_group|",
    "begin_repeat|child|A child|Ребёнок",
    "integer|child_age|Age|Возраст",
    "end_repeat|",
)
_COLUMNS = (
    "type",
    "name",
    "label::English (en)",
    "label::Russian (ru)",
    "appearance",
    "bind::fk:special",
    "required",
    "constraint",
    "constraint_message::English (en)",
    "bind::fk:private",
    "relevant",
    "calculation",
    "bind::fk:indicator",
)
_REST = """
| choices |
|  | list_name | name | label::English (en) | label::Russian (ru) |
|  | yn | yes | Yes | Да |
|  | yn | no | No | Нет |
| settings |
|  | form_title | form_id | version | default_language | namespaces |
|  | A small form | small | 1 | English (en) | fk="urn:fieldkit:form:1" |
"""


def form_text(indicator: str) -> str:
    """A small form with a rule, a private question, a page of several, a repeat, an indicator."""
    calculation = "if(${paid} = 'no', 1, if(${paid} = 'yes', 0, ''))"
    rows = [_row(line) for line in _SURVEY]
    rows.append(
        {
            "type": "calculate",
            "name": "i_pay",
            "calculation": calculation,
            "bind::fk:indicator": f"ilo2012-adult/{indicator}",
        }
    )
    table = [" | ".join(("|  ", *_COLUMNS)) + " |"]
    table += [" | ".join(("|  ", *(row.get(c, "") for c in _COLUMNS))) + " |" for row in rows]
    return "| survey |\n" + "\n".join(table) + _REST


def _row(line: str) -> dict[str, str]:
    cells = dict(zip(_COLUMNS[:6], line.split("|", 6)[:6], strict=False))
    more = line.split("|", 6)[6] if line.count("|") >= 6 else ""
    return cells | dict(pair.split("=", 1) for pair in more.split(";") if pair)


def _without_asking(shell: QWidget) -> None:
    """A test that ends with answers not saved is not asked about them."""
    assert isinstance(shell, Shell)
    shell.desk.autosave.forget()


class Window:
    """The shell with its lanes; keys go to whatever has the focus, as a person's do."""

    def __init__(self, qtbot: QtBot, languages: Languages, folder: Path, form: Path) -> None:
        self.qtbot = qtbot
        self.form = form
        self.tasks = Tasks()
        self.shell = Shell(self.tasks, languages, Preferences(language="en", theme="light"), folder)
        qtbot.addWidget(self.shell, before_close_func=_without_asking)
        with qtbot.waitExposed(self.shell):
            self.shell.show()
        self.shell.activateWindow()

    def close(self) -> None:
        self.shell.close()
        self.tasks.drain()

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=30_000)

    def wait_for(self, place: type[QWidget]) -> None:
        self.wait(lambda: isinstance(self.shell.place, place))

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.shell, key, held)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def make_practice(self, folder: Path) -> None:
        self.shell.desk.make(folder, "", True)

    def prove_recovery(self, path: Path) -> None:
        """Go through the first run: make a recovery key into a file and go on."""
        self.wait_for(FirstRunPlace)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
            self.press(Qt.Key.Key_Space)
        place = self.shell.place
        assert isinstance(place, FirstRunPlace)
        self.wait(place._go.isVisible)
        self.enter()

    def begin(self) -> None:
        """Start an interview of the small form."""
        self.shell.desk.start(self.form, "English (en)", "S1")
        self.wait_for(InterviewPlace)

    @property
    def interview(self) -> InterviewPlace:
        place = self.shell.place
        assert isinstance(place, InterviewPlace)
        return place

    @property
    def page(self) -> PageView:
        found = self.interview.findChildren(PageView)
        assert found
        return found[-1]

    def refs(self) -> list[str]:
        return [panel.ref for panel in self.page.panels()]

    def wait_saved(self) -> None:
        self.wait(lambda: self.shell.desk.autosave.is_whole())
        assert self.interview.saved_text() in {"Saved", "Сохранено"}
