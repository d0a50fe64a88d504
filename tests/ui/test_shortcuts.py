"""One table of keys: no key means two things in one place."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from fieldkit.ui.preferences import Preferences, load, save
from fieldkit.ui.shortcuts import KEYS, Scope, of_scope


@pytest.mark.parametrize("scope", [Scope.LIST, Scope.SCORE, Scope.INTERVIEW])
def test_no_key_means_two_things_in_one_place(scope: Scope) -> None:
    within = (*of_scope(scope), *of_scope(Scope.EVERYWHERE))
    uses = Counter(QKeySequence(text).toString() for key in within for text in key.keys)

    assert [text for text, n in uses.items() if n > 1] == []


def test_every_key_is_one_that_qt_can_read() -> None:
    texts = [text for key in KEYS.values() for text in key.keys]

    assert [text for text in texts if QKeySequence(text).isEmpty()] == []


def test_settings_come_back_and_bad_ones_fall_back_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    chosen = Preferences(language="ru", theme="dark", scale=1.3, lock_minutes=10)

    save(chosen, path)
    assert load(path) == chosen
    path.write_text('{"language": "xx", "theme": "dark", "scale": "big", "lock_minutes": 0}')

    assert load(path) == Preferences(theme="dark")
    path.write_text("not json")
    assert load(path) == Preferences()
