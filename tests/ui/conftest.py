"""Fixtures of the window's tests: offscreen, a theme, small items to draw."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from fieldkit.interview.view import ChoiceView, Item
from fieldkit.records import Ref
from fieldkit.ui import theme
from fieldkit.ui.languages import Languages
from fieldkit.ui.tasks import Tasks

_PLAIN = Item(
    ref=Ref("/data/q"),
    kind="question",
    control="input",
    data_type="string",
    appearance="",
    label="How many?",
    hint="",
    guidance="",
    value="",
    special=None,
    choices=(),
    required=False,
    readonly=False,
    relevant=True,
    violation=None,
    message="",
    fk_class="",
    is_private=False,
    specials_offered=(),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every window that it cannot pass size hints on."""
    mark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(mark)


MakeItem = Callable[..., Item]


@pytest.fixture
def make_item() -> MakeItem:
    def made(**changes: object) -> Item:
        return replace(_PLAIN, **changes)  # type: ignore[arg-type]

    return made


@pytest.fixture
def choices() -> Callable[[int], tuple[ChoiceView, ...]]:
    def made(n: int) -> tuple[ChoiceView, ...]:
        return tuple(ChoiceView(f"c{k}", f"Choice {k}") for k in range(1, n + 1))

    return made


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Languages]:
    """Every test begins in English on the light theme."""
    theme.apply(qapp, "light", 1.0)
    languages = Languages(qapp)
    languages.use("en")
    yield languages
    languages.use("en")
    languages.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.drain()
    made.deleteLater()
