"""The window as a person uses it: places, an interview by keyboard, the lock, the score."""

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.errors import Code, Known
from fieldkit.scoring.indicators import Stage
from fieldkit.services import interviews, library
from fieldkit.ui import a11y
from fieldkit.ui.export import ExportPlace
from fieldkit.ui.finished import FinishedPlace
from fieldkit.ui.hidden import HiddenPlace
from fieldkit.ui.interview.autosave import SaveState
from fieldkit.ui.interview.pageview import PageView
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.interview.repeat import RepeatView
from fieldkit.ui.interview.review import ReviewView
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.parts import Banner
from fieldkit.ui.score.picture import CriterionTile
from fieldkit.ui.score.place import ScorePlace
from fieldkit.ui.start import StartPlace
from fieldkit.ui.unlock import UnlockPlace
from tests.ui.window import CTRL, Window, form_text

PHRASE = "four words without sense"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The small form, feeding the first work-stage indicator of the shipped ruleset."""
    ruleset = library.find_ruleset("ilo2012-adult")
    code = next(i.code for i in ruleset.indicators if i.stage is Stage.WORK)
    path = tmp_path / "form.md"
    path.write_text(form_text(code), "utf-8")
    return path


@pytest.fixture
def window(qtbot: QtBot, look: Languages, tmp_path: Path, form: Path) -> Iterator[Window]:
    """A window on a fresh practice workspace, standing on its empty list."""
    made = Window(qtbot, look, tmp_path / "ws", form)
    made.make_practice(tmp_path / "ws")
    made.wait_for(InterviewsPlace)
    yield made
    made.close()


@pytest.fixture
def locked(qtbot: QtBot, look: Languages, tmp_path: Path, form: Path) -> Iterator[Window]:
    """A window that asks for the passphrase of a real workspace."""
    first = Window(qtbot, look, tmp_path / "own", form)
    first.type(PHRASE)
    first.enter()
    first.type(PHRASE)
    first.enter()
    first.prove_recovery(tmp_path / "recovery-key.txt")
    first.wait_for(InterviewsPlace)
    first.close()
    made = Window(qtbot, look, tmp_path / "own", form)
    yield made
    made.close()


def banners(widget: QWidget) -> list[str]:
    return [banner.text() for banner in widget.findChildren(Banner) if banner.isVisible()]


def test_the_title_says_nothing(window: Window) -> None:
    window.begin()
    window.type("a secret place")

    assert window.shell.windowTitle() == "Form"


def test_a_wrong_passphrase_is_said_and_the_words_stay(locked: Window) -> None:
    locked.type("something else entirely")
    locked.enter()

    locked.wait(lambda: bool(banners(locked.shell)))
    assert "not right" in banners(locked.shell)[0]
    assert isinstance(locked.shell.place, UnlockPlace)
    locked.type("x")
    assert "not right" in banners(locked.shell)[0]


def test_after_three_wrong_passphrases_the_next_one_waits(locked: Window) -> None:
    for _ in range(3):
        locked.wait(lambda: locked.shell.place._go.isEnabled())
        locked.type("wrong wrong wrong")
        locked.enter()
        locked.wait(lambda: not locked.shell.place._go.text().startswith("One"))

    assert locked.shell.place._go.text().startswith("Wait")
    locked.wait(lambda: locked.shell.place._go.isEnabled())
    locked.type(PHRASE)
    locked.enter()
    locked.wait_for(InterviewsPlace)


def test_a_short_or_mistyped_new_passphrase_makes_nothing(
    qtbot: QtBot, look: Languages, tmp_path: Path, form: Path
) -> None:
    window = Window(qtbot, look, tmp_path / "fresh", form)

    window.type("short")
    window.enter()
    window.type("short")
    window.enter()
    assert "too short" in banners(window.shell)[0]
    window.press(Qt.Key.Key_A, CTRL)
    window.type(PHRASE)
    window.enter()
    window.press(Qt.Key.Key_A, CTRL)
    window.type("something else")
    window.enter()

    assert "not the same" in banners(window.shell)[0]
    assert not (tmp_path / "fresh").exists()
    window.close()


def test_an_empty_list_says_what_to_do_and_stands_on_it(window: Window) -> None:
    focused = QApplication.focusWidget()

    assert isinstance(focused, QPushButton)
    assert focused.accessibleName() == "Begin the first interview"


def test_every_screen_of_a_practice_workspace_says_so(window: Window) -> None:
    seen = []
    for key, place in ((Qt.Key.Key_E, ExportPlace), (Qt.Key.Key_N, StartPlace)):
        window.press(key, CTRL)
        window.wait_for(place)
        seen.append(any("PRACTICE" in text for text in banners(window.shell)))
    window.begin()
    seen.append(any("PRACTICE" in text for text in banners(window.shell)))

    assert seen == [True, True, True]


def test_an_interview_goes_on_by_enter_and_comes_back_where_it_was(window: Window) -> None:
    window.begin()
    window.type("by the river")
    window.enter()
    window.type("34")
    window.enter()
    window.press(Qt.Key.Key_2)
    window.enter()
    assert window.refs() == ["/data/owed"]
    window.wait_saved()
    case = window.shell.desk.sitting.interview.interview_id

    window.press(Qt.Key.Key_W, CTRL)
    window.wait_for(InterviewsPlace)
    window.shell.desk.resume(case)
    window.wait_for(InterviewPlace)

    assert window.refs() == ["/data/owed"]
    window.press(Qt.Key.Key_PageUp)
    assert window.interview._sitting.item("/data/paid").value == "no"
    assert window.interview._sitting.item("/data/age").value == "34"


def test_a_value_that_breaks_a_rule_is_said_and_holds_back_once(window: Window) -> None:
    window.begin()
    window.enter()
    window.type("7")
    window.enter()

    assert window.refs() == ["/data/age"]
    assert window.page.panels()[0].problem_text() == "From 14 to 99."
    window.enter()
    assert window.refs() == ["/data/paid"]


def test_what_is_no_number_stays_in_the_line_and_is_not_saved(window: Window) -> None:
    window.begin()
    window.enter()
    window.type("abc")
    window.enter()

    assert window.refs() == ["/data/age"]
    assert window.interview._sitting.item("/data/age").value == ""
    assert "whole number" in window.page.panels()[0].problem_text()
    window.enter()
    assert window.refs() == ["/data/paid"]


def test_special_answers_are_set_shown_and_taken_back(window: Window) -> None:
    window.begin()
    window.enter()

    window.press(Qt.Key.Key_F3)
    assert window.interview._sitting.item("/data/age").special == "refused"
    window.press(Qt.Key.Key_Escape)
    assert window.interview._sitting.item("/data/age").special is None
    window.press(Qt.Key.Key_F2)
    window.type("40")
    window.enter()

    item = window.interview._sitting.item("/data/age")
    assert (item.value, item.special) == ("40", None)


def test_a_special_answer_that_is_not_offered_does_nothing(window: Window) -> None:
    window.begin()

    window.press(Qt.Key.Key_F3)

    assert window.interview._sitting.item("/data/site").special is None


def test_a_private_question_says_ask_alone(window: Window) -> None:
    window.begin()
    window.press(Qt.Key.Key_PageDown)
    window.press(Qt.Key.Key_PageDown)

    assert any("Ask alone" in text for text in banners(window.page))
    assert "ask alone" in a11y.tree_text(window.page) or "Ask alone" in a11y.tree_text(window.page)


def test_questions_of_a_page_come_and_go_with_an_answer(window: Window) -> None:
    window.begin()
    window.interview._sitting.go_to("/data/day")
    assert window.refs() == ["/data/day/long", "/data/day/breaks"]

    window.press(Qt.Key.Key_1)
    assert window.refs() == ["/data/day/long", "/data/day/why", "/data/day/breaks"]
    window.enter()
    window.type("harvest")
    window.enter()
    window.type("2")
    window.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)

    assert window.interview._sitting.item("/data/day/breaks").value == "2"
    assert window.interview._sitting.item("/data/day/why").value == "harvest"


def test_the_language_changes_at_any_question_and_focus_stays(window: Window) -> None:
    window.begin()
    window.enter()
    window.type("34")

    window.press(Qt.Key.Key_L, CTRL)

    assert "Сколько лет?" in a11y.tree_text(window.page)
    assert window.refs() == ["/data/age"]
    assert window.page.isAncestorOf(QApplication.focusWidget())
    assert window.interview._sitting.item("/data/age").value == "34"


def test_instances_are_added_by_key_and_removed_after_asking(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    yes = QMessageBox.StandardButton.Yes
    monkeypatch.setattr(QMessageBox, "question", lambda *_a, **_k: yes)
    window.begin()
    window.interview._sitting.go_to("/data/child")
    held = CTRL | Qt.KeyboardModifier.ShiftModifier
    before = len(window.interview._sitting.page.refs)

    window.press(Qt.Key.Key_A, held)
    window.type("5")
    window.enter()
    assert window.interview.findChildren(RepeatView)
    window.press(Qt.Key.Key_A, held)
    window.type("9")
    window.press(Qt.Key.Key_D, held)

    assert len(window.interview._sitting.page.refs) == before + 1
    assert window.interview._sitting.item(f"/data/child[{before + 1}]/child_age").value == "5"


def test_the_outline_leads_to_a_question_and_back(window: Window) -> None:
    window.begin()

    window.press(Qt.Key.Key_F6)
    for _ in range(2):
        window.press(Qt.Key.Key_Down)
    window.enter()

    assert window.refs() == ["/data/paid"]
    window.press(Qt.Key.Key_F6)
    window.press(Qt.Key.Key_Escape)
    assert window.page.isAncestorOf(QApplication.focusWidget())


def test_the_review_lists_what_is_open_and_enter_goes_there(window: Window) -> None:
    window.begin()

    window.press(Qt.Key.Key_F9)
    assert window.interview.findChildren(ReviewView)
    window.enter()

    assert window.refs() == ["/data/age"]


def test_finishing_asks_once_and_what_stands_in_the_way_is_listed(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: QWidget, _title: str, text: str) -> QMessageBox.StandardButton:
        asked.append(text)
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", answer)
    window.begin()
    window.press(Qt.Key.Key_F9)
    window.press(Qt.Key.Key_Tab)
    window.press(Qt.Key.Key_Space)
    assert any("cannot be finished" in text for text in banners(window.interview))
    window.press(Qt.Key.Key_F8)
    window.type("34")
    window.press(Qt.Key.Key_F9)
    window.press(Qt.Key.Key_Space)

    window.wait_for(FinishedPlace)
    assert len(asked) == 1


def test_a_finished_interview_opens_to_read_and_takes_nothing(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    yes = QMessageBox.StandardButton.Yes
    monkeypatch.setattr(QMessageBox, "question", lambda *_a, **_k: yes)
    window.begin()
    window.enter()
    window.type("34")
    window.press(Qt.Key.Key_F9)
    window.press(Qt.Key.Key_Space)
    window.wait_for(FinishedPlace)
    window.enter()
    window.wait_for(InterviewsPlace)

    window.enter()
    window.wait_for(InterviewPlace)
    window.interview._sitting.go_to("/data/paid")
    window.press(Qt.Key.Key_1)

    assert window.interview.saved_text() == "Finished: to read only"
    assert window.interview._sitting.item("/data/paid").value == ""


def test_saved_is_said_only_after_the_disk_has_it(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.begin()
    window.wait_saved()
    gate = threading.Event()
    real = interviews.save

    def slow(*arguments: object, **named: object) -> object:
        gate.wait(20)
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(interviews, "save", slow)
    window.type("here")
    window.enter()

    assert window.interview.saved_text() == "Saving"
    gate.set()
    window.wait_saved()


def test_a_failing_save_stays_on_the_screen_until_it_is_saved(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.begin()
    window.wait_saved()
    real = interviews.save

    def full(*_arguments: object, **_named: object) -> object:
        raise Known(Code.STORE_FULL)

    monkeypatch.setattr(interviews, "save", full)
    window.type("here")
    window.enter()
    window.wait(lambda: window.shell.desk.autosave.state is SaveState.FAILING)
    window.type("34")
    window.enter()

    assert any("NOT saved" in text for text in banners(window.shell))
    assert window.interview.saved_text() == "NOT saved"
    monkeypatch.setattr(interviews, "save", real)
    window.wait_saved()
    assert not any("NOT saved" in text for text in banners(window.shell))
    case = window.shell.desk.sitting.interview.interview_id
    window.press(Qt.Key.Key_W, CTRL)
    window.wait_for(InterviewsPlace)
    window.shell.desk.resume(case)
    window.wait_for(InterviewPlace)
    assert window.interview._sitting.item("/data/site").value == "here"
    assert window.interview._sitting.item("/data/age").value == "34"


def test_hiding_leaves_nothing_and_opening_returns_to_the_question(window: Window) -> None:
    window.begin()
    window.type("by the river")
    window.enter()
    window.type("3")
    window.press(Qt.Key.Key_4)

    window.press(Qt.Key.Key_F12)
    assert isinstance(window.shell.place, HiddenPlace)
    assert window.shell.desk.sitting is None
    assert "river" not in a11y.tree_text(window.shell)
    window.enter()
    window.wait_for(UnlockPlace)
    window.enter()
    window.wait_for(InterviewPlace)

    assert window.refs() == ["/data/age"]
    assert window.interview._sitting.item("/data/age").value == "34"


def test_the_window_locks_by_itself(window: Window) -> None:
    window.shell._idle.setInterval(50)
    window.shell._idle.start()

    window.wait_for(HiddenPlace)


def test_the_score_is_behind_a_gate_and_says_all_in_words(window: Window) -> None:
    window.begin()
    window.interview._sitting.go_to("/data/paid")
    window.press(Qt.Key.Key_2)
    window.press(Qt.Key.Key_W, CTRL)
    window.wait_for(InterviewsPlace)

    window.press(Qt.Key.Key_R, CTRL)
    window.wait_for(ScorePlace)
    assert "Turn the screen away" in a11y.tree_text(window.shell)
    assert window.shell.findChildren(CriterionTile) == []
    window.enter()

    tree = a11y.tree_text(window.shell)
    tiles = [tile.accessibleName() for tile in window.shell.findChildren(CriterionTile)]
    assert len(tiles) == 4
    assert "Work and life under duress: open: the answers allow both." in tiles[1]
    assert "1 present" in tiles[1]
    assert all(tile in tree for tile in tiles)
    assert "Grades recalled, not checked against print" in tree
    window.press(Qt.Key.Key_Down)
    reasons = window.shell.findChildren(QTextBrowser)[0].toPlainText()
    assert "Were you paid? ← No" in reasons
    assert "not the ILO's" in reasons


def test_a_clear_export_needs_a_deliberate_yes_and_says_what_left(
    window: Window, tmp_path: Path
) -> None:
    window.begin()
    window.wait_saved()
    window.press(Qt.Key.Key_E, CTRL)
    window.wait_for(ExportPlace)
    place = window.shell.place
    assert isinstance(place, ExportPlace)
    window.press(Qt.Key.Key_A, CTRL)
    window.type(str(tmp_path))
    window.enter()
    assert not place._go.isEnabled()

    place._sure.setFocus()
    window.press(Qt.Key.Key_Space)
    place._go.setFocus()
    window.press(Qt.Key.Key_Space)

    window.wait(lambda: "Done" in place._report.text())
    assert len(list(tmp_path.glob("*.xlsx"))) == 1
    assert "Interviews: 1 " in place._report.text()


def test_an_export_that_fails_says_why(window: Window, tmp_path: Path) -> None:
    window.begin()
    window.wait_saved()
    window.press(Qt.Key.Key_E, CTRL)
    window.wait_for(ExportPlace)
    place = window.shell.place
    assert isinstance(place, ExportPlace)
    place._folder.setText(str(tmp_path / "not" / "there"))
    place._sure.setChecked(True)

    place._go.click()

    window.wait(lambda: any("cannot be written" in t or "not there" in t for t in banners(place)))


def test_a_broken_form_is_refused_with_its_place_and_nothing_begins(
    window: Window, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.md"
    broken.write_text("| survey |\n|  | type | name | label |\n|  | nonsense | a | A |\n", "utf-8")
    window.press(Qt.Key.Key_N, CTRL)
    window.wait_for(StartPlace)
    place = window.shell.place
    assert isinstance(place, StartPlace)

    place.add_file(broken)

    window.wait(lambda: bool(banners(place)))
    assert "row 3" in banners(place)[0] or "row 2" in banners(place)[0]


@pytest.mark.parametrize("place", ["list", "start", "interview", "review", "export"])
def test_tab_visits_everything_once_and_all_of_it_has_a_name(window: Window, place: str) -> None:
    if place == "start":
        window.press(Qt.Key.Key_N, CTRL)
        window.wait_for(StartPlace)
        window.wait(lambda: window.shell.place._begin.isEnabled())
    elif place == "export":
        window.press(Qt.Key.Key_E, CTRL)
        window.wait_for(ExportPlace)
    elif place != "list":
        window.begin()
        window.interview._sitting.go_to("/data/day")
        if place == "review":
            window.press(Qt.Key.Key_F9)
    body = window.shell.place
    assert body is not None
    stops = [w for w in a11y.focusable(body) if w.focusProxy() is None]

    visited: list[QWidget] = []
    for _ in range(len(stops) * 2 + 4):
        now = QApplication.focusWidget()
        if now is None or now in visited:
            break
        visited.append(now)
        window.press(Qt.Key.Key_Tab)

    assert [type(w).__name__ for w in stops if not a11y.spoken_name(w)] == []
    # Radio rows of one question are one stop: arrows go from row to row.
    skipped = [w for w in stops if w not in visited and type(w).__name__ != "RadioRow"]
    assert [(type(w).__name__, a11y.spoken_name(w)) for w in skipped] == []


def test_pages_that_were_left_are_freed(window: Window) -> None:
    window.begin()
    left: list[weakref.ref[PageView]] = []

    for _ in range(6):
        left.append(weakref.ref(window.page))
        window.press(Qt.Key.Key_PageDown)
        window.press(Qt.Key.Key_PageUp)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()

    assert len(window.shell.findChildren(PageView)) == 1
    assert [ref for ref in left if ref() is not None and ref() is not window.page] == []


def test_the_place_is_drawn_anew_in_another_language_and_theme(window: Window) -> None:
    window.begin()
    window.enter()
    window.type("34")

    window.shell._looks.other_theme()
    window.shell._looks.larger()

    assert window.refs() == ["/data/age"]
    assert window.interview._sitting.item("/data/age").value == "34"
