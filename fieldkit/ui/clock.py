"""The strip that says, as soon as it is noticed, that the clock of the computer was moved."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent

from fieldkit.errors import FieldkitError
from fieldkit.services import workspaces
from fieldkit.ui import a11y
from fieldkit.ui.desk import Desk
from fieldkit.ui.interview.autosave import SaveState
from fieldkit.ui.parts import Banner, Button
from fieldkit.ui.tasks import Tasks

_MINUTE_S: Final = 60
_HOUR_S: Final = 60 * _MINUTE_S
_DAY_S: Final = 24 * _HOUR_S


class ClockBar(Banner):
    """Asks after each save and before each list; shows every jump once, until it is put away."""

    def __init__(self, tasks: Tasks, desk: Desk) -> None:
        super().__init__("clock")
        self._tasks = tasks
        self._desk = desk
        self._jumped_s = 0
        self._away = Button("", "plain")
        self._away.clicked.connect(self._put_away)
        self.add(self._away)
        self._name()
        self.hide()
        desk.opened.connect(self._come_back)
        desk.listed.connect(self._ask)
        desk.sat_down.connect(self._ask)
        desk.autosave.state_changed.connect(self._ask_once_saved)

    def changeEvent(self, event: QEvent) -> None:
        """Say the same in another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            if self._jumped_s:
                self.say(self._words())
        super().changeEvent(event)

    def _ask_once_saved(self, state: SaveState) -> None:
        if state is SaveState.SAVED and not self._desk.autosave.is_suspended:
            self._ask()

    def _ask(self) -> None:
        self._tasks.store(workspaces.new_clock_jump, self._show_jump, self._not_asked)

    def _show_jump(self, jumped_s: int | None) -> None:
        if jumped_s is not None:
            self._jumped_s = jumped_s
            self.show()
            if self._words() == self.text():  # another jump as long as the one before
                a11y.announce(self, self.text())
            self.say(self._words())

    def _not_asked(self, _error: FieldkitError) -> None:
        """Locked in between: nothing is lost, the next place asks again."""

    def _come_back(self) -> None:
        """A lock hides it; nobody has put it away."""
        self.setVisible(bool(self._jumped_s))

    def _put_away(self) -> None:
        self._jumped_s = 0
        self.hide()

    def _name(self) -> None:
        self._away.setText(QCoreApplication.translate("clock", "Put away"))
        a11y.name(
            self._away, QCoreApplication.translate("clock", "Put away what is said of the clock")
        )

    def _words(self) -> str:
        said = QCoreApplication.translate(
            "clock",
            "The clock of this computer was moved by about {time}. The order of answers is not "
            "affected. Check date and time.",
        )
        return said.format(time=self._time(abs(self._jumped_s)))

    def _time(self, seconds: int) -> str:
        """The largest unit of which there are two at least, so that rounding hides little."""
        if seconds < 2 * _MINUTE_S:
            return self.tr("%n second(s)", "", seconds)
        if seconds < 2 * _HOUR_S:
            return self.tr("%n minute(s)", "", round(seconds / _MINUTE_S))
        if seconds < 2 * _DAY_S:
            return self.tr("%n hour(s)", "", round(seconds / _HOUR_S))
        return self.tr("%n day(s)", "", round(seconds / _DAY_S))
