"""First run and the settings of the workspace: a recovery key, another passphrase, another key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot

from fieldkit.errors import Known
from fieldkit.services import recovery, workspaces
from fieldkit.store import key
from fieldkit.ui import asking
from fieldkit.ui.firstrun import FirstRunPlace
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.shell import Shell
from fieldkit.ui.unlock import UnlockPlace
from fieldkit.ui.vault import VaultDialog
from tests.ui.window import CTRL, Window

PHRASE, OTHER = "four words without sense", "wholly other words now"


@pytest.fixture
def fresh(
    qtbot: QtBot, look: Languages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """A window that has just made a real workspace."""
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    made = Window(qtbot, look, tmp_path / "own", tmp_path)
    for _ in range(2):
        made.type(PHRASE)
        made.enter()
    made.wait_for(FirstRunPlace)
    yield made
    made.close()


@pytest.fixture
def ready(fresh: Window, tmp_path: Path) -> Window:
    fresh.prove_recovery(tmp_path / "stick.txt")
    fresh.wait_for(InterviewsPlace)
    return fresh


def dialog(window: Window) -> VaultDialog:
    window.press(Qt.Key.Key_K, CTRL)
    window.wait(lambda: bool(window.shell.findChildren(VaultDialog)))
    (found,) = window.shell.findChildren(VaultDialog)
    window.wait(lambda: bool(found._keys.text()))
    return found


def test_no_interview_begins_before_a_recovery_key_opened_the_workspace(fresh: Window) -> None:
    fresh.press(Qt.Key.Key_N, CTRL)
    fresh.press(Qt.Key.Key_1, CTRL)

    assert isinstance(fresh.shell.place, FirstRunPlace)
    assert not fresh.shell.place._go.isVisible()


def test_the_key_on_the_stick_opens_the_workspace(ready: Window, tmp_path: Path) -> None:
    ready.close()

    identity = recovery.read_identity(tmp_path / "stick.txt")
    with workspaces.open_any(tmp_path / "own", passphrase=None, identity=identity) as opened:
        assert recovery.is_recoverable(opened)


def test_a_file_that_is_no_key_is_refused_in_words_and_proves_nothing(
    fresh: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "letter.txt"), "")
    )
    place = fresh.shell.place
    assert isinstance(place, FirstRunPlace)

    place.part.take.click()

    fresh.wait(place.part._failed.isVisible)
    assert "does not open" in place.part._failed.text()
    assert not place._go.isVisible()


def test_an_unproven_workspace_asks_again_at_the_next_opening(
    fresh: Window, qtbot: QtBot, look: Languages, tmp_path: Path
) -> None:
    fresh.close()
    again = Window(qtbot, look, tmp_path / "own", tmp_path)
    again.type(PHRASE)
    again.enter()

    again.wait_for(FirstRunPlace)
    again.close()


def test_the_passphrase_is_changed_only_by_who_knows_the_present_one(
    ready: Window, tmp_path: Path
) -> None:
    found = dialog(ready)
    for line, text in ((found._present, "a guess"), (found._new, OTHER), (found._again, OTHER)):
        line.setText(text)
    found._go.click()
    ready.wait(found._failed.isVisible)
    assert "not right" in found._failed.text()

    found._present.setText(PHRASE)
    found._go.click()

    ready.wait(lambda: bool(found._said.text()))
    assert found._new.text() == ""
    key.unlock(tmp_path / "own" / key.FILE_NAME, OTHER)


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [("qwertyuiop12", "qwertyuiop12", "too easy"), (OTHER, PHRASE, "not the same")],
)
def test_a_weak_or_mistyped_passphrase_changes_nothing(
    ready: Window, tmp_path: Path, new: str, again: str, said: str
) -> None:
    found = dialog(ready)
    found._present.setText(PHRASE)
    found._new.setText(new)
    found._again.setText(again)

    found._go.click()

    assert said in found._failed.text()
    key.unlock(tmp_path / "own" / key.FILE_NAME, PHRASE)


def test_when_somebody_may_know_it_the_key_itself_becomes_another(
    ready: Window, tmp_path: Path
) -> None:
    before = key.unlock(tmp_path / "own" / key.FILE_NAME, PHRASE)
    found = dialog(ready)
    for line, text in ((found._present, PHRASE), (found._new, OTHER), (found._again, OTHER)):
        line.setText(text)
    found._somebody.setChecked(True)
    found._go.click()

    ready.wait(lambda: not ready.shell.findChildren(VaultDialog))
    ready.wait(lambda: _secret(tmp_path / "own") not in {None, before.secret})
    ready.wait_for(InterviewsPlace)


def _secret(folder: Path) -> bytes | None:
    try:
        return key.unlock(folder / key.FILE_NAME, OTHER).secret
    except Known:
        return None


def test_an_offered_passphrase_is_filled_in_and_shown(ready: Window) -> None:
    found = dialog(ready)

    found._offer()

    assert len(found._new.text().split()) == 6
    assert found._new.text() == found._again.text()
    assert found._new.echoMode() == found._new.EchoMode.Normal


def test_wrong_tries_wait_longer_also_after_the_window_was_closed(
    ready: Window, qtbot: QtBot, look: Languages, tmp_path: Path
) -> None:
    ready.close()
    first = Window(qtbot, look, tmp_path / "own", tmp_path)
    for _ in range(3):
        first.wait(lambda: first.shell.place._go.isEnabled())
        first.type("wrong wrong wrong")
        first.enter()
        first.wait(lambda: not first.shell.place._go.text().startswith("One"))
    first.close()

    second = Window(qtbot, look, tmp_path / "own", tmp_path)

    assert isinstance(second.shell.place, UnlockPlace)
    assert second.shell.place._go.text().startswith("Wait")
    second.close()


def test_a_backup_is_written_and_brought_back_by_the_window(
    ready: Window,
    qtbot: QtBot,
    look: Languages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = str(tmp_path / "b.fkb")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (file, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (file, ""))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (PHRASE, True))
    found = dialog(ready)
    found._copy.click()
    ready.wait(lambda: "checked" in found._said.text())
    found._check.click()
    ready.wait(lambda: "all is well" in found._said.text())
    ready.close()
    again = Window(qtbot, look, tmp_path / "own", tmp_path)
    assert isinstance(again.shell.place, UnlockPlace)

    again.shell.place._bring_back_backup()

    again.wait_for(InterviewsPlace)
    assert (tmp_path / "own-restored" / "vault.db").exists()
    again.close()


def test_a_damaged_workspace_is_repaired_from_where_it_would_not_open(
    ready: Window, qtbot: QtBot, look: Languages, tmp_path: Path
) -> None:
    ready.close()
    path = tmp_path / "own" / "vault.db"
    content = bytearray(path.read_bytes())
    content[600] ^= 1
    path.write_bytes(content)
    again = Window(qtbot, look, tmp_path / "own", tmp_path)
    again.type(PHRASE)
    again.enter()
    place = again.shell.place
    assert isinstance(place, UnlockPlace)
    again.wait(place._repair.isVisible)

    place._repair.click()

    again.wait_for(InterviewsPlace)
    assert (tmp_path / "own-repaired" / "vault.db").exists()
    assert path.read_bytes() == bytes(content)
    again.close()


def test_a_second_window_brings_the_first_one_forward(
    ready: Window,
    qtbot: QtBot,
    look: Languages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Shell, "raise_", lambda _shell: None)  # the offscreen platform cannot
    came: list[bool] = []
    ready.shell.desk.asked.connect(lambda: came.append(True))
    second = Window(qtbot, look, tmp_path / "own", tmp_path)
    second.type(PHRASE)
    second.enter()

    second.wait(lambda: bool(came))

    assert "already open" in second.shell.place._message.text()
    second.close()


def test_a_case_is_erased_only_after_it_was_asked_and_agreed(
    ready: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = dialog(ready)
    asked: list[str] = []
    monkeypatch.setattr(asking, "sure_to_erase", lambda _w, code: bool(asked.append(code)))
    found._case.setText("XXXX-0001-X")
    found._erase.click()
    assert asked == ["XXXX-0001-X"]
    assert found._failed.isHidden()

    monkeypatch.setattr(asking, "sure_to_erase", lambda _w, _code: True)
    found._erase.click()

    ready.wait(found._failed.isVisible)
    assert "no interview" in found._failed.text()
