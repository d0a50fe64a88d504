from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldkit.interview.view import Item
from fieldkit.ui.interview.question import QuestionPanel
from fieldkit.ui.words import marked_up, plain_words, show_words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Stop.** Go on", "<b>Stop.</b> Go on"),
        ("a *word* here", "a <i>word</i> here"),
        ("**<img src=x>** & <a href='x'>y</a>",
         "<b>&lt;img src=x&gt;</b> &amp; &lt;a href=&#x27;x&#x27;&gt;y&lt;/a&gt;"),
    ],
)  # fmt: skip
def test_a_label_shows_its_marks_and_nothing_else_of_what_it_writes(text: str, shown: str) -> None:
    assert marked_up(text) == shown


@pytest.mark.parametrize(
    "text", ["plain", "2 * 3 * 4", "snake_case_word", "<h1>not ours</h1>", "a < b & c", "**"]
)
def test_a_label_without_marks_is_never_read_as_html(qapp: object, text: str) -> None:
    label = QLabel()

    show_words(label, text)

    assert label.textFormat() == Qt.TextFormat.PlainText


def test_marks_are_not_spoken(qapp: object) -> None:
    assert plain_words("## **Stop.**\nGo *on*") == "Stop. Go on"


def test_a_word_longer_than_any_line_can_be_broken(qapp: object) -> None:
    label = QLabel()
    label.setWordWrap(True)

    show_words(label, "x" * 400)

    assert label.minimumSizeHint().width() < 500
    assert label.text().replace("\u200b", "") == "x" * 400


@pytest.mark.parametrize(
    ("runs_left", "direction"),
    [(True, Qt.LayoutDirection.RightToLeft), (False, Qt.LayoutDirection.LeftToRight)],
)
def test_a_question_is_laid_out_as_its_language_runs(
    qapp: object, make_item: Callable[..., Item], runs_left: bool, direction: Qt.LayoutDirection
) -> None:
    panel = QuestionPanel(make_item(is_right_to_left=runs_left))

    assert panel.layoutDirection() == direction
