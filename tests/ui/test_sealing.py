"""Sealing and taking back in the window: asked for, refused in words, seen in the list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QScrollArea, QTableView
from pytestqt.qtbot import QtBot

from fieldkit.records import InterviewState
from fieldkit.services import backups, interviews, library, sealing
from fieldkit.services.workspaces import Workspace
from fieldkit.store import key
from fieldkit.ui import asking, dialogs
from fieldkit.ui.hidden import HiddenPlace
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.models.interviews import Column
from fieldkit.ui.score.place import ScorePlace
from fieldkit.ui.unlock import UnlockPlace
from fieldkit.ui.vault import VaultDialog
from tests.ui.window import CTRL, Window, form_text

PHRASE = "four words without sense"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.md"
    path.write_text(form_text("none"), "utf-8")
    return path


@pytest.fixture
def practice(qtbot: QtBot, look: Languages, tmp_path: Path, form: Path) -> Iterator[Window]:
    """A window on a practice workspace, which has no recovery key, with one finished interview."""
    made = Window(qtbot, look, tmp_path / "ws", form)
    made.make_practice(tmp_path / "ws")
    made.wait_for(InterviewsPlace)
    finish_one(made)
    yield made
    made.close()


@pytest.fixture
def window(
    qtbot: QtBot, look: Languages, tmp_path: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """A window on a real workspace with a proven recovery key and one finished interview."""
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    made = Window(qtbot, look, tmp_path / "own", form)
    for _ in range(2):
        made.type(PHRASE)
        made.enter()
    made.prove_recovery(tmp_path / "stick.txt")
    made.wait_for(InterviewsPlace)
    finish_one(made)
    yield made
    made.close()


def finish_one(window: Window) -> None:
    """Begin and finish an interview on the store lane, and show it in the list."""

    def job(store: Workspace) -> None:
        form = library.load_form(window.form)
        begun = interviews.start(store, form, language="English (en)", site="S1")
        interviews.finish(store, begun.interview.interview_id, _nothing_open(begun))

    said: list[object] = []
    window.tasks.store(job, said.append, said.append)
    window.wait(lambda: bool(said))
    assert said == [None]
    window.press(Qt.Key.Key_1, CTRL)
    window.wait(lambda: cells(window) != [])


def _nothing_open(begun: interviews.OpenInterview) -> interviews.Closing:
    return interviews.Closing((), (), InterviewState.FINISHED, {}, "0" * 64)


def cells(window: Window) -> list[dict[Column, str]]:
    """What the list shows, row by row."""
    place = window.shell.place
    if not isinstance(place, InterviewsPlace):
        return []
    model = place.findChildren(QTableView)[0].model()
    return [
        {column: str(model.index(row, column).data()) for column in Column}
        for row in range(model.rowCount())
    ]


def dialog(window: Window) -> VaultDialog:
    window.press(Qt.Key.Key_K, CTRL)
    window.wait(lambda: bool(window.shell.findChildren(VaultDialog)))
    (found,) = window.shell.findChildren(VaultDialog)
    window.wait(lambda: bool(found._keys.text()))
    settle(window)
    settle(window)
    return found


def settle(window: Window) -> None:
    """Let everything asked of the store so far come home."""
    came: list[object] = []
    window.tasks.store(lambda _store: None, came.append, came.append)
    window.wait(lambda: bool(came))


def asked(window: Window, job: object) -> object:
    """What a job with the open store returns."""
    came: list[object] = []
    window.tasks.store(job, came.append, came.append)  # type: ignore[arg-type]  # any job
    window.wait(lambda: bool(came))
    return came[0]


def agree(monkeypatch: pytest.MonkeyPatch, *, yes: bool) -> list[str]:
    """Answer every question of the window so; the words it asked are in the list."""
    said: list[str] = []

    def answer(_parent: object, _title: str, text: str, *_buttons: object) -> object:
        said.append(text)
        return QMessageBox.StandardButton.Yes if yes else QMessageBox.StandardButton.No

    monkeypatch.setattr(QMessageBox, "warning", answer)
    return said


def close(window: Window, found: VaultDialog) -> None:
    """Close the dialog; offscreen nobody gives the window its keys back."""
    found.reject()
    window.shell.activateWindow()
    settle(window)
    settle(window)


def seal_all(window: Window, monkeypatch: pytest.MonkeyPatch) -> VaultDialog:
    agree(monkeypatch, yes=True)
    found = dialog(window)
    found._seal.click()
    window.wait(lambda: bool(found._said.text()) or found._failed.isVisible())
    return found


def test_what_is_sealed_shows_its_state_code_and_day_in_the_list(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = cells(window)
    assert before[Column.STATE] == "Finished"

    found = seal_all(window, monkeypatch)
    assert found._said.text() == "1 interview sealed."
    close(window, found)
    window.wait(lambda: cells(window) != [before])

    (after,) = cells(window)
    assert after[Column.STATE] == "Sealed"
    assert after[Column.CASE] == before[Column.CASE]
    assert after[Column.UPDATED][:10] == before[Column.UPDATED][:10]
    assert after[Column.SITE] == ""
    files = list((tmp_path / "own" / sealing.FOLDER).iterdir())
    assert [file.name.endswith(sealing.ENDING) for file in files] == [True]


def test_a_sealed_interview_is_not_opened_and_the_window_says_why(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(window, seal_all(window, monkeypatch))
    window.wait(lambda: [row[Column.STATE] for row in cells(window)] == ["Sealed"])

    window.enter()
    window.wait(lambda: window.shell._failed.isVisible())

    assert isinstance(window.shell.place, InterviewsPlace)
    assert "not on this laptop any more" in window.shell._failed.text()
    assert "organisation" in window.shell._failed.text()


def test_a_finished_interview_is_opened_to_be_read(window: Window) -> None:
    """Control of the test above."""
    window.enter()

    window.wait_for(InterviewPlace)


def test_the_score_of_a_sealed_interview_says_that_nothing_is_here(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(window, seal_all(window, monkeypatch))
    window.wait(lambda: [row[Column.STATE] for row in cells(window)] == ["Sealed"])

    window.press(Qt.Key.Key_R, CTRL)

    window.wait_for(ScorePlace)


def test_what_was_done_is_in_view_wherever_the_dialog_stands(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The messages stood above everything, out of sight of the buttons further down."""
    agree(monkeypatch, yes=True)
    found = dialog(window)
    bar = found.findChildren(QScrollArea)[0].verticalScrollBar()
    bar.setValue(bar.maximum())
    for line in (found._new, found._again):
        line.setText("qwertyuiop12")

    found._go.click()
    assert not found._failed.visibleRegion().isEmpty()
    found._seal.click()
    window.wait(lambda: bool(found._said.text()))

    assert found._failed.isHidden()
    assert not found._said.visibleRegion().isEmpty()


