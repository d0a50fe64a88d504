"""A real window over a practice workspace in a temporary folder, driven by keys."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui.interview.pageview import PageView
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.shell import Shell
from fieldkit.ui.tasks import Tasks

CTRL = Qt.KeyboardModifier.ControlModifier

FORM = """
| survey |
|  | type | name | label::English (en) | label::Russian (ru) | required | relevant | constraint | constraint_message::English (en) | appearance | calculation | bind::fk:private | bind::fk:special | bind::fk:indicator |
|  | text | site | Where, **in words** | Где | | | | | | | | | |
|  | integer | age | How old? | Сколько лет? | yes | | . >= 14 and . <= 99 | From 14 to 99. | | | | dont_know refused not_applicable | |
|  | select_one yn | paid | Were you paid? | Вам заплатили? | | | | | | | yes | dont_know refused | |
|  | integer | owed | How much is owed? | Сколько должны? | | ${paid} = 'no' | | | | | | | |
|  | begin_group | day | The day | День | | | | | field-list | | | | |
|  | select_one yn | long | A long day? | Долгий день? | | | | | | | | | |
|  | text | why | Why? | Почему? | | ${long} = 'yes' | | | | | | | |
|  | integer | breaks | Breaks | Перерывы | | | | | | | | | |
|  | end_group | | | | | | | | | | | | |
|  | begin_repeat | child | A child | Ребёнок | | | | | | | | | |
|  | integer | child_age | Age | Возраст | | | | | | | | | |
|  | end_repeat | | | | | | | | | | | | |
|  | calculate | i_pay | | | | | | | | if(${paid} = 'no', 1, if(${paid} = 'yes', 0, '')) | | | ilo2012-adult/@CODE@ |
| choices |
|  | list_name | name | label::English (en) | label::Russian (ru) |
|  | yn | yes | Yes | Да |
|  | yn | no | No | Нет |
| settings |
|  | form_title | form_id | version | default_language | namespaces |
|  | A small form | small | 1 | English (en) | fk="urn:fieldkit:form:1" |
"""


class Window:
    """The shell with its lanes; keys go to whatever has the focus, as a person's do."""

    def __init__(self, qtbot: QtBot, languages: Languages, folder: Path, form: Path) -> None:
        self.qtbot = qtbot
        self.form = form
        self.tasks = Tasks()
        self.shell = Shell(self.tasks, languages, Preferences(language="en", theme="light"), folder)
        qtbot.addWidget(self.shell)
        with qtbot.waitExposed(self.shell):
            self.shell.show()
        self.shell.activateWindow()

    def close(self) -> None:
        # A test that ends with answers not saved is not asked about them.
        self.shell.desk.autosave.forget()
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
