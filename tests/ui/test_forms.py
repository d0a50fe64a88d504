"""The shipped forms in the window: how they are named, chosen, remembered, and not scored."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.interview.view import ChoiceView, Item
from fieldkit.records import Interview, InterviewState, Ref
from fieldkit.services import library
from fieldkit.ui import a11y
from fieldkit.ui.finished import FinishedPlace
from fieldkit.ui.flow import Flow
from fieldkit.ui.interview.choice import ListField
from fieldkit.ui.interview.pageview import PageView
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.models.interviews import Column, InterviewModel
from fieldkit.ui.names import SHIPPED, language_name
from fieldkit.ui.parts import Banner, Button, column, row
from fieldkit.ui.score.place import ScorePlace
from fieldkit.ui.start import StartPlace
from fieldkit.ui.tasks import Tasks
from tests.ui.window import CTRL, Window

MakeItem = Callable[..., Item]
Choices = Callable[[int], tuple[ChoiceView, ...]]
OBSERVED = Interview(
    "i1", "K7Q2-0001-A", "farm-observation", "1", "0" * 64, "d", 1, "2026-03-04T12:06:07.000Z",
    InterviewState.FINISHED, "Uzbek (uz)", "S1",
)  # fmt: skip
ASKED = replace(OBSERVED, form_id="adult-worker")


@pytest.fixture
def window(qtbot: QtBot, look: Languages, tmp_path: Path) -> Iterator[Window]:
    """A window on the empty list of a practice workspace."""
    made = Window(qtbot, look, tmp_path / "ws", library.find_form("farm-observation"))
    made.make_practice(tmp_path / "ws")
    made.wait_for(InterviewsPlace)
    yield made
    made.close()


def start_place(window: Window) -> tuple[StartPlace, QComboBox, QComboBox]:
    window.press(Qt.Key.Key_N, CTRL)
    window.wait_for(StartPlace)
    place = window.shell.place
    assert isinstance(place, StartPlace)
    window.wait(place._begin.isEnabled)
    form, language = place.findChildren(QComboBox)
    return place, form, language


def entries(box: QComboBox) -> list[str]:
    return [box.itemText(n) for n in range(box.count())]


def begin_observation(window: Window) -> InterviewPlace:
    window.shell.desk.start(window.form, "Uzbek (uz)", "S7")
    window.wait_for(InterviewPlace)
    return window.interview


def test_every_shipped_form_has_its_place_and_its_title() -> None:
    assert {form.form_id: form.title for form in library.shipped_forms()} == dict(SHIPPED)


def test_forms_stand_in_the_order_of_a_visit(window: Window) -> None:
    _, form, _ = start_place(window)

    titles = [entry.partition("  (")[0] for entry in entries(form)]

    assert titles == list(SHIPPED.values())


def test_titles_speak_russian_in_a_russian_window(window: Window, look: Languages) -> None:
    look.use("ru")

    _, form, _ = start_place(window)

    assert entries(form)[0].startswith("Взрослый работник")
    assert not any(title in entry for entry in entries(form) for title in SHIPPED.values())


def test_each_language_is_offered_in_its_own_name(window: Window) -> None:
    _, _, language = start_place(window)

    assert entries(language) == [
        "English", "Русский", "Қазақша", "Кыргызча", "Oʻzbekcha", "Тоҷикӣ",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Français", "Karakalpak (kaa)", "Dari (fa)", "default"])
def test_a_language_without_a_name_of_ours_keeps_the_one_of_its_form(name: str) -> None:
    assert language_name(name) == name


def test_form_language_and_site_of_the_last_interview_are_offered_again(window: Window) -> None:
    begin_observation(window)
    window.press(Qt.Key.Key_W, CTRL)
    window.wait_for(InterviewsPlace)

    place, form, language = start_place(window)

    assert form.currentText().startswith("Farm or site observation")
    assert language.currentText() == "Oʻzbekcha"
    assert place._site.text() == "S7"


def test_another_form_is_offered_in_the_language_just_chosen(window: Window) -> None:
    _, form, language = start_place(window)
    language.setCurrentIndex(2)

    form.setCurrentIndex(1)

    assert language.currentText() == "Қазақша"


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagate)", extend=True)
def test_of_many_languages_a_number_key_chooses_one(window: Window) -> None:
    place = begin_observation(window)
    window.press(Qt.Key.Key_L, CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [choice.text() for choice in menu.actions() if choice.isChecked()] == ["&5  Oʻzbekcha"]

    QTest.keyClick(menu, Qt.Key.Key_6)

    assert place._sitting.session.language == "Tajik (tg)"
    assert "Тоҷикӣ" in a11y.tree_text(place)


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagate)", extend=True)
def test_leaving_the_menu_of_languages_changes_nothing(window: Window) -> None:
    place = begin_observation(window)
    window.press(Qt.Key.Key_L, CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)

    QTest.keyClick(menu, Qt.Key.Key_Escape)

    assert place._sitting.session.language == "Uzbek (uz)"


def test_the_list_says_titles_own_names_and_days_that_cannot_be_swapped(qapp: object) -> None:
    model = InterviewModel((OBSERVED,))

    cells = [str(model.index(0, column).data()) for column in Column]

    assert cells[2].startswith("04.03.2026 ")
    assert cells[4:6] == ["Farm or site observation", "Oʻzbekcha"]


@pytest.mark.parametrize(
    ("interview", "said"),
    [
        (OBSERVED, "no ruleset fits this interview, so nothing is scored"),
        (replace(ASKED, state=InterviewState.DECLINED), "it has no answers here"),
        (replace(ASKED, state=InterviewState.WITHDRAWN), "it has no answers here"),
    ],
    ids=["observation", "declined", "withdrawn"],
)
def test_where_nothing_is_scored_the_page_says_so_at_once(
    qtbot: QtBot, tasks: Tasks, interview: Interview, said: str
) -> None:
    place = ScorePlace(interview, (), tasks)
    qtbot.addWidget(place)
    with qtbot.waitExposed(place):
        place.show()
    place.activateWindow()
    place.take_focus()

    words = a11y.tree_text(place)

    assert said in words
    assert "Turn the screen away" not in words
    with qtbot.waitSignal(place.left):
        QTest.keyClick(QApplication.focusWidget() or place, Qt.Key.Key_Escape)


def test_nobody_is_thanked_for_an_observation(qtbot: QtBot) -> None:
    watched, asked = FinishedPlace(OBSERVED), FinishedPlace(ASKED)
    for place in (watched, asked):
        qtbot.addWidget(place)
        with qtbot.waitExposed(place):
            place.show()

    assert "Thank" not in a11y.tree_text(watched)
    assert "Thank the person" in a11y.tree_text(asked)


def test_a_page_of_private_questions_says_once_what_to_do(
    qtbot: QtBot, make_item: MakeItem
) -> None:
    refs = (("a", True), ("b", True), ("c", False), ("d", True))
    items = [make_item(ref=Ref(f"/data/{name}"), is_private=private) for name, private in refs]
    page = PageView("", items)
    qtbot.addWidget(page)

    said = [panel.findChildren(Banner)[0] for panel in page.panels()]

    shown = [banner.text() if banner.isVisibleTo(page) else "" for banner in said]
    assert shown[1:3] == ["Ask alone", ""]
    assert shown[0] == shown[3]
    assert "leave it open and come back" in shown[0]


def test_a_dozen_choices_are_seen_without_scrolling(
    qtbot: QtBot, make_item: MakeItem, choices: Choices
) -> None:
    dozen, more = (ListField(make_item(control="select1", choices=choices(n))) for n in (12, 40))
    for field in (dozen, more):
        qtbot.addWidget(field)
        with qtbot.waitExposed(field):
            field.show()
        field.resize(500, field.minimumSizeHint().height())

    assert dozen._list.verticalScrollBar().maximum() == 0
    assert more._list.verticalScrollBar().maximum() > 0


def test_buttons_that_do_not_fit_go_on_in_the_next_line_with_whole_words(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    buttons = [Button(f"A button of many words, number {n}", "plain", "Ctrl+X") for n in range(3)]
    layout = column(host, width=460)
    layout.addLayout(row(*buttons))
    layout.addStretch(1)
    host.resize(900, 400)
    with qtbot.waitExposed(host):
        host.show()

    assert all(button.width() >= button.sizeHint().width() for button in buttons)
    assert len({button.y() for button in buttons}) > 1
    assert all(button.geometry().right() <= 460 for button in buttons)


def test_a_row_with_room_is_one_line(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    buttons = [Button(f"B{n}") for n in range(3)]
    hidden = Button("never seen")
    host_layout = QVBoxLayout(host)
    flow = Flow(buttons[0], hidden, *buttons[1:])
    host_layout.addLayout(flow)
    hidden.hide()
    host.resize(900, 100)
    with qtbot.waitExposed(host):
        host.show()

    assert len({button.y() for button in buttons}) == 1
    assert buttons[1].x() - buttons[0].geometry().right() <= flow.spacing() + 1
    assert flow.itemAt(9) is None
    assert flow.takeAt(9) is None


def test_the_font_has_the_letters_of_every_language(qapp: QApplication) -> None:
    metrics = QFontMetrics(QFont(qapp.font()))

    missing = [c for c in "ӘәҒғҚқҢңӨөҰұҮүҺһІіӢӣӮӯҲҳҶҷʻʼ" if not metrics.inFontUcs4(ord(c))]

    assert missing == []
