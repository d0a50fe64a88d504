"""Each field of a question, driven by the keyboard alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.interview.view import ChoiceView, Item
from fieldkit.records import Special
from fieldkit.ui import a11y
from fieldkit.ui.interview import fields
from fieldkit.ui.interview.choice import ListField, RowsField
from fieldkit.ui.interview.date import DateField, in_words, read
from fieldkit.ui.interview.question import QuestionPanel
from fieldkit.ui.interview.text import LineField, RangeField, TextField
from fieldkit.xforms.values import TYPES

MakeItem = Callable[..., Item]
Choices = Callable[[int], tuple[ChoiceView, ...]]


class Heard:
    """A field in view, and what it said."""

    def __init__(self, qtbot: QtBot, item: Item) -> None:
        self.field = fields.make(item)
        self.answers: list[str] = []
        self.unreadable: list[str] = []
        self.went_on = 0
        self.field.committed.connect(self.answers.append)
        self.field.unreadable.connect(self.unreadable.append)
        self.field.went_on.connect(self._go)
        self.host = QWidget()
        QVBoxLayout(self.host).addWidget(self.field)
        qtbot.addWidget(self.host)
        self.host.resize(500, 400)
        with qtbot.waitExposed(self.host):
            self.host.show()
        self.host.activateWindow()
        self.field.take_focus()

    def _go(self) -> None:
        self.went_on += 1

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, held)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)


@pytest.fixture
def hear(qtbot: QtBot) -> Callable[[Item], Heard]:
    def made(item: Item) -> Heard:
        return Heard(qtbot, item)

    return made


def test_every_data_type_has_a_field() -> None:
    assert set(fields.BY_TYPE) == set(TYPES)


def test_a_line_commits_on_enter_and_goes_on(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    heard = hear(make_item())

    heard.type("a word")
    heard.press(Qt.Key.Key_Return)

    assert heard.answers == ["a word"]
    assert heard.went_on == 1


def test_typing_that_rests_is_committed_without_enter(
    qtbot: QtBot, hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    heard = hear(make_item())

    heard.type("abc")

    qtbot.waitUntil(lambda: heard.answers == ["abc"])
    assert heard.went_on == 0


def test_a_number_takes_comma_and_blanks_as_people_write_them(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    heard = hear(make_item(data_type="decimal"))

    heard.type("1 250,5")
    heard.press(Qt.Key.Key_Return)

    assert heard.answers == ["1250.5"]


def test_several_lines_keep_enter_for_themselves(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    heard = hear(make_item(appearance="multiline"))
    assert isinstance(heard.field, TextField)

    heard.type("one")
    heard.press(Qt.Key.Key_Return)
    heard.type("two")
    heard.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert heard.answers[-1] == "one\ntwo"
    assert heard.went_on == 1


def test_a_special_answer_empties_the_line_and_typing_replaces_it(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    heard = hear(make_item(value="7", data_type="int"))

    heard.field.show_item(make_item(special=Special.REFUSED, data_type="int"))
    heard.field.take_focus()
    heard.type("7")
    heard.press(Qt.Key.Key_Return)

    assert heard.answers == ["7"]


def test_what_is_being_typed_stays_when_other_things_are_drawn(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    item = make_item()
    heard = hear(item)
    heard.type("half a wo")

    heard.field.show_item(replace(item, label="Other words"))
    heard.type("rd")
    heard.press(Qt.Key.Key_Return)

    assert heard.answers[-1] == "half a word"


@pytest.mark.parametrize(
    ("typed", "data_type", "canonical"),
    [
        ("3.5.2024", "date", "2024-05-03"),
        ("03/05/2024", "date", "2024-05-03"),
        ("2024-05-03", "date", "2024-05-03"),
        ("31.02.2024", "date", None),
        ("5.2024", "date", None),
        ("", "date", ""),
        ("tomorrow", "date", None),
        ("9:30Z", "time", "09:30:00.000Z"),
        ("0930Z", "time", "09:30:00.000Z"),
        ("25:00", "time", None),
        ("3.5.2024 9:30Z", "dateTime", "2024-05-03T09:30:00.000Z"),
        ("3.5.2024", "dateTime", None),
    ],
)
def test_dates_and_times_are_read_day_first(
    typed: str, data_type: str, canonical: str | None
) -> None:
    assert read(typed, data_type) == canonical


@pytest.mark.parametrize(
    ("typed", "appearance", "canonical"),
    [("2019", "year", "2019-01-01"), ("5.2024", "month-year", "2024-05-01")],
)
def test_a_year_or_a_month_is_enough_where_the_form_says_so(
    typed: str, appearance: str, canonical: str
) -> None:
    assert read(typed, "date", appearance) == canonical


def test_a_date_is_echoed_in_words_so_that_day_and_month_are_not_swapped(qapp: object) -> None:
    assert "May" in in_words("2024-05-03", "date")
    assert in_words("2024-05-03T09:30:00.000Z", "dateTime").endswith(", 09:30")


def test_a_day_without_its_time_is_no_date_and_time_and_says_what_is_missing(
    qtbot: QtBot, make_item: MakeItem
) -> None:
    panel = QuestionPanel(make_item(data_type="dateTime"))
    qtbot.addWidget(panel)
    said: list[tuple[str, str]] = []
    panel.answered.connect(lambda ref, text: said.append((ref, text)))
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    panel.take_focus()

    QTest.keyClicks(QApplication.focusWidget(), "12.10.2026")
    panel.flush()

    assert said == []
    assert "hours:minutes" in panel.problem_text()


def test_a_date_that_cannot_be_read_is_said_and_stays(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    heard = hear(make_item(data_type="date"))
    assert isinstance(heard.field, DateField)

    heard.type("31.2.2024")
    heard.press(Qt.Key.Key_Return)

    assert heard.answers == []
    assert heard.unreadable == ["date"]


def test_a_number_key_chooses_and_another_one_changes_the_mind(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    heard = hear(make_item(control="select1", choices=choices(3)))

    heard.press(Qt.Key.Key_2)
    heard.press(Qt.Key.Key_3)
    heard.press(Qt.Key.Key_Return)

    assert heard.answers == ["c2", "c3"]
    assert heard.went_on == 1


def test_arrows_move_without_choosing_and_space_chooses(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    heard = hear(make_item(control="select1", choices=choices(4)))

    heard.press(Qt.Key.Key_Down)
    heard.press(Qt.Key.Key_Down)
    assert heard.answers == []
    heard.press(Qt.Key.Key_Space)

    assert heard.answers == ["c3"]


def test_a_number_beyond_the_choices_does_nothing(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    heard = hear(make_item(control="select1", choices=choices(2)))

    heard.press(Qt.Key.Key_9)

    assert heard.answers == []


def test_number_keys_tick_and_untick_several(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    heard = hear(make_item(control="select", choices=choices(5)))

    for key in (Qt.Key.Key_2, Qt.Key.Key_5, Qt.Key.Key_2):
        heard.press(key)

    assert heard.answers == ["c2", "c2 c5", "c5"]


def test_quick_goes_on_with_the_choice(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    heard = hear(make_item(control="select1", appearance="quick", choices=choices(2)))

    heard.press(Qt.Key.Key_1)

    assert heard.answers == ["c1"]
    assert heard.went_on == 1


@pytest.mark.parametrize(("n", "kind"), [(9, RowsField), (10, ListField)])
def test_more_choices_than_number_keys_become_a_list(
    hear: Callable[[Item], Heard],
    make_item: MakeItem,
    choices: Choices,
    n: int,
    kind: type[QWidget],
) -> None:
    assert isinstance(hear(make_item(control="select1", choices=choices(n))).field, kind)


def test_typing_narrows_a_list_and_enter_takes_what_is_highlighted(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    heard = hear(make_item(control="select1", choices=choices(40)))

    heard.type("choice 17")
    heard.press(Qt.Key.Key_Return)

    assert heard.answers == ["c17"]
    assert heard.went_on == 1


def test_several_of_a_list_are_ticked_one_after_another(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    item = make_item(control="select", choices=choices(40))
    heard = hear(item)
    heard.field.committed.connect(lambda text: heard.field.show_item(replace(item, value=text)))

    for wanted in ("choice 17", "choice 22"):
        heard.type(wanted)
        heard.press(Qt.Key.Key_Return)
    assert heard.went_on == 0
    heard.press(Qt.Key.Key_Return)

    assert heard.answers == ["c17", "c17 c22"]
    assert heard.went_on == 1


def test_down_goes_from_the_search_into_the_list(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    heard = hear(make_item(control="select1", choices=choices(12)))

    heard.press(Qt.Key.Key_Down)
    heard.press(Qt.Key.Key_Down)
    heard.press(Qt.Key.Key_Space)

    assert heard.answers == ["c2"]


def test_a_range_is_typed_or_slid_and_says_when_it_is_outside(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    ends = (("start", "1"), ("end", "5"), ("step", "1"))
    heard = hear(make_item(control="range", data_type="int", parameters=ends))
    assert isinstance(heard.field, RangeField)

    heard.type("9")
    heard.press(Qt.Key.Key_Return)
    heard.field.take_focus()
    heard.type("4")
    heard.press(Qt.Key.Key_Tab)
    heard.press(Qt.Key.Key_Right)

    assert heard.unreadable == ["range"]
    assert heard.answers == ["4", "5"]


def test_a_ranking_is_no_answer_until_it_is_touched(
    hear: Callable[[Item], Heard], make_item: MakeItem, choices: Choices
) -> None:
    heard = hear(make_item(control="rank", choices=choices(3)))

    heard.press(Qt.Key.Key_Down)
    assert heard.answers == []
    heard.press(Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)

    assert heard.answers == ["c2 c1 c3"]


def test_a_mark_is_set_with_its_number_and_a_note_only_goes_on(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    mark = hear(make_item(control="trigger"))
    mark.press(Qt.Key.Key_1)
    note = hear(make_item(control="note", kind="note"))
    note.press(Qt.Key.Key_Return)

    assert mark.answers == ["OK"]
    assert (note.answers, note.went_on) == ([], 1)


@pytest.mark.parametrize(
    ("control", "data_type", "n"),
    [
        ("input", "string", 0),
        ("input", "int", 0),
        ("input", "date", 0),
        ("input", "time", 0),
        ("select1", "string", 3),
        ("select", "string", 3),
        ("select1", "string", 30),
        ("rank", "string", 3),
        ("range", "int", 0),
        ("trigger", "string", 0),
        ("note", "string", 0),
    ],
)
def test_everything_that_takes_the_focus_has_a_name(
    hear: Callable[[Item], Heard],
    make_item: MakeItem,
    choices: Choices,
    control: str,
    data_type: str,
    n: int,
) -> None:
    heard = hear(make_item(control=control, data_type=data_type, choices=choices(n)))

    nameless = [w for w in a11y.focusable(heard.field) if not a11y.spoken_name(w)]

    assert nameless == []


def test_a_readonly_line_takes_no_typing(
    hear: Callable[[Item], Heard], make_item: MakeItem
) -> None:
    heard = hear(make_item(value="kept", readonly=True))
    assert isinstance(heard.field, LineField)

    heard.type("x")
    heard.press(Qt.Key.Key_Return)

    assert heard.answers == []
