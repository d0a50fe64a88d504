"""A clock that is moved during an interview is said at once, once, and changes no order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ids import Instant, SystemClock
from fieldkit.ui import a11y
from fieldkit.ui.clock import ClockBar
from fieldkit.ui.desk import Desk
from fieldkit.ui.hidden import HiddenPlace
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.tasks import Tasks
from tests.ui.window import CTRL, Window, form_text

HOUR_S = 3600


class Hands:
    """The wall clock of the machine, which a person may put elsewhere."""

    def __init__(self) -> None:
        self.moved_s = 0
        self._read = SystemClock.instant

    def instant(self, machine: SystemClock) -> Instant:
        now = self._read(machine)
        wall = datetime.fromisoformat(now.wall_utc) + timedelta(seconds=self.moved_s)
        said = wall.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return replace(now, wall_utc=said)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    made = Hands()
    monkeypatch.setattr(SystemClock, "instant", lambda machine: made.instant(machine))
    return made


@pytest.fixture
def window(qtbot: QtBot, look: Languages, tmp_path: Path, hands: Hands) -> Iterator[Window]:
    """A window in an interview that has one answer."""
    assert hands.moved_s == 0
    form = tmp_path / "form.md"
    form.write_text(form_text("none"), "utf-8")
    made = Window(qtbot, look, tmp_path / "ws", form)
    made.make_practice(tmp_path / "ws")
    made.wait_for(InterviewsPlace)
    made.begin()
    answer(made, "North")
    yield made
    made.close()


def answer(window: Window, text: str) -> None:
    window.press(Qt.Key.Key_A, CTRL)
    window.type(text)
    window.enter()
    window.press(Qt.Key.Key_PageUp)
    window.wait_saved()


def bar(window: Window) -> ClockBar:
    (found,) = window.shell.findChildren(ClockBar)
    return found


def settle(window: Window) -> None:
    """Let everything asked of the store so far come home."""
    came: list[object] = []
    window.tasks.store(lambda _store: None, came.append, came.append)
    window.wait(lambda: bool(came))


def test_a_clock_that_goes_as_it_should_is_not_spoken_of(window: Window) -> None:
    settle(window)

    assert not bar(window).isVisible()


def test_a_moved_clock_is_said_in_the_interview_when_the_next_answer_is_saved(
    window: Window, hands: Hands
) -> None:
    hands.moved_s = 3 * HOUR_S

    answer(window, "South")

    window.wait(bar(window).isVisible)
    assert isinstance(window.shell.place, InterviewPlace)
    assert bar(window).text() == (
        "The clock of this computer was moved by about 3 hours. The order of answers is not "
        "affected. Check date and time."
    )


def test_it_stays_in_the_list_until_put_away_and_is_said_once_a_jump(
    window: Window, hands: Hands
) -> None:
    hands.moved_s = -3 * HOUR_S
    answer(window, "South")
    window.wait(bar(window).isVisible)
    window.press(Qt.Key.Key_1, CTRL)
    window.wait_for(InterviewsPlace)
    assert bar(window).isVisible()

    button = bar(window).findChild(QPushButton)
    assert button is not None
    button.click()
    assert not bar(window).isVisible()
    window.enter()
    window.wait_for(InterviewPlace)
    answer(window, "West")
    settle(window)
    assert not bar(window).isVisible()

    hands.moved_s = 0
    answer(window, "East")
    window.wait(bar(window).isVisible)


def test_a_clock_that_was_moved_between_two_openings_is_said_too(
    window: Window, hands: Hands, tmp_path: Path
) -> None:
    hands.moved_s = -3 * HOUR_S
    window.press(Qt.Key.Key_1, CTRL)
    window.wait_for(InterviewsPlace)
    window.shell.desk.open(tmp_path / "ws", "")
    settle(window)  # it is open and has asked for its list
    settle(window)

    window.begin()

    window.wait(bar(window).isVisible)


def test_a_locked_screen_does_not_show_it_and_the_return_does(
    window: Window, hands: Hands, tmp_path: Path
) -> None:
    hands.moved_s = 3 * HOUR_S
    answer(window, "South")
    window.wait(bar(window).isVisible)

    window.shell.lock()
    window.wait_for(HiddenPlace)
    assert not bar(window).isVisible()
    window.shell.desk.open(tmp_path / "ws", "")
    window.wait_for(InterviewPlace)

    assert bar(window).isVisible()


def test_a_screen_reader_is_told_and_finds_a_name_on_the_button(
    window: Window, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(a11y, "announce", lambda _widget, text: told.append(text))

    for moved_s, text in ((3 * HOUR_S, "South"), (6 * HOUR_S, "East")):  # the same words twice
        hands.moved_s = moved_s
        answer(window, text)
        window.wait(bar(window).isVisible)
        settle(window)

    of_the_clock = [said for said in told if "moved by about 3 hours" in said]
    assert of_the_clock == [bar(window).text()] * 2
    assert "Button: Put away what is said of the clock" in a11y.tree_text(bar(window))


def test_it_is_said_in_russian_with_the_right_plural(
    window: Window, hands: Hands, look: Languages
) -> None:
    hands.moved_s = 3 * HOUR_S
    answer(window, "South")
    window.wait(bar(window).isVisible)

    look.use("ru")
    QCoreApplication.processEvents()

    assert "на 3 часа" in bar(window).text()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (7, "7 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (3600, "60 minutes"),
        (2 * HOUR_S, "2 hours"),
        (47 * HOUR_S, "47 hours"),
        (48 * HOUR_S, "2 days"),
        (365 * 24 * HOUR_S, "365 days"),
    ],
)
def test_the_time_is_told_in_a_unit_of_its_size(
    qtbot: QtBot, tasks: Tasks, seconds: int, said: str
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    shown = ClockBar(tasks, Desk(tasks, owner))
    qtbot.addWidget(shown)

    shown._show_jump(-seconds)

    assert f"by about {said}." in shown.text()