def test_nothing_is_sealed_unless_agreed(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    said = agree(monkeypatch, yes=False)
    found = dialog(window)

    found._seal.click()
    settle(window)

    assert ["Seal every finished interview?" in text for text in said] == [True]
    assert found._said.text() == ""
    assert found._seal.isEnabled()
    assert [row[Column.STATE] for row in cells(window)] == ["Finished"]


def test_without_a_proven_key_sealing_is_refused_in_words_and_all_can_be_pressed_again(
    practice: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = seal_all(practice, monkeypatch)

    assert "recovery key" in found._failed.text()
    assert found._seal.isEnabled()
    assert found._copy.isEnabled()
    assert not (tmp_path / "ws" / sealing.FOLDER).exists()
    assert [row[Column.STATE] for row in cells(practice)] == ["Finished"]


@pytest.mark.parametrize("name", ["_by_itself", "_at_export"])
def test_a_policy_of_sealing_is_kept_and_taken_back(window: Window, name: str) -> None:
    found = dialog(window)
    assert not getattr(found, name).isChecked()

    getattr(found, name).click()
    settle(window)
    close(window, found)
    again = dialog(window)

    assert getattr(again, name).isChecked()
    assert asked(window, policy) == ((24, False) if name == "_by_itself" else (None, True))
    getattr(again, name).click()
    settle(window)
    assert asked(window, policy) == (None, False)


def policy(store: Workspace) -> tuple[int | None, bool]:
    return sealing.grace_hours(store), sealing.is_at_export(store)


@pytest.mark.parametrize("name", ["_by_itself", "_at_export"])
def test_a_policy_that_would_lose_everything_is_refused_and_its_mark_goes_back(
    practice: Window, name: str
) -> None:
    found = dialog(practice)

    getattr(found, name).click()
    practice.wait(found._failed.isVisible)
    settle(practice)
    settle(practice)

    assert "recovery key" in found._failed.text()
    assert not getattr(found, name).isChecked()
    assert asked(practice, policy) == (None, False)


def test_after_the_grace_the_next_opening_seals(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "USUAL_HOURS", 0)
    found = dialog(window)
    found._by_itself.click()
    settle(window)
    found.reject()

    window.shell.lock()
    window.wait_for(HiddenPlace)
    window.shell.desk.open(tmp_path / "own", PHRASE)

    window.wait(lambda: [row[Column.STATE] for row in cells(window)] == ["Sealed"])


def test_a_withdrawn_interview_shows_its_state_and_is_not_opened(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = cells(window)
    said = agree(monkeypatch, yes=True)
    found = dialog(window)
    found._case.setText(before[Column.CASE].lower())
    found._erase.click()
    window.wait(lambda: bool(found._said.text()))

    assert found._said.text() == f"{before[Column.CASE]} was erased."
    assert found._case.text() == ""
    assert before[Column.CASE].lower() in said[0]
    close(window, found)
    window.wait(lambda: [row[Column.STATE] for row in cells(window)] == ["Withdrawn"])
    window.enter()
    window.wait(lambda: window.shell._failed.isVisible())
    assert isinstance(window.shell.place, InterviewsPlace)


def test_nothing_is_erased_unless_a_case_is_named(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = agree(monkeypatch, yes=True)
    found = dialog(window)
    found._case.setText("   ")

    found._erase.click()
    settle(window)

    assert said == []
    assert found._said.text() == ""


def test_a_backup_that_nobody_placed_is_not_written(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "new_file", lambda *_: ("", ""))
    found = dialog(window)

    found._copy.click()
    settle(window)

    assert found._said.text() == ""
    assert found._failed.isHidden()
    assert found._copy.isEnabled()


def test_a_backup_that_has_no_place_is_told_and_can_be_tried_again(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        dialogs, "new_file", lambda *_: (str(tmp_path / "no" / "such" / "b.fkb"), "")
    )
    found = dialog(window)
    found._copy.click()
    window.wait(found._failed.isVisible)
    assert found._copy.isEnabled()
    assert found._failed.text()

    monkeypatch.setattr(dialogs, "new_file", lambda *_: (str(tmp_path / "b.fkb"), ""))
    found._copy.click()
    window.wait(lambda: bool(found._said.text()))

    assert found._failed.isHidden()
    assert "1 interview" in found._said.text()


def test_a_check_that_finds_damage_says_where_and_what_to_do(
    window: Window, tmp_path: Path
) -> None:
    snapshot = next((tmp_path / "own").glob("*snapshot*"))
    content = bytearray(snapshot.read_bytes())
    content[5_000] ^= 1
    snapshot.write_bytes(content)
    found = dialog(window)

    found._check.click()
    window.wait(found._failed.isVisible)

    assert "snapshot" in found._failed.text()
    assert "write a backup" in found._failed.text()
    assert found._check.isEnabled()


def test_a_backup_is_not_brought_back_by_a_wrong_passphrase(tmp_path: Path, window: Window) -> None:
    file = tmp_path / "b.fkb"
    asked(window, lambda store: backups.backup(store, file))
    window.shell.lock()
    window.wait_for(HiddenPlace)
    window.shell.show_unlock()

    window.shell.desk.bring_back(
        tmp_path / "back",
        lambda: backups.restore(file, tmp_path / "back", passphrase="not this one at all"),
    )
    window.wait(lambda: bool(window.shell.place._message.text()))

    assert "not right" in window.shell.place._message.text()
    assert not (tmp_path / "back").exists()


def test_another_key_is_not_given_by_who_does_not_know_the_passphrase(
    window: Window, tmp_path: Path
) -> None:
    before = key.unlock(tmp_path / "own" / key.FILE_NAME, PHRASE).secret
    found = dialog(window)
    found._present.setText("a wrong guess at it")
    for line in (found._new, found._again):
        line.setText("wholly other words now")
    found._somebody.setChecked(True)

    found._go.click()
    window.wait_for(UnlockPlace)
    window.wait(lambda: bool(window.shell.place._message.text()))

    assert "not right" in window.shell.place._message.text()
    assert key.unlock(tmp_path / "own" / key.FILE_NAME, PHRASE).secret == before
    window.shell.desk.open(tmp_path / "own", PHRASE)
    window.wait(lambda: [row[Column.STATE] for row in cells(window)] == ["Finished"])


def test_what_was_asked_before_a_lock_is_not_shown_after_it(window: Window) -> None:
    """A list or an interview that comes home late must not uncover the screen."""
    window.shell.desk.list_interviews()
    (row,) = asked(window, interviews.listed)  # type: ignore[misc]  # the one interview
    window.shell.desk.resume(row.interview_id)
    window.shell.desk.score(row.interview_id, "en")
    window.shell.desk.list_interviews()

    window.shell.lock()
    for _ in range(3):
        window.qtbot.wait(50)
    settle(window)

    assert isinstance(window.shell.place, HiddenPlace)


def test_the_questions_asked_before_sealing_and_erasing_stand_on_no(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing: list[object] = []

    def answer(_p: object, _t: str, _text: str, _buttons: object, default: object) -> object:
        standing.append(default)
        return default

    monkeypatch.setattr(QMessageBox, "warning", answer)

    assert not asking.sure_to_seal(window.shell)
    assert not asking.sure_to_erase(window.shell, "X")
    assert standing == [QMessageBox.StandardButton.No] * 2
